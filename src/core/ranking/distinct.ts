/**
 * One hit for each value of an attribute: the best one stays. A document without the attribute
 * always stays; a document with several values excludes all later documents that share one of them.
 */
import { Bitset } from '../docset/bitset.ts'
import type { GlobalDocument } from '../docset/numbers.ts'
import { TimeLimit } from '../filter/time-limit.ts'
import type { SearchSegment } from '../query/plan/plan.ts'
import type { ColumnRows } from '../segment/column-rows.ts'
import type { Column } from '../segment/segment-view.ts'
import { Bucket } from './bucket.ts'
import { nothingKnown } from './narrowing.ts'
import { takeByOrdinal } from './ordinal-order.ts'

/** What has been taken so far in one walk over documents, best first. */
export class Distinct {
  readonly #segments: readonly SearchSegment[]
  readonly #rows: readonly (ColumnRows | undefined)[]
  readonly #attribute: string
  /** Per segment, what number a value has over all of them; -1 = not asked yet. */
  readonly #numbers: readonly Int32Array[]
  readonly #numberOf = new Map<string, number>()
  /** By value, which of the documents taken has it, counted from 0 in the order they were taken. */
  readonly #takenBy = new Map<number, number>()
  #taken = 0

  constructor(segments: readonly SearchSegment[], attribute: string) {
    this.#segments = segments
    this.#attribute = attribute
    this.#rows = segments.map(({ view }) => view.columnRows(attribute))
    this.#numbers = segments.map(({ view }) => {
      const column = segments.length > 1 ? view.column(attribute) : undefined
      return new Int32Array(column === undefined ? 0 : column.numbers.length + column.strings.length).fill(-1)
    })
  }

  /**
   * Returns whether the document stays, which it does if none of its values is taken; then it takes
   * them.
   */
  take(document: GlobalDocument): boolean {
    if (this.takenBy(document) >= 0) return false
    const by = this.#taken++
    this.#eachValue(document, (value) => this.#takenBy.set(value, by))
    return true
  }

  /**
   * Which of the documents taken is the first that shares a value with this one, itself included,
   * counted from 0; -1 if there is none.
   */
  takenBy(document: GlobalDocument): number {
    let first = -1
    this.#eachValue(document, (value) => {
      const by = this.#takenBy.get(value)
      if (by !== undefined && (first < 0 || by < first)) first = by
    })
    return first
  }

  #eachValue(document: GlobalDocument, each: (value: number) => void): void {
    let segment = this.#segments.length - 1
    while (this.#segments[segment].base > document) segment--
    const rows = this.#rows[segment]
    if (rows === undefined) return
    const local = document - this.#segments[segment].base
    const { starts, places } = rows
    for (let at = starts[local]; at < starts[local + 1]; at++) each(this.#number(segment, places[at]))
  }

  /** In one segment a value's place is number enough, and its text need not be loaded. */
  #number(segment: number, value: number): number {
    if (this.#segments.length === 1) return value
    const numbers = this.#numbers[segment]
    if (numbers[value] < 0) {
      const key = keyOf(this.#segments[segment].view.column(this.#attribute) as Column, value)
      let number = this.#numberOf.get(key)
      if (number === undefined) {
        number = this.#numberOf.size
        this.#numberOf.set(key, number)
      }
      numbers[value] = number
    }
    return numbers[value]
  }
}

/** The start of a walk. */
export const startDistinct = (segments: readonly SearchSegment[], attribute: string): Distinct =>
  new Distinct(segments, attribute)

/** The values of a document, as keys that are equal in all indexes. */
export function distinctKeys(
  segments: readonly SearchSegment[],
  attribute: string,
  document: GlobalDocument,
): string[] {
  const segment = segments.findLast(({ base }) => base <= document)
  const column = segment?.view.column(attribute)
  if (segment === undefined || column === undefined) return []
  const { starts, places } = column
  const local = document - segment.base
  return Array.from(places.subarray(starts[local], starts[local + 1]), (place) => keyOf(column, place))
}

function keyOf({ numbers, strings }: Column, place: number): string {
  return place < numbers.length ? `n${numbers[place]}` : `s${strings[place - numbers.length]}`
}

/**
 * Whether some document has several values, so that how many hits there are depends on their order.
 */
export function hasSeveralValues(segments: readonly SearchSegment[], attribute: string): boolean {
  return segments.some(({ view }) => {
    const starts = view.columnRows(attribute)?.starts
    return starts?.subarray(1).some((end, document) => end - starts[document] > 1) ?? false
  })
}

/**
 * The candidates that stay when they are walked in order of first insertion. Their number is exact
 * where a document has one value; with several values it depends on the order, and no search ranks
 * all candidates to count them. Once the time is over, of those that stay only the ones found so
 * far.
 */
export function distinctOf(
  segments: readonly SearchSegment[],
  attribute: string,
  candidates: Bitset,
  limit = new TimeLimit(),
): Bitset {
  const distinct = new Distinct(segments, attribute)
  const stay = new Bitset(candidates.size)
  const count = candidates.count()
  const bucket = Bucket.ofBits(candidates, count, nothingKnown)
  for (const document of takeByOrdinal(bucket, segments, 0, count)) {
    if (limit.spend(stepsOfDocument)) break
    if (distinct.take(document)) stay.add(document)
  }
  return stay
}

/** Looking up and noting its values. */
const stepsOfDocument = 32
