/**
 * The values of one attribute in a segment: every distinct value once, numbers before strings, both ascending, and per document which of them
 * it has. Made for sorting now; filters and facets read the same bytes.
 *
 *   u32 documents   u32 numbers   u32 strings
 *   f64 per number
 *   per string: varint length, UTF-8 bytes          (normalised: NFKD, lower case, trimmed; in code unit order)
 *   per document: varint values, then varint (value - previous value) each, the first from 0; a value's number is its place above
 *
 * Frozen in format v1.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import type { Column } from './segment-view.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const plain = /^[\x20-\x7e]*$/

/** Strings are compared in this form, as Meilisearch compares facet values (meilisearch.md section 6.3); longer ones are cut. */
export function normalizeValue(text: string): string {
  // Nothing to decompose, as in nearly all values.
  if (plain.test(text)) return text.trim().toLowerCase().slice(0, 468)
  return text.trim().normalize('NFKD').toLowerCase().slice(0, 468)
}

/** Gathers the values of one attribute, document by document. */
export class ColumnBuilder {
  readonly #documents: number[] = []
  readonly #values: (number | string)[] = []

  /** Documents come ascending; repeated values of a document count once. Booleans are the strings `true` and `false`. */
  add(document: number, value: number | string): void {
    this.#documents.push(document)
    this.#values.push(typeof value === 'string' ? normalizeValue(value) : value)
  }

  /** `order` says which documents the segment has, and in which order: numbers given to `add`. */
  finish(order: Uint32Array): Uint8Array {
    const documentCount = order.length
    const places = placeValues(this.#values)
    const out = new ByteWriter(64 + places.numbers.length * 8 + this.#values.length * 2 + documentCount)
    out.u32(documentCount)
    out.u32(places.numbers.length)
    out.u32(places.strings.length)
    for (const number of places.numbers) out.f64(number)
    for (const string of places.strings) out.text(string)
    const starts = this.#startsOfDocuments()
    for (const document of order) {
      const from = document < starts.length - 1 ? (starts[document] as number) : this.#documents.length
      const to = document < starts.length - 1 ? (starts[document + 1] as number) : from
      if (to - from === 1) {
        out.varint(1)
        out.varint(places.placeOf.get(this.#values[from] as number | string) as number)
        continue
      }
      const own = new Set<number>()
      for (let i = from; i < to; i++) own.add(places.placeOf.get(this.#values[i] as number | string) as number)
      out.varint(own.size)
      let previous = 0
      for (const place of [...own].sort((a, b) => a - b)) {
        out.varint(place - previous)
        previous = place
      }
    }
    return out.finish()
  }

  /** Values of document d are those from starts[d] to starts[d + 1]; documents after the last that has one are not there. */
  #startsOfDocuments(): Uint32Array {
    const last = this.#documents[this.#documents.length - 1] ?? -1
    const starts = new Uint32Array(last + 2)
    let at = 0
    for (let document = 0; document <= last; document++) {
      starts[document] = at
      while (at < this.#documents.length && this.#documents[at] === document) at++
    }
    starts[last + 1] = at
    return starts
  }
}

interface ValuePlaces {
  readonly numbers: Float64Array
  readonly strings: readonly string[]
  readonly placeOf: ReadonlyMap<number | string, number>
}

/** Every distinct value with its place: numbers first, then strings, both ascending. */
function placeValues(values: readonly (number | string)[]): ValuePlaces {
  const distinct = [...new Set(values)]
  const numbers = Float64Array.from(distinct.filter((value) => typeof value === 'number')).sort()
  const strings = distinct.filter((value) => typeof value === 'string').sort()
  const placeOf = new Map<number | string, number>()
  for (const number of numbers) placeOf.set(number, placeOf.size)
  for (const string of strings) placeOf.set(string, placeOf.size)
  return { numbers, strings, placeOf }
}

export class ValueColumn implements Column {
  readonly #numbers: Float64Array
  readonly #strings: readonly string[]
  /** Values of document d are #values[#starts[d] .. #starts[d + 1]). */
  readonly #starts: Uint32Array
  readonly #values: Uint32Array

  /** Throws `corrupt_segment` unless the bytes are a column of exactly `documents` documents. */
  constructor(bytes: Uint8Array, documents: number) {
    const reader = new ByteReader(bytes, 'corrupt_segment')
    reader.expect(reader.u32('document count') === documents, 'document count of a column')
    const numberCount = reader.u32('number count')
    const stringCount = reader.u32('string count')
    reader.expect(numberCount * 8 + stringCount <= bytes.length, 'value count')
    this.#numbers = new Float64Array(numberCount)
    for (let i = 0; i < numberCount; i++) this.#numbers[i] = reader.f64('number')
    const strings: string[] = []
    for (let i = 0; i < stringCount; i++)
      strings.push(decoder.decode(reader.raw(reader.varint('string length'), 'string')))
    this.#strings = strings
    this.#starts = new Uint32Array(documents + 1)
    const values = new Uint32Array(bytes.length - reader.position)
    let count = 0
    for (let document = 0; document < documents; document++) {
      const entries = reader.varint('values of a document')
      reader.expect(entries <= numberCount + stringCount, 'values of a document')
      let value = 0
      for (let i = 0; i < entries; i++) {
        value += reader.varint('value')
        reader.expect(value < numberCount + stringCount, 'value')
        values[count++] = value
      }
      this.#starts[document + 1] = count
    }
    reader.expect(reader.position === bytes.length, 'end of a column')
    this.#values = values.slice(0, count)
  }

  numbers(document: number): readonly number[] {
    const found: number[] = []
    for (let i = this.#starts[document] as number; i < (this.#starts[document + 1] as number); i++) {
      const value = this.#values[i] as number
      if (value < this.#numbers.length) found.push(this.#numbers[value] as number)
    }
    return found
  }

  strings(document: number): readonly string[] {
    const found: string[] = []
    for (let i = this.#starts[document] as number; i < (this.#starts[document + 1] as number); i++) {
      const value = (this.#values[i] as number) - this.#numbers.length
      if (value >= 0) found.push(this.#strings[value] as string)
    }
    return found
  }
}
