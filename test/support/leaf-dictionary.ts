/** A dictionary in small leaves, of which some are at hand. */
import { ByteReader } from '../../src/core/bytes/byte-reader.ts'
import { type DictionaryLeaf, readLeaf } from '../../src/core/segment/dictionary-leaf.ts'
import { type DictionaryTop, encodeTop, readTop } from '../../src/core/segment/dictionary-top.ts'
import { LeafDictionary, MissingLeaf } from '../../src/core/segment/leaf-dictionary.ts'
import { dictionaryBytes } from '../../src/core/segment/packed-dictionary.ts'

export const topOf = (bytes: Uint8Array, blocksPerLeaf = 1): DictionaryTop =>
  readTop(new ByteReader(encodeTop(dictionaryBytes(bytes), blocksPerLeaf), 'corrupt_segment'))

export const leafOf = (top: DictionaryTop, bytes: Uint8Array, leaf: number): DictionaryLeaf =>
  readLeaf(top, leaf, bytes.subarray(top.starts[leaf], top.starts[leaf + 1]))

/** Leaves that `isHere` denies are missing. */
export function leafDictionary(
  bytes: Uint8Array,
  isHere: (leaf: number) => boolean = () => true,
  blocksPerLeaf = 1,
): LeafDictionary {
  const top = topOf(bytes, blocksPerLeaf)
  return new LeafDictionary(top, top, (leaf) => {
    if (!isHere(leaf)) throw new MissingLeaf()
    return leafOf(top, bytes, leaf)
  })
}
