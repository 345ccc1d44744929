/**
 * A leaf of a dictionary: some blocks of it, checked from end to end when they were read, and
 * searched in place like a dictionary of their own. Ordinals inside count from 0; `first` is the
 * ordinal of the first term in the whole dictionary.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { VarintReader } from '../bytes/varint-reader.ts'
import type { TermOrdinal } from '../docset/numbers.ts'
import { maxWordBytes } from '../text/tokenize.ts'
import { type DictionaryTop, headOf } from './dictionary-top.ts'
import { termsPerBlock } from './dictionary-writer.ts'
import { type DictionaryBytes, TermCursor } from './term-cursor.ts'

export interface DictionaryLeaf {
  readonly first: TermOrdinal
  readonly data: DictionaryBytes
  readonly cursor: TermCursor
}

/** What a leaf takes in memory, about. */
export const leafBytes = ({ data }: DictionaryLeaf): number => data.blocks.length + data.blockStarts.length * 8 + 800

/**
 * `bytes` is kept. Throws `corrupt_segment` unless it is the leaf that the top describes, from end
 * to end.
 */
export function readLeaf(top: DictionaryTop, leaf: number, bytes: Uint8Array): DictionaryLeaf {
  const reader = new ByteReader(bytes, 'corrupt_segment')
  const first = leaf * top.termsPerLeaf
  const size = Math.min(top.termsPerLeaf, top.size - first)
  const blockCount = Math.ceil(size / termsPerBlock)
  const blockStarts = new Uint32Array(blockCount + 1)
  const postingsStarts = new Uint32Array(blockCount + 1)
  let postings = top.postingsStarts[leaf]
  let length = 0
  const read = new VarintReader(bytes)
  for (let term = 0; term < size; term++) {
    const isHead = term % termsPerBlock === 0
    if (isHead) {
      blockStarts[term / termsPerBlock] = read.at
      postingsStarts[term / termsPerBlock] = postings
    }
    const shared = isHead ? 0 : read.varint()
    const suffix = read.varint()
    if (shared > length || shared + suffix > maxWordBytes) reader.fail('term length')
    length = shared + suffix
    read.at += suffix
    // The document frequency.
    read.varint()
    postings += read.varint()
    if (read.at > bytes.length) reader.fail('end of a leaf')
  }
  reader.expect(read.at === bytes.length, 'end of a leaf')
  reader.expect(postings === top.postingsStarts[leaf + 1], 'postings start')
  blockStarts[blockCount] = bytes.length
  postingsStarts[blockCount] = postings
  const data = { size, blocks: bytes, blockStarts, postingsStarts }
  const cursor = new TermCursor(data)
  reader.expect(cursor.next() && cursor.equals(headOf(top, leaf)), 'first term of a leaf')
  return { first, data, cursor }
}
