/**
 * A chunk of an image's files: one page, compressed, in a file named after it. Law: the name is
 * that of the page alone, so equal pages have equal names however they were compressed, and a page
 * that does not fit its name is refused.
 *
 *   0   4  u32 LE  length of the page
 *   4      the page (core/bytes/page.ts), compressed (zlib)
 */
import { sha256 } from '../bytes/sha256.ts'

/**
 * Letters of a name: 50 bits, in letters that no file system mixes up. A root names every chunk,
 * and names do not compress. Two of a hundred thousand chunks have one name in four of a million
 * sites. Roots of format 1 have names of 16 letters, of which these are the first.
 */
export const chunkNameLength = 10
const longestName = 16

const digits = 'abcdefghijklmnopqrstuvwxyz234567'

/** 80 bits of what the bytes are. */
export function contentName(bytes: Uint8Array): string {
  const digest = sha256(bytes)
  let name = ''
  for (let bit = 0; bit < longestName * 5; bit += 5) {
    const pair = (digest[bit >>> 3] << 8) | digest[(bit >>> 3) + 1]
    name += digits[(pair >>> (11 - (bit & 7))) & 31]
  }
  return name
}

/** Whether a chunk with this page has this name, one of those that passed `areNames`. */
export const isNamed = (page: Uint8Array, name: string): boolean => contentName(page).startsWith(name)

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

/** The name of the page's chunk, among those of all `pages` of its file. */
export function nameAt(names: string, page: number, pages: number): string {
  const length = names.length / pages
  return names.slice(page * length, (page + 1) * length)
}

/** Whether these can be the names of so many chunks. */
export const areNames = (names: unknown, pages: number): names is string =>
  typeof names === 'string' &&
  [chunkNameLength, longestName].some((length) => names.length === pages * length) &&
  /^[a-z2-7]*$/.test(names)
