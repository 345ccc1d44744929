/**
 * The score of each document for the words of a query: BM25F over the postings of each term, its
 * prefixes and forms included. Rare words and short texts count more.
 */
import { Bitset } from '../../docset/bitset.ts'
import type { TimeLimit } from '../../filter/time-limit.ts'
import type { AnyTerm } from '../../query/plan/any-terms.ts'
import type { SearchPlan } from '../../query/plan/plan.ts'
import { type FieldNorms, fieldNorms, normOf } from './field-norms.ts'
import { type ScoredList, scoredLists } from './scored-lists.ts'

const k = 1.6
/** The factor for the weight of a weak word. */
const weak = 0.3
/**
 * A word that is still being typed is the beginning of many words and would weigh little: it weighs
 * at least this share of what the words before it weigh on average.
 */
const typedShare = 0.5

export interface WordScores {
  /** Documents (deleted ones among them) that hold a term, and every phrase of the query. */
  readonly matched: Bitset
  /** By global number. */
  readonly scores: Float64Array
  /** By term. */
  readonly lists: readonly (readonly ScoredList[])[]
  readonly idf: readonly number[]
  readonly norms: FieldNorms
}

/** With a share of 1 a document must hold all words, whatever the last digits of their sum. */
const roundingRoom = 1 - 1e-9

/** Each further occurrence of the same word adds less. */
export const saturated = (x: number): number => (x * (k + 1)) / (x + k)

/** The factor for a word that the query has several times. */
export const repeated = ({ times }: AnyTerm): number => (9 * times) / (8 + times)

/**
 * Of one term, by global number and one after the other; kept from search to search, since all of
 * `counted` is 0 between two terms and none is read while another search runs.
 */
let counted = new Float64Array(0)
let touched = new Uint32Array(0)

/** Once the time is over, the words that were not counted yet are in no document. */
export function wordScores(plan: SearchPlan, terms: readonly AnyTerm[], limit: TimeLimit): WordScores {
  const size = plan.index.documentCount
  const norms = fieldNorms(plan)
  const matched = new Bitset(size)
  const scores = new Float64Array(size)
  if (counted.length < size) {
    counted = new Float64Array(size)
    touched = new Uint32Array(size)
  }
  const lists = terms.map((term) => scoredLists(plan, term))
  const phrases: Bitset[] = []
  const least = plan.request.matchingShare ?? 0
  const holders: Bitset[] = []
  const idf: number[] = []
  let [strong, weighed] = [0, 0]
  terms.forEach((term, number) => {
    let count = 0
    for (const scored of lists[number]) {
      if (limit.spend(scored.list.postings.documents.length)) break
      count = countIn(scored, norms, count)
    }
    let own = Math.log(1 + (size - count + 0.5) / (count + 0.5))
    // What is still being typed may become a word that says more: `parse in`.
    if (term.isWeak && !term.node.prefix) own *= weak
    else {
      if (term.node.prefix && strong > 0) own = Math.max(own, (typedShare * weighed) / strong)
      strong++
      weighed += own
    }
    const holding = least > 0 || term.node.kind === 'phrase' ? new Bitset(size) : null
    const most = own * repeated(term)
    const { words } = matched
    for (let i = 0; i < count; i++) {
      const document = touched[i]
      scores[document] += most * saturated(counted[document])
      counted[document] = 0
      words[document >>> 5] |= 1 << (document & 31)
      holding?.add(document)
    }
    if (holding !== null && term.node.kind === 'phrase') phrases.push(holding)
    if (holding !== null) holders.push(holding)
    idf.push(own)
  })
  for (const phrase of phrases) matched.intersect(phrase)
  if (least > 0) removeOthers(matched, holders, idf, least)
  return { matched, scores, lists, idf, norms }
}

/** How many of the rarest words count for the share. */
const asked = 4

/** Keeps the documents with at least this share of the weight of the rarest words together. */
function removeOthers(matched: Bitset, holders: readonly Bitset[], idf: readonly number[], share: number): void {
  const rarest = [...idf.keys()].sort((a, b) => idf[b] - idf[a] || a - b).slice(0, asked)
  const wanted = rarest.reduce((sum, term) => sum + idf[term], 0) * share * roundingRoom
  for (const document of matched.toArray()) {
    let held = 0
    for (const term of rarest) if (holders[term].has(document)) held += idf[term]
    if (held < wanted) matched.remove(document)
  }
}

/**
 * Adds the occurrences of a list to `counted`, and documents met for the first time to `touched`,
 * of which there are `count`.
 */
function countIn(
  { list: { postings, base, allowed, view }, weight }: ScoredList,
  norms: FieldNorms,
  count: number,
): number {
  const { documents, starts, occurrences } = postings
  let met = count
  for (let i = 0; i < documents.length; i++) {
    const document = base + documents[i]
    const to = starts[i + 1]
    let sum = 0
    for (let at = starts[i]; at < to; ) {
      const field = occurrences[at] >>> 16
      const from = at
      while (at < to && occurrences[at] >>> 16 === field) at++
      if (allowed !== null && allowed[field] !== 1) continue
      sum += (at - from) * normOf(norms, field, view.fieldLength(documents[i], field))
    }
    if (sum === 0) continue
    if (counted[document] === 0) touched[met++] = document
    counted[document] += weight * sum
  }
  return met
}
