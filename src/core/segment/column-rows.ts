/**
 * The last part of a column, alone: per document the numbers of its values, without the values.
 * Enough to tell which documents of one segment share a value, and a small part of the bytes where
 * values are texts. The layout is that of `value-column.ts`.
 */
import { ByteReader } from '../bytes/byte-reader.ts'

/** `places[starts[d] .. starts[d + 1])` are the numbers of the values of document d, ascending. */
export interface ColumnRows {
  readonly starts: Uint32Array
  readonly places: Uint32Array
}

/** The rows as they are read, with the state of the attribute in each document. */
export interface DecodedRows extends ColumnRows {
  readonly states: Uint8Array
}

/** Reads to the end. Throws `corrupt_segment` unless the rows are of values below `values`. */
export function readRows(reader: ByteReader, documents: number, values: number): DecodedRows {
  const starts = new Uint32Array(documents + 1)
  const states = new Uint8Array(documents)
  const places = new Uint32Array(reader.end - reader.position)
  let count = 0
  for (let document = 0; document < documents; document++) {
    const head = reader.varint('values of a document')
    states[document] = head & 3
    const entries = head >>> 2
    reader.expect(entries <= values && (entries === 0 || (head & 3) > 0), 'values of a document')
    let place = 0
    for (let i = 0; i < entries; i++) {
      const step = reader.varint('value')
      place += step
      reader.expect(place < values && (i === 0 || step > 0), 'value')
      places[count++] = place
    }
    starts[document + 1] = count
  }
  reader.expect(reader.position === reader.end, 'end of a column')
  return { starts, states, places: places.slice(0, count) }
}

/** Throws `corrupt_segment`. */
export const decodeRows = (bytes: Uint8Array, documents: number, values: number): ColumnRows =>
  readRows(new ByteReader(bytes, 'corrupt_segment'), documents, values)

/** Where the rows of a column lie in its bytes, and of how many values they are. */
export interface RowsPlace {
  readonly start: number
  readonly values: number
}

/**
 * Of a column as it was written. null where one of its values is an empty string, which is read as
 * no value: then the rows alone do not say what they mean.
 */
export function placeOfRows(column: Uint8Array): RowsPlace | null {
  const reader = new ByteReader(column, 'corrupt_segment', 8)
  const numbers = reader.u32('number count')
  const strings = reader.u32('string count')
  reader.position += numbers * 8
  if (strings > 0 && column[reader.position] === 0) return null
  skipTexts(reader, strings)
  let further = 0
  for (let string = 0; string < strings; string++) further += reader.varint('spellings')
  for (let spelling = 0; spelling < further; spelling++) reader.varint('spelled document')
  skipTexts(reader, strings + further)
  return { start: reader.position, values: numbers + strings }
}

/** The lengths of all, then the bytes of all. */
function skipTexts(reader: ByteReader, count: number): void {
  for (let text = 0; text < count; text++) reader.varint('text length')
  const bytes = reader.varint('bytes of the texts')
  reader.position += bytes
}
