/**
 * Stop words as terms of a dictionary. They are indexed, so that changing the setting rebuilds
 * nothing, and left out here, so that a query finds what it would find without them: no word,
 * prefix, typo or half of a cut word ever stands for a stop word.
 */
import type { TermOrdinal } from '../../docset/numbers.ts'
import type { Dictionary, TermRange } from '../../segment/segment-view.ts'

/** Ordinals of the stop words the dictionary has that start with `prefix`, ascending. */
export function stopTerms(stopWords: ReadonlySet<string>, prefix: string, dictionary: Dictionary): number[] {
  const terms: TermOrdinal[] = []
  for (const word of stopWords) {
    const term = word.startsWith(prefix) ? dictionary.find(word) : -1
    if (term >= 0) terms.push(term)
  }
  return terms.sort((a, b) => a - b)
}

/**
 * What is left of the range: one piece where there is nothing to leave out, none where nothing is
 * left.
 */
export function rangesWithout(range: TermRange, stops: readonly number[]): readonly TermRange[] {
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
