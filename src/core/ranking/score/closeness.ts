/**
 * What tells the best documents apart beyond the words they hold: how much of a field the query
 * covers and how much of the query the field holds (a title that is the query), and whether words
 * stand as far from each other as in the query.
 */
import type { GlobalDocument, NumbersOf } from '../../docset/numbers.ts'
import type { AnyTerm } from '../../query/plan/any-terms.ts'
import type { SearchSegment } from '../../query/plan/plan.ts'
import type { FieldNorms } from './field-norms.ts'
import type { WordScores } from './word-scores.ts'

/** The places of one term in one document, ascending, with what each counts. */
interface Places {
  readonly at: number[]
  readonly closeness: number[]
  readonly covers: number[]
}

export interface Closeness {
  readonly coverage: number
  readonly proximity: number
}

const side = 8
/** The factor for a field that is exactly the query. */
const equal = 1.3
/** Sums of the same numbers in another order differ in their last digits. */
const nearlyAll = 1 - 1e-9

const coverageWeight = ({ isFlat }: FieldNorms): number => (isFlat ? 4 : 2)

/** The score for each unit of idf in a document that is exactly the query. */
export const perfectCoverage = (norms: FieldNorms): number => coverageWeight(norms) * equal

/** The closeness of documents, which come by ascending global number. */
export function closenessOf(
  documents: NumbersOf<GlobalDocument>,
  terms: readonly AnyTerm[],
  segments: readonly SearchSegment[],
  words: WordScores,
): Closeness[] {
  const slots = new Map<number, number>()
  documents.forEach((document, slot) => slots.set(document, slot))
  const places: (Places | undefined)[][] = Array.from(documents, () => [])
  const near = new Uint8Array(words.scores.length)
  for (const document of documents) near[document] = 1
  words.lists.forEach((lists, term) => {
    for (const { list, closeness, covers } of lists) {
      const { documents: own, starts, occurrences } = list.postings
      for (let i = 0; i < own.length; i++) {
        if (near[list.base + own[i]] === 0) continue
        const slot = slots.get(list.base + own[i]) as number
        let found = places[slot][term]
        if (found === undefined) {
          found = { at: [], closeness: [], covers: [] }
          places[slot][term] = found
        }
        for (let at = starts[i]; at < starts[i + 1]; at++) {
          if (list.allowed !== null && list.allowed[occurrences[at] >>> 16] !== 1) continue
          found.at.push(occurrences[at])
          found.closeness.push(closeness)
          found.covers.push(covers)
        }
      }
    }
  })
  const held = words.idf.reduce((sum, idf) => sum + idf, 0)
  return Array.from(documents, (document, slot) => {
    const { view, base } = segments.findLast((segment) => segment.base <= document) as SearchSegment
    const own = places[slot]
    const lengthOf = (field: number): number => view.fieldLength(document - base, field)
    return { coverage: coverageOf(own, words, held, lengthOf), proximity: proximityOf(own, terms, words) }
  })
}

function coverageOf(
  places: readonly (Places | undefined)[],
  { idf, norms }: WordScores,
  held: number,
  lengthOf: (field: number) => number,
): number {
  const covered = new Map<number, number>()
  const sums = new Map<number, number>()
  places.forEach((own, term) => {
    const best = new Map<number, number>()
    own?.at.forEach((place, i) => {
      const field = place >>> 16
      covered.set(field, (covered.get(field) ?? 0) + own.covers[i])
      best.set(field, Math.max(best.get(field) ?? 0, own.closeness[i]))
    })
    for (const [field, closeness] of best) sums.set(field, (sums.get(field) ?? 0) + idf[term] * closeness)
  })
  let most = 0
  for (const [field, sum] of sums) {
    const share = Math.min(1, (covered.get(field) as number) / lengthOf(field))
    const height = share === 1 && sum >= held * nearlyAll ? norms.heights[field] * equal : norms.heights[field]
    most = Math.max(most, (height * (0.15 + 0.85 * share) * sum * sum) / held)
  }
  return coverageWeight(norms) * most
}

function proximityOf(places: readonly (Places | undefined)[], terms: readonly AnyTerm[], { idf }: WordScores): number {
  let sum = 0
  for (let term = 1; term < terms.length; term++) {
    const [left, right] = [places[term - 1], places[term]]
    const distance = terms[term].node.position - terms[term - 1].node.position
    if (left === undefined || right === undefined || distance <= 0) continue
    const y = pairs(left, right, distance)
    sum += (Math.min(idf[term - 1], idf[term]) * y * 2.2) / (y + 1.2)
  }
  return 0.3 * sum
}

function pairs(left: Places, right: Places, distance: number): number {
  const order = [...right.at.keys()].sort((a, b) => right.at[a] - right.at[b])
  const sorted = [...left.at.keys()].sort((a, b) => left.at[a] - left.at[b])
  let y = 0
  let from = 0
  for (const a of sorted) {
    const wanted = left.at[a] + distance
    while (from < order.length && right.at[order[from]] < wanted - side) from++
    for (let i = from; i < order.length && right.at[order[i]] <= wanted + side; i++) {
      const b = order[i]
      if (right.at[b] >>> 16 !== left.at[a] >>> 16) continue
      const off = Math.abs(right.at[b] - wanted)
      y += left.closeness[a] * right.closeness[b] * (off === 0 ? 1 : 0.3 / (1 + off / 2))
    }
  }
  return y
}
