/**
 * The form in which strings of columns are compared: trimmed, NFKD, lower case; accents stay, as
 * marks of their own.
 */

const plain = /^[\x20-\x7e]*$/
/** In UTF-16 units: a column is for values to choose from, not for texts. */
const longest = 468

export function normalizeValue(text: string): string {
  // Nothing to decompose, as in nearly all values.
  if (plain.test(text)) return text.trim().toLowerCase().slice(0, longest)
  return cutValue(text.trim().normalize('NFKD').toLowerCase())
}

/** The value as far as it is kept, never ending in half a character. */
export function cutValue(text: string): string {
  if (text.length <= longest) return text
  return text.slice(0, (text.charCodeAt(longest - 1) & 0xfc00) === 0xd800 ? longest - 1 : longest)
}
