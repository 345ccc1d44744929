/**
 * The top level of a dictionary: its blocks are grouped into leaves, and of each leaf the top has
 * the first term and where the leaf and its postings start. A top is small enough to stay in
 * memory; with it, a word is looked for in one leaf, and the rest of the dictionary need not be
 * read.
 *
 *   u32 tokenizer version   u32 terms   varint terms in a leaf (the last has the rest)
 *   u32 where the first leaf starts in the dictionary
 *   per leaf: varint bytes its first term shares with that of the leaf before, varint length of the
 *             rest, the rest, varint bytes of the leaf, varint bytes of its postings
 *
 * Part of the guide (guide.ts), and frozen with it.
 */
import { ByteReader } from '../bytes/byte-reader.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { maxWordBytes, tokenizerVersion } from '../text/tokenize.ts'
import { termsPerBlock } from './dictionary-writer.ts'
import { compareAt } from './term-bytes.ts'
import type { DictionaryBytes } from './term-cursor.ts'

/**
 * Blocks in a leaf. A look-up reads a leaf, so smaller leaves are cheaper to check and fewer of
 * their terms lie outside what a typo may mean, while the top grows: at 16, a leaf is 2 kB, and
 * 90,000 terms have a top of 4 kB.
 */
const blocksPerLeaf = 16

export interface DictionaryTop {
  /** Terms in the dictionary. */
  readonly size: number
  readonly termsPerLeaf: number
  readonly leaves: number
  /** The first term of leaf n is heads[headStarts[n] .. headStarts[n + 1]). */
  readonly heads: Uint8Array
  readonly headStarts: Uint32Array
  /** Leaf n is bytes starts[n] .. starts[n + 1] of the dictionary. */
  readonly starts: Uint32Array
  readonly postingsStarts: Uint32Array
}

/** The encoded top of a dictionary. */
export function encodeTop(
  { size, blocks, blockStarts, postingsStarts }: DictionaryBytes,
  perLeaf = blocksPerLeaf,
): Uint8Array {
  const out = new ByteWriter(1 << 12)
  const blockCount = blockStarts.length - 1
  out.u32(tokenizerVersion)
  out.u32(size)
  out.varint(perLeaf * termsPerBlock)
  out.u32(16 + blockCount * 8)
  let previous: Uint8Array = new Uint8Array(0)
  for (let block = 0; block < blockCount; block += perLeaf) {
    const next = Math.min(block + perLeaf, blockCount)
    const reader = new ByteReader(blocks, 'corrupt_segment', blockStarts[block])
    const head = reader.raw(reader.varint('term length'), 'term')
    let shared = 0
    while (shared < Math.min(previous.length, head.length) && previous[shared] === head[shared]) shared++
    out.varint(shared)
    out.varint(head.length - shared)
    out.raw(head.subarray(shared))
    out.varint(blockStarts[next] - blockStarts[block])
    out.varint(postingsStarts[next] - postingsStarts[block])
    previous = head
  }
  return out.finish()
}

/** Throws `corrupt_segment` unless a top comes next. */
export function readTop(reader: ByteReader): DictionaryTop {
  // Words that another tokenizer cut are not the words a query is cut into.
  reader.expect(reader.u32('tokenizer version') === tokenizerVersion, 'tokenizer version')
  const size = reader.u32('term count')
  const termsPerLeaf = reader.varint('terms in a leaf')
  reader.expect(termsPerLeaf > 0 && termsPerLeaf % termsPerBlock === 0, 'terms in a leaf')
  const leaves = Math.ceil(size / termsPerLeaf)
  // Each leaf takes four bytes or more: damage cannot make this allocate without bound.
  reader.expect(leaves * 4 <= reader.end - reader.position, 'leaf count')
  const heads = new ByteWriter(leaves * 8)
  const headStarts = new Uint32Array(leaves + 1)
  const starts = new Uint32Array(leaves + 1)
  const postingsStarts = new Uint32Array(leaves + 1)
  starts[0] = reader.u32('start of the leaves')
  for (let leaf = 0; leaf < leaves; leaf++) {
    const shared = reader.varint('shared prefix')
    const before = leaf === 0 ? 0 : headStarts[leaf - 1]
    reader.expect(shared <= heads.length - before, 'shared prefix')
    const rest = reader.varint('suffix length')
    reader.expect(rest > 0 && shared + rest <= maxWordBytes, 'term length')
    // The bytes after the shared ones are larger, or the terms would not ascend.
    const follows = leaf === 0 || before + shared === heads.length
    reader.expect(follows || heads.bytes[before + shared] < reader.bytes[reader.position], 'order of terms')
    heads.raw(heads.bytes.slice(before, before + shared))
    heads.raw(reader.raw(rest, 'term'))
    headStarts[leaf + 1] = heads.length
    starts[leaf + 1] = starts[leaf] + reader.varint('leaf length')
    postingsStarts[leaf + 1] = postingsStarts[leaf] + reader.varint('postings length')
  }
  return { size, termsPerLeaf, leaves, heads: heads.finish(), headStarts, starts, postingsStarts }
}

/**
 * The leaf in which `wanted` is, if the dictionary has it: the last that does not start after it;
 * -1 when all do.
 */
export function leafFor({ heads, headStarts, leaves }: DictionaryTop, wanted: Uint8Array): number {
  let low = 0
  let high = leaves
  while (low < high) {
    const middle = (low + high) >>> 1
    const start = headStarts[middle]
    if (compareAt(heads, start, headStarts[middle + 1] - start, wanted) <= 0) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The first term of a leaf, as a view. */
export const headOf = ({ heads, headStarts }: DictionaryTop, leaf: number): Uint8Array =>
  heads.subarray(headStarts[leaf], headStarts[leaf + 1])
