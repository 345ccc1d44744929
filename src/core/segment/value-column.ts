/**
 * The values of one attribute in a segment: every distinct value once, numbers before strings, both
 * ascending, per document which of them it has, and per string how it was spelled. Sorting, filters
 * and facets read the same bytes.
 *
 *   u32 format   u32 documents   u32 numbers   u32 strings
 *   f64 per number
 *   texts of the strings           (normalised: normalize-value.ts; in code unit order)
 *   per string: varint further spellings
 *   per further spelling: varint (document - previous, from 0 for each string): the first document spelled so
 *   texts of all spellings, string by string; an empty one is the normalised string itself
 *   per document: varint (values * 4 + state, see field-state.ts), then varint (value - previous value) each, the first from 0
 *   texts: varint length in UTF-16 units each, then varint bytes and the UTF-8 of all, end to end
 *
 * An empty string, and one of spaces only, is stored like any other and read as no value: only
 * `blanks` tells of it.
 *
 * A value's number is its place among numbers and strings. The format takes the place of the
 * document count of the first format, which had no states and no spellings; columns of that one,
 * and of the second, which decoded text by text, are refused like damaged ones, and the index is
 * rebuilt from its documents. Frozen as format 3.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { Bitset } from '../docset/bitset.ts'
import type { LocalDocument, NumbersOf } from '../docset/numbers.ts'
import { type ColumnRows, readRows } from './column-rows.ts'
import type { Column } from './segment-view.ts'

/** Larger than the number of documents of any segment. */
export const columnFormat = 0xffff0003

/**
 * The documents of a value that one document in so many has are kept as bits. Measured over 20,968
 * documents: adding a list to a set takes 2 to 4 ns a document, adding bits 1 to 2 µs whatever
 * their number, so the two meet between one in 30 and one in 60.
 */
const denseFrom = 32

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export class ValueColumn implements Column {
  readonly numbers: Float64Array
  readonly strings: readonly string[]
  readonly starts: Uint32Array
  readonly places: Uint32Array
  readonly states: Uint8Array
  readonly blanks: readonly number[]
  /** What it takes in memory, about, the documents of every value included. */
  readonly bytes: number
  /**
   * Spellings of string s are #spellings[#spellingStarts[s] ..], the first from document
   * #spelledFrom[...] on.
   */
  readonly #spellings: readonly string[]
  readonly #spellingStarts: Uint32Array
  readonly #spelledFrom: Uint32Array
  readonly #dense = new Map<number, Bitset>()
  #postings: { readonly starts: Uint32Array; readonly documents: NumbersOf<LocalDocument> } | undefined

  /** Throws `corrupt_segment` unless the bytes are a column of exactly `documents` documents. */
  constructor(bytes: Uint8Array, documents: number) {
    const reader = new ByteReader(bytes, 'corrupt_segment')
    reader.expect(reader.u32('column format') === columnFormat, 'column format')
    reader.expect(reader.u32('document count') === documents, 'document count of a column')
    const numberCount = reader.u32('number count')
    const stringCount = reader.u32('string count')
    reader.expect(numberCount * 8 + stringCount + documents <= bytes.length, 'value count')
    const valueCount = numberCount + stringCount
    this.numbers = new Float64Array(numberCount)
    for (let i = 0; i < numberCount; i++) {
      this.numbers[i] = reader.f64('number')
      reader.expect(i === 0 || this.numbers[i - 1] < this.numbers[i], 'order of numbers')
    }
    const strings = readTexts(reader, stringCount)
    for (let i = 1; i < stringCount; i++) reader.expect(strings[i - 1] < strings[i], 'order of strings')
    const hasBlank = strings[0] === ''
    this.strings = hasBlank ? strings.slice(1) : strings
    this.#spellingStarts = new Uint32Array(stringCount + 1)
    for (let i = 0; i < stringCount; i++) {
      const further = reader.varint('spellings')
      reader.expect(further < documents, 'spellings')
      this.#spellingStarts[i + 1] = this.#spellingStarts[i] + 1 + further
    }
    const spellingCount = this.#spellingStarts[stringCount]
    reader.expect(spellingCount <= bytes.length, 'spellings')
    this.#spelledFrom = new Uint32Array(spellingCount)
    for (let i = 0; i < stringCount; i++) {
      for (let s = this.#spellingStarts[i] + 1; s < this.#spellingStarts[i + 1]; s++)
        this.#spelledFrom[s] = this.#spelledFrom[s - 1] + reader.varint('spelled document')
    }
    this.#spellings = readTexts(reader, spellingCount)
    if (hasBlank) this.#spellingStarts = this.#spellingStarts.subarray(1)
    const rows = readRows(reader, documents, valueCount)
    this.states = rows.states
    const { starts, places, blanks } = hasBlank ? withoutBlanks(rows, numberCount) : { ...rows, blanks: [] }
    this.starts = starts
    this.places = places
    this.blanks = blanks
    // A text takes at most two bytes a unit, and some more for the object; all spellings are slices
    // of two texts.
    this.bytes =
      bytes.length * 2 + (stringCount + spellingCount + numberCount) * 32 + documents * 5 + places.length * 12
  }

  spelling(string: number, document: LocalDocument): string {
    let low = this.#spellingStarts[string]
    let high = this.#spellingStarts[string + 1] - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#spelledFrom[middle] <= document) low = middle
      else high = middle - 1
    }
    return this.#spellings[low] || this.strings[string]
  }

  addWith(from: number, to: number, into: Bitset): void {
    if (from >= to) return
    const { starts, documents } = this.#inverted()
    for (let place = from; place < to; place++) {
      const first = starts[place]
      const end = starts[place + 1]
      if ((end - first) * denseFrom < into.size) {
        for (let i = first; i < end; i++) into.add(documents[i])
        continue
      }
      let bits = this.#dense.get(place)
      if (bits === undefined) {
        bits = new Bitset(into.size)
        for (let i = first; i < end; i++) bits.add(documents[i])
        this.#dense.set(place, bits)
      }
      into.unite(bits)
    }
  }

  /**
   * The documents of every value, made when first asked for: a value's are ascending, and those of
   * a run of values lie together.
   */
  #inverted() {
    if (this.#postings !== undefined) return this.#postings
    const { places, starts: rows } = this
    const starts = new Uint32Array(this.numbers.length + this.strings.length + 1)
    for (const place of places) starts[place + 1] = starts[place + 1] + 1
    for (let place = 1; place < starts.length; place++) starts[place] = starts[place] + starts[place - 1]
    const next = starts.slice()
    const documents = new Uint32Array(places.length)
    for (let document = 0; document + 1 < rows.length; document++) {
      for (let i = rows[document]; i < rows[document + 1]; i++) {
        const place = places[i]
        const at = next[place]
        documents[at] = document
        next[place] = at + 1
      }
    }
    this.#postings = { starts, documents }
    return this.#postings
  }
}

/** The rows without the value `blank`, and the documents that had it; values behind it move up. */
function withoutBlanks({ starts, places }: ColumnRows, blank: number): ColumnRows & { blanks: number[] } {
  const blanks: number[] = []
  const kept = new Uint32Array(places.length)
  const keptStarts = new Uint32Array(starts.length)
  let count = 0
  for (let document = 0; document + 1 < starts.length; document++) {
    for (let at = starts[document]; at < starts[document + 1]; at++) {
      if (places[at] === blank) blanks.push(document)
      else kept[count++] = places[at] > blank ? places[at] - 1 : places[at]
    }
    keptStarts[document + 1] = count
  }
  return { starts: keptStarts, places: kept.slice(0, count), blanks }
}

/** Texts as `ColumnBuilder` writes them. */
function readTexts(reader: ByteReader, count: number): string[] {
  reader.expect(count <= reader.end - reader.position, 'text count')
  const ends = new Uint32Array(count)
  let total = 0
  for (let i = 0; i < count; i++) {
    total += reader.varint('text length')
    ends[i] = total
  }
  const all = decoder.decode(reader.raw(reader.varint('bytes of texts'), 'texts'))
  reader.expect(all.length === total, 'text length')
  const texts: string[] = new Array(count)
  for (let i = 0; i < count; i++) texts[i] = all.slice(i === 0 ? 0 : ends[i - 1], ends[i])
  return texts
}
