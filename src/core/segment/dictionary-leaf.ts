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
import { compareAt } from './term-bytes.ts'
import { type DictionaryBytes, TermCursor } from './term-cursor.ts'

/**
 * Where the terms of a leaf lie: term n is the first `shared[n]` bytes of the term before it and
 * the `suffixes[n]` bytes from `starts[n]` on. A walk over a leaf skips most of its terms, and with
 * this table it does so without decoding what stands between them.
 */
interface LeafTerms {
  /** Whole characters; 0 for the first term. */
  readonly shared: Uint8Array
  readonly suffixes: Uint8Array
  readonly starts: Uint32Array
}

export interface DictionaryLeaf {
  readonly first: TermOrdinal
  readonly data: DictionaryBytes
  readonly terms: LeafTerms
  readonly cursor: TermCursor
}

/** What a leaf takes in memory, about. */
export const leafBytes = ({ data }: DictionaryLeaf): number =>
  data.blocks.length + data.blockStarts.length * 8 + data.size * 6 + 1000

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
  const terms = { shared: new Uint8Array(size), suffixes: new Uint8Array(size), starts: new Uint32Array(size) }
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
    // The first term of a block is written whole.
    const known = isHead && term > 0 ? sharedWith(previous, length, bytes, read.at, suffix) : shared
    length = shared + suffix
    terms.shared[term] = known
    terms.suffixes[term] = length - known
    terms.starts[term] = read.at + known - shared
    for (let i = known; i < length; i++) previous[i] = bytes[read.at + i - shared]
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
  return { first, data, terms, cursor }
}

/** Scratch of `readLeaf`, which awaits nothing: the term before. */
const previous = new Uint8Array(maxWordBytes)

/**
 * How many bytes `before[0 .. length)` and the `size` bytes of a term from `at` on begin with
 * alike, whole characters only.
 */
export function sharedWith(before: Uint8Array, length: number, bytes: Uint8Array, at: number, size: number): number {
  const limit = Math.min(length, size)
  let shared = 0
  while (shared < limit && before[shared] === bytes[at + shared]) shared++
  // 10xxxxxx continues a character.
  while (shared > 0 && shared < size && (bytes[at + shared] & 0xc0) === 0x80) shared--
  return shared
}

/**
 * The place of the term in the leaf; where it is not there, -1 - the place of the first term after
 * it. Compares bytes where they lie; decodes nothing.
 */
export function findTerm({ data: { blocks, size }, terms }: DictionaryLeaf, wanted: Uint8Array): number {
  const { shared, suffixes, starts } = terms
  let low = 0
  let high = Math.ceil(size / termsPerBlock)
  // Behind the last block whose first term, which is written whole, is not after `wanted`.
  while (low < high) {
    const middle = (low + high) >>> 1
    const head = middle * termsPerBlock
    const order = compareAt(blocks, starts[head] - shared[head], shared[head] + suffixes[head], wanted)
    if (order <= 0) low = middle + 1
    else high = middle
  }
  if (low === 0) return -1
  let term = (low - 1) * termsPerBlock
  const end = Math.min(size, low * termsPerBlock)
  // So many bytes of `wanted` are those of the term before, which comes before it.
  let known = 0
  let at = starts[term] - shared[term]
  for (; term < end; term++) {
    if (term % termsPerBlock > 0) {
      if (shared[term] > known) continue
      known = shared[term]
      at = starts[term]
    }
    const ends = starts[term] + suffixes[term]
    while (at < ends && known < wanted.length && blocks[at] === wanted[known]) {
      at++
      known++
    }
    if (at === ends && known === wanted.length) return term
    if (at < ends && (known === wanted.length || blocks[at] > wanted[known])) break
  }
  return -1 - term
}
