/**
 * Stop words as terms of a dictionary. They are indexed, so that changing them costs nothing, and looked past here, so that a query answers as
 * if they were not: no word, prefix, typo or half of a cut word ever stands for one.
 */
import type { Dictionary, TermRange } from '../../segment/segment-view.ts'

const none = new Uint32Array(0)
const known = new WeakMap<ReadonlySet<string>, WeakMap<Dictionary, Uint32Array>>()

/** Ordinals of the stop words the dictionary has, ascending. Looked up once for each dictionary. */
export function stopTerms(stopWords: ReadonlySet<string>, dictionary: Dictionary): Uint32Array {
  if (stopWords.size === 0) return none
  let byDictionary = known.get(stopWords)
  if (byDictionary === undefined) {
    byDictionary = new WeakMap()
    known.set(stopWords, byDictionary)
  }
  let terms = byDictionary.get(dictionary)
  if (terms === undefined) {
    terms = Uint32Array.from(stopWords, (word) => dictionary.find(word))
      .filter((term) => term < dictionary.size)
      .sort()
    byDictionary.set(dictionary, terms)
  }
  return terms
}

/** What is left of the range: one piece where there is nothing to leave out, none where nothing is left. */
export function rangesWithout(range: TermRange, stops: Uint32Array): readonly TermRange[] {
  const ranges: TermRange[] = []
  let { from } = range
  for (const stop of stops) {
    if (stop < from || stop >= range.to) continue
    if (stop > from) ranges.push({ from, to: stop })
    from = stop + 1
  }
  if (from < range.to) ranges.push({ from, to: range.to })
  return ranges
}
