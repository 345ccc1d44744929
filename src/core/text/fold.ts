/**
 * Folds a word to the form it is indexed and looked up in: meilisearch.md section 5.9, script by script. Decomposed by NFKD so that marks can
 * be dropped, then composed again so that a character stays one character for typo counting (a Hangul syllable, a Cyrillic short i).
 */

const asciiLower = /^[\x21-\x40\x5b-\x7e]*$/
const hasMarksOrSpecial = /[^\x20-\x7e]/

/** Letters that no normal form takes apart. */
const replacements: ReadonlyMap<string, string> = new Map([
  ['œ', 'oe'],
  ['æ', 'ae'],
  ['đ', 'd'],
  ['ı', 'i'],
  ['ς', 'σ'],
  ['ى', 'ي'],
  ['ة', 'ه'],
  ['ـ', ''],
])

/** Non-spacing marks of Latin, Greek, Hebrew, Arabic and Thai. Those of Cyrillic and of Indic scripts belong to the letter and stay. */
function isDroppedMark(code: number, base: number): boolean {
  if (code >= 0x300 && code <= 0x36f) return base < 0x400 || base > 0x52f
  return (
    (code >= 0x591 && code <= 0x5c7) ||
    (code >= 0x610 && code <= 0x61a) ||
    (code >= 0x64b && code <= 0x65f) ||
    code === 0x670 ||
    code === 0xe31 ||
    (code >= 0xe34 && code <= 0xe3a) ||
    (code >= 0xe47 && code <= 0xe4e)
  )
}

/** Lower-cased, without accents, compatibility forms resolved. `Crème` and `creme` fold alike. */
export function foldWord(word: string): string {
  if (!hasMarksOrSpecial.test(word)) return asciiLower.test(word) ? word : word.toLowerCase()
  let folded = ''
  let base = 0
  for (const character of word.normalize('NFKD').toLowerCase()) {
    const code = character.codePointAt(0) as number
    if (code < 32 || (code >= 127 && code < 160) || (code >= 0x200b && code <= 0x200f) || code === 0xfeff) continue
    if (isDroppedMark(code, base)) continue
    if (code < 0x300 || code > 0x36f) base = code
    const replacement = replacements.get(character)
    if (replacement !== undefined) folded += replacement
    else if (code >= 0x30a1 && code <= 0x30f6) folded += String.fromCharCode(code - 0x60)
    else folded += character
  }
  return folded.normalize('NFC')
}
