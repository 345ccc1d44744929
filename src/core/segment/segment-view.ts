/**
 * What a search sees of one segment: interfaces only, implemented by the dictionary, the column and the segment reader beside this file.
 * All calls are synchronous: whoever searches loads the bytes first.
 */

/** Ordinals `from <= t < to`; empty when equal. */
export interface TermRange {
  readonly from: number
  readonly to: number
}

/** Parallel arrays, ascending term ordinal. */
export interface TypoMatches {
  readonly terms: Uint32Array
  /** 1 or 2, the first-letter rule included. */
  readonly typos: Uint8Array
}

/** Sorted terms of a segment. A term's ordinal is its place in UTF-8 byte order. */
export interface Dictionary {
  readonly size: number
  /** The ordinal, or -1. */
  find(term: string): number
  prefixRange(prefix: string): TermRange
  /**
   * Terms at Damerau distance 1..budget (an adjacent transposition costs 1); another first letter costs one more, so with budget 1
   * the first letter is shared. With `prefix` the distance is the least over all prefixes of the term. Exact terms, and with `prefix`
   * terms that start with the word, are left out.
   */
  withinDistance(word: string, budget: 1 | 2, prefix: boolean): TypoMatches
  termAt(ordinal: number): string
  documentFrequency(ordinal: number): number
  /** Bytes of the term's postings inside the postings section: from `postingsStart(t)` to `postingsStart(t + 1)`. */
  postingsStart(ordinal: number): number
}

/** Where a term occurs: local documents ascending; occurrences of documents[i] are occurrences[starts[i] .. starts[i + 1]), ascending. */
export interface Postings {
  readonly documents: Uint32Array
  readonly starts: Uint32Array
  /** field * 65536 + position. */
  readonly occurrences: Uint32Array
}

/** Values of one attribute, for sorting. */
export interface Column {
  /** The document's numbers ascending. */
  numbers(document: number): readonly number[]
  /** The document's strings (normalised for comparison) ascending by code unit. */
  strings(document: number): readonly string[]
}

export interface SegmentView {
  readonly documentCount: number
  readonly dictionary: Dictionary
  /** Insertion order of a local document, over all segments: the last tie-break. */
  ordinal(document: number): number
  isDeleted(document: number): boolean
  /** Words in a field of a document, stop words included, capped at 65535; 0 when it has none. */
  fieldLength(document: number, field: number): number
  /** Postings of one term; its bytes must have been loaded. */
  postings(term: number): Postings
  /**
   * Postings of all terms of a range, one term after the other: what a prefix needs, without an object per term. `documents` ascends within
   * each term, not over the whole; a document comes once per term that has it.
   */
  rangePostings(range: TermRange): Postings
  /** undefined when the attribute has no column here: then no document of the segment has a value. */
  column(attribute: string): Column | undefined
}
