/**
 * How many words each field of each document has (stop words included): the rule `exactness` and
 * the scores of the strategy `any` need them.
 *
 *   u32 documents
 *   per document: varint fields, then per field ascending: varint field - previous field, varint words
 *
 * Frozen in format v1.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { VarintReader } from '../bytes/varint-reader.ts'
import type { LocalDocument } from '../docset/numbers.ts'
import type { FieldTotals } from './segment-view.ts'

export const maxFieldLength = 65_535

/**
 * In memory: the fields of document d are fields[starts[d] .. starts[d + 1]), ascending, with their
 * lengths beside them.
 */
export interface FieldLengths {
  readonly starts: Uint32Array
  readonly fields: Uint16Array
  readonly lengths: Uint16Array
}

export function encodeFieldLengths({ starts, fields, lengths }: FieldLengths): Uint8Array {
  const documents = starts.length - 1
  const out = new ByteWriter(4 + documents + fields.length * 2)
  out.u32(documents)
  for (let document = 0; document < documents; document++) {
    const from = starts[document]
    const to = starts[document + 1]
    out.varint(to - from)
    let previous = 0
    for (let i = from; i < to; i++) {
      out.varint(fields[i] - previous)
      out.varint(lengths[i])
      previous = fields[i]
    }
  }
  return out.finish()
}

/** Throws `corrupt_segment` unless the bytes hold exactly `documents` documents. */
export function decodeFieldLengths(bytes: Uint8Array, documents: number): FieldLengths {
  const reader = new ByteReader(bytes, 'corrupt_segment')
  reader.expect(reader.u32('document count') === documents, 'document count of the field lengths')
  const starts = new Uint32Array(documents + 1)
  // Each entry takes two bytes or more, so this is room enough.
  const fields = new Uint16Array(bytes.length >>> 1)
  const lengths = new Uint16Array(bytes.length >>> 1)
  let count = 0
  const read = new VarintReader(bytes, reader.position)
  for (let document = 0; document < documents; document++) {
    const entries = read.varint()
    reader.expect(entries * 2 <= bytes.length - read.at, 'field count')
    let field = 0
    for (let i = 0; i < entries; i++) {
      field += read.varint()
      const words = read.varint()
      reader.expect(field <= 0xffff && words <= maxFieldLength, 'field length')
      fields[count] = field
      lengths[count++] = words
    }
    starts[document + 1] = count
  }
  reader.position = read.at
  reader.expect(reader.position === bytes.length, 'end of the field lengths')
  return { starts, fields: fields.slice(0, count), lengths: lengths.slice(0, count) }
}

const totals = new WeakMap<FieldLengths, FieldTotals>()

/** Added up when first asked for. */
export function fieldTotals(of: FieldLengths): FieldTotals {
  let found = totals.get(of)
  if (found === undefined) {
    let most = 0
    for (const field of of.fields) if (field >= most) most = field + 1
    found = { words: new Float64Array(most), documents: new Uint32Array(most) }
    for (let i = 0; i < of.fields.length; i++) {
      if (of.lengths[i] === 0) continue
      found.words[of.fields[i]] += of.lengths[i]
      found.documents[of.fields[i]]++
    }
    totals.set(of, found)
  }
  return found
}

/** 0 when the document does not have the field. */
export function fieldLength({ starts, fields, lengths }: FieldLengths, document: LocalDocument, field: number): number {
  const to = starts[document + 1]
  for (let i = starts[document]; i < to; i++) if (fields[i] === field) return lengths[i]
  return 0
}
