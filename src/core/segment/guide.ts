/**
 * The guide of a segment: all that a reader keeps of it in memory, so that opening an index reads
 * this and nothing that grows with its documents. It says where things lie in the other sections,
 * which a search then reads as far as it needs them, and is made from them alone, so that segments
 * written before there were guides get theirs without being written anew.
 *
 *   u32 1 (the version)
 *   the top of the dictionary (dictionary-top.ts)
 *   u32 documents   runs of their ordinals   runs of their slots (runs.ts)
 *   varint fields with words; per field, ascending: varint field - previous field, f64 words of all
 *     documents, u32 documents with words, u32 bytes of its sizes (field-sizes.ts); these lie one after
 *     the other in the section of the field sizes
 *
 * Frozen as version 1.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { type DictionaryTop, encodeTop, readTop } from './dictionary-top.ts'
import type { DocumentTable } from './document-table.ts'
import { type FieldLengths, fieldTotals } from './field-lengths.ts'
import { encodeFieldSizes } from './field-sizes.ts'
import { type Runs, readRuns, writeRuns } from './runs.ts'
import type { FieldTotals } from './segment-view.ts'
import type { DictionaryBytes } from './term-cursor.ts'

export const guideVersion = 1

export interface Guide {
  readonly top: DictionaryTop
  /** null where they have to be read from the table. */
  readonly ordinals: Runs | null
  readonly slots: Runs | null
  readonly totals: FieldTotals
  /** By field with words: where its sizes lie in their section. */
  readonly sizes: ReadonlyMap<number, { readonly start: number; readonly length: number }>
}

export interface GuideSource {
  readonly dictionary: DictionaryBytes
  readonly table: Pick<DocumentTable, 'ordinals' | 'slots'>
  readonly lengths: FieldLengths
}

/** A guide and the field sizes beside it, encoded. */
export function encodeGuide({ dictionary, table, lengths }: GuideSource): { guide: Uint8Array; sizes: Uint8Array } {
  const out = new ByteWriter(1 << 12)
  out.u32(guideVersion)
  out.raw(encodeTop(dictionary))
  out.u32(table.ordinals.length)
  writeRuns(out, table.ordinals)
  writeRuns(out, table.slots)
  const sizes = encodeFieldSizes(lengths)
  const { words, documents } = fieldTotals(lengths)
  const fields = [...sizes.keys()].filter((field) => sizes[field] !== undefined)
  out.varint(fields.length)
  const all = new ByteWriter(1 << 12)
  let previous = 0
  for (const field of fields) {
    const bytes = sizes[field] as Uint8Array
    out.varint(field - previous)
    out.f64(words[field])
    out.u32(documents[field])
    out.u32(bytes.length)
    all.raw(bytes)
    previous = field
  }
  return { guide: out.finish(), sizes: all.finish() }
}

/** What a guide must agree with. */
export interface GuideExpectation {
  readonly documents: number
  readonly slots: number
  readonly dictionaryBytes: number
  readonly postingsBytes: number
  /** null when the segment has no field sizes. */
  readonly sizesBytes: number | null
}

/** Throws `corrupt_segment` unless the bytes are the guide of such a segment. */
export function decodeGuide(bytes: Uint8Array, expected: GuideExpectation): Guide {
  const reader = new ByteReader(bytes, 'corrupt_segment')
  reader.expect(reader.u32('guide version') === guideVersion, 'guide version')
  const top = readTop(reader)
  reader.expect(top.starts[top.leaves] === expected.dictionaryBytes, 'end of the dictionary')
  reader.expect(top.postingsStarts[top.leaves] === expected.postingsBytes, 'end of the postings')
  reader.expect(reader.u32('document count') === expected.documents, 'document count of the guide')
  const ordinals = readRuns(reader, expected.documents, 2 ** 32)
  const slots = readRuns(reader, expected.documents, expected.slots)
  const sizes = new Map<number, { start: number; length: number }>()
  const words: number[] = []
  const documents: number[] = []
  const count = reader.varint('field count')
  let field = 0
  let start = 0
  for (let i = 0; i < count; i++) {
    field += reader.varint('field')
    reader.expect(field <= 0xffff && !sizes.has(field), 'field')
    words[field] = reader.f64('words of a field')
    documents[field] = reader.u32('documents of a field')
    const length = reader.u32('bytes of field sizes')
    sizes.set(field, { start, length })
    start += length
  }
  reader.expect(expected.sizesBytes === null || start === expected.sizesBytes, 'end of the field sizes')
  reader.expect(reader.position === reader.end, 'end of the guide')
  const totals = {
    words: Float64Array.from({ length: words.length }, (_, i) => words[i] ?? 0),
    documents: Uint32Array.from({ length: words.length }, (_, i) => documents[i] ?? 0),
  }
  return { top, ordinals, slots, totals, sizes }
}
