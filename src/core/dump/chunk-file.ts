/**
 * A chunk of an image's files: one page, compressed, in a file named after it. Law: the name is
 * that of the page alone, so equal pages have equal names however they were compressed, and a page
 * that does not fit its name is refused.
 *
 *   0   4  u32 LE  length of the page
 *   4      the page (core/bytes/page.ts), compressed (zlib)
 */
import { sha256 } from '../bytes/sha256.ts'

/** Letters and digits of a name: 80 bits, in letters that no file system mixes up. */
const chunkNameLength = 16

const digits = 'abcdefghijklmnopqrstuvwxyz234567'

export function chunkName(page: Uint8Array): string {
  const digest = sha256(page)
  let name = ''
  for (let bit = 0; bit < chunkNameLength * 5; bit += 5) {
    const pair = (digest[bit >>> 3] << 8) | digest[(bit >>> 3) + 1]
    name += digits[(pair >>> (11 - (bit & 7))) & 31]
  }
  return name
}

/**
 * The path from the folder of the image. Hosts neither compress files with this ending nor take
 * them for text.
 */
export const chunkPath = (name: string): string => `chunks/${name}.bin`

const chunkHeadBytes = 4

export function encodeChunk(page: Uint8Array, compressed: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(chunkHeadBytes + compressed.length)
  new DataView(chunk.buffer).setUint32(0, page.length, true)
  chunk.set(compressed, chunkHeadBytes)
  return chunk
}

/** A page holds at most one document of 4 MiB. */
const mostPageBytes = 8 * 1024 * 1024

/** The compressed part of a chunk. */
export const compressedPart = (chunk: Uint8Array): Uint8Array => chunk.subarray(chunkHeadBytes)

/** How long its page says it is; null for what is no chunk. */
export function pageLengthOf(chunk: Uint8Array): number | null {
  if (chunk.length <= chunkHeadBytes) return null
  const length = new DataView(chunk.buffer, chunk.byteOffset, chunkHeadBytes).getUint32(0, true)
  return length > 0 && length <= mostPageBytes ? length : null
}

/** The name of the page's chunk, among those of its file. */
export const nameAt = (names: string, page: number): string =>
  names.slice(page * chunkNameLength, (page + 1) * chunkNameLength)

/** Whether these can be the names of so many chunks. */
export const areNames = (names: unknown, pages: number): names is string =>
  typeof names === 'string' && names.length === pages * chunkNameLength && /^[a-z2-7]*$/.test(names)
