/**
 * Cuts a text into words and separators, with their places in the original. This is the reference
 * for what a word is: queries and highlights use it, and the word scanner used for indexing agrees
 * with it (held by a property test).
 *
 * Scripts written without spaces, and Hangul, are cut into single characters, vowel signs included:
 * so a query that is part of a text always finds it, wherever a dictionary would have cut the two.
 * Elsewhere a word is what stands between separators; scripts that meet within it are cut apart
 * only where one of them is cut into characters (`iPhone15手机`). A symbol or emoji is a word of
 * its own.
 */
import { characterEnd, foldAscii, foldCharacter, foldText } from './fold.ts'
import {
  classMask,
  contextSeparator,
  contextWord,
  controlCharacter,
  hardSeparator,
  partsArabic,
  softSeparator,
  standsAlone,
  symbolCharacter,
  symbolEnd,
  traitsOf,
  wordCharacter,
} from './separators.ts'
import { defaultTextRules, type Entry, type TextRules } from './text-rules.ts'

/**
 * Written into every dictionary. Raise it when a change cuts or folds any text differently: older
 * segments are then indexed anew.
 */
export const tokenizerVersion = 4

/** Words longer than this, in UTF-8 bytes, take a position but are not indexed. */
export const maxWordBytes = 250

export interface Token {
  readonly kind: 'word' | 'soft' | 'hard'
  /** Words: folded. Separators: as written. */
  readonly text: string
  /**
   * UTF-16 offsets in the original; `end` is exclusive. They never go back, but a character that
   * stands for several words (`㍿`, `ﷺ`, a letter with a vowel sign) gives them all the same.
   */
  readonly start: number
  readonly end: number
  /**
   * One character of a script that is cut into characters. Those that follow each other directly
   * are a run.
   */
  readonly isCharacter: boolean
}

/**
 * All words and separators in order; runs of separators are one token, hard if any of them is.
 * Never empty tokens.
 */
export function tokenize(text: string, rules: TextRules = defaultTextRules): Token[] {
  const cutter = new Cutter(text, rules)
  const { asciiClass, classes, written, folded } = rules
  for (let at = 0; at < text.length; ) {
    const entry = written.size + folded.size === 0 ? null : entryAt(text, at, rules, cutter.isInWord)
    if (entry !== null) {
      if (entry.kind === 'word') cutter.whole(entry.text, at, entry.end)
      else if (entry.kind === 'separator') cutter.separate(at, entry.end, false)
      else cutter.extend(foldText(entry.text, rules.keepsSwedish), at, entry.end)
      at = entry.end
      continue
    }
    const code = text.codePointAt(at) as number
    const next = at + (code > 0xffff ? 2 : 1)
    const traits = code < 128 ? asciiClass[code] : (classes.get(code) ?? traitsOf(code))
    let kind = traits & classMask
    if (kind === contextSeparator || kind === contextWord) {
      if (text.charCodeAt(next) === 32) kind = hardSeparator
      else kind = kind === contextWord ? wordCharacter : softSeparator
    }
    if (kind === controlCharacter && partsArabic(text, at)) kind = softSeparator
    if (kind === softSeparator || kind === hardSeparator) {
      cutter.separate(at, next, kind === hardSeparator)
      at = next
    } else if (code < 128 && kind !== controlCharacter && !(text.charCodeAt(next) >= 0x300)) {
      cutter.plain(at)
      at = next
    } else if (kind === symbolCharacter) {
      const end = symbolEnd(text, at)
      cutter.symbol(text.slice(at, end), at, end)
      at = end
    } else {
      const end = characterEnd(text, at)
      cutter.character(foldCharacter(text.slice(at, end), rules.keepsSwedish), at, end, classes.has(code))
      at = end
    }
  }
  return cutter.finish()
}

const traitsAt = (character: string): number => traitsOf(character.codePointAt(0) as number)

const skinColors = /\p{EMod}/gu

const article = 'ال'
/** Not an article but a name. */
const nameOfGod = 'الله'

class Cutter {
  readonly #text: string
  readonly #rules: TextRules
  readonly #tokens: Token[] = []
  /** The word being read: folded up to #plainFrom, and ASCII from there to #end. */
  #word = ''
  #start = -1
  #end = 0
  #plainFrom = -1
  /** Where the second letter of the word ends. */
  #articleEnd = 0
  #separatorStart = -1
  #separatorEnd = 0
  #hard = false

  constructor(text: string, rules: TextRules) {
    this.#text = text
    this.#rules = rules
  }

  get isInWord(): boolean {
    return this.#start >= 0
  }

  /** An ASCII character of a word, without marks. */
  plain(at: number): void {
    if (this.#start < 0) this.#begin(at)
    if (this.#plainFrom < 0) this.#plainFrom = at
    this.#end = at + 1
  }

  /** Folded characters of a word that all belong to the same place. */
  extend(folded: string, start: number, end: number): void {
    if (this.#start < 0) this.#begin(start)
    this.#takePlain()
    this.#word += folded
    this.#end = end
    if (this.#word.length === article.length) this.#articleEnd = end
  }

  /**
   * What one character of the text folds to: nothing, part of a word, a word, or several. `isPart`:
   * the settings want it in words.
   */
  character(folded: string, start: number, end: number, isPart: boolean): void {
    // The ASCII before a character that vanishes is taken first: it would be copied together with
    // that character.
    this.#takePlain()
    if (isPart) {
      this.extend(folded, start, end)
      return
    }
    // Words of one character of the text share its place with each other, and with nothing around
    // it (`x㍘y` is x, 0, 点, y).
    const isShared =
      folded.length > 1 &&
      [...folded].some((character) => (traitsAt(character) & (classMask | standsAlone)) !== wordCharacter)
    if (isShared) this.#endWord()
    for (const character of folded) {
      const traits = traitsAt(character)
      if ((traits & standsAlone) !== 0) this.whole(character, start, end, true)
      else if ((traits & classMask) === symbolCharacter) this.whole(character, start, end)
      else if ((traits & classMask) === wordCharacter) this.extend(character, start, end)
      else this.#endWord()
    }
    if (isShared) this.#endWord()
  }

  /**
   * An emoji with what follows it is one word, its colour folded away as accents are; `™` and `℃`
   * are what they stand for.
   */
  symbol(text: string, start: number, end: number): void {
    this.#endWord()
    const first = String.fromCodePoint(text.codePointAt(0) as number)
    const plain = first + text.slice(first.length).replace(skinColors, '')
    const folded = foldText(plain, this.#rules.keepsSwedish)
    if (folded !== '' && [...folded].every((part) => (traitsAt(part) & classMask) === symbolCharacter))
      this.whole(folded, start, end)
    else this.character(folded, start, end, false)
    this.#endWord()
  }

  whole(text: string, start: number, end: number, isCharacter = false): void {
    this.#endWord()
    this.#endSeparator()
    this.#tokens.push({ kind: 'word', text, start, end, isCharacter })
  }

  separate(start: number, end: number, hard: boolean): void {
    this.#endWord()
    if (this.#separatorStart < 0) this.#separatorStart = start
    this.#separatorEnd = end
    this.#hard ||= hard
  }

  finish(): Token[] {
    this.#endWord()
    this.#endSeparator()
    return this.#tokens
  }

  #begin(at: number): void {
    this.#endSeparator()
    this.#start = at
  }

  #takePlain(): void {
    if (this.#plainFrom >= 0) this.#word += foldAscii(this.#text.slice(this.#plainFrom, this.#end))
    this.#plainFrom = -1
  }

  #endWord(): void {
    if (this.#start < 0) return
    this.#takePlain()
    let text = this.#word
    let start = this.#start
    if (this.#rules.cutsArticle && text.length > article.length && text.startsWith(article) && text !== nameOfGod) {
      text = text.slice(article.length)
      if (this.#articleEnd < this.#end) start = this.#articleEnd
    }
    this.#tokens.push({ kind: 'word', text, start, end: this.#end, isCharacter: false })
    this.#word = ''
    this.#start = -1
  }

  #endSeparator(): void {
    if (this.#separatorStart < 0) return
    const start = this.#separatorStart
    const end = this.#separatorEnd
    const text = this.#text.slice(start, end)
    this.#tokens.push({ kind: this.#hard ? 'hard' : 'soft', text, start, end, isCharacter: false })
    this.#separatorStart = -1
    this.#hard = false
  }
}

/**
 * The longest entry of the settings at this place. An entry of the kind `word` must not begin or
 * end within a longer word.
 */
function entryAt(
  text: string,
  at: number,
  { written, folded, keepsSwedish, asciiClass, classes }: TextRules,
  isInWord: boolean,
): (Entry & { readonly end: number }) | null {
  let found: (Entry & { readonly end: number }) | null = null
  for (let end = at + 1; end <= text.length; end++) {
    const entry = written.get(text.slice(at, end))
    if (entry === undefined) break
    if (entry !== null) found = { ...entry, end }
  }
  const isLetter = (code: number | undefined): boolean => {
    if (code === undefined) return false
    const traits = code < 128 ? asciiClass[code] : (classes.get(code) ?? traitsOf(code))
    return (traits & (classMask | standsAlone)) === wordCharacter
  }
  let seen = ''
  for (let end = at; end < text.length; ) {
    const next = characterEnd(text, end)
    const part = foldCharacter(text.slice(end, next), keepsSwedish)
    seen += part
    end = next
    const entry = folded.get(seen)
    if (entry === undefined || (isInWord && isLetter(seen.codePointAt(0)))) break
    // Characters after an entry that vanish are no part of it.
    if (entry === null || part === '' || entry.text.length < (found?.text.length ?? 0)) continue
    if (!isLetter(seen.codePointAt(seen.length - 1)) || !isLetter(text.codePointAt(end))) found = { ...entry, end }
  }
  return found
}
