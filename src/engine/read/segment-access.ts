/**
 * A segment as one search sees it: the open segment plus the postings this search has loaded, held so that no eviction can take them away
 * between loading and ranking.
 */

import { assert } from '../../core/bytes/assert.ts'
import { fieldLength, fieldTotals } from '../../core/segment/field-lengths.ts'
import type { PackedDictionary } from '../../core/segment/packed-dictionary.ts'
import { PostingsDecoder } from '../../core/segment/postings-codec.ts'
import { SearchDictionary } from '../../core/segment/search-dictionary.ts'
import type {
  Column,
  Dictionary,
  FieldTotals,
  Postings,
  SegmentView,
  TermRange,
} from '../../core/segment/segment-view.ts'
import type { OpenSegment } from './open-segment.ts'
import type { PageCache } from './page-cache.ts'
import type { Reading } from './sections.ts'
import { SegmentColumns } from './segment-columns.ts'

const decoder = new PostingsDecoder()
const rangeKey = (from: number, to: number): number => from * 2 ** 26 + to

/** One for each dictionary, so that what is remembered about it is found again by the next search. */
const searchDictionaries = new WeakMap<PackedDictionary, SearchDictionary>()

function searchDictionary(packed: PackedDictionary): SearchDictionary {
  const known = searchDictionaries.get(packed)
  if (known !== undefined) return known
  const made = new SearchDictionary(packed)
  searchDictionaries.set(packed, made)
  return made
}

export class SegmentAccess implements SegmentView {
  readonly documentCount: number
  readonly dictionary: Dictionary
  /** Those that were loaded can be looked into. */
  readonly columns: SegmentColumns
  readonly #segment: OpenSegment
  readonly #cache: PageCache
  readonly #loaded = new Map<number, Postings>()

  constructor(segment: OpenSegment, cache: PageCache) {
    this.#segment = segment
    this.#cache = cache
    this.columns = new SegmentColumns(segment.ref, cache)
    this.documentCount = segment.ref.documents
    this.dictionary = searchDictionary(segment.parts.dictionary)
  }

  ordinal(document: number): number {
    return this.#segment.parts.table.ordinals[document]
  }

  isDeleted(document: number): boolean {
    return this.#segment.isDeleted(document)
  }

  fieldLength(document: number, field: number): number {
    return fieldLength(this.#segment.parts.lengths, document, field)
  }

  fieldTotals(): FieldTotals {
    return fieldTotals(this.#segment.parts.lengths)
  }

  postings(term: number): Postings {
    return this.rangePostings({ from: term, to: term + 1 })
  }

  rangePostings({ from, to }: TermRange): Postings {
    const postings = this.#loaded.get(rangeKey(from, to))
    assert(postings !== undefined, 'postings are loaded before they are read')
    return postings
  }

  columnNames(): readonly string[] {
    return this.columns.names()
  }

  column(attribute: string): Column | undefined {
    return this.columns.get(attribute)
  }

  /** What must be read for the postings of these ranges. Those in memory are held at once. The readings throw `corrupt_segment`. */
  postingsReadings(ranges: readonly TermRange[]): Reading[] {
    const readings: Reading[] = []
    for (const range of ranges) {
      const key = rangeKey(range.from, range.to)
      if (this.#loaded.has(key)) continue
      const kept = this.#cache.made<Postings>(this.#keptName(range))
      if (kept !== undefined) this.#loaded.set(key, kept)
      else readings.push(this.#reading(range))
    }
    return readings
  }

  #reading(range: TermRange): Reading {
    const start = this.dictionary.postingsStart(range.from)
    const length = this.dictionary.postingsStart(range.to) - start
    const accept = (bytes: Uint8Array): void => {
      decoder.clear()
      let at = 0
      for (let term = range.from; term < range.to; term++) {
        const end = this.dictionary.postingsStart(term + 1) - start
        decoder.read(bytes, at, end, this.dictionary.documentFrequency(term), this.documentCount)
        at = end
      }
      const postings = decoder.finish()
      this.#loaded.set(
        rangeKey(range.from, range.to),
        this.#cache.keep(this.#keptName(range), postings, sizeOf(postings)),
      )
    }
    return { section: this.#segment.ref.postings, start, length, accept }
  }

  /** A dictionary's file and place never hold anything else, so they name its terms for ever. */
  #keptName({ from, to }: TermRange): string {
    const { file, start } = this.#segment.ref.dictionary
    return `postings ${file.file}:${start}:${from}:${to}`
  }
}

/** Bytes with the overhead of three arrays and an object. */
const sizeOf = ({ documents, occurrences }: Postings): number => documents.length * 8 + occurrences.length * 4 + 500
