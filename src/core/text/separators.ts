/**
 * What a character is to a text: part of a word, a separator (and how strong a one: meilisearch.md section 5.9), or nothing. A hard separator
 * ends a thought (words across it are far apart), a soft one only ends a word.
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

/** The bits of `traitsOf` that hold one of the above. */
export const classMask = 7
/** Set for what belongs to the character before it: marks, half-width voicing, the vowels and finals of a Hangul syllable in pieces. */
export const continues = 8
/** Set for scripts written without spaces, and for Hangul: each character is a word to the index. */
export const standsAlone = 16

const known = 128

/** Class of every ASCII character. `$ < = > ^ | ~` are word characters. */
export const asciiClass: Uint8Array = (() => {
  const classes = new Uint8Array(128)
  for (let code = 0; code < 32; code++) classes[code] = controlCharacter
  classes[127] = controlCharacter
  const assign = (characters: string, kind: number): void => {
    for (const character of characters) classes[character.charCodeAt(0)] = kind
  }
  assign('\t\n\v\f\r "#%&\'()*+-/:@[\\]_`{}', softSeparator)
  assign('.,', contextSeparator)
  assign('!;?\0', hardSeparator)
  return classes
})()

const otherHard = /[¡§¶¿…‥‼⁇⁈⁉。、，！？；：．｡､]/
const otherSeparator = /[\p{Z}\p{P}]/u
const otherControl = /[\p{Cc}\p{Cf}]/u
const continuing = /[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]/u
/** By script extensions, not by script: `ー` and `〱` are of no script of their own, and `々` is Han. */
const alone = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u

/** Traits of the basic plane as they were found out; 0 = not asked yet. */
const traits = new Uint8Array(0x10000)

/** Class and bits of a code point. */
export function traitsOf(code: number): number {
  if (code > 0xffff) return findTraits(String.fromCodePoint(code))
  let found = traits[code] as number
  if (found === 0) {
    found = known | findTraits(String.fromCharCode(code))
    traits[code] = found
  }
  return found
}

function findTraits(character: string): number {
  const code = character.charCodeAt(0)
  if (code < 128) return asciiClass[code] as number
  if (otherHard.test(character)) return hardSeparator
  if (otherSeparator.test(character)) return softSeparator
  if (otherControl.test(character)) return controlCharacter
  return (continuing.test(character) ? continues : 0) | (alone.test(character) ? standsAlone : 0)
}
