/**
 * Where words stand one right after the other: the postings of a phrase, with the place of its
 * first word as the place of an occurrence. Hard separators and array elements keep words eight
 * positions apart, so no phrase reaches across them.
 */
import type { LocalDocument } from '../docset/numbers.ts'
import type { Postings } from '../segment/segment-view.ts'
import { lowerBound } from './seek.ts'

/**
 * `words[i]` are the postings of the word at place `offsets[i]` of the phrase; the first offset is
 * 0 and offsets ascend.
 */
export function phrasePostings(words: readonly Postings[], offsets: readonly number[]): Postings {
  let rarest = 0
  for (let i = 1; i < words.length; i++) if (words[i].documents.length < words[rarest].documents.length) rarest = i
  const candidates = words[rarest].documents
  const documents: LocalDocument[] = []
  const starts: number[] = [0]
  const occurrences: number[] = []
  const cursors = new Uint32Array(words.length)
  for (const document of candidates) {
    if (!moveAll(words, cursors, document)) continue
    const first = words[0]
    const from = first.starts[cursors[0]]
    const to = first.starts[cursors[0] + 1]
    for (let at = from; at < to; at++) {
      const occurrence = first.occurrences[at]
      if (standsAt(words, offsets, cursors, occurrence)) occurrences.push(occurrence)
    }
    if (occurrences.length === starts[starts.length - 1]) continue
    documents.push(document)
    starts.push(occurrences.length)
  }
  return {
    documents: Uint32Array.from(documents),
    starts: Uint32Array.from(starts),
    occurrences: Uint32Array.from(occurrences),
  }
}

/** Moves every cursor to the document; false if one of the words is not in it. */
function moveAll(words: readonly Postings[], cursors: Uint32Array, document: LocalDocument): boolean {
  for (let i = 0; i < words.length; i++) {
    const { documents } = words[i]
    const at = lowerBound(documents, document, cursors[i], documents.length)
    cursors[i] = at
    if (at === documents.length || documents[at] !== document) return false
  }
  return true
}

function standsAt(
  words: readonly Postings[],
  offsets: readonly number[],
  cursors: Uint32Array,
  occurrence: number,
): boolean {
  for (let i = 1; i < words.length; i++) {
    const wanted = occurrence + offsets[i]
    // Past the last position of a field comes the first of the next one.
    if (wanted >>> 16 !== occurrence >>> 16) return false
    const { starts, occurrences } = words[i]
    const to = starts[cursors[i] + 1]
    const at = lowerBound(occurrences, wanted, starts[cursors[i]], to)
    if (at === to || occurrences[at] !== wanted) return false
  }
  return true
}
