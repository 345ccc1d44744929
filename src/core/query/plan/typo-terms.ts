/**
 * Terms within a typo budget, and how many of them are used: the first ones in byte order over all
 * segments together, so that the same documents cut into other segments answer the same.
 */
import type { Dictionary } from '../../segment/segment-view.ts'
import { DictionaryMemo } from './dictionary-memo.ts'

/** Ordinals in one segment, ascending. */
export interface TypoTerms {
  readonly one: Uint32Array
  readonly two: Uint32Array
}

export const maxOneTypoTerms = 150
export const maxTwoTypoTerms = 50

const memo = new DictionaryMemo<TypoTerms>()

export function typoTerms(dictionary: Dictionary, word: string, budget: 1 | 2, prefix: boolean): TypoTerms {
  return memo.get(dictionary, `${budget}${prefix ? '*' : ' '}${word}`, () => {
    const { terms, typos } = dictionary.withinDistance(word, budget, prefix)
    return {
      one: terms.filter((_, i) => typos[i] === 1),
      two: terms.filter((_, i) => typos[i] === 2),
    }
  })
}

export function capTypos(found: readonly TypoTerms[], dictionaries: readonly Dictionary[]): readonly TypoTerms[] {
  const one = capTerms(
    found.map((terms) => terms.one),
    dictionaries,
    maxOneTypoTerms,
  )
  const two = capTerms(
    found.map((terms) => terms.two),
    dictionaries,
    maxTwoTypoTerms,
  )
  return found.map((_, i) => ({ one: one[i], two: two[i] }))
}

function capTerms(
  lists: readonly Uint32Array[],
  dictionaries: readonly Dictionary[],
  cap: number,
): readonly Uint32Array[] {
  let total = 0
  for (const list of lists) total += list.length
  if (total <= cap) return lists
  if (lists.length === 1) return [lists[0].subarray(0, cap)]
  // Only the first `cap` of a segment can be among the first `cap` of all.
  const distinct = new Set<string>()
  for (let i = 0; i < lists.length; i++)
    for (const term of lists[i].subarray(0, cap)) distinct.add(dictionaries[i].termAt(term))
  if (distinct.size <= cap) {
    if (lists.every((list) => list.length <= cap)) return lists
  }
  const last = [...distinct].sort(compareUtf8)[Math.min(cap, distinct.size) - 1]
  return lists.map((list, i) => {
    let kept = Math.min(list.length, cap)
    while (kept > 0 && compareUtf8(dictionaries[i].termAt(list[kept - 1]), last) > 0) kept--
    return list.subarray(0, kept)
  })
}

/**
 * The order of the UTF-8 bytes, which is that of the code points; UTF-16 units put U+E000..U+FFFF
 * behind all others.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const isSurrogateX = (x & 0xf800) === 0xd800
    const isSurrogateY = (y & 0xf800) === 0xd800
    if (isSurrogateX !== isSurrogateY) return isSurrogateX ? 1 : -1
    return x - y
  }
  return a.length - b.length
}
