/**
 * Folds characters to the form they are indexed and looked up in: as Meilisearch does, and beyond
 * it what serves typing with the keyboard at hand. Decomposed by NFKD so that marks can be
 * dropped, then composed again so that a character stays one character for typo counting (a Hangul
 * syllable, a Cyrillic short i). Folding goes character by character, each with the marks that
 * follow it.
 *
 * - All: lower case, compatibility forms (half and full width, ligatures, superscripts) resolved,
 *   digits of every script to ASCII; control and zero-width characters and variation selectors
 *   vanish.
 * - Latin: no marks; `œ` oe, `æ` ae, `ß` ss, `þ` th, `ø` o, `ł` l, `đ` and `ð` d, `ħ` h, `ŧ` t, `ŋ`
 *   n; `ı` and `İ` are i, as Turkish is typed without a Turkish keyboard. Swedish texts (by locale)
 *   keep `å`, `ä` and `ö`, which are letters there.
 * - Greek: no tonos or breathings, one sigma. Cyrillic: `ё` is е and stress marks go; `й`, `ї`, `ў`
 *   and the like stay letters of their own.
 * - Arabic: no vowel marks, hamza seats or tatweel, one alef; taa marbuta is haa, alef maqsura and
 *   the Persian yeh are yeh, the Persian kaf is kaf. Hebrew: no points.
 * - Thai and Lao: no tone marks or silencers. Vowels above and below stay, although Meilisearch
 *   drops them: looked up letter by letter, a word without its vowels would be found nearly
 *   everywhere.
 * - Kana: katakana is hiragana; voicing stays. Hangul: composed syllables. Chinese characters: the
 *   simplified form (`han-variants.ts`).
 */
import { hanForm } from './han-variants.ts'
import { continues, traitsOf } from './separators.ts'

const asciiLower = /^[\x21-\x40\x5b-\x7e]*$/
const printableAscii = /^[ -~]*$/
const vanishing = /[\p{Cc}\p{Cf}\p{Variation_Selector}\u0640\u02b9-\u02bf]/u
const digit = /\p{Nd}/u
const mark = /\p{M}/u
/**
 * Marks of Latin and Greek, Hebrew, Arabic, Thai and Lao. Those of other scripts belong to the
 * letter.
 */
const droppedMarks = [
  [0x300, 0x36f],
  [0x591, 0x5bd],
  [0x5bf, 0x5c7],
  [0x610, 0x61a],
  [0x64b, 0x65f],
  [0x670, 0x670],
  [0x6d6, 0x6ed],
  [0x8d3, 0x8ff],
  [0xe3a, 0xe3a],
  [0xe47, 0xe4c],
  [0xe4e, 0xe4e],
  [0xec8, 0xecc],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
] as const

const isDropped = (mark: number): boolean => droppedMarks.some(([from, to]) => mark >= from && mark <= to)

/** Letters that no normal form takes apart: each followed by what it becomes. */
const replacements: ReadonlyMap<string, string> = new Map(
  'œoe æae ßss þth øo łl đd ðd ħh ŧt ŋn ıi ɨi ƀb ǥg ƶz ςσ ىي یي ةه ۀه ہه ھه ەه کك ٱا'
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

/** Folds of single characters, which come again and again. */
const plain = new Map<string, string>()
const swedish = new Map<string, string>()
const mostKept = 1 << 14

/**
 * Longer characters have many marks; hardly any text holds such a character twice, so their folds
 * are not kept.
 */
const longestKept = 8

/** Folds a character with its marks. With `keepsSwedish`, `å`, `ä` and `ö` stay. */
export function foldCharacter(character: string, keepsSwedish: boolean): string {
  const folds = keepsSwedish ? swedish : plain
  let folded = folds.get(character)
  if (folded === undefined) {
    folded = fold(character, keepsSwedish)
    if (folds.size === mostKept) folds.clear()
    if (character.length <= longestKept) folds.set(character, folded)
  }
  return folded
}

/** For ASCII only, which has neither marks nor compatibility forms. */
export const foldAscii = (text: string): string => (asciiLower.test(text) ? text : text.toLowerCase())

function fold(text: string, keepsSwedish: boolean): string {
  let folded = ''
  let base = ''
  for (const character of text.normalize('NFKD').toLowerCase()) {
    if (vanishing.test(character)) continue
    const code = character.codePointAt(0) as number
    if (isDropped(code) && mark.test(character)) {
      if (staysOn(base, character, keepsSwedish)) folded += character
      continue
    }
    base = character
    const replacement = replacements.get(character)
    if (replacement !== undefined) folded += replacement
    else if ((code >= 0x30a1 && code <= 0x30f6) || code === 0x30fd || code === 0x30fe)
      folded += String.fromCharCode(code - 0x60)
    else if (code >= 0x4e00 && code <= 0x9fff) folded += hanForm(character)
    else folded += code > 127 && digit.test(character) ? digitValue(code) : character
  }
  return folded.normalize('NFC')
}

/** Marks that make another letter, not the same one with an accent. */
function staysOn(base: string, mark: string, keepsSwedish: boolean): boolean {
  if (base >= '\u0400' && base <= '\u052f') {
    if (mark === '\u0300' || (mark === '\u0308' && base === 'е')) return false
    return mark !== '\u0301' || base === 'г' || base === 'к'
  }
  return keepsSwedish && ((mark === '\u0308' && (base === 'a' || base === 'o')) || (mark === '\u030a' && base === 'a'))
}

/**
 * Unicode has the ten digits of a script one after the other, 0 first, so a digit's value is its
 * distance from the zero of its script.
 */
function digitValue(code: number): string {
  let first = code
  while (digit.test(String.fromCodePoint(first - 1))) first--
  return String((code - first) % 10)
}

/** Where the character at `at` ends, the marks that follow it included. */
export function characterEnd(text: string, at: number): number {
  let end = at + ((text.codePointAt(at) as number) > 0xffff ? 2 : 1)
  while (end < text.length) {
    const code = text.codePointAt(end) as number
    if (code < 0x300 || (traitsOf(code) & continues) === 0) break
    end += code > 0xffff ? 2 : 1
  }
  return end
}

/**
 * Folds a whole text, separators included, character by character. `Crème` and `creme` fold alike.
 */
export function foldText(text: string, keepsSwedish: boolean): string {
  if (printableAscii.test(text)) return foldAscii(text)
  let folded = ''
  for (let at = 0; at < text.length; ) {
    const end = characterEnd(text, at)
    folded += foldCharacter(text.slice(at, end), keepsSwedish)
    at = end
  }
  return folded
}

export const foldWord = (word: string): string => foldText(word, false)
