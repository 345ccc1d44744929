/** How many typos a word may hold, by its length in characters. */
import type { TypoRules } from './query-settings.ts'

const digitsOnly = /^\p{Nd}+$/u

/** Words that `disableOnNumbers` keeps from being confused with each other. */
export const isNumber = (word: string): boolean => digitsOnly.test(word)

export function typoBudget(word: string, rules: TypoRules): 0 | 1 | 2 {
  if (!rules.enabled || rules.exactWords.has(word) || (rules.exactNumbers && isNumber(word))) return 0
  const length = characterCount(word)
  if (length < rules.oneTypo) return 0
  return length < rules.twoTypos ? 1 : 2
}

/** Code points, not UTF-16 units. */
export function characterCount(word: string): number {
  let count = word.length
  for (let i = 0; i < word.length; i++) if ((word.charCodeAt(i) & 0xfc00) === 0xdc00) count--
  return count
}
