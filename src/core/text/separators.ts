/**
 * Which characters separate words, and how strongly: meilisearch.md section 5.9. A hard separator ends a thought (words across it are far
 * apart), a soft one only ends a word.
 */

export const wordCharacter = 0
export const softSeparator = 1
/** `.` and `,`: hard when a space follows, soft otherwise. */
export const contextSeparator = 2
export const hardSeparator = 3
/** Control characters, which vanish from words: too rare for the fast path. */
export const controlCharacter = 4

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

const otherHard = new Set('¡§¶¿…‥‼⁇⁈⁉。、，！？；：．｡､')
const otherSeparator = /[\p{Z}\p{P}]/u
const otherControl = /\p{Cc}|\p{Cf}/u

/** Classes of the basic plane as they were found out, plus one; 0 = not asked yet. */
const knownClasses = new Uint8Array(0x10000)

/** Class of any code point. */
export function classOf(code: number): number {
  if (code < 128) return asciiClass[code] as number
  if (code > 0xffff) return findClass(String.fromCodePoint(code))
  const known = knownClasses[code] as number
  if (known > 0) return known - 1
  const found = findClass(String.fromCharCode(code))
  knownClasses[code] = found + 1
  return found
}

function findClass(character: string): number {
  if (otherHard.has(character)) return hardSeparator
  if (otherSeparator.test(character)) return softSeparator
  return otherControl.test(character) ? controlCharacter : wordCharacter
}
