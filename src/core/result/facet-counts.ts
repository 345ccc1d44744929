/**
 * How many candidates have each value of an attribute, counted document by document, so that it
 * costs as much as the candidates there are and not as many values as there are.
 */

import { bound } from '../filter/bound.ts'
import type { SearchIndex } from '../query/plan/plan.ts'

export interface FacetValue {
  /** Strings are normalised. */
  readonly value: number | string
  readonly count: number
}

export interface FacetCounts {
  /** Numbers before strings, both ascending. */
  readonly values: readonly FacetValue[]
  /** Of the numbers; null without any. */
  readonly range: { readonly min: number; readonly max: number } | null
}

/** `limit`: so many values from the first on are enough. */
export function countFacet(
  { segments }: SearchIndex,
  candidates: Uint32Array,
  attribute: string,
  limit: number,
): FacetCounts {
  let values: FacetValue[] = []
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const { view, base } of segments) {
    const column = view.column(attribute)
    if (column === undefined) continue
    const { numbers, strings, starts, places } = column
    const counts = new Uint32Array(numbers.length + strings.length)
    const to = bound(candidates, base + view.documentCount, false)
    for (let i = bound(candidates, base, false); i < to; i++) {
      const document = candidates[i] - base
      for (let at = starts[document]; at < starts[document + 1]; at++) counts[places[at]]++
    }
    const own: FacetValue[] = []
    for (let place = 0; place < counts.length && own.length < limit; place++) {
      const string = place - numbers.length
      if (counts[place] > 0) own.push({ value: string < 0 ? numbers[place] : strings[string], count: counts[place] })
    }
    let first = 0
    let last = numbers.length - 1
    while (first <= last && counts[first] === 0) first++
    while (first < last && counts[last] === 0) last--
    if (first <= last) {
      min = Math.min(min, numbers[first])
      max = Math.max(max, numbers[last])
    }
    values = values.length === 0 ? own : mergeValues(values, own)
  }
  return { values: values.slice(0, limit), range: min <= max ? { min, max } : null }
}

function mergeValues(a: readonly FacetValue[], b: readonly FacetValue[]): FacetValue[] {
  const merged: FacetValue[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : compareValues(a[i].value, b[j].value)
    if (order === 0) merged.push({ value: a[i].value, count: a[i++].count + b[j++].count })
    else merged.push(order < 0 ? a[i++] : b[j++])
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

/** As the first document that has it spells it; deleted ones no longer count. */
export function spellingOf({ segments }: SearchIndex, attribute: string, value: number | string): string {
  if (typeof value === 'number') return String(value)
  let spelling = value
  let least = Number.POSITIVE_INFINITY
  for (const { view } of segments) {
    const column = view.column(attribute)
    const string: number = column === undefined ? 0 : bound(column.strings, value, false)
    if (column === undefined || column.strings[string] !== value) continue
    const document = column.firstWith(column.numbers.length + string, (local) => view.isDeleted(local))
    if (document < 0 || view.ordinal(document) >= least) continue
    least = view.ordinal(document)
    spelling = column.spelling(string, document)
  }
  return spelling
}
