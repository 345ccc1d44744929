/**
 * The words of each document in one field: what `lengths` says document by document
 * (field-lengths.ts), field by field, so that a search reads only the fields it looks into, and
 * looks a document up at once. Each field is a run of bytes:
 *
 *   u8 1 if most documents have the field: then a byte per document, 255 = see below; else 0
 *   u32 count of: with bytes, the documents of 255 words or more; else, all documents with the field
 *   u32 per such document, ascending; then u16 per such document: its words
 *
 * Frozen as part of guide version 1 (guide.ts).
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import type { LocalDocument } from '../docset/numbers.ts'
import type { FieldLengths } from './field-lengths.ts'

const seeBelow = 255

/** How many words a document has in the field; 0 when it does not have it. */
export class FieldSizes {
  /** What it takes in memory, about. */
  readonly bytes: number
  readonly #byDocument: Uint8Array | null
  readonly #documents: Uint32Array
  readonly #words: Uint16Array

  /**
   * Copies what it keeps. Throws `corrupt_segment` unless the bytes are the sizes of exactly
   * `documents` documents.
   */
  constructor(bytes: Uint8Array, documents: number) {
    const reader = new ByteReader(bytes, 'corrupt_segment')
    const form = reader.u8('form of field sizes')
    reader.expect(form <= 1, 'form of field sizes')
    this.#byDocument = form === 1 ? reader.raw(documents, 'field sizes').slice() : null
    const count = reader.u32('document count of field sizes')
    reader.expect(count <= documents && count * 6 === reader.end - reader.position, 'document count of field sizes')
    this.#documents = new Uint32Array(count)
    this.#words = new Uint16Array(count)
    for (let i = 0; i < count; i++) {
      this.#documents[i] = reader.u32('document of a field size')
      const before = i === 0 ? -1 : this.#documents[i - 1]
      reader.expect(this.#documents[i] > before && this.#documents[i] < documents, 'document of a field size')
    }
    for (let i = 0; i < count; i++) this.#words[i] = reader.u8('field size') | (reader.u8('field size') << 8)
    this.bytes = bytes.length
  }

  of(document: LocalDocument): number {
    if (this.#byDocument !== null) {
      const words = this.#byDocument[document]
      if (words !== seeBelow) return words
    }
    let low = 0
    let high = this.#documents.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#documents[middle] < document) low = middle + 1
      else high = middle
    }
    return this.#documents[low] === document ? this.#words[low] : 0
  }
}

/** By field id, of the fields that have words; undefined for the others. */
export function encodeFieldSizes({ starts, fields, lengths }: FieldLengths): (Uint8Array | undefined)[] {
  const documents = starts.length - 1
  const counts: number[] = []
  for (const field of fields) counts[field] = (counts[field] ?? 0) + 1
  const dense = counts.map((count) => count * 6 > documents)
  const byDocument = dense.map((isDense) => (isDense ? new Uint8Array(documents) : null))
  const listed: number[][] = counts.map(() => [])
  for (let document = 0; document < documents; document++) {
    for (let i = starts[document]; i < starts[document + 1]; i++) {
      const sizes = byDocument[fields[i]]
      if (sizes !== null) sizes[document] = Math.min(lengths[i], seeBelow)
      if (sizes === null || lengths[i] >= seeBelow) listed[fields[i]].push(document, lengths[i])
    }
  }
  return Array.from(byDocument, (sizes, field) =>
    listed[field] === undefined ? undefined : encodeField(sizes ?? null, listed[field]),
  )
}

/** `listed`: documents and words in turn. */
function encodeField(byDocument: Uint8Array | null, listed: readonly number[]): Uint8Array {
  const out = new ByteWriter(5 + (byDocument?.length ?? 0) + listed.length * 3)
  out.u8(byDocument === null ? 0 : 1)
  if (byDocument !== null) out.raw(byDocument)
  out.u32(listed.length / 2)
  for (let i = 0; i < listed.length; i += 2) out.u32(listed[i])
  for (let i = 1; i < listed.length; i += 2) {
    out.u8(listed[i])
    out.u8(listed[i] >>> 8)
  }
  return out.finish()
}
