/**
 * All terms within a typo budget of a word: one walk over the sorted dictionary with the textbook
 * edit-distance table (adjacent transpositions cost 1), a row for each character of the term:
 *
 *             s u n     the word; budget 1, and `x` for every distance beyond it
 *           0 1 x x     row 0: the empty prefix of the term
 *         s 1 0 1 x     row 1
 *         u x 1 0 1     row 2: "su" is one insertion away from "sun"
 *         m x x 1 1     row 3: "sum" is one typo away; all beside the band is x
 *
 * Neighbouring terms share prefixes, so their rows are shared too: for "sung" after "sum" rows 0 to
 * 2 stay. A row with nothing but x is the end of its prefix: everything that starts with it is
 * skipped. So the cost grows with the dictionary's distinct prefixes near the word, not with terms
 * x length.
 */
import type { TermOrdinal } from '../docset/numbers.ts'
import { maxWordBytes } from '../text/tokenize.ts'
import { type DictionaryLeaf, sharedWith } from './dictionary-leaf.ts'
import type { TypoMatches } from './segment-view.ts'

/** No term is longer: dictionaries with longer ones are refused when opened. */
const maxDepth = maxWordBytes

// Scratch, reused by every walk of this thread. That is safe because a walk is one call that awaits
// nothing.

/** The table: row d has `width` cells from d * width on. */
export let rows = new Uint8Array(0)
/** The characters of the current term, from 1 on. */
export const characters = new Uint32Array(maxDepth + 4)
/** Characters in the first n bytes of the current term. */
const depthOfByte = new Uint16Array(maxDepth * 4 + 4)
/** The least distance of the word to any prefix of the term up to this depth. */
export const bestPrefix = new Uint8Array(maxDepth + 4)
/** The bytes of the current term. */
const term = new Uint8Array(maxDepth)

/** The characters of the word, with row 0 of the table filled for it. */
export function beginRows(word: string, budget: 1 | 2): Uint32Array {
  const wanted = Uint32Array.from(word, (character) => character.codePointAt(0) as number)
  const width = wanted.length + 1
  if (rows.length < width * (maxDepth + 4)) rows = new Uint8Array(width * (maxDepth + 4))
  for (let j = 0; j < width; j++) rows[j] = Math.min(j, budget + 1)
  bestPrefix[0] = rows[width - 1]
  return wanted
}

/**
 * With `prefix` a term also matches if one of its prefixes does. `leaves` ascend; those left out
 * have no match.
 */
export function walkTypos(
  leaves: readonly DictionaryLeaf[],
  word: string,
  budget: 1 | 2,
  prefix: boolean,
): TypoMatches {
  const walk = new TypoWalk(word, budget, prefix)
  for (const leaf of leaves) walk.go(leaf)
  return walk.found()
}

class TypoWalk {
  readonly #wanted: Uint32Array
  readonly #width: number
  readonly #budget: 1 | 2
  readonly #prefix: boolean
  readonly #terms: TermOrdinal[] = []
  readonly #typos: number[] = []
  /** Bytes of `term` whose rows are filled. */
  #valid = 0
  /**
   * The length in bytes of the dead prefix of `term`, no extension of which can match; -1 while
   * every prefix can.
   */
  #deadFrom = -1

  constructor(word: string, budget: 1 | 2, prefix: boolean) {
    this.#wanted = beginRows(word, budget)
    this.#width = this.#wanted.length + 1
    this.#budget = budget
    this.#prefix = prefix
    depthOfByte[0] = 0
  }

  found(): TypoMatches {
    return { terms: Uint32Array.from(this.#terms), typos: Uint8Array.from(this.#typos) }
  }

  /**
   * Walks a leaf. Rows that its first terms share with the last term of the leaf before are kept,
   * as within a leaf.
   */
  go({ first, data, terms }: DictionaryLeaf): void {
    const { size, blocks } = data
    const { shared, suffixes, starts } = terms
    for (let ordinal = 0; ordinal < size; ordinal++) {
      let known = shared[ordinal]
      let at = starts[ordinal]
      const length = known + suffixes[ordinal]
      if (ordinal === 0) {
        known = sharedWith(term, this.#valid, blocks, at, length)
        at += known
      }
      // Nothing that begins with a dead prefix can match.
      if (this.#deadFrom >= 0 && known >= this.#deadFrom) continue
      this.#extend(blocks, at, known, length)
      if (this.#deadFrom < 0) this.#judge(first + ordinal)
    }
  }

  /**
   * Reads bytes `from` to `end` of the term, which start at `at`, and fills a row for each
   * character, until its prefix is dead.
   */
  #extend(blocks: Uint8Array, at: number, from: number, end: number): void {
    // Local variables: this loop is where the time goes.
    const wanted = this.#wanted
    const width = this.#width
    const budget = this.#budget
    let byte = from
    let depth = depthOfByte[from]
    this.#deadFrom = -1
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
      const least = fillRow(depth, wanted, width, budget)
      const reached = rows[depth * width + width - 1]
      bestPrefix[depth] = Math.min(bestPrefix[depth - 1], reached)
      if (least > allowed && !(this.#prefix && bestPrefix[depth] <= allowed)) {
        this.#deadFrom = byte
        break
      }
    }
    this.#valid = byte
  }

  /**
   * Takes the term just read if it is within the budget; a typo in the first character counts
   * twice.
   */
  #judge(ordinal: TermOrdinal): void {
    const depth = depthOfByte[this.#valid]
    const distance = this.#prefix ? bestPrefix[depth] : rows[depth * this.#width + this.#width - 1]
    const cost = characters[1] === this.#wanted[0] ? distance : distance + 1
    if (distance > 0 && cost <= this.#budget) {
      this.#terms.push(ordinal)
      this.#typos.push(cost)
    }
  }
}

/**
 * Fills row `depth` inside the band that can still be within budget; returns its least cell. Cells
 * past budget are budget + 1.
 */
export function fillRow(depth: number, wanted: Uint32Array, width: number, budget: number): number {
  const length = width - 1
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
