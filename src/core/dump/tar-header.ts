/**
 * The 512-byte header of a tar entry (POSIX ustar):
 *
 *   0    100  name            124  12  size, octal         157  100  link target
 *   100    8  mode            136  12  mtime, octal        257    8  "ustar\0" "00"
 *   108    8  owner           148   8  checksum, octal     345  155  prefix of the name
 *   116    8  group           156   1  type
 *
 * An entry's content follows, filled up with zeros to full blocks. Two blocks of zeros end the
 * archive.
 */
import { assert } from '../bytes/assert.ts'

export const tarBlockBytes = 512

export interface TarHeader {
  /** As written; not yet checked. */
  readonly path: string
  readonly size: number
  /** `0` a file, `5` a directory; tar-reader.ts knows the other letters. */
  readonly type: string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** `path` must be ASCII of at most 100 characters. `mtime` in seconds. */
export function encodeTarHeader({ path, size, type }: TarHeader, mtime: number): Uint8Array {
  assert(path.length <= 100 && size < 8 ** 11, 'a tar entry fits into its header')
  const header = new Uint8Array(tarBlockBytes)
  const put = (at: number, text: string) => header.set(encoder.encode(text), at)
  const octal = (at: number, digits: number, value: number) => put(at, value.toString(8).padStart(digits, '0'))
  put(0, path)
  put(100, type === '5' ? '0000755' : '0000644')
  octal(108, 7, 0)
  octal(116, 7, 0)
  octal(124, 11, size)
  octal(136, 11, mtime)
  put(156, type)
  put(257, 'ustar\u000000')
  octal(148, 6, headerSum(header))
  header[155] = 32
  return header
}

/** null if the block is no header: its checksum is wrong, or a number cannot be read. */
export function decodeTarHeader(block: Uint8Array): TarHeader | null {
  const size = readNumber(block, 124, 12)
  if (size < 0 || readNumber(block, 148, 8) !== headerSum(block)) return null
  const name = readText(block, 0, 100)
  // GNU's own format, which has a blank where ustar has a zero, has other fields there.
  const prefix = block[262] === 0 && readText(block, 257, 5) === 'ustar' ? readText(block, 345, 155) : ''
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    size,
    type: String.fromCharCode(block[156]),
  }
}

/** The zeros that fill up an entry of this size. */
export const tarPadding = (size: number): number => (tarBlockBytes - (size % tarBlockBytes)) % tarBlockBytes

/** The sum of all bytes, the checksum itself taken as blanks. */
function headerSum(block: Uint8Array): number {
  let sum = 8 * 32
  for (let i = 0; i < tarBlockBytes; i++) if (i < 148 || i >= 156) sum += block[i]
  return sum
}

function readText(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  return decoder.decode(end < 0 ? field : field.subarray(0, end))
}

/**
 * Octal digits; where the first bit is set, a big-endian number, as GNU writes large ones. -1 for
 * neither.
 */
function readNumber(block: Uint8Array, at: number, length: number): number {
  if (block[at] === 128) {
    let value = 0
    for (let i = at + 1; i < at + length; i++) value = value * 256 + block[i]
    return Number.isSafeInteger(value) ? value : -1
  }
  const text = readText(block, at, length).trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : -1
}
