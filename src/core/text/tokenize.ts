/**
 * Cuts a text into words and separators, with their places in the original. This is the reference for what a word is: queries and highlights
 * use it, and the word scanner used for indexing agrees with it (held by a property test).
 */
import { foldWord } from './fold.ts'
import { classOf, contextSeparator, controlCharacter, hardSeparator, wordCharacter } from './separators.ts'

/** Written into every dictionary. Raise it when a change cuts or folds any text differently: older segments are then indexed anew. */
export const tokenizerVersion = 1

/** Words longer than this, in UTF-8 bytes, take a position but are not indexed. */
export const maxWordBytes = 250

export interface Token {
  readonly kind: 'word' | 'soft' | 'hard'
  /** Words: folded. Separators: as written. */
  readonly text: string
  /** UTF-16 offsets in the original; `end` is exclusive. */
  readonly start: number
  readonly end: number
}

/** Written without spaces, and cut into single characters: any query is cut the same way, whatever dictionary a browser has. */
const ideographic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/u
/** Written without spaces, and cut by the platform's dictionary. */
const unspaced = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const anyUnspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

let segmenter: Intl.Segmenter | null | undefined

function wordSegmenter(): Intl.Segmenter | null {
  segmenter ??= typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'word' }) : null
  return segmenter
}

/** All words and separators in order; runs of separators are one token, hard if any of them is. Never empty tokens. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let wordStart = -1
  let separatorStart = -1
  let hard = false
  let at = 0
  const endWord = (end: number): void => {
    if (wordStart >= 0) pushWords(text, wordStart, end, tokens)
    wordStart = -1
  }
  const endSeparator = (end: number): void => {
    if (separatorStart >= 0) {
      tokens.push({ kind: hard ? 'hard' : 'soft', text: text.slice(separatorStart, end), start: separatorStart, end })
    }
    separatorStart = -1
    hard = false
  }
  while (at < text.length) {
    const code = text.codePointAt(at) as number
    const kind = classOf(code)
    const next = at + (code > 0xffff ? 2 : 1)
    if (kind === wordCharacter || kind === controlCharacter) {
      endSeparator(at)
      if (wordStart < 0) wordStart = at
    } else {
      endWord(at)
      if (separatorStart < 0) separatorStart = at
      if (kind === hardSeparator || (kind === contextSeparator && text.charCodeAt(next) === 32)) hard = true
    }
    at = next
  }
  endWord(at)
  endSeparator(at)
  return tokens
}

function pushWords(text: string, start: number, end: number, tokens: Token[]): void {
  const run = text.slice(start, end)
  if (!anyUnspaced.test(run)) {
    pushWord(run, start, tokens)
    return
  }
  let pending = ''
  let pendingKind = 0
  let pendingStart = start
  let at = start
  const flush = (): void => {
    if (pending === '') return
    if (pendingKind === 2) pushSegmented(pending, pendingStart, tokens)
    else pushWord(pending, pendingStart, tokens)
    pending = ''
  }
  for (const character of run) {
    const kind = ideographic.test(character)
      ? 1
      : unspaced.test(character)
        ? 2
        : pendingKind === 2 && /\p{M}/u.test(character)
          ? 2
          : 0
    if (kind !== pendingKind || kind === 1) {
      flush()
      pendingStart = at
      pendingKind = kind
    }
    pending += character
    at += character.length
  }
  flush()
}

function pushSegmented(run: string, start: number, tokens: Token[]): void {
  const cutter = wordSegmenter()
  if (cutter === null) {
    pushWord(run, start, tokens)
    return
  }
  for (const piece of cutter.segment(run)) pushWord(piece.segment, start + piece.index, tokens)
}

function pushWord(word: string, start: number, tokens: Token[]): void {
  const folded = foldWord(word)
  if (folded !== '') tokens.push({ kind: 'word', text: folded, start, end: start + word.length })
}
