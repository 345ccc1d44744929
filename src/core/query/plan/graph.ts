/**
 * The query as a graph: nodes are terms and n-grams (neighbouring words read as one), paths are the
 * ways to cut the query into nodes, and levels say which terms are given up for more hits.
 */
import type { MatchingStrategy } from '../../../shared/search.ts'
import type { ParsedQuery, QueryTerm } from './parse.ts'

export interface QueryNode {
  /** As of the term: see `QueryTerm`. */
  readonly kind: QueryTerm['kind']
  /** Terms firstTerm .. lastTerm stand in this node; more than one in an n-gram. */
  readonly firstTerm: number
  readonly lastTerm: number
  /** How many terms those are. */
  readonly terms: number
  /** Query positions of the first and the last word. */
  readonly position: number
  readonly endPosition: number
  /** One for a word or n-gram (joined), the characters of a run; null is a hole in a phrase. */
  readonly words: readonly (string | null)[]
  /**
   * The words as they were typed: those an n-gram joins, each for itself; the characters of a run.
   * Empty for a phrase.
   */
  readonly typed: readonly string[]
  readonly prefix: boolean
  /** Of a run: see `QueryTerm`. */
  readonly lastOrElse: readonly string[]
}

/** All terms that are kept, and the ways to read them. */
export interface GraphLevel {
  /** Terms given up. */
  readonly removed: number
  /** Ascending. */
  readonly kept: readonly number[]
  /**
   * Node numbers from left to right. Never empty lists; no paths when nothing in the index can
   * match.
   */
  readonly paths: readonly (readonly number[])[]
}

/**
 * The most ways to read one query that are looked at: ten words that all join have 274, ordinary
 * queries one or two.
 */
export const maxPaths = 32

/** One node per term, then every possible n-gram of two and three. */
export function graphNodes({ terms }: ParsedQuery): QueryNode[] {
  const nodes = terms.map((term, i) => nodeOf(term, i))
  for (let size = 2; size <= 3; size++) {
    for (let first = 0; first + size <= terms.length; first++) {
      const joined = joinTerms(terms, first, first + size - 1)
      if (joined !== null) nodes.push(joined)
    }
  }
  return nodes
}

function nodeOf({ kind, words, position, prefix, lastOrElse = [] }: QueryTerm, term: number): QueryNode {
  const endPosition = position + words.length - 1
  const typed = kind === 'phrase' ? [] : (words as readonly string[])
  return { kind, firstTerm: term, lastTerm: term, terms: 1, position, endPosition, words, typed, prefix, lastOrElse }
}

/** Words that follow each other directly, read as one; null if they do not. */
function joinTerms(terms: readonly QueryTerm[], firstTerm: number, lastTerm: number): QueryNode | null {
  const first = terms[firstTerm]
  const last = terms[lastTerm]
  const typed: string[] = []
  for (let i = firstTerm; i <= lastTerm; i++) {
    const term = terms[i]
    if (term.kind !== 'word' || term.position !== first.position + i - firstTerm) return null
    typed.push(term.words[0] as string)
  }
  return {
    kind: 'word',
    firstTerm,
    lastTerm,
    terms: lastTerm - firstTerm + 1,
    position: first.position,
    endPosition: last.position,
    words: [typed.join('')],
    typed,
    prefix: last.prefix,
    lastOrElse: [],
  }
}

/**
 * Which terms are given up, in which order: groups of terms that go together. Phrases are never
 * given up; without a phrase the last group is kept. `frequencies`: documents per term, only looked
 * at by the strategy of that name.
 */
export function removalOrder(
  strategy: MatchingStrategy,
  terms: readonly QueryTerm[],
  frequencies: readonly number[],
): readonly (readonly number[])[] {
  if (strategy === 'all') return []
  const words = [...terms.keys()].filter((term) => terms[term].kind !== 'phrase')
  const groups: number[][] = []
  if (strategy === 'last') for (const term of words.reverse()) groups.push([term])
  else {
    // A term that no document has is given up first, as if it were the most frequent.
    const weight = (term: number): number => (frequencies[term] === 0 ? Number.POSITIVE_INFINITY : frequencies[term])
    words.sort((a, b) => (weight(a) === weight(b) ? a - b : weight(b) - weight(a)))
    for (const term of words) {
      const group = groups.at(-1)
      if (group !== undefined && weight(group[0]) === weight(term)) group.push(term)
      else groups.push([term])
    }
  }
  return words.length === terms.length ? groups.slice(0, -1) : groups
}

/**
 * The full query first, then one group of terms less each. `isPossible`: whether the index has any
 * word for the node.
 */
export function graphLevels(
  nodes: readonly QueryNode[],
  termCount: number,
  order: readonly (readonly number[])[],
  isPossible: (node: number) => boolean,
): GraphLevel[] {
  const possible = [...nodes.keys()].filter(isPossible)
  const removed = new Set<number>()
  const levels: GraphLevel[] = []
  for (let level = 0; level <= order.length; level++) {
    if (level > 0) for (const term of order[level - 1]) removed.add(term)
    const kept = [...Array(termCount).keys()].filter((term) => !removed.has(term))
    levels.push({ removed: removed.size, kept, paths: pathsOf(nodes, possible, kept) })
  }
  return levels
}

function pathsOf(nodes: readonly QueryNode[], possible: readonly number[], kept: readonly number[]): number[][] {
  const paths: number[][] = []
  const path: number[] = []
  const extend = (at: number): void => {
    if (at === kept.length) {
      paths.push([...path])
      return
    }
    for (const number of possible) {
      const node = nodes[number]
      const end = at + node.terms
      // An n-gram must not reach over a term that was given up.
      if (node.firstTerm !== kept[at] || kept[end - 1] !== node.lastTerm) continue
      path.push(number)
      extend(end)
      path.pop()
    }
  }
  if (kept.length > 0) extend(0)
  // Longest first: those with the fewest n-grams.
  return paths.sort((a, b) => b.length - a.length).slice(0, maxPaths)
}
