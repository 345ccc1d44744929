/**
 * Writes the sorted terms of a segment, front-coded in blocks of 16, so that a term is found by a
 * binary search over block heads and a short walk, without decoding the rest.
 *
 *   u32 tokenizer version   u32 terms   u32 blocks   u32 bytes of all postings
 *   u32 per block           where the block's bytes start, from the first block on
 *   u32 per block           where the postings of its first term start
 *   blocks:                 head:  varint length, bytes
 *                           rest:  varint shared prefix bytes, varint suffix length, suffix bytes
 *                           each followed by: varint document frequency, varint bytes of its postings
 *
 * Prefixes are cut between characters, never inside one. Frozen in format v1.
 */

import { assert } from '../bytes/assert.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { tokenizerVersion } from '../text/tokenize.ts'

export const termsPerBlock = 16

/** Searches name a range of terms by one exact number of 53 bits, the ordinals of both ends. */
const mostTerms = 2 ** 26

export class DictionaryWriter {
  readonly #blocks = new ByteWriter(1 << 12)
  #blockStarts: number[] = []
  #postingsStarts: number[] = []
  #terms = 0
  #postingsBytes = 0
  #previous = new Uint8Array(256)
  #previousLength = 0

  /** Terms come in byte order; `source[from .. to)` is the term. */
  add(source: Uint8Array, from: number, to: number, documentFrequency: number, postingsBytes: number): void {
    const blocks = this.#blocks
    const length = to - from
    const previous = this.#previous
    let shared = 0
    if (this.#terms % termsPerBlock === 0) {
      this.#blockStarts.push(blocks.length)
      this.#postingsStarts.push(this.#postingsBytes)
      blocks.varint(length)
    } else {
      const limit = Math.min(length, this.#previousLength)
      while (shared < limit && previous[shared] === source[from + shared]) shared++
      // 10xxxxxx continues a character.
      while (shared > 0 && shared < length && (source[from + shared] & 0xc0) === 0x80) shared--
      blocks.varint(shared)
      blocks.varint(length - shared)
    }
    blocks.raw(source.subarray(from + shared, to))
    blocks.varint(documentFrequency)
    blocks.varint(postingsBytes)
    for (let i = shared; i < length; i++) previous[i] = source[from + i]
    this.#previousLength = length
    this.#terms++
    this.#postingsBytes += postingsBytes
  }

  finish(): Uint8Array {
    assert(this.#terms <= mostTerms, 'two term ordinals fit into one exact number')
    assert(this.#postingsBytes < 2 ** 32, 'the postings of a segment are counted in 32 bits')
    const blockCount = this.#blockStarts.length
    const out = new ByteWriter(16 + blockCount * 8 + this.#blocks.length)
    out.u32(tokenizerVersion)
    out.u32(this.#terms)
    out.u32(blockCount)
    out.u32(this.#postingsBytes)
    for (const start of this.#blockStarts) out.u32(start)
    for (const start of this.#postingsStarts) out.u32(start)
    out.raw(this.#blocks.bytes.subarray(0, this.#blocks.length))
    return out.finish()
  }
}
