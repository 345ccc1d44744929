/**
 * What a search sees of one segment: interfaces only, implemented by the dictionary, the column and
 * the segment reader beside this file. All calls are synchronous: the caller loads the bytes
 * first.
 */

import type { Bitset } from '../docset/bitset.ts'
import type { LocalDocument, NumbersOf, Ordinal, TermOrdinal } from '../docset/numbers.ts'
import type { ColumnRows } from './column-rows.ts'

/** Ordinals `from <= t < to`; empty when equal. */
export interface TermRange {
  readonly from: TermOrdinal
  readonly to: TermOrdinal
}

/** Parallel arrays, ascending term ordinal. */
export interface TypoMatches {
  readonly terms: NumbersOf<TermOrdinal>
  /** 1 or 2, the first-letter rule included. */
  readonly typos: Uint8Array
}

/** Sorted terms of a segment. A term's ordinal is its place in UTF-8 byte order. */
export interface Dictionary {
  readonly size: number
  /**
   * What look-ups found may be remembered under this key: another dictionary with the same key has
   * the same terms.
   */
  readonly memoKey: object
  /** The ordinal, -1 when there is no such term, or -2 where a survey cannot know yet. */
  find(term: string): TermOrdinal
  prefixRange(prefix: string): TermRange
  /**
   * Terms at Damerau distance 1..budget (an adjacent transposition costs 1); another first letter
   * costs one more, so with budget 1 the first letter is shared. With `prefix` the distance is the
   * least over all prefixes of the term. Exact terms, and with `prefix` terms that start with the
   * word, are left out.
   */
  withinDistance(word: string, budget: 1 | 2, prefix: boolean): TypoMatches
  termAt(ordinal: TermOrdinal): string
  documentFrequency(ordinal: TermOrdinal): number
  /**
   * Bytes of the term's postings inside the postings section: from `postingsStart(t)` to
   * `postingsStart(t + 1)`.
   */
  postingsStart(ordinal: TermOrdinal): number
}

/** A segment, as far as words are looked up in it. */
export interface TermSource {
  readonly dictionary: Dictionary
}

/**
 * Where a term occurs: local documents ascending; occurrences of documents[i] are
 * occurrences[starts[i] .. starts[i + 1]), ascending.
 */
export interface Postings {
  readonly documents: NumbersOf<LocalDocument>
  readonly starts: Uint32Array
  /** field * 65536 + position. */
  readonly occurrences: Uint32Array
}

/**
 * Values of one attribute: value v is numbers[v], or strings[v - numbers.length]. Do not change the
 * arrays.
 */
export interface Column {
  /** Ascending, each once. */
  readonly numbers: Float64Array
  /** Normalised for comparison (`normalizeValue`), ascending by code unit, each once. */
  readonly strings: readonly string[]
  /** Values of document d are places[starts[d] .. starts[d + 1]), ascending. */
  readonly starts: Uint32Array
  readonly places: Uint32Array
  /** Per document a `FieldState`. */
  readonly states: Uint8Array
  /**
   * Documents with an empty string, ascending. An empty string is no value: sorting, ranges, facets
   * and distinct ignore it, only `= ""` finds it.
   */
  readonly blanks: readonly number[]
  /** How a document that has strings[string] wrote it. */
  spelling(string: number, document: LocalDocument): string
  /**
   * Adds the documents that have any of the values `from <= v < to`; `into` has as many members as
   * there are documents.
   */
  addWith(from: number, to: number, into: Bitset): void
}

/** A segment, as far as filters look into it. */
export interface ColumnSource {
  readonly documentCount: number
  /**
   * undefined when the attribute has no column here: then no document of the segment has a value.
   */
  column(attribute: string): Column | undefined
}

/** What the average length of a field is computed from. */
export interface FieldTotals {
  /** Words in all documents together. */
  readonly words: Float64Array
  /** Documents with at least one word in the field. */
  readonly documents: Uint32Array
}

export interface SegmentView extends ColumnSource, TermSource {
  /** Insertion order of a local document, over all segments: the last tie-break. */
  ordinal(document: LocalDocument): Ordinal
  isDeleted(document: LocalDocument): boolean
  /** The deleted documents, null when there are none. Do not change. */
  deletions(): Bitset | null
  /** Words in a field of a document, stop words included, capped at 65535; 0 when it has none. */
  fieldLength(document: LocalDocument, field: number): number
  /** By field id, over all documents, deleted ones included. Do not change. */
  fieldTotals(): FieldTotals
  /** Postings of one term; its bytes must have been loaded. */
  postings(term: TermOrdinal): Postings
  /**
   * Postings of all terms of a range, one term after the other: what a prefix needs, without an
   * object per term. `documents` ascends within each term, not over the whole; a document comes
   * once per term that has it.
   */
  rangePostings(range: TermRange): Postings
  /** The attributes that have a column. */
  columnNames(): readonly string[]
  /** Of the column, what says which documents share a value; undefined as `column` is. */
  columnRows(attribute: string): ColumnRows | undefined
}
