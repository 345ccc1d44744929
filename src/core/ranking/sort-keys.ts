/**
 * The value by which a document is sorted, the smallest of several for ascending order and the
 * greatest for descending; numbers before strings, documents without a value last, in both
 * directions.
 */
import type { GlobalDocument, LocalDocument, NumbersOf } from '../docset/numbers.ts'
import { distance, placesOf } from '../filter/geo.ts'
import type { SortOrder } from '../query/request/sort-order.ts'
import type { Column, SegmentView } from '../segment/segment-view.ts'

/** By place: a number or NaN; where NaN, a string or undefined. */
export interface SortKeys {
  readonly numbers: Float64Array
  readonly strings: (string | undefined)[]
}

/** All keys of a column, once many of them were asked for. */
const known = { ascending: new WeakMap<Column, SortKeys>(), descending: new WeakMap<Column, SortKeys>() }
/** The keys of a whole column are read when at least one in so many of its documents is wanted. */
const worthReading = 8

export function noKeys(count: number): SortKeys {
  return { numbers: new Float64Array(count).fill(Number.NaN), strings: new Array(count) }
}

/** documents[from .. to), all of one segment, by global number. */
interface DocumentRange {
  readonly documents: NumbersOf<GlobalDocument>
  readonly from: number
  readonly to: number
}

/** Writes the keys of the documents to the same places of `into`. */
export function readKeys(
  { view, base }: { readonly view: SegmentView; readonly base: GlobalDocument },
  { field, descending, point }: SortOrder,
  { documents, from, to }: DocumentRange,
  into: SortKeys,
): void {
  if (point !== undefined) {
    const places = placesOf(view)
    for (let i = from; i < to; i++) {
      const place = places.at(documents[i] - base)
      if (place !== null) into.numbers[i] = distance(point, place)
    }
    return
  }
  const column = view.column(field)
  if (column === undefined) return
  const cache = descending ? known.descending : known.ascending
  let all = cache.get(column)
  if (all === undefined && (to - from) * worthReading >= view.documentCount) {
    all = noKeys(view.documentCount)
    for (let document = 0; document < view.documentCount; document++)
      readKey(column, document, descending, all, document)
    cache.set(column, all)
  }
  for (let i = from; i < to; i++) {
    const document = documents[i] - base
    if (all === undefined) readKey(column, document, descending, into, i)
    else {
      into.numbers[i] = all.numbers[document]
      into.strings[i] = all.strings[document]
    }
  }
}

function readKey(column: Column, document: LocalDocument, descending: boolean, into: SortKeys, at: number): void {
  const { numbers, strings, starts, places } = column
  const from = starts[document]
  let last = starts[document + 1] - 1
  if (last < from) return
  const first = places[from]
  // The greatest number if there is any: numbers come first in both directions.
  if (first < numbers.length) while (places[last] >= numbers.length) last--
  const place = descending ? places[last] : first
  if (place < numbers.length) into.numbers[at] = numbers[place]
  else into.strings[at] = strings[place - numbers.length]
}

/** Negative when the key at `a` comes first, 0 when they are equal. */
export function compareKeys({ numbers, strings }: SortKeys, descending: boolean, a: number, b: number): number {
  const x = numbers[a]
  const y = numbers[b]
  const isNumber = !Number.isNaN(x)
  if (isNumber !== !Number.isNaN(y)) return isNumber ? -1 : 1
  if (isNumber) return descending ? y - x : x - y
  const s = strings[a]
  const t = strings[b]
  if (s === t) return 0
  if (s === undefined) return 1
  if (t === undefined) return -1
  return s < t === descending ? 1 : -1
}
