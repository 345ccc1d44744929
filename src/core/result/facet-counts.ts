/**
 * How many candidates have each value of an attribute, counted document by document, so that the
 * cost depends on the number of candidates and not on the number of values.
 */

import type { GlobalDocument, Ordinal } from '../docset/numbers.ts'
import { bound } from '../filter/bound.ts'
import type { TimeLimit } from '../filter/time-limit.ts'
import type { SearchIndex } from '../query/plan/plan.ts'

export interface FacetValue {
  /** Strings are normalised. */
  readonly value: number | string
  readonly count: number
}

/** A value, and the first candidate that has it. */
export interface CountedValue extends FacetValue {
  readonly first: number
}

export interface FacetCounts {
  /** Numbers before strings, both ascending. */
  readonly values: readonly CountedValue[]
  /** Of the numbers; null without any. */
  readonly range: { readonly min: number; readonly max: number } | null
}

/**
 * `most`: return only so many values from the first on. Once the time is over, those of the
 * candidates looked at so far.
 */
export function countFacet(
  { segments }: SearchIndex,
  candidates: Uint32Array,
  attribute: string,
  most: number,
  limit: TimeLimit,
): FacetCounts {
  let values: CountedValue[] = []
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const { view, base } of segments) {
    const column = view.column(attribute)
    if (column === undefined) continue
    const { numbers, strings, starts, places } = column
    const counts = new Uint32Array(numbers.length + strings.length)
    const firsts = new Uint32Array(counts.length)
    const to = bound(candidates, base + view.documentCount, false)
    for (let i = bound(candidates, base, false); i < to; i++) {
      if (limit.spend(4)) break
      const document = candidates[i] - base
      for (let at = starts[document]; at < starts[document + 1]; at++) {
        if (counts[places[at]]++ === 0) firsts[places[at]] = candidates[i]
      }
    }
    const own: CountedValue[] = []
    for (let place = 0; place < counts.length && own.length < most; place++) {
      if (limit.spend(4)) break
      if (counts[place] === 0) continue
      const string = place - numbers.length
      own.push({ value: string < 0 ? numbers[place] : strings[string], count: counts[place], first: firsts[place] })
    }
    let first = 0
    let last = numbers.length - 1
    while (first <= last && counts[first] === 0) first++
    while (first < last && counts[last] === 0) last--
    if (first <= last) {
      min = Math.min(min, numbers[first])
      max = Math.max(max, numbers[last])
    }
    values =
      values.length === 0 ? own : mergeValues(values, own, (a, b) => ordinalOf(segments, a) < ordinalOf(segments, b))
  }
  return { values: values.slice(0, most), range: min <= max ? { min, max } : null }
}

function mergeValues(
  a: readonly CountedValue[],
  b: readonly CountedValue[],
  isBefore: (a: number, b: number) => boolean,
): CountedValue[] {
  const merged: CountedValue[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : compareValues(a[i].value, b[j].value)
    if (order === 0) {
      const first = isBefore(a[i].first, b[j].first) ? a[i].first : b[j].first
      merged.push({ value: a[i].value, count: a[i++].count + b[j++].count, first })
    } else merged.push(order < 0 ? a[i++] : b[j++])
  }
  return merged
}

export function compareValues(a: number | string, b: number | string): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1
  return a === b ? 0 : a < b ? -1 : 1
}

/** The `limit` most frequent ones, numbers before strings; of equals the greater value first. */
export const mostFrequent = <Value extends FacetValue>(values: readonly Value[], limit: number): readonly Value[] =>
  [...values]
    .sort((a, b) =>
      typeof a.value === typeof b.value
        ? b.count - a.count || compareValues(b.value, a.value)
        : compareValues(a.value, b.value),
    )
    .slice(0, limit)

type Segments = SearchIndex['segments']

function ordinalOf(segments: Segments, document: GlobalDocument): Ordinal {
  const { view, base } = segmentOf(segments, document)
  return view.ordinal(document - base)
}

/** Which segment a document is in. */
function segmentOf(segments: Segments, document: GlobalDocument): Segments[number] {
  let at = segments.length - 1
  while (segments[at].base > document) at--
  return segments[at]
}

/** The value as the first candidate that has it spells it. */
export function spellingOf({ segments }: SearchIndex, attribute: string, { value, first }: CountedValue): string {
  if (typeof value === 'number') return String(value)
  const { view, base } = segmentOf(segments, first)
  const column = view.column(attribute)
  return column === undefined ? value : column.spelling(bound(column.strings, value, false), first - base)
}
