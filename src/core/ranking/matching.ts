/**
 * Which documents match the query, and how: sets of documents per level of the graph and per number
 * of typos. Sets only, no positions; each is made when first asked for and kept until the search is
 * over.
 */
import { Bitset } from '../docset/bitset.ts'
import { type GraphLevel, graphLevels, type QueryNode, removalOrder } from '../query/plan/graph.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import type { Bucket } from './bucket.ts'
import { addDocuments, NodeMatches, phraseList, unionOf } from './node-matches.ts'

export class Matching {
  readonly plan: SearchPlan
  /** All documents, deleted ones included. */
  readonly size: number
  readonly nodes: readonly NodeMatches[]
  /** Empty for a placeholder search. */
  readonly levels: readonly GraphLevel[]
  /** Live documents that match the query at some level. */
  readonly universe: Bitset
  readonly #levelSets: (Bitset | null | undefined)[] = []
  readonly #typoSets = new Map<number, Bitset | null>()
  /**
   * By path, then by nodes taken, then by typos: documents that match the first nodes at exactly
   * that cost.
   */
  readonly #partialSets = new Map<readonly number[], (Bitset | null | undefined)[][]>()

  /** `matched`: the documents found already, for a ranking that has no levels; else null. */
  constructor(plan: SearchPlan, matched: Bitset | null = null) {
    const { index, nodes, expansions, fields, query } = plan
    this.plan = plan
    this.size = index.documentCount
    this.nodes = nodes.map((node, i) => new NodeMatches(node, expansions[i], index.segments, fields, this.size))
    this.levels = query.terms.length === 0 || matched !== null ? [] : this.#levelsOf()
    this.universe = this.#universe(matched)
  }

  /**
   * Documents (deleted ones among them) that match the graph of a level, with any typos. null when
   * there are none.
   */
  atLevel(level: number): Bitset | null {
    const known = this.#levelSets[level]
    if (known !== undefined) return known
    const found = unionOf(this.levels[level].paths.map((path) => this.#matchesOf(path)))
    this.#levelSets[level] = found
    return found
  }

  /**
   * Documents that match the graph of a level at the cost of so many typos; some of them may also
   * match with fewer.
   */
  withTypos(level: number, typos: number): Bitset | null {
    const key = level * 1024 + typos
    const known = this.#typoSets.get(key)
    if (known !== undefined) return known
    const found = unionOf(this.levels[level].paths.map((path) => this.alongPath(path, typos)))
    this.#typoSets.set(key, found)
    return found
  }

  /** The most typos one of the paths can cost. */
  maxTypos(paths: readonly (readonly number[])[]): number {
    let most = 0
    for (const path of paths) {
      let cost = 0
      for (const node of path) cost += this.#maxTyposOf(node)
      most = Math.max(most, cost)
    }
    return most
  }

  /** The most typos over all ways to cut the whole query, whether or not anything matches them. */
  maxTyposOfAll(): number {
    /** By term: the most typos of the terms up to it. */
    const most = new Uint32Array(this.plan.query.terms.length)
    // Sorted by their last term, so that the nodes before one have their numbers already.
    const byEnd = [...this.nodes.keys()].sort((a, b) => this.nodes[a].node.lastTerm - this.nodes[b].node.lastTerm)
    for (const number of byEnd) {
      const { firstTerm, lastTerm } = this.nodes[number].node
      const before = firstTerm === 0 ? 0 : most[firstTerm - 1]
      most[lastTerm] = Math.max(most[lastTerm], before + this.#maxTyposOf(number))
    }
    return most[most.length - 1] ?? 0
  }

  /**
   * Whether some document of the bucket matches along the path with so many typos (any, if
   * negative).
   */
  isAlong(path: readonly number[], typos: number, { bits, documents }: Bucket): boolean {
    const matching = typos < 0 ? this.#matchesOf(path) : this.alongPath(path, typos)
    if (matching === null) return false
    return bits === null ? documents.some((document) => matching.has(document)) : bits.meets(matching)
  }

  #maxTyposOf(node: number): number {
    return joinCost(this.nodes[node].node) + this.plan.expansions[node].maxTypos
  }

  /**
   * Documents that match a path, each node at its least typos, and whose typos come to exactly this
   * many.
   */
  alongPath(path: readonly number[], typos: number): Bitset | null {
    return typos < 0 ? null : this.#partial(path, path.length, typos)
  }

  /** Whether one of the documents is not deleted. */
  isLive(documents: Bitset | null): boolean {
    if (documents === null) return false
    const live = documents.clone()
    this.#removeDeleted(live)
    return live.count() > 0
  }

  #partial(path: readonly number[], taken: number, typos: number): Bitset | null {
    let table = this.#partialSets.get(path)
    if (table === undefined) {
      table = path.map(() => [])
      this.#partialSets.set(path, table)
    }
    const row = table[taken - 1]
    const known = row[typos]
    if (known !== undefined) return known
    const node = this.nodes[path[taken - 1]]
    const left = typos - joinCost(node.node)
    let found: Bitset | null = null
    for (let level = 0; level <= 2 && level <= left; level++) {
      if (taken === 1 && level < left) continue
      const here = node.atLevel(level)
      if (here === null) continue
      if (taken === 1) found = here
      else {
        const before = this.#partial(path, taken - 1, left - level)
        if (before !== null) found = (found ?? new Bitset(this.size)).unitePair(before, here)
      }
    }
    row[typos] = found
    return found
  }

  #matchesOf(path: readonly number[]): Bitset | null {
    let found: Bitset | null = null
    for (let i = 0; i < path.length; i++) {
      const matching = this.nodes[path[i]].any()
      if (matching === null) return null
      if (found === null) found = matching
      else if (i === 1) found = new Bitset(this.size).unitePair(found, matching)
      else found.intersect(matching)
    }
    return found
  }

  #levelsOf(): readonly GraphLevel[] {
    const { request, query, nodes, expansions } = this.plan
    const strategy = request.matchingStrategy ?? 'last'
    const frequencies = strategy === 'frequency' ? query.terms.map((_, term) => this.#frequency(term)) : []
    const order = removalOrder(strategy, query.terms, frequencies)
    return graphLevels(nodes, order, (node) => expansions[node].isPossible)
  }

  /** Live documents with the term, by itself or joined with its neighbours. */
  #frequency(term: number): number {
    const around = this.nodes.filter(({ node }) => node.firstTerm <= term && term <= node.lastTerm)
    const matching = unionOf(around.map((node) => node.any()))
    if (matching === null) return 0
    const live = matching.clone()
    this.#removeDeleted(live)
    return live.count()
  }

  #universe(matched: Bitset | null): Bitset {
    const { levels, size } = this
    const universe = matched !== null ? matched.clone() : levels.length === 0 ? Bitset.full(size) : new Bitset(size)
    // Giving up terms only ever adds documents, unless an n-gram is given up for one of its terms.
    const hasNgrams = levels.some(({ paths }) =>
      paths.some((path) => path.some((node) => this.nodes[node].node.terms > 1)),
    )
    for (let level = hasNgrams ? 0 : Math.max(0, levels.length - 1); level < levels.length; level++) {
      const matching = this.atLevel(level)
      if (matching !== null) universe.unite(matching)
    }
    if (this.plan.within !== null) universe.intersect(this.plan.within)
    this.#removeNegative(universe)
    this.#removeDeleted(universe)
    return universe
  }

  /**
   * Like all words of the query, those that must not occur are looked for in the attributes
   * searched.
   */
  #removeNegative(from: Bitset): void {
    const { negative, index, fields } = this.plan
    if (negative.length === 0) return
    const found = new Bitset(this.size)
    for (const { phrases } of negative) {
      phrases.forEach((ordinals, segment) => {
        if (ordinals !== null) addDocuments(phraseList(ordinals, index.segments[segment], 0, fields.allowed), found)
      })
    }
    from.subtract(found)
  }

  #removeDeleted(from: Bitset): void {
    for (const { view, base } of this.plan.index.segments) {
      const deletions = view.deletions()
      if (deletions !== null) from.subtractAt(base, deletions)
    }
  }
}

/** Reading n words as one costs n typos. */
export const joinCost = ({ terms }: QueryNode): number => (terms > 1 ? terms : 0)
