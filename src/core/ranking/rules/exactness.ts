/**
 * Matches as typed come before prefixes and typos, in two stages: is an attribute the query itself,
 * or does one begin with it; then, how many terms occur as typed. Words that are only begun,
 * mistyped, joined or cut in two do not count in the first stage, only in the second: so the first
 * stage does not change while a word is typed.
 */
import type { GlobalDocument, LocalDocument } from '../../docset/numbers.ts'
import type { Bucket } from '../bucket.ts'
import { partsByCost, splitByPaths } from '../cost-parts.ts'
import { exactClass, type NodeMatches } from '../node-matches.ts'
import type { PostingList } from '../posting-list.ts'
import type { Ranking } from '../ranking.ts'
import { onePart, type RankingRule } from '../rule.ts'
import { lowerBound } from '../seek.ts'

/** Longer attributes are never "the query itself". */
const longestExactField = 30

const isQuery = 0
const beginsWithQuery = 1
const neither = 2

export const exactAttribute: RankingRule = {
  name: 'exactAttribute',
  split(ranking, bucket) {
    const costs = attributeCosts(ranking, bucket)
    return costs === null ? onePart(bucket, 1, neither + 1) : partsByCost(bucket, costs, neither)
  },
}

/** null when no document of the bucket can be better than `neither`. */
function attributeCosts(ranking: Ranking, bucket: Bucket): Uint32Array | null {
  const { documents } = bucket
  const { query, nodes } = ranking.plan
  const kept = termsRead(ranking, bucket)
  // Where a term between others was given up, no attribute can be the query itself.
  if (kept.some((term, i) => term !== i)) return null
  const asTyped = kept.filter((term) => isReadAsTyped(ranking, term, bucket))
  if (asTyped.length === 0) return null
  const terms = asTyped.map((term) => ranking.node(term))
  const exact = terms.map((term) => term.exact())
  const lastTerm = kept[kept.length - 1]
  const keptWords =
    kept.length === query.terms.length
      ? query.wordCount
      : query.terms[lastTerm].wordsBefore + nodes[lastTerm].words.length
  let wordCount = keptWords
  for (const term of kept) if (!asTyped.includes(term)) wordCount -= nodes[term].words.length
  let costs: Uint32Array | null = null
  const search = new AttributeSearch(ranking, terms)
  for (let i = 0; i < documents.length; i++) {
    const document = documents[i]
    if (!exact.every((set) => set?.has(document))) continue
    const cost = search.costOf(document, wordCount)
    if (cost === neither) continue
    costs ??= new Uint32Array(documents.length).fill(neither)
    costs[i] = cost
  }
  return costs
}

/** The terms of all readings that some document of the bucket has, ascending. */
function termsRead(ranking: Ranking, bucket: Bucket): number[] {
  const paths = ranking.paths(bucket.narrowing)
  // A single path counts in all documents.
  const alive = paths.length === 1 ? null : ranking.alive(bucket)
  let along = alive === null ? 1 : 0
  if (alive !== null) for (const document of bucket.documents) along |= alive[document]
  const read = paths
    .filter((_, number) => (along >>> number) & 1)
    .flatMap((path) => path.map((n) => ranking.node(n).node))
  return [...ranking.plan.query.terms.keys()].filter((term) =>
    read.some(({ firstTerm, lastTerm }) => firstTerm <= term && term <= lastTerm),
  )
}

/**
 * Whether some document has the term as typed, and one of the bucket still matches it by itself and
 * without typos.
 */
function isReadAsTyped(ranking: Ranking, term: number, bucket: Bucket): boolean {
  const node = ranking.node(term)
  if (!ranking.matching.isLive(node.exact())) return false
  const { documents, narrowing } = bucket
  const paths = ranking.paths(narrowing)
  const alive = paths.length === 1 ? null : ranking.alive(bucket)
  // Before `typo` has run every reading of the term counts, the one without typos among them.
  const untyped = narrowing.typos < 0 ? node.any() : node.atLevel(0)
  let own = 0
  paths.forEach((path, number) => {
    if (path.includes(term)) own |= 1 << number
  })
  // A single path counts in all documents, but need not have the term as a node of its own.
  if (own === 0) return false
  return documents.some(
    (document) => (alive === null || (alive[document] & own) !== 0) && untyped?.has(document) === true,
  )
}

/** Looks for the terms at their places in one field. Documents come ascending. */
class AttributeSearch {
  readonly #ranking: Ranking
  readonly #terms: readonly NodeMatches[]
  #segment = -1
  #lists: (PostingList | undefined)[] = []
  #cursors: Uint32Array

  constructor(ranking: Ranking, terms: readonly NodeMatches[]) {
    this.#ranking = ranking
    this.#terms = terms
    this.#cursors = new Uint32Array(terms.length)
  }

  costOf(document: GlobalDocument, wordCount: number): number {
    const { segments } = this.#ranking
    while (this.#segment < 0 || document >= segments[this.#segment].base + segments[this.#segment].view.documentCount) {
      this.#enter(this.#segment + 1)
    }
    const { base, view } = segments[this.#segment]
    if (!this.#seek(document - base)) return neither
    const [first] = this.#lists as PostingList[]
    const { starts, occurrences } = first.postings
    const [cursor] = this.#cursors
    const to = starts[cursor + 1]
    let cost = neither
    for (let at = starts[cursor]; at < to; at++) {
      const occurrence = occurrences[at]
      if ((occurrence & 0xffff) !== this.#terms[0].node.position) continue
      const field = occurrence >>> 16
      if (first.allowed !== null && first.allowed[field] !== 1) continue
      if (!this.#standsIn(field)) continue
      const length = view.fieldLength(document - base, field)
      if (length === wordCount && length <= longestExactField) return isQuery
      cost = beginsWithQuery
    }
    return cost
  }

  #enter(segment: number): void {
    const { base } = this.#ranking.segments[segment]
    this.#segment = segment
    this.#lists = this.#terms.map((term) => term.lists(exactClass).find((list) => list.base === base))
    this.#cursors.fill(0)
  }

  #seek(local: LocalDocument): boolean {
    for (let i = 0; i < this.#lists.length; i++) {
      const documents = this.#lists[i]?.postings.documents
      if (documents === undefined) return false
      const at = lowerBound(documents, local, this.#cursors[i], documents.length)
      this.#cursors[i] = at
      if (documents[at] !== local) return false
    }
    return true
  }

  #standsIn(field: number): boolean {
    for (let i = 1; i < this.#lists.length; i++) {
      const { starts, occurrences } = (this.#lists[i] as PostingList).postings
      const cursor = this.#cursors[i]
      const wanted = field * 65_536 + this.#terms[i].node.position
      const at = lowerBound(occurrences, wanted, starts[cursor], starts[cursor + 1])
      if (at === starts[cursor + 1] || occurrences[at] !== wanted) return false
    }
    return true
  }
}

export const exactWords: RankingRule = {
  name: 'exactWords',
  split(ranking, bucket) {
    return splitByPaths(
      ranking,
      bucket,
      {
        max: (path) => path.reduce((sum, node) => sum + ranking.node(node).node.terms, 0),
        add(path, documents, costs) {
          for (const number of path) {
            const node = ranking.node(number)
            const { terms } = node.node
            const exact = terms === 1 ? node.exact() : null
            for (let i = 0; i < documents.length; i++) if (exact === null || !exact.has(documents[i])) costs[i] += terms
          }
        },
      },
      // From here on a term that occurs as typed counts only there.
      null,
      { exact: true },
    )
  },
}
