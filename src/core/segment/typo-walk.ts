/**
 * All terms within a typo budget of a word: one walk over the sorted dictionary with the textbook edit-distance table (adjacent transpositions
 * cost 1), a row per character of the term. Neighbouring terms share prefixes, so their rows are shared too, and a prefix that is already too
 * far away skips everything that starts with it. Cost grows with the dictionary's distinct prefixes near the word, not with terms x length.
 */
import { maxWordBytes } from '../text/tokenize.ts'
import { termsPerBlock } from './dictionary-writer.ts'
import type { TypoMatches } from './segment-view.ts'
import type { DictionaryBytes } from './term-cursor.ts'

/** No term is longer: dictionaries with longer ones are refused when opened. */
const maxDepth = maxWordBytes

/** Rows of the table, reused by every walk of this thread: row d has `width` cells from d * width on. */
let rows = new Uint8Array(0)
const characters = new Uint32Array(maxDepth + 4)
/** Characters in the first n bytes of the current term. */
const depthOfByte = new Uint16Array(maxDepth * 4 + 4)
/** The least distance of the word to any prefix of the term up to this depth. */
const bestPrefix = new Uint8Array(maxDepth + 4)
const term = new Uint8Array(maxDepth)

export function walkTypos(data: DictionaryBytes, word: string, budget: 1 | 2, prefix: boolean): TypoMatches {
  const wanted = Uint32Array.from(word, (character) => character.codePointAt(0) as number)
  const length = wanted.length
  const width = length + 1
  if (rows.length < width * (maxDepth + 4)) rows = new Uint8Array(width * (maxDepth + 4))
  for (let j = 0; j <= length; j++) rows[j] = Math.min(j, budget + 1)
  bestPrefix[0] = rows[length]
  depthOfByte[0] = 0

  const { blocks, blockStarts, size } = data
  const terms: number[] = []
  const typos: number[] = []
  /** Bytes of `term` that are valid, and from which on (if dead) no extension can match. */
  let valid = 0
  let deadFrom = -1
  let at = 0

  const varint = (): number => {
    let byte = blocks[at++]
    if (byte < 128) return byte
    let value = byte & 127
    for (let shift = 7; byte >= 128; shift += 7) {
      byte = blocks[at++]
      value |= (byte & 127) << shift
    }
    return value >>> 0
  }

  for (let ordinal = 0; ordinal < size; ordinal++) {
    let shared = 0
    let suffix = 0
    if (ordinal % termsPerBlock === 0) {
      const block = ordinal / termsPerBlock
      if (deadFrom >= 0 && startsWithTerm(data, block + 1, deadFrom)) {
        // The next block's head still starts with the dead prefix, so all of this block does.
        ordinal += termsPerBlock - 1
        continue
      }
      at = blockStarts[block]
      suffix = varint()
      const limit = Math.min(valid, suffix)
      while (shared < limit && blocks[at + shared] === term[shared]) shared++
      while (shared > 0 && shared < suffix && (blocks[at + shared] & 0xc0) === 0x80) shared--
      at += shared
      suffix -= shared
    } else {
      shared = varint()
      suffix = varint()
    }
    if (deadFrom >= 0 && shared >= deadFrom) {
      at += suffix
      varint()
      varint()
      continue
    }
    deadFrom = -1
    const end = shared + suffix
    let depth = depthOfByte[shared]
    let byte = shared
    while (byte < end) {
      const first = blocks[at]
      let code = first
      let bytes = 1
      if (first >= 0xf0) {
        bytes = 4
        code =
          ((first & 7) << 18) | ((blocks[at + 1] & 63) << 12) | ((blocks[at + 2] & 63) << 6) | (blocks[at + 3] & 63)
      } else if (first >= 0xe0) {
        bytes = 3
        code = ((first & 15) << 12) | ((blocks[at + 1] & 63) << 6) | (blocks[at + 2] & 63)
      } else if (first >= 0xc0) {
        bytes = 2
        code = ((first & 31) << 6) | (blocks[at + 1] & 63)
      }
      for (let i = 0; i < bytes; i++) term[byte + i] = blocks[at + i]
      at += bytes
      byte += bytes
      depth++
      characters[depth] = code
      depthOfByte[byte] = depth
      const allowed = characters[1] === wanted[0] ? budget : budget - 1
      const least = fillRow(depth, wanted, length, width, budget)
      const reached = rows[depth * width + length]
      bestPrefix[depth] = Math.min(bestPrefix[depth - 1], reached)
      if (least > allowed && !(prefix && bestPrefix[depth] <= allowed)) {
        deadFrom = byte
        break
      }
    }
    valid = byte
    at += end - byte
    varint()
    varint()
    if (deadFrom >= 0) continue
    const distance = prefix ? bestPrefix[depth] : rows[depth * width + length]
    const cost = characters[1] === wanted[0] ? distance : distance + 1
    if (distance > 0 && cost <= budget) {
      terms.push(ordinal)
      typos.push(cost)
    }
  }
  return { terms: Uint32Array.from(terms), typos: Uint8Array.from(typos) }
}

/** Fills row `depth` inside the band that can still be within budget; answers its least cell. Cells past budget are budget + 1. */
function fillRow(depth: number, wanted: Uint32Array, length: number, width: number, budget: number): number {
  const over = budget + 1
  const row = depth * width
  const above = row - width
  const character = characters[depth]
  const from = Math.max(1, depth - budget)
  const to = Math.min(length, depth + budget)
  let least = depth <= budget ? depth : over
  rows[row + length] = over
  if (from > length) return least
  rows[row + from - 1] = from === 1 ? Math.min(depth, over) : over
  for (let j = from; j <= to; j++) {
    const same = wanted[j - 1] === character
    let cell = rows[above + j - 1] + (same ? 0 : 1)
    // The cell above lies outside the band of the row before when j is the band's right end.
    if (j < depth + budget && rows[above + j] + 1 < cell) cell = rows[above + j] + 1
    if (rows[row + j - 1] + 1 < cell) cell = rows[row + j - 1] + 1
    if (depth > 1 && j > 1 && wanted[j - 2] === character && wanted[j - 1] === characters[depth - 1]) {
      const swapped = rows[above - width + j - 2] + 1
      if (swapped < cell) cell = swapped
    }
    if (cell > over) cell = over
    rows[row + j] = cell
    if (cell < least) least = cell
  }
  return least
}

function startsWithTerm({ blocks, blockStarts }: DictionaryBytes, block: number, length: number): boolean {
  if (block + 1 >= blockStarts.length) return false
  let at = blockStarts[block]
  let byte = blocks[at++]
  let headLength = byte & 127
  for (let shift = 7; byte >= 128; shift += 7) {
    byte = blocks[at++]
    headLength |= (byte & 127) << shift
  }
  if (headLength < length) return false
  for (let i = 0; i < length; i++) if (blocks[at + i] !== term[i]) return false
  return true
}
