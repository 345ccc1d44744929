/**
 * Appends integers and bytes to one growing buffer, so that encoding allocates by doubling and not
 * per value.
 */

const encoder = new TextEncoder()

export class ByteWriter {
  bytes: Uint8Array
  length = 0

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity)
  }

  /**
   * Makes room for `extra` more bytes; hot loops call it once and then write to `bytes` themselves.
   */
  reserve(extra: number): void {
    const needed = this.length + extra
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  u8(value: number): void {
    this.reserve(1)
    this.bytes[this.length++] = value
  }

  u32(value: number): void {
    this.reserve(4)
    const at = this.length
    this.bytes[at] = value
    this.bytes[at + 1] = value >>> 8
    this.bytes[at + 2] = value >>> 16
    this.bytes[at + 3] = value >>> 24
    this.length = at + 4
  }

  f64(value: number): void {
    this.reserve(8)
    new DataView(this.bytes.buffer).setFloat64(this.length, value, true)
    this.length += 8
  }

  /** Unsigned LEB128: 7 bits a byte, low bits first, high bit says "more". For 0 .. 2^32 - 1. */
  varint(value: number): void {
    this.reserve(5)
    let rest = value
    while (rest > 127) {
      this.bytes[this.length++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }

  /**
   * A text as UTF-8, after its length in bytes as a varint. ASCII, which most texts are, is written
   * without calling the encoder.
   */
  text(text: string): void {
    const { length } = text
    this.reserve(length + 5)
    const start = this.length
    this.varint(length)
    let at = this.length
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127) {
        const bytes = encoder.encode(text)
        this.length = start
        this.varint(bytes.length)
        this.raw(bytes)
        return
      }
      this.bytes[at++] = code
    }
    this.length = at
  }

  /** Raw bytes, no length. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** What was written, as an exact copy. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }
}
