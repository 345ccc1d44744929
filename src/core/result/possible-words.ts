/**
 * Which words of a text may match a query, told from their first letter, length and letters alone:
 * nearly all words of a long text are passed over without being cut out. Law: a word that matches
 * is never passed over.
 */
import { characterCount } from '../query/plan/typo-budget.ts'

/** A folded word that is looked for. */
export interface LikelyWord {
  readonly word: string
  /** Whether words that begin with it match as well. */
  readonly prefix: boolean
  /** How many typos a match may have. */
  readonly budget: number
}

/** Words of so many letters and more count as equally long. */
const longestTold = 63
const slotOf = (first: number, length: number): number => first * (longestTold + 1) + Math.min(length, longestTold)

/**
 * A letter of either case or a digit as a bit, several digits sharing one; 0 for other characters,
 * which are not compared.
 */
function letterBit(code: number): number {
  const letter = (code | 32) - 97
  if (letter >= 0 && letter < 26) return 1 << letter
  return code >= 48 && code < 58 ? 1 << (26 + ((code - 48) % 6)) : 0
}

export class PossibleWords {
  /** By first letter and length of an ASCII word. */
  readonly #slots = new Uint8Array(128 * (longestTold + 1))
  /** By word looked for: which letters it has, and how many of them a match may lack. */
  readonly #letters: number[] = []
  readonly #missing: number[] = []

  /** `starts`: the first words of phrases. */
  constructor(words: Iterable<LikelyWord>, starts: Iterable<string>) {
    for (const { word, prefix, budget } of words) {
      this.#need(word, budget)
      const first = word.charCodeAt(0)
      const length = characterCount(word)
      const longest = prefix ? longestTold : Math.max(length + budget, word.length)
      // Another first letter costs two typos, more than this budget.
      if (budget < 2 && first < 128) this.#allow(first, length - budget, longest)
      else if (budget >= 2) for (let other = 0; other < 128; other++) this.#allow(other, length - budget, longest)
    }
    for (const word of starts) {
      this.#need(word, 0)
      if (word.charCodeAt(0) < 128) this.#allow(word.charCodeAt(0), word.length, word.length)
    }
  }

  /** Whether the ASCII word `text.slice(start, end)` may match. */
  has(text: string, start: number, end: number): boolean {
    return this.#slots[slotOf(text.charCodeAt(start), end - start)] === 1 && this.#hasLetters(text, start, end)
  }

  #allow(first: number, from: number, to: number): void {
    for (let length = Math.max(1, Math.min(from, longestTold)); length <= Math.min(to, longestTold); length++) {
      this.#slots[slotOf(first, length)] = 1
      this.#slots[slotOf(String.fromCharCode(first).toUpperCase().charCodeAt(0), length)] = 1
    }
  }

  #need(word: string, budget: number): void {
    let letters = 0
    for (let at = 0; at < word.length; at++) letters |= letterBit(word.charCodeAt(at))
    this.#letters.push(letters)
    this.#missing.push(budget)
  }

  /**
   * Whether it has the letters of some word, but for as many as it may have typos: an edit takes
   * away one at most.
   */
  #hasLetters(text: string, start: number, end: number): boolean {
    let letters = 0
    for (let at = start; at < end; at++) letters |= letterBit(text.charCodeAt(at))
    for (let i = 0; i < this.#letters.length; i++) {
      let left = this.#letters[i] & ~letters
      for (let typos = this.#missing[i]; left !== 0 && typos > 0; typos--) left &= left - 1
      if (left === 0) return true
    }
    return false
  }
}
