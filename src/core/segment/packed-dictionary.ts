/**
 * A whole dictionary as it lies in storage, read in place, for work that goes through all of it:
 * nothing is decoded into objects, opening it is one linear check. Searches read leaves of it
 * (leaf-dictionary.ts).
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import type { TermOrdinal } from '../docset/numbers.ts'
import { maxWordBytes, tokenizerVersion } from '../text/tokenize.ts'
import { termsPerBlock } from './dictionary-writer.ts'
import { type DictionaryBytes, TermCursor } from './term-cursor.ts'

const decoder = new TextDecoder()

export class PackedDictionary {
  readonly size: number
  readonly postingsBytes: number
  readonly data: DictionaryBytes
  readonly #cursor: TermCursor

  /** Throws `corrupt_segment` unless the bytes are a dictionary from end to end. */
  constructor(bytes: Uint8Array) {
    this.data = dictionaryBytes(bytes)
    this.size = this.data.size
    this.postingsBytes = this.data.postingsStarts[this.data.postingsStarts.length - 1]
    checkBlocks(this.data)
    this.#cursor = new TermCursor(this.data)
  }

  termAt(ordinal: TermOrdinal): string {
    this.#cursor.moveTo(ordinal)
    return decoder.decode(this.#cursor.term.subarray(0, this.#cursor.length))
  }

  documentFrequency(ordinal: TermOrdinal): number {
    this.#cursor.moveTo(ordinal)
    return this.#cursor.documentFrequency
  }

  postingsStart(ordinal: TermOrdinal): number {
    if (ordinal >= this.size) return this.postingsBytes
    this.#cursor.moveTo(ordinal)
    return this.#cursor.postingsStart
  }

  /** A new cursor, for going through all terms in order. */
  cursor(): TermCursor {
    return new TermCursor(this.data)
  }
}

/**
 * The parts of a dictionary, its blocks unchecked. Throws `corrupt_segment` unless its head and
 * table of blocks can be right.
 */
export function dictionaryBytes(bytes: Uint8Array): DictionaryBytes {
  const reader = new ByteReader(bytes, 'corrupt_segment')
  // Words that another tokenizer cut are not the words a query is cut into: such a dictionary
  // counts as damaged, and is rebuilt in the same way.
  reader.expect(reader.u32('tokenizer version') === tokenizerVersion, 'tokenizer version')
  const size = reader.u32('term count')
  const blockCount = reader.u32('block count')
  const postingsBytes = reader.u32('postings length')
  reader.expect(blockCount === Math.ceil(size / termsPerBlock), 'block count')
  reader.expect(bytes.length >= 16 + blockCount * 8, 'block table')
  const blockStarts = new Uint32Array(blockCount + 1)
  const postingsStarts = new Uint32Array(blockCount + 1)
  for (let block = 0; block < blockCount; block++) blockStarts[block] = reader.u32('block start')
  for (let block = 0; block < blockCount; block++) postingsStarts[block] = reader.u32('postings start')
  const blocks = bytes.subarray(reader.position)
  blockStarts[blockCount] = blocks.length
  postingsStarts[blockCount] = postingsBytes
  return { size, blocks, blockStarts, postingsStarts }
}

function checkBlocks({ size, blocks, blockStarts, postingsStarts }: DictionaryBytes): void {
  const reader = new ByteReader(blocks, 'corrupt_segment')
  for (let block = 0; block + 1 < blockStarts.length; block++) {
    reader.expect(reader.position === blockStarts[block], 'block start')
    let postings = postingsStarts[block]
    let length = 0
    for (let term = block * termsPerBlock; term < Math.min(size, (block + 1) * termsPerBlock); term++) {
      const shared = term % termsPerBlock === 0 ? 0 : reader.varint('shared prefix')
      reader.expect(shared <= length, 'shared prefix')
      const suffix = reader.varint('suffix length')
      length = shared + suffix
      reader.expect(length <= maxWordBytes, 'term length')
      reader.raw(suffix, 'term')
      reader.varint('document frequency')
      postings += reader.varint('postings length')
    }
    reader.expect(postings === postingsStarts[block + 1], 'postings start')
  }
  reader.expect(reader.position === blocks.length, 'end of dictionary')
}
