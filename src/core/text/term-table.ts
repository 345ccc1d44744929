/**
 * Gives every distinct term a number, without making a string per token: terms are UTF-8 bytes in
 * one buffer, found through an open-addressing hash table. About twice as fast as a `Map` of
 * strings, because it allocates nothing per token.
 */

/** Few to begin with: most tables are made for a document or two. */
const initialSlots = 1 << 9

export class TermTable {
  size = 0
  /** Term t is bytes[starts[t] .. starts[t + 1]). */
  bytes = new Uint8Array(1 << 12)
  starts = new Uint32Array(1 << 8)
  #hashes = new Uint32Array(1 << 8)
  #slots = new Int32Array(initialSlots).fill(-1)
  /** What the last partition came to. */
  #less = 0
  #greater = 0

  /**
   * The number of the term in `source[0 .. length)`, a new one if it is new. `hash` is `hashBytes`
   * of it.
   */
  intern(source: Uint8Array, length: number, hash: number): number {
    const mask = this.#slots.length - 1
    const { bytes, starts } = this
    let slot = hash & mask
    for (;;) {
      const term = this.#slots[slot]
      if (term < 0) return this.#insert(source, length, hash, slot)
      if (this.#hashes[term] === hash) {
        const start = starts[term]
        if (starts[term + 1] - start === length) {
          let i = 0
          while (i < length && bytes[start + i] === source[i]) i++
          if (i === length) return term
        }
      }
      slot = (slot + 1) & mask
    }
  }

  #insert(source: Uint8Array, length: number, hash: number, slot: number): number {
    const term = this.size++
    if (term + 2 > this.starts.length) this.#growTerms()
    const start = this.starts[term]
    if (start + length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, start + length))
      grown.set(this.bytes)
      this.bytes = grown
    }
    for (let i = 0; i < length; i++) this.bytes[start + i] = source[i]
    this.starts[term + 1] = start + length
    this.#hashes[term] = hash
    this.#slots[slot] = term
    if (this.size * 2 > this.#slots.length) this.#growSlots()
    return term
  }

  #growTerms(): void {
    const starts = new Uint32Array(this.starts.length * 2)
    starts.set(this.starts)
    this.starts = starts
    const hashes = new Uint32Array(starts.length)
    hashes.set(this.#hashes)
    this.#hashes = hashes
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(-1)
    const mask = slots.length - 1
    for (let term = 0; term < this.size; term++) {
      let slot = this.#hashes[term] & mask
      while (slots[slot] >= 0) slot = (slot + 1) & mask
      slots[slot] = term
    }
    this.#slots = slots
  }

  /** Term numbers in byte order of their terms; in steps of some ten thousand comparisons. */
  *sorted(): Generator<void, Uint32Array> {
    const order = new Uint32Array(this.size)
    for (let term = 0; term < order.length; term++) order[term] = term
    let done = 0
    const parts: Part[] = [{ from: 0, to: order.length, depth: 0 }]
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      const { from, to } = part
      if (to - from < 2) continue
      done += to - from
      if (to - from <= smallPart) this.#sort(order, from, to, part.depth)
      else {
        const pivot = this.#partition(order, from, to, part.depth)
        parts.push({ ...part, to: this.#less }, { ...part, from: this.#greater })
        if (pivot >= 0) parts.push({ from: this.#less, to: this.#greater, depth: part.depth + 1 })
      }
      if (done < comparisonsPerStep) continue
      done = 0
      yield
    }
    return order
  }

  /** The byte at `depth`, or -1 past the end, so that a prefix sorts before its extensions. */
  #byteAt(term: number, depth: number): number {
    const at = this.starts[term] + depth
    return at < this.starts[term + 1] ? this.bytes[at] : -1
  }

  /**
   * Three-way radix quicksort: looks at each byte of a shared prefix once per partition instead of
   * once per comparison.
   */
  #sort(order: Uint32Array, from: number, to: number, depth: number): void {
    while (to - from > 1) {
      const pivot = this.#partition(order, from, to, depth)
      const less = this.#less
      const greater = this.#greater
      this.#sort(order, from, less, depth)
      this.#sort(order, greater, to, depth)
      if (pivot < 0) return
      from = less
      to = greater
      depth++
    }
  }

  /**
   * Returns a byte at this depth; terms with a lesser one come to stand before `#less`, those with
   * a greater one from `#greater` on.
   */
  #partition(order: Uint32Array, from: number, to: number, depth: number): number {
    const pivot = this.#byteAt(order[(from + to) >>> 1], depth)
    let less = from
    let greater = to - 1
    let i = from
    while (i <= greater) {
      const term = order[i]
      const byte = this.#byteAt(term, depth)
      if (byte < pivot) {
        order[i++] = order[less]
        order[less++] = term
      } else if (byte > pivot) {
        order[i] = order[greater]
        order[greater--] = term
      } else i++
    }
    this.#less = less
    this.#greater = greater + 1
    return pivot
  }
}

/** Terms order[from .. to) that share their first `depth` bytes. */
interface Part {
  readonly from: number
  readonly to: number
  readonly depth: number
}

/** Sorted in one go. */
const smallPart = 4096
const comparisonsPerStep = 1 << 16

/** One step of the hash over a term's bytes; start from `hashStart`, end with `hashEnd`. */
export const hashStart = 0x811c9dc5 | 0
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)
export const hashEnd = (hash: number): number => (Math.imul(hash ^ (hash >>> 15), 0x85ebca77) ^ (hash >>> 13)) >>> 0
