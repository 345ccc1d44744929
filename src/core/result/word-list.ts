/**
 * The words of a text and how strong a border lies before each, as plain numbers: highlighting and
 * cropping walk along it, at every keystroke and in texts as long as books. It says the same as
 * `tokenize`, which cuts what is not plain ASCII; the words of plain ASCII are neither cut out nor
 * folded until the caller asks for one.
 */
import {
  classMask,
  contextSeparator,
  contextWord,
  hardSeparator,
  softSeparator,
  traitsOf,
  wordCharacter,
} from '../text/separators.ts'
import type { TextRules } from '../text/text-rules.ts'
import { tokenize } from '../text/tokenize.ts'

/**
 * What lies between two words: nothing (as in scripts without spaces), a soft separator, or a
 * border of sentences.
 */
export const noGap = 0
const softGap = 1
export const hardGap = 2

/**
 * Stretches that `tokenize` cuts are at most about so long where the text has spaces, so that its
 * tokens are soon garbage.
 */
const longestStretch = 4096
/** The list of a longer text is not kept: it would take memory long after the search. */
const longestKept = 1 << 20

export class WordList {
  count = 0
  /** UTF-16 offsets; ends are exclusive. */
  starts: Int32Array
  ends: Int32Array
  /** `gaps[i]` lies before word i. */
  gaps: Uint8Array
  /** Set for characters of scripts without spaces; null while there is none. */
  characters: Set<number> | null = null
  /** Words may stand at the same place, if a character stands for several. */
  hasSharedPlaces = false
  readonly #text: string
  /**
   * Folded words where they were cut by `tokenize`, and which those are; null while there is
   * none.
   */
  readonly #folded = new Map<number, string>()
  #isFolded: Uint8Array | null = null
  #gap: number = noGap

  constructor(text: string, rules: TextRules) {
    this.#text = text
    const room = (text.length >> 2) + 16
    this.starts = new Int32Array(room)
    this.ends = new Int32Array(room)
    this.gaps = new Uint8Array(room)
    // Strings of the settings may hold anything and stand anywhere.
    if (rules.written.size + rules.folded.size > 0) this.#cut(0, text.length, rules)
    else this.#scan(rules)
  }

  /** Folded, if it is not plain ASCII: else null, and `word` folds it. */
  foldedWord(i: number): string | null {
    return this.#isFolded !== null && this.#isFolded[i] === 1 ? (this.#folded.get(i) as string) : null
  }

  word(i: number): string {
    return this.foldedWord(i) ?? this.#text.slice(this.starts[i], this.ends[i]).toLowerCase()
  }

  /**
   * What it notes of a word lies in variables, which is much faster than in fields; only `#cut`
   * reads and writes those.
   */
  #scan(rules: TextRules): void {
    const { asciiClass, classes } = rules
    const text = this.#text
    const { length } = text
    let { count, starts, ends, gaps } = this
    let gap: number = noGap
    let start = -1
    for (let i = 0; i <= length; i++) {
      // Behind the end as behind a word.
      let code = i < length ? text.charCodeAt(i) : 32
      // Most of a text: letters behind letters.
      if (start >= 0) {
        while (i < length && code < 128 && asciiClass[code] === wordCharacter) code = text.charCodeAt(++i)
      }
      // At the end `code` is no code: NaN, or a space.
      let kind =
        i >= length
          ? softSeparator
          : code < 128
            ? asciiClass[code]
            : isHalf(code)
              ? -1
              : (classes.get(code) ?? traitsOf(code)) & classMask
      if (code >= 128 && (kind === wordCharacter || kind === contextWord)) kind = -1
      if (kind === wordCharacter || (kind === contextWord && text.charCodeAt(i + 1) !== 32)) {
        if (start < 0) start = i
        continue
      }
      if (kind === softSeparator || kind === hardSeparator || kind === contextSeparator || kind === contextWord) {
        if (start >= 0) {
          if (count === starts.length) {
            this.#grow()
            ;({ starts, ends, gaps } = this)
          }
          starts[count] = start
          ends[count] = i
          gaps[count++] = gap
          gap = noGap
          start = -1
        }
        if (kind === hardSeparator || (kind !== softSeparator && text.charCodeAt(i + 1) === 32)) gap = hardGap
        else if (gap === noGap) gap = softGap
        continue
      }
      const end = stretchEnd(text, i, asciiClass)
      this.count = count
      this.#gap = gap
      this.#cut(start < 0 ? i : start, end, rules)
      ;({ count, starts, ends, gaps } = this)
      gap = this.#gap
      start = -1
      i = end - 1
    }
    this.count = count
  }

  #cut(from: number, to: number, rules: TextRules): void {
    for (const { kind, text, start, end, isCharacter } of tokenize(this.#text.slice(from, to), rules)) {
      if (kind !== 'word') this.#gap = kind === 'hard' ? hardGap : Math.max(this.#gap, softGap)
      else {
        if (isCharacter) {
          this.characters ??= new Set()
          this.characters.add(this.count)
        }
        this.#add(from + start, from + end, text)
      }
    }
  }

  #add(start: number, end: number, folded: string): void {
    const i = this.count++
    if (i === this.starts.length) this.#grow()
    if (i > 0 && this.starts[i - 1] === start) this.hasSharedPlaces = true
    this.starts[i] = start
    this.ends[i] = end
    this.gaps[i] = this.#gap
    this.#gap = noGap
    this.#isFolded ??= new Uint8Array(this.starts.length)
    this.#isFolded[i] = 1
    this.#folded.set(i, folded)
  }

  #grow(): void {
    const length = this.starts.length * 2
    this.starts = grown(this.starts, new Int32Array(length))
    this.ends = grown(this.ends, new Int32Array(length))
    this.gaps = grown(this.gaps, new Uint8Array(length))
    if (this.#isFolded !== null) this.#isFolded = grown(this.#isFolded, new Uint8Array(length))
  }
}

function grown<List extends Int32Array | Uint8Array>(list: List, into: List): List {
  into.set(list)
  return into
}

/**
 * Behind the next space that the text can be cut at; ASCII must follow it, or the stretch be long.
 */
function stretchEnd(text: string, at: number, asciiClass: Uint8Array): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const isSpace = (code === 32 || code === 10) && asciiClass[code] === softSeparator
    if (isSpace && (i - at > longestStretch || text.charCodeAt(i + 1) < 128)) return i + 1
  }
  return text.length
}

/** Half of a character beyond the basic plane. */
const isHalf = (code: number): boolean => (code & 0xf800) === 0xd800

let last: { text: string; rules: TextRules; list: WordList } | null = null

/**
 * The list of the last text is kept, because a text whose matches are marked is often cropped too.
 */
export function wordsOf(text: string, rules: TextRules): WordList {
  if (last !== null && last.rules === rules && last.text === text) return last.list
  const list = new WordList(text, rules)
  last = text.length > longestKept ? null : { text, rules, list }
  return list
}
