/**
 * The ranking of `matchingStrategy: 'any'`: one score for each document instead of rules about
 * words, the greater the better. All documents are scored by the words they have, the best of them
 * also by how close together the words stand. The rules after it tell documents with equal scores
 * apart.
 */
import type { Bitset } from '../../docset/bitset.ts'
import type { GlobalDocument } from '../../docset/numbers.ts'
import type { AnyTerm } from '../../query/plan/any-terms.ts'
import type { SearchPlan } from '../../query/plan/plan.ts'
import { Bucket } from '../bucket.ts'
import { nothingKnown } from '../narrowing.ts'
import { takeByOrdinal } from '../ordinal-order.ts'
import type { RankingRule } from '../rule.ts'
import { selectGreatest } from '../select-greatest.ts'
import { type Closeness, closenessOf, perfectCoverage } from './closeness.ts'
import { normOf } from './field-norms.ts'
import { repeated, saturated, type WordScores } from './word-scores.ts'

/** How many of the best documents are also scored by closeness. */
const lookedAt = 100
/** For sort orders after the score, scores are rounded to so many steps. */
const steps = 20

export interface AnyScore {
  readonly whole: RankingRule
  /**
   * `rounded` cuts by rounded scores, for sort orders that follow; `rest` cuts what they leave, and
   * adds to the score what rounding took.
   */
  readonly rounded: RankingRule
  readonly rest: RankingRule
}

export function anyScore(plan: SearchPlan, words: WordScores, universe: Bitset): AnyScore {
  const terms = plan.terms as readonly AnyTerm[]
  const { segments } = plan.index
  const { scores } = words
  const close = new Map<number, Closeness>()
  const best = bestOf(universe, scores, segments)
  closenessOf(best, terms, segments, words).forEach((closeness, i) => close.set(best[i], closeness))
  const totals = scores.slice()
  let top = 0
  for (const [document, { coverage, proximity }] of close) {
    totals[document] += coverage + proximity
    top = Math.max(top, totals[document])
  }
  const most = perfectScore(terms, words)
  const relative = (score: number): number => Math.min(1, score / most)
  const roundedUp = (document: GlobalDocument): number => (Math.ceil((totals[document] / top) * steps) / steps) * top
  const total = (document: GlobalDocument): number => totals[document]
  const partsOf = (document: GlobalDocument): number[] => {
    const { coverage = 0, proximity = 0 } = close.get(document) ?? {}
    return [scores[document] / most, coverage / most, proximity / most]
  }
  return {
    whole: scoreRule(total, (document) => ({ rank: relative(totals[document]), terms: partsOf(document) }), best),
    rounded: scoreRule(roundedUp, (document) => ({ rank: relative(roundedUp(document)) })),
    rest: scoreRule(total, (document) => ({
      rank: 1 + relative(totals[document]) - relative(roundedUp(document)),
      terms: partsOf(document),
    })),
  }
}

/**
 * Ascending numbers of the documents with the greatest scores; of equals the first ones inserted.
 */
function bestOf(universe: Bitset, scores: Float64Array, segments: SearchPlan['index']['segments']): Uint32Array {
  const all = universe.toArray()
  const keys = new Float64Array(all.length)
  for (let i = 0; i < all.length; i++) keys[i] = scores[all[i]]
  const sorted = selectGreatest(keys, lookedAt)
  if (sorted.length <= lookedAt) return sorted.map((i) => all[i]).sort()
  const last = keys[sorted[lookedAt - 1]]
  const above = sorted.filter((i) => keys[i] > last).map((i) => all[i])
  const equal = sorted
    .filter((i) => keys[i] === last)
    .map((i) => all[i])
    .sort()
  const chosen = takeByOrdinal(Bucket.of(equal, nothingKnown, null), segments, 0, lookedAt - above.length)
  return Uint32Array.from([...above, ...chosen]).sort()
}

/** The score of a document which is exactly the query, in the attribute where that counts most. */
function perfectScore(terms: readonly AnyTerm[], { idf, norms }: WordScores): number {
  let length = 0
  for (const { node, times } of terms) length += times * node.words.length
  let norm = 0
  const most = Math.max(...norms.weights)
  norms.weights.forEach((weight, field) => {
    if (weight === most) norm = Math.max(norm, normOf(norms, field, length))
  })
  let sum = 0
  terms.forEach((term, i) => {
    sum += idf[i] * repeated(term) * saturated(norm * term.times) + perfectCoverage(norms) * idf[i]
    if (i > 0 && term.node.position > terms[i - 1].node.position) sum += 0.3 * Math.min(idf[i - 1], idf[i])
  })
  return sum
}

/** `best`: no document comes before these; where they are enough, others are not looked at. */
function scoreRule(
  keyOf: (document: GlobalDocument) => number,
  say: (document: GlobalDocument) => { rank: number; terms?: readonly number[] },
  best?: Uint32Array,
): RankingRule {
  return {
    name: 'any',
    split({ wanted }, bucket) {
      const { narrowing } = bucket
      const first = best?.filter((document) => bucket.bits?.has(document))
      const documents = first !== undefined && first.length >= wanted ? first : bucket.documents
      const keys = new Float64Array(documents.length)
      for (let i = 0; i < documents.length; i++) keys[i] = keyOf(documents[i])
      const sorted = selectGreatest(keys, wanted)
      let at = 0
      return () => {
        if (at === sorted.length) return null
        const from = at
        while (at < sorted.length && keys[sorted[at]] === keys[sorted[from]]) at++
        const part = sorted.subarray(from, at).map((i) => documents[i])
        return { bucket: Bucket.of(part, narrowing, null), max: 1, ...say(part[0]) }
      }
    },
  }
}
