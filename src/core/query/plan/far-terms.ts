/**
 * Terms at three typos from a long word, for when the index has no nearer term: `adEventLisner`
 * means `addEventListener`. All terms with the same first letter are compared one by one, which is
 * slow: it is done only for the few words that would find nothing.
 */
import type { Dictionary } from '../../segment/segment-view.ts'
import { DictionaryMemo } from './dictionary-memo.ts'
import { typosBetween } from './edit-distance.ts'
import { characterCount } from './typo-budget.ts'

/** Three typos make quite another word of a shorter one. */
export const longWord = 12
const slips = 3

const memo = new DictionaryMemo<Uint32Array>()

export function farTerms(dictionary: Dictionary, word: string): Uint32Array {
  return memo.get(dictionary, word, () => {
    const { from, to } = dictionary.prefixRange(String.fromCodePoint(word.codePointAt(0) as number))
    const length = characterCount(word)
    const found: number[] = []
    for (let term = from; term < to; term++) {
      const other = dictionary.termAt(term)
      if (Math.abs(characterCount(other) - length) > slips) continue
      if (typosBetween(word, other, slips, false) === slips) found.push(term)
    }
    return Uint32Array.from(found)
  })
}
