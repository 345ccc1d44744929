/**
 * The words of a text and how strong a border lies before each, as plain numbers: what highlighting
 * and cropping walk along, on every key a reader presses and in texts as long as books. It says the
 * same as `tokenize`, which cuts what is not plain ASCII; the words of plain ASCII are neither cut
 * out nor folded until the caller asks for one.
 */
import { contextSeparator, contextWord, hardSeparator, softSeparator, wordCharacter } from '../text/separators.ts'
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
 * tokens die young.
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
  /** Folded words where they were cut by `tokenize`; null while there is none. */
  #folded: (string | undefined)[] | null = null
  #gap = noGap

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
    return this.#folded?.[i] ?? null
  }

  word(i: number): string {
    return this.#folded?.[i] ?? this.#text.slice(this.starts[i], this.ends[i]).toLowerCase()
  }

  #scan(rules: TextRules): void {
    const { asciiClass } = rules
    const text = this.#text
    const { length } = text
    let start = -1
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      const kind = code < 128 ? asciiClass[code] : -1
      if (kind === wordCharacter || (kind === contextWord && text.charCodeAt(i + 1) !== 32)) {
        if (start < 0) start = i
      } else if (
        kind === softSeparator ||
        kind === hardSeparator ||
        kind === contextSeparator ||
        kind === contextWord
      ) {
        if (start >= 0) this.#add(start, i)
        start = -1
        const isHard = kind === hardSeparator || (kind !== softSeparator && text.charCodeAt(i + 1) === 32)
        if (isHard) this.#gap = hardGap
        else if (this.#gap === noGap) this.#gap = softGap
      } else {
        const end = stretchEnd(text, i, asciiClass)
        this.#cut(start < 0 ? i : start, end, rules)
        start = -1
        i = end - 1
      }
    }
    if (start >= 0) this.#add(start, text.length)
  }

  #cut(from: number, to: number, rules: TextRules): void {
    for (const { kind, text, start, end, isCharacter } of tokenize(this.#text.slice(from, to), rules)) {
      if (kind !== 'word') this.#gap = kind === 'hard' ? hardGap : Math.max(this.#gap, softGap)
      else {
        if (isCharacter) {
          this.characters ??= new Set()
          this.characters.add(this.count)
        }
        this.#folded ??= []
        this.#folded[this.count] = text
        this.#add(from + start, from + end)
      }
    }
  }

  #add(start: number, end: number): void {
    const i = this.count++
    if (i === this.starts.length) this.#grow()
    if (i > 0 && this.starts[i - 1] === start) this.hasSharedPlaces = true
    this.starts[i] = start
    this.ends[i] = end
    this.gaps[i] = this.#gap
    this.#gap = noGap
  }

  #grow(): void {
    const { starts, ends, gaps } = this
    this.starts = new Int32Array(starts.length * 2)
    this.starts.set(starts)
    this.ends = new Int32Array(starts.length * 2)
    this.ends.set(ends)
    this.gaps = new Uint8Array(starts.length * 2)
    this.gaps.set(gaps)
  }
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

let last: { text: string; rules: TextRules; list: WordList } | null = null

/** The list of the text looked at last is kept: who marks matches in it also crops it. */
export function wordsOf(text: string, rules: TextRules): WordList {
  if (last !== null && last.rules === rules && last.text === text) return last.list
  const list = new WordList(text, rules)
  last = text.length > longestKept ? null : { text, rules, list }
  return list
}
