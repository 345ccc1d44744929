/**
 * Postings of one term, or of a range of terms, in the numbers of the whole index; and a way to
 * find the entries of a few documents in them without reading all.
 */
import type { GlobalDocument, LocalDocument, NumbersOf } from '../docset/numbers.ts'
import type { SearchSegment } from '../query/plan/plan.ts'
import type { Postings, SegmentView } from '../segment/segment-view.ts'

/** The entries of local document d are entries[starts[d] .. starts[d + 1]). */
export interface EntryIndex {
  readonly starts: Uint32Array
  readonly entries: Uint32Array
}

/** In a span: a phrase, unlike a word or run, never changes places with its neighbour. */
export const keepsPlace = 0x8000

export class PostingList {
  readonly postings: Postings
  /** Whether the documents ascend; those of a range of terms start over with every term. */
  readonly ascending: boolean
  /** Global number of the segment's document 0. */
  readonly base: GlobalDocument
  /** Positions a phrase or run covers, with `keepsPlace` if it is a phrase; 0 for a single word. */
  readonly span: number
  /** By field id, 1 = counts; null when every field does. */
  readonly allowed: Uint8Array | null
  readonly view: SegmentView
  #asked = 0
  #index: EntryIndex | null = null

  constructor(
    postings: Postings,
    { base, view }: SearchSegment,
    span: number,
    allowed: Uint8Array | null,
    ascending = true,
  ) {
    this.postings = postings
    this.ascending = ascending
    this.base = base
    this.span = span
    this.allowed = allowed
    this.view = view
  }

  /**
   * For lists that do not ascend. Returns null the first time: making the index costs as much as
   * reading the list twice.
   */
  entryIndex(): EntryIndex | null {
    if (this.#index === null && this.#asked++ > 0)
      this.#index = indexEntries(this.postings.documents, this.view.documentCount)
    return this.#index
  }
}

/** A counting sort by document. */
function indexEntries(documents: NumbersOf<LocalDocument>, size: number): EntryIndex {
  const starts = new Uint32Array(size + 1)
  for (let entry = 0; entry < documents.length; entry++) starts[documents[entry] + 1]++
  for (let document = 0; document < size; document++) starts[document + 1] += starts[document]
  const entries = new Uint32Array(documents.length)
  const next = starts.slice()
  for (let entry = 0; entry < documents.length; entry++) entries[next[documents[entry]]++] = entry
  return { starts, entries }
}
