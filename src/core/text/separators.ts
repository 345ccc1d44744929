/**
 * What a character is to a text: part of a word, a separator (soft or hard), or nothing. A soft
 * separator ends a word. A hard one ends a sentence or a part of it: words on both sides of it
 * count as far apart.
 */

export const wordCharacter = 0
export const softSeparator = 1
/** `.` and `,`: hard when a space follows, soft otherwise. */
export const contextSeparator = 2
export const hardSeparator = 3
/** Control characters, which vanish from words: too rare for the fast path. */
export const controlCharacter = 4
/** A `.` or `,` made part of words by the settings: hard when a space follows all the same. */
export const contextWord = 5
/** Currency, arrows, emoji and other pictures: words of their own, whatever they stand next to. */
export const symbolCharacter = 6

/** The bits of `traitsOf` that hold one of the above. */
export const classMask = 7
/**
 * Set for a character that belongs to the one before it: marks, half-width voicing, the vowels and
 * finals of a Hangul syllable in pieces.
 */
export const continues = 8
/**
 * Set for scripts written without spaces, and for Hangul: each character is a word to the index.
 */
export const standsAlone = 16

const known = 128

/**
 * Class of every ASCII character. Signs cut like punctuation: `a=b`, `$50` and `<p>text` are found
 * by what they hold.
 */
export const asciiClass: Uint8Array = (() => {
  const classes = new Uint8Array(128)
  for (let code = 0; code < 32; code++) classes[code] = controlCharacter
  classes[127] = controlCharacter
  const assign = (characters: string, kind: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = kind
  }
  assign('\t\n\v\f\r "#$%&\'()*+-/:<=>@[\\]^_`{|}~', softSeparator)
  assign('.,', contextSeparator)
  assign('!;?\0', hardSeparator)
  return classes
})()

const otherHard = /[¡§¶¿…‥‼⁇⁈⁉。、，！？；：．｡､]/
const otherSeparator = /[\p{Z}\p{P}]/u
/** Unicode counts arrows among mathematical signs, but people look for them as for pictures. */
const symbol = /[\p{So}\p{Sc}\p{ExtPict}\p{EMod}\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f\u2b00-\u2bff]/u
const otherSign = /[\p{Sm}\p{Sk}]/u
const letter = /[\p{L}\p{N}\p{M}]/u
const otherControl = /[\p{Cc}\p{Cf}]/u
const continuing = /[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]/u
/**
 * By script extensions, not by script: `ー` and `〱` are of no script of their own, and `々` is Han.
 */
const alone = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u

/** Traits of the basic plane as they were found out; 0 = not asked yet. */
const traits = new Uint8Array(0x10000)

/** The class of a code point, and the bits set for it. */
export function traitsOf(code: number): number {
  if (code > 0xffff) return findTraits(String.fromCodePoint(code))
  let found = traits[code]
  if (found === 0) {
    found = known | findTraits(String.fromCharCode(code))
    traits[code] = found
  }
  return found
}

function findTraits(character: string): number {
  const code = character.charCodeAt(0)
  if (code < 128) return asciiClass[code]
  if (otherHard.test(character)) return hardSeparator
  if (otherSeparator.test(character)) return softSeparator
  if (otherControl.test(character)) return controlCharacter
  // Signs of scripts that are cut into characters (`㍿`, `゛`) are cut like those.
  if (!alone.test(character) && !letter.test(character)) {
    if (symbol.test(character)) return symbolCharacter
    if (otherSign.test(character)) return softSeparator
  }
  return (continuing.test(character) ? continues : 0) | (alone.test(character) ? standsAlone : 0)
}

const cluster = /\p{RI}{2}|[\s\S](?:[\p{M}\p{EMod}\u{e0020}-\u{e007f}]|\u200d\p{ExtPict})*/uy

/**
 * Where the symbol at `at` ends: a flag, or a person with a colour and a profession, is one symbol.
 */
export function symbolEnd(text: string, at: number): number {
  cluster.lastIndex = at
  cluster.test(text)
  return cluster.lastIndex
}

const arabic = /\p{scx=Arab}/u

/**
 * U+200C parts a Persian word from its ending. In other scripts, Indic ones above all, it only
 * shapes letters.
 */
export const partsArabic = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 0x200c && (arabic.test(text.charAt(at - 1)) || arabic.test(text.charAt(at + 1)))
