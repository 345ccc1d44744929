/**
 * Rules whose parts are sets known beforehand: part k is what the bucket has in common with set k
 * and with none before it. A bucket that is still a bitmap is cut set by set, only as far as parts
 * are wanted; a list is cut document by document.
 */
import { Bitset } from '../docset/bitset.ts'
import { Bucket } from './bucket.ts'
import type { Narrowing } from './narrowing.ts'
import { onePart, type Part, type Parts } from './rule.ts'

export interface NumberedSets {
  readonly count: number
  readonly get: (set: number) => Bitset | null
  /** What is known of a document of this set. */
  readonly narrowing: (set: number) => Narrowing
  readonly rank: (set: number) => number
  readonly max: number
}

/** Every document of the bucket is in some set. */
export function splitBySets(bucket: Bucket, sets: NumberedSets): Parts {
  return bucket.bits === null ? cutList(bucket, sets) : cutBits(bucket, bucket.bits, sets)
}

function cutBits(bucket: Bucket, bits: Bitset, sets: NumberedSets): Parts {
  let rest = bits
  let left = bucket.count
  let set = -1
  return () => {
    while (left > 0 && ++set < sets.count) {
      const matching = sets.get(set)
      if (matching === null) continue
      const part = new Bitset(bits.size).unitePair(rest, matching)
      const count = part.count()
      if (count === 0) continue
      left -= count
      if (left > 0) rest = rest.clone().subtract(part)
      const found = Bucket.ofBits(part, count, sets.narrowing(set))
      return { bucket: found, rank: sets.rank(set), max: sets.max }
    }
    return null
  }
}

function cutList(bucket: Bucket, sets: NumberedSets): Parts {
  const { documents } = bucket
  const numbers = new Uint16Array(documents.length)
  const counts = new Uint32Array(sets.count)
  let most = 0
  for (let i = 0; i < documents.length; i++) {
    let set = 0
    while (set < sets.count - 1 && !sets.get(set)?.has(documents[i])) set++
    numbers[i] = set
    counts[set]++
    most = Math.max(most, set)
  }
  if (counts[most] === documents.length) {
    return onePart(bucket.narrowed(sets.narrowing(most), null), sets.rank(most), sets.max)
  }
  let set = -1
  return (): Part | null => {
    while (++set <= most) {
      if (counts[set] === 0) continue
      const part = new Uint32Array(counts[set])
      let n = 0
      for (let i = 0; i < documents.length; i++) if (numbers[i] === set) part[n++] = documents[i]
      return { bucket: Bucket.of(part, sets.narrowing(set), null), rank: sets.rank(set), max: sets.max }
    }
    return null
  }
}
