/**
 * A 32-bit checksum for stored records. It finds damage, not malice. Four lanes of multiply-and-rotate over 32-bit words keep it near memory
 * speed in plain JavaScript (a table-driven CRC is about four times slower), so that every record can be checked on every read.
 * Frozen in format v1.
 */
import { assert } from './assert.ts'

const primeA = 0x9e3779b1
const primeB = 0x85ebca77
const primeC = 0xc2b2ae3d

const mix = (lane: number, word: number): number => {
  const sum = (lane + Math.imul(word, primeB)) | 0
  return Math.imul((sum << 13) | (sum >>> 19), primeA)
}

/** Checksum of `bytes` from `start` on. `bytes.byteOffset + start` must be a multiple of 4, so that words can be read in place. */
export function checksum(bytes: Uint8Array, start: number): number {
  const address = bytes.byteOffset + start
  assert((address & 3) === 0, 'checksummed bytes are aligned')
  const length = bytes.length - start
  const wordCount = length >>> 2
  const words = new Uint32Array(bytes.buffer, address, wordCount)
  let a = primeA ^ length
  let b = primeB
  let c = primeC
  let d = 0
  let i = 0
  for (const end = wordCount - 3; i < end; i += 4) {
    a = mix(a, words[i] as number)
    b = mix(b, words[i + 1] as number)
    c = mix(c, words[i + 2] as number)
    d = mix(d, words[i + 3] as number)
  }
  for (; i < wordCount; i++) a = mix(a, words[i] as number)
  for (let j = start + wordCount * 4; j < bytes.length; j++) b = mix(b, bytes[j] as number)
  let hash = mix(mix(mix(a, b), c), d)
  hash = Math.imul(hash ^ (hash >>> 15), primeB)
  hash = Math.imul(hash ^ (hash >>> 13), primeC)
  return (hash ^ (hash >>> 16)) >>> 0
}
