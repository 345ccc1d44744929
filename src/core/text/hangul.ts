/**
 * Hangul while it is typed: an input method shows a syllable before its final consonant is there,
 * and a lone consonant before its vowel. The syllables of one beginning stand together in Unicode,
 * in rows of 28: without a final, then with each.
 */

const firstSyllable = 0xac00
const lastSyllable = 0xd7a3
const finals = 28

/**
 * The syllables that a syllable without a final may become when typing goes on; none for anything
 * else.
 */
export function completions(syllable: string): string[] {
  const code = syllable.charCodeAt(0)
  if (code < firstSyllable || code > lastSyllable || (code - firstSyllable) % finals !== 0) return []
  return Array.from({ length: finals - 1 }, (_, i) => String.fromCharCode(code + 1 + i))
}

/** A consonant or vowel by itself. */
export const isJamo = (character: string): boolean => character >= '\u1100' && character <= '\u11ff'
