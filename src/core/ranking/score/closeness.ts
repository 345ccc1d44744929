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

/** The places of one term in one document, with what each counts. */
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
/** As much of the query makes a field that is it: begun words and slips count a little less. */
const nearlyAll = 0.9

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
  const coverage = new Coverage(words, terms)
  return Array.from(documents, (document, slot) => {
    const { view, base } = segments.findLast((segment) => segment.base <= document) as SearchSegment
    const own = places[slot]
    const lengthOf = (field: number): number => view.fieldLength(document - base, field)
    return { coverage: coverage.of(own, lengthOf), proximity: proximityOf(own, terms, words) }
  })
}

/** Its arrays, by field, are all 0 between two documents. */
class Coverage {
  readonly #words: WordScores
  readonly #terms: readonly AnyTerm[]
  /** Of the query: the weight of its terms, and its words. */
  readonly #held: number
  readonly #wanted: number
  readonly #covered: Float64Array
  readonly #sums: Float64Array
  /** Of one term. */
  readonly #best: Float64Array
  readonly #covers: Float64Array
  readonly #counts: Float64Array

  constructor(words: WordScores, terms: readonly AnyTerm[]) {
    this.#words = words
    this.#terms = terms
    this.#held = words.idf.reduce((sum, idf) => sum + idf, 0)
    this.#wanted = terms.reduce((sum, { node, times }) => sum + times * node.words.length, 0)
    const fields = words.norms.weights.length
    this.#covered = new Float64Array(fields)
    this.#sums = new Float64Array(fields)
    this.#best = new Float64Array(fields)
    this.#covers = new Float64Array(fields)
    this.#counts = new Float64Array(fields)
  }

  of(places: readonly (Places | undefined)[], lengthOf: (field: number) => number): number {
    const { norms } = this.#words
    const fields = new Set<number>()
    const taken = new Set<number>()
    places.forEach((own, term) => {
      if (own !== undefined) this.#add(own, term, fields, taken)
    })
    let most = 0
    for (const field of fields) {
      const sum = this.#sums[field]
      const share = Math.min(1, this.#covered[field] / lengthOf(field))
      const isQuery = Math.min(share, this.#covered[field] / this.#wanted, sum / this.#held) >= nearlyAll
      const height = norms.heights[field] * (isQuery ? equal : 1)
      most = Math.max(most, (height * (0.15 + 0.85 * share) * sum * sum) / this.#held)
      this.#sums[field] = 0
      this.#covered[field] = 0
    }
    return coverageWeight(norms) * most
  }

  /**
   * A field counts with the closest of what stands in it for the term, as often as the query has
   * it. What another term has `taken` is not what a word still being typed will be.
   */
  #add({ at, closeness, covers }: Places, term: number, fields: Set<number>, taken: Set<number>): void {
    const { node, times } = this.#terms[term]
    for (let i = 0; i < at.length; i++) {
      const field = at[i] >>> 16
      fields.add(field)
      if (node.prefix && taken.has(at[i])) continue
      this.#best[field] = Math.max(this.#best[field], closeness[i])
      this.#covers[field] = Math.max(this.#covers[field], covers[i])
      if (this.#counts[field]++ < times && covers[i] >= closeness[i] && !node.prefix) taken.add(at[i])
    }
    for (const place of at) {
      const field = place >>> 16
      this.#sums[field] += this.#words.idf[term] * this.#best[field]
      this.#covered[field] += this.#covers[field] * Math.min(times, this.#counts[field])
      this.#best[field] = 0
      this.#covers[field] = 0
      this.#counts[field] = 0
    }
  }
}

function proximityOf(places: readonly (Places | undefined)[], terms: readonly AnyTerm[], { idf }: WordScores): number {
  let sum = 0
  for (let term = 1; term < terms.length; term++) {
    const [left, right] = [places[term - 1], places[term]]
    const distance = terms[term].node.position - terms[term - 1].node.position
    if (left === undefined || right === undefined || distance <= 0) continue
    const y = pairs(ascending(left), ascending(right), distance)
    sum += (Math.min(idf[term - 1], idf[term]) * y * 2.2) / (y + 1.2)
  }
  return 0.3 * sum
}

/** Of both, places must ascend. */
function pairs(left: Places, right: Places, distance: number): number {
  let y = 0
  let from = 0
  for (let a = 0; a < left.at.length; a++) {
    const wanted = left.at[a] + distance
    while (from < right.at.length && right.at[from] < wanted - side) from++
    for (let b = from; b < right.at.length && right.at[b] <= wanted + side; b++) {
      if (right.at[b] >>> 16 !== left.at[a] >>> 16) continue
      const off = Math.abs(right.at[b] - wanted)
      y += left.closeness[a] * right.closeness[b] * (off === 0 ? 1 : 0.3 / (1 + off / 2))
    }
  }
  return y
}

/** They do, unless several words stand for the term. */
function ascending(places: Places): Places {
  const { at, closeness, covers } = places
  if (at.every((place, i) => i === 0 || at[i - 1] <= place)) return places
  const order = [...at.keys()].sort((a, b) => at[a] - at[b])
  return {
    at: order.map((i) => at[i]),
    closeness: order.map((i) => closeness[i]),
    covers: order.map((i) => covers[i]),
  }
}
