/**
 * What `matchingStrategy: 'any'` knows of English: words that say little by themselves, and which
 * forms of a word belong together. A language is one file like this one. It is applied to queries
 * only, so changing it rebuilds nothing.
 */

/** Words of questions and sentences that are about something else. Lower case. */
export const weakWords: ReadonlySet<string> = new Set(
  (
    'a about all also am an and any are as at be been being but by can could did do does doing for from get had has have how i if in into is it its ' +
    'me my no not of on or our should so some such than that the their them then there these they this those to too us was we were what when where ' +
    'which while who whom whose why will with would you your'
  ).split(' '),
)

/**
 * The part that the forms of a word share: plurals, -ed and -ing. Not a word of its own, only
 * compared with other stems; it differs from the beginning of the word in its last letter at most.
 */
export function stemOf(word: string): string {
  if (!/^[a-z]{4,}$/.test(word)) return word
  let stem = word
  if (/(?:[sxz]|ch|sh)es$/.test(word)) stem = word.slice(0, -2)
  else if (/ie[sd]$/.test(word)) stem = word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1)
  else if (/[^siu]s$/.test(word)) stem = word.slice(0, -1)
  else {
    const rest = /[^e]ed$/.test(word) ? word.slice(0, -2) : word.endsWith('ing') ? word.slice(0, -3) : ''
    if (rest.length > 2 && /[aeiouy]/.test(rest)) stem = /([^aeioulsz])\1$/.test(rest) ? rest.slice(0, -1) : rest
  }
  return stem.length > 3 && stem.endsWith('e') ? stem.slice(0, -1) : stem
}
