/**
 * Reads what a ByteWriter wrote, never past the end: bytes from storage are not trusted, so every
 * read is bounds-checked and damage is a named error. Hot loops over bytes that were validated once
 * read the array themselves.
 */
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'

export class ByteReader {
  readonly bytes: Uint8Array
  readonly code: ErrorCode
  position: number
  readonly end: number

  constructor(bytes: Uint8Array, code: ErrorCode, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.code = code
    this.position = start
    this.end = end
  }

  fail(field: string): never {
    throw new SeeklingError(this.code, `Stored bytes are damaged: ${field} at byte ${this.position}.`, { field })
  }

  /** Throws `field` unless `condition` holds. */
  expect(condition: boolean, field: string): void {
    if (!condition) this.fail(field)
  }

  u8(field: string): number {
    if (this.position >= this.end) this.fail(field)
    return this.bytes[this.position++]
  }

  u32(field: string): number {
    if (this.position + 4 > this.end) this.fail(field)
    const { bytes, position: at } = this
    this.position = at + 4
    const low = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)
    return (low | (bytes[at + 3] << 24)) >>> 0
  }

  f64(field: string): number {
    if (this.position + 8 > this.end) this.fail(field)
    const value = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.position, 8).getFloat64(0, true)
    this.position += 8
    return value
  }

  varint(field: string): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8(field)
      if (shift === 28 && byte > 15) this.fail(field)
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
    return this.fail(field)
  }

  /** A view of the next `length` bytes. */
  raw(length: number, field: string): Uint8Array {
    if (length > this.end - this.position) this.fail(field)
    const view = this.bytes.subarray(this.position, this.position + length)
    this.position += length
    return view
  }
}
