/**
 * Cuts the texts of a document into terms for indexing: the fast twin of `tokenize`. ASCII text,
 * nearly all there is in most corpora, is classified, lower-cased and hashed in one pass over its
 * code units with nothing allocated; anything else goes through `tokenize`.
 *
 * Positions are counted as Meilisearch does: +1 per word, +8 across a hard separator, leading
 * separators ignored, at most 65,536 per field.
 */
import { contextSeparator, contextWord, controlCharacter, hardSeparator, wordCharacter } from './separators.ts'
import { hashEnd, hashStart, hashStep, type TermTable } from './term-table.ts'
import { defaultTextRules, type TextRules } from './text-rules.ts'
import { maxWordBytes, tokenize } from './tokenize.ts'

/** How far apart words stand on both sides of a hard separator, or in two elements of an array. */
export const hardGap = 8
export const maxPosition = 65_535

const lowerCase: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  code >= 65 && code <= 90 ? code + 32 : code,
)

const encoder = new TextEncoder()

/**
 * With more strings than this, an expression that looks for any of them takes as long as walking
 * along the text.
 */
const mostSought = 100
const seekers = new WeakMap<TextRules, RegExp>()

/** Finds ASCII texts that may hold a string of the settings. */
function entryInAscii(rules: TextRules): RegExp {
  let seeker = seekers.get(rules)
  if (seeker === undefined) {
    const entries = [...rules.written.values(), ...rules.folded.values()]
    const texts = entries.flatMap((entry) => (entry !== null && /^[\0-\x7f]+$/.test(entry.text) ? [entry.text] : []))
    const sought = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|')
    // Without any string, an expression that no text can match.
    seeker = texts.length > mostSought ? /^/ : new RegExp(sought || '[^\\s\\S]', 'i')
    seekers.set(rules, seeker)
  }
  return seeker
}

export class WordScanner {
  readonly table: TermTable
  /**
   * Terms of the current text: terms[i] stands at positions[i], i < count. Words too long to be
   * indexed are left out.
   */
  terms = new Uint32Array(1024)
  positions = new Uint16Array(1024)
  count = 0
  /** Words seen in the current text, the too long ones included. */
  words = 0
  /** Has room for any ASCII word up to the limit; longer words are counted, not kept. */
  #word = new Uint8Array(maxWordBytes * 4)

  constructor(table: TermTable) {
    this.table = table
  }

  /**
   * Scans a text whose first word stands at `position`; returns the position after the last word
   * (`position` if there was none). Positions past the limit are dropped.
   */
  scan(text: string, position: number, rules: TextRules = defaultTextRules): number {
    this.count = 0
    this.words = 0
    if (rules.written.size + rules.folded.size > 0 && entryInAscii(rules).test(text))
      return this.#scanAny(text, position, rules)
    const { asciiClass } = rules
    const length = text.length
    const word = this.#word
    let next = position
    let gap = 1
    let hash = hashStart
    let size = 0
    for (let i = 0; i <= length; i++) {
      let kind = hardSeparator
      let code = 0
      if (i < length) {
        code = text.charCodeAt(i)
        if (code > 127) return this.#scanAny(text, position, rules)
        kind = asciiClass[code]
      }
      if (kind === wordCharacter || (kind === contextWord && text.charCodeAt(i + 1) !== 32)) {
        const lower = lowerCase[code]
        if (size < maxWordBytes) word[size] = lower
        size++
        hash = hashStep(hash, lower)
        continue
      }
      if (kind === controlCharacter) return this.#scanAny(text, position, rules)
      if (size > 0) {
        next = this.#add(size, hash, this.words === 0 ? position : next + gap)
        size = 0
        hash = hashStart
        gap = 1
      }
      if (
        kind === hardSeparator ||
        kind === contextWord ||
        (kind === contextSeparator && text.charCodeAt(i + 1) === 32)
      )
        gap = hardGap
    }
    return this.words === 0 ? position : next + 1
  }

  #scanAny(text: string, position: number, rules: TextRules): number {
    this.count = 0
    this.words = 0
    let next = position
    let gap = 1
    for (const token of tokenize(text, rules)) {
      if (token.kind === 'word') {
        next = this.#addWord(token.text, this.words === 0 ? position : next + gap)
        gap = 1
      } else if (token.kind === 'hard') gap = hardGap
    }
    return this.words === 0 ? position : next + 1
  }

  #addWord(text: string, position: number): number {
    let hash = hashStart
    let size = 0
    const push = (byte: number): void => {
      hash = hashStep(hash, byte)
      if (size < maxWordBytes) this.#word[size] = byte
      size++
    }
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code < 0x80) push(code)
      else {
        // Surrogates, in pairs or alone, are left to the encoder.
        if ((code & 0xf800) === 0xd800) return this.#addBytes(encoder.encode(text), position)
        if (code < 0x800) push(0xc0 | (code >>> 6))
        else {
          push(0xe0 | (code >>> 12))
          push(0x80 | ((code >>> 6) & 0x3f))
        }
        push(0x80 | (code & 0x3f))
      }
    }
    return this.#add(size, hash, position)
  }

  #addBytes(bytes: Uint8Array, position: number): number {
    let hash = hashStart
    for (let i = 0; i < bytes.length; i++) {
      hash = hashStep(hash, bytes[i])
      if (i < maxWordBytes) this.#word[i] = bytes[i]
    }
    return this.#add(bytes.length, hash, position)
  }

  #add(size: number, hash: number, position: number): number {
    this.words++
    if (size > maxWordBytes || position > maxPosition) return position
    if (this.count === this.terms.length) this.#grow()
    this.terms[this.count] = this.table.intern(this.#word, size, hashEnd(hash))
    this.positions[this.count++] = position
    return position
  }

  #grow(): void {
    const terms = new Uint32Array(this.terms.length * 2)
    terms.set(this.terms)
    this.terms = terms
    const positions = new Uint16Array(terms.length)
    positions.set(this.positions)
    this.positions = positions
  }
}
