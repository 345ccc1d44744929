/** Where a word can be cut into two words of the index: `sunflower` into `sun` and `flower`. */
import type { Dictionary, TermSource } from '../../segment/segment-view.ts'
import { DictionaryMemo } from './dictionary-memo.ts'
import { characterCount } from './typo-budget.ts'

/** A word cut in two: in each segment the ordinals of both halves, or -1. */
export interface Split {
  readonly left: string
  readonly right: string
  readonly lefts: Int32Array
  readonly rights: Int32Array
}

/** In one dictionary: the length of the left half, and both ordinals. */
interface Cut {
  readonly at: number
  readonly left: number
  readonly right: number
}

const memo = new DictionaryMemo<readonly Cut[]>()

/**
 * Every way to cut the word into two terms of one and the same segment, shortest left half first.
 */
export function splitTerms(word: string, segments: readonly TermSource[]): Split[] {
  if (characterCount(word) < 2) return []
  const splits = new Map<number, Split>()
  segments.forEach(({ dictionary }, segment) => {
    for (const { at, left, right } of memo.get(dictionary, word, () => cuts(word, dictionary))) {
      let split = splits.get(at)
      if (split === undefined) {
        const [lefts, rights] = [new Int32Array(segments.length).fill(-1), new Int32Array(segments.length).fill(-1)]
        split = { left: word.slice(0, at), right: word.slice(at), lefts, rights }
        splits.set(at, split)
      }
      split.lefts[segment] = left
      split.rights[segment] = right
    }
  })
  return [...splits.values()].sort((a, b) => a.left.length - b.left.length)
}

function cuts(word: string, dictionary: Dictionary): Cut[] {
  const found: Cut[] = []
  for (let at = 1; at < word.length; at++) {
    // Not between the two units of one character.
    if ((word.charCodeAt(at) & 0xfc00) === 0xdc00) continue
    // The longer half first, since it is seldom a word: without it the other need not be looked up.
    // A survey that cannot know yet (-2) sees which leaf the other needs.
    const isLeftLonger = at * 2 > word.length
    const longer = dictionary.find(isLeftLonger ? word.slice(0, at) : word.slice(at))
    if (longer === -1) continue
    const shorter = dictionary.find(isLeftLonger ? word.slice(at) : word.slice(0, at))
    if (longer < 0 || shorter < 0) continue
    found.push({ at, left: isLeftLonger ? longer : shorter, right: isLeftLonger ? shorter : longer })
  }
  return found
}
