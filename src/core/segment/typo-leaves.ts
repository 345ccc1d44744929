/**
 * Which leaves of a dictionary may hold a term within a typo budget of a word, by what the top
 * level says: all terms of a leaf begin with what its first term and that of the next leaf have in
 * common, and the character after that lies between those two. A beginning that is already too far
 * away takes the leaf out. With one typo the first letter is shared, so mostly the leaves of that
 * letter are left; with two, also leaves of other letters in which the rest of the word may follow.
 */
import { type DictionaryTop, headOf, leafFor } from './dictionary-top.ts'
import { prefixBounds } from './term-bytes.ts'
import { beginRows, bestPrefix, characters, fillRow, rows } from './typo-walk.ts'

const lastCharacter = 0x10ffff
/** Stands for a character that is none of the word's. */
const other = lastCharacter + 1

export function typoLeaves(top: DictionaryTop, word: string, budget: 1 | 2, prefix: boolean): number[] {
  const wanted = beginRows(word, budget)
  const distinct = [...new Set(wanted)].sort((a, b) => a - b)
  const found: number[] = []
  // One typo leaves the first letter as it is.
  const [from, to] = budget === 1 && wanted.length > 0 ? leavesOf(top, wanted[0]) : [0, top.leaves]
  for (let leaf = from; leaf < to; leaf++) {
    const head = headOf(top, leaf)
    const end = leaf + 1 < top.leaves ? headOf(top, leaf + 1) : null
    if (mayHold({ head, end, wanted, distinct, budget, prefix })) found.push(leaf)
  }
  return found
}

/** The leaves that may hold terms which begin with the character: from, and before which. */
function leavesOf(top: DictionaryTop, character: number): [from: number, to: number] {
  const [first, after] = prefixBounds(String.fromCodePoint(character))
  return [Math.max(0, leafFor(top, first)), leafFor(top, after) + 1]
}

interface Leaf {
  readonly head: Uint8Array
  /** The first term of the next leaf; null for the last. */
  readonly end: Uint8Array | null
  readonly wanted: Uint32Array
  /** The characters of the word, ascending, each once. */
  readonly distinct: readonly number[]
  readonly budget: 1 | 2
  readonly prefix: boolean
}

function mayHold({ head, end, wanted, distinct, budget, prefix }: Leaf): boolean {
  const { length } = wanted
  const row = (depth: number): boolean => {
    const least = fillRow(depth, wanted, length + 1, budget)
    bestPrefix[depth] = Math.min(bestPrefix[depth - 1], rows[depth * (length + 1) + length])
    const allowed = characters[1] === wanted[0] ? budget : budget - 1
    return least <= allowed || (prefix && bestPrefix[depth] <= allowed)
  }
  const shared = end === null ? 0 : sharedBytes(head, end)
  let depth = 0
  for (let at = 0; at < shared; at += bytesOf(head[at])) {
    characters[++depth] = characterAt(head, at)
    if (!row(depth)) return false
  }
  // The first term may end here, and then it may be the only one that matches.
  if (head.length === shared) return true
  const from = characterAt(head, shared)
  const to = end === null ? lastCharacter : characterAt(end, shared)
  let between = 0
  for (const character of distinct) {
    if (character < from || character > to) continue
    between++
    characters[depth + 1] = character
    if (row(depth + 1)) return true
  }
  if (between === to - from + 1) return false
  characters[depth + 1] = other
  return row(depth + 1)
}

/** Bytes both begin with, whole characters only. */
function sharedBytes(a: Uint8Array, b: Uint8Array): number {
  let shared = 0
  while (shared < Math.min(a.length, b.length) && a[shared] === b[shared]) shared++
  // 10xxxxxx continues a character.
  while (shared > 0 && ((a[shared] & 0xc0) === 0x80 || (b[shared] & 0xc0) === 0x80)) shared--
  return shared
}

const bytesOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1)

function characterAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]
  if (lead < 0x80) return lead
  const count = bytesOf(lead)
  let code = lead & (0xff >> (count + 1))
  for (let i = 1; i < count; i++) code = (code << 6) | (bytes[at + i] & 0x3f)
  return code
}
