/**
 * Reads varints as fast as can be: seven bits a byte, the lowest first, the highest bit set on all
 * but the last. For bytes that are checked as a whole, before or after they are read: past their
 * end it reads zeros, no varint takes more than five bytes, and nothing throws. A ByteReader has a
 * loop of its own, because it names what it could not read and where.
 */
export class VarintReader {
  bytes: Uint8Array
  /** Where the next one starts; its user may move it. */
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  varint(): number {
    const { bytes } = this
    let byte = bytes[this.at++]
    if (byte < 128) return byte
    let value = byte & 127
    for (let shift = 7; byte >= 128 && shift < 35; shift += 7) {
      byte = bytes[this.at++]
      value |= (byte & 127) << shift
    }
    return value >>> 0
  }
}
