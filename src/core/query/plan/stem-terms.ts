/**
 * The other forms of a word that an index holds. They are found in the dictionary's range under the
 * word's stem, so nothing is stored for them.
 */
import type { Dictionary, TermSource } from '../../segment/segment-view.ts'
import { DictionaryMemo } from './dictionary-memo.ts'
import { stemOf } from './languages/english.ts'
import { compareUtf8 } from './typo-terms.ts'

const memo = new DictionaryMemo<readonly string[]>()

/**
 * Words of any segment with the stem of `word`, itself left out; in the order of their bytes,
 * however the documents are cut into segments.
 */
export function formsOf(word: string, segments: readonly TermSource[]): string[] {
  if (!/^[a-z]{3,}$/.test(word)) return []
  const stem = stemOf(word)
  const forms = new Set<string>()
  for (const { dictionary } of segments)
    for (const form of memo.get(dictionary, stem, () => withStem(stem, dictionary))) forms.add(form)
  forms.delete(word)
  return [...forms].sort(compareUtf8)
}

function withStem(stem: string, dictionary: Dictionary): string[] {
  const { from, to } = dictionary.prefixRange(stem.slice(0, -1))
  const forms: string[] = []
  for (let term = from; term < to; term++) {
    const word = dictionary.termAt(term)
    if (stemOf(word) === stem) forms.push(word)
  }
  return forms
}
