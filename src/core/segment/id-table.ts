/**
 * The documents' external ids, and the way back from an id to the local document. Ids are ASCII
 * (checked on entry), so bytes are code units.
 *
 *   u32 documents
 *   per document: varint length, bytes
 *
 * The hash index is not stored: building it takes less time than reading it would. Frozen in format
 * v1.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import type { LocalDocument } from '../docset/numbers.ts'
import { hashEnd, hashStart, hashStep } from '../text/term-table.ts'

const decoder = new TextDecoder()

export function encodeIds(ids: readonly string[]): Uint8Array {
  const out = new ByteWriter(4 + ids.length * 24)
  out.u32(ids.length)
  for (const id of ids) out.text(id)
  return out.finish()
}

export class IdTable {
  readonly size: number
  /** What it takes in memory, about. */
  readonly bytes: number
  readonly #bytes: Uint8Array
  /** Id of document d is #bytes[#starts[d] .. #ends[d]). */
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  readonly #slots: Int32Array

  /** Throws `corrupt_segment` unless the bytes hold exactly `documents` ids. */
  constructor(bytes: Uint8Array, documents: number) {
    const reader = new ByteReader(bytes, 'corrupt_segment')
    reader.expect(reader.u32('id count') === documents, 'id count')
    this.size = documents
    this.#bytes = bytes
    this.#starts = new Uint32Array(documents)
    this.#ends = new Uint32Array(documents)
    let slotCount = 16
    while (slotCount < documents * 2) slotCount *= 2
    this.#slots = new Int32Array(slotCount).fill(-1)
    const mask = slotCount - 1
    for (let document = 0; document < documents; document++) {
      const length = reader.varint('id length')
      const start = reader.position
      reader.raw(length, 'id')
      this.#starts[document] = start
      this.#ends[document] = start + length
      // A document given up by a rebuild has no id, and there may be very many of them. No one
      // looks them up, so they stay out of the index.
      if (length === 0) continue
      let hash = hashStart
      for (let i = start; i < start + length; i++) hash = hashStep(hash, bytes[i])
      let slot = hashEnd(hash) & mask
      while (this.#slots[slot] >= 0) slot = (slot + 1) & mask
      this.#slots[slot] = document
    }
    reader.expect(reader.position === bytes.length, 'end of the ids')
    this.bytes = bytes.length + documents * 8 + slotCount * 4
  }

  /** The local document with this id, or -1. */
  find(id: string): number {
    const mask = this.#slots.length - 1
    let hash = hashStart
    for (let i = 0; i < id.length; i++) hash = hashStep(hash, id.charCodeAt(i))
    for (let slot = hashEnd(hash) & mask; ; slot = (slot + 1) & mask) {
      const document = this.#slots[slot]
      if (document < 0) return -1
      if (this.#equals(document, id)) return document
    }
  }

  idAt(document: LocalDocument): string {
    return decoder.decode(this.#bytes.subarray(this.#starts[document], this.#ends[document]))
  }

  #equals(document: LocalDocument, id: string): boolean {
    const start = this.#starts[document]
    if (this.#ends[document] - start !== id.length) return false
    for (let i = 0; i < id.length; i++) if (this.#bytes[start + i] !== id.charCodeAt(i)) return false
    return true
  }
}
