/**
 * A set of small integers as bits: the working form of document sets. All operands of an operation
 * have the same size.
 */

const countBits = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

const slabBytes = 2 ** 17
/** What is larger gets a buffer of its own. */
const mostInSlab = slabBytes / 8
let slab = new ArrayBuffer(0)
let slabEnd = 0

/**
 * Zeroed words. A search makes fifty sets and more, and an engine takes three times as long for a
 * buffer as for a view of one; so small sets are cut from slabs, no byte of which is given out
 * twice. A set that is kept for long keeps its slab.
 */
function emptyWords(count: number): Uint32Array {
  const bytes = count * 4
  if (bytes > mostInSlab) return new Uint32Array(count)
  if (slabEnd + bytes > slab.byteLength) {
    slab = new ArrayBuffer(slabBytes)
    slabEnd = 0
  }
  const words = new Uint32Array(slab, slabEnd, count)
  slabEnd += bytes
  return words
}

export class Bitset {
  /** Members lie in 0 .. size - 1. */
  readonly size: number
  readonly words: Uint32Array

  constructor(size: number, words: Uint32Array = emptyWords((size + 31) >>> 5)) {
    this.size = size
    this.words = words
  }

  /** 0 .. size - 1. */
  static full(size: number): Bitset {
    const set = new Bitset(size)
    set.words.fill(0xffffffff)
    if (size & 31) set.words[set.words.length - 1] = (1 << (size & 31)) - 1
    return set
  }

  has(member: number): boolean {
    return ((this.words[member >>> 5] >>> (member & 31)) & 1) === 1
  }

  add(member: number): void {
    this.words[member >>> 5] = this.words[member >>> 5] | (1 << (member & 31))
  }

  remove(member: number): void {
    this.words[member >>> 5] = this.words[member >>> 5] & ~(1 << (member & 31))
  }

  /** Removes all. */
  clear(): void {
    this.words.fill(0)
  }

  clone(): Bitset {
    const copy = new Bitset(this.size)
    copy.words.set(this.words)
    return copy
  }

  count(): number {
    // Signed words stay in registers; unsigned ones may be doubles. 2.8 instead of 6.6 ms for 50
    // million bits.
    const { buffer, byteOffset, length } = this.words
    const words = new Int32Array(buffer, byteOffset, length)
    let total = 0
    for (let i = 0; i < words.length; i++) total += countBits(words[i])
    return total
  }

  isEmpty(): boolean {
    for (const word of this.words) if (word !== 0) return false
    return true
  }

  /** Whether the two have a member in common. */
  meets(other: Bitset): boolean {
    for (let i = 0; i < this.words.length; i++) if ((this.words[i] & other.words[i]) !== 0) return true
    return false
  }

  /** Keeps only what `other` has too. */
  intersect(other: Bitset): this {
    const { words } = this
    for (let i = 0; i < words.length; i++) words[i] = words[i] & other.words[i]
    return this
  }

  /** Adds what `other` has. */
  unite(other: Bitset): this {
    const { words } = this
    for (let i = 0; i < words.length; i++) words[i] = words[i] | other.words[i]
    return this
  }

  /** Adds the members of a smaller set, each `offset` higher. */
  uniteAt(offset: number, other: Bitset): this {
    const { words } = this
    const shift = offset & 31
    const first = offset >>> 5
    for (let i = 0; i < other.words.length; i++) {
      const word = other.words[i]
      words[first + i] = words[first + i] | (word << shift)
      const carried = shift === 0 ? 0 : word >>> (32 - shift)
      if (carried !== 0) words[first + i + 1] = words[first + i + 1] | carried
    }
    return this
  }

  /** Adds what both `a` and `b` have. */
  unitePair(a: Bitset, b: Bitset): this {
    const { words } = this
    for (let i = 0; i < words.length; i++) {
      words[i] = words[i] | (a.words[i] & b.words[i])
    }
    return this
  }

  /** Removes what `other` has. */
  subtract(other: Bitset): this {
    const { words } = this
    for (let i = 0; i < words.length; i++) words[i] = words[i] & ~other.words[i]
    return this
  }

  /** Removes the members of a smaller set, each `offset` higher. */
  subtractAt(offset: number, other: Bitset): this {
    const { words } = this
    const shift = offset & 31
    const first = offset >>> 5
    for (let i = 0; i < other.words.length; i++) {
      const word = other.words[i]
      words[first + i] = words[first + i] & ~(word << shift)
      const carried = shift === 0 ? 0 : word >>> (32 - shift)
      if (carried !== 0) words[first + i + 1] = words[first + i + 1] & ~carried
    }
    return this
  }

  /** Members ascending. */
  toArray(): Uint32Array {
    const members = new Uint32Array(this.count())
    const { words } = this
    let n = 0
    for (let i = 0; i < words.length; i++) {
      let word = words[i]
      while (word !== 0) {
        const lowest = word & -word
        members[n++] = i * 32 + (31 - Math.clz32(lowest))
        word ^= lowest
      }
    }
    return members
  }
}
