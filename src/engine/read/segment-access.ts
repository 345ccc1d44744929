/**
 * A segment as one search sees it: the open segment plus what this search has loaded, held so that
 * no eviction can take it away between loading and ranking.
 */

import { assert } from '../../core/bytes/assert.ts'
import type { Bitset } from '../../core/docset/bitset.ts'
import type { LocalDocument, Ordinal, TermOrdinal } from '../../core/docset/numbers.ts'
import type { ColumnRows } from '../../core/segment/column-rows.ts'
import { type DictionaryLeaf, leafBytes, readLeaf } from '../../core/segment/dictionary-leaf.ts'
import { LeafDictionary, MissingLeaf } from '../../core/segment/leaf-dictionary.ts'
import { LeafSurvey } from '../../core/segment/leaf-survey.ts'
import { PostingsDecoder } from '../../core/segment/postings-codec.ts'
import type { Column, FieldTotals, Postings, SegmentView, TermRange } from '../../core/segment/segment-view.ts'
import { type DocumentPlaces, placesAtHand, placesIn, tableReading } from './document-places.ts'
import { type OpenSegment, ownBytes } from './open-segment.ts'
import type { PageCache } from './page-cache.ts'
import type { Reading } from './sections.ts'
import { SegmentColumns } from './segment-columns.ts'
import { SegmentLengths } from './segment-lengths.ts'

/**
 * Shared by all segments of the thread. Safe, because a reading is decoded from `clear` to `finish`
 * in one call that awaits nothing, and `finish` returns copies.
 */
const decoder = new PostingsDecoder()
/** Exact, as in plan.ts. */
const rangeKey = (from: TermOrdinal, to: TermOrdinal): number => from * 2 ** 26 + to

export class SegmentAccess implements SegmentView {
  readonly documentCount: number
  readonly dictionary: LeafDictionary
  /** Those that were loaded can be looked into. */
  readonly columns: SegmentColumns
  readonly lengths: SegmentLengths
  readonly #segment: OpenSegment
  readonly #cache: PageCache
  readonly #leaves = new Map<number, DictionaryLeaf>()
  readonly #postings = new Map<number, Postings>()
  readonly #leafNames: string
  #places: DocumentPlaces | undefined

  constructor(segment: OpenSegment, cache: PageCache) {
    this.#segment = segment
    this.#cache = cache
    this.documentCount = segment.ref.documents
    const { file, start } = segment.ref.dictionary
    this.#leafNames = `leaf ${file.file}:${start}:`
    this.dictionary = new LeafDictionary(segment.guide.top, segment.guide, (leaf) => this.#leafAt(leaf))
    this.columns = new SegmentColumns(segment.ref, cache)
    this.lengths = new SegmentLengths(segment, cache)
  }

  ordinal(document: LocalDocument): Ordinal {
    assert(this.#places !== undefined, 'the places of documents are loaded before they are looked at')
    return this.#places.ordinal(document)
  }

  isDeleted(document: LocalDocument): boolean {
    return this.#segment.isDeleted(document)
  }

  deletions(): Bitset | null {
    return this.#segment.deletions
  }

  fieldLength(document: LocalDocument, field: number): number {
    return this.lengths.of(document, field)
  }

  fieldTotals(): FieldTotals {
    return this.#segment.guide.totals
  }

  postings(term: TermOrdinal): Postings {
    return this.rangePostings({ from: term, to: term + 1 })
  }

  rangePostings({ from, to }: TermRange): Postings {
    const postings = this.#postings.get(rangeKey(from, to))
    assert(postings !== undefined, 'postings are loaded before they are read')
    return postings
  }

  columnNames(): readonly string[] {
    return this.columns.names()
  }

  column(attribute: string): Column | undefined {
    return this.columns.get(attribute)
  }

  columnRows(attribute: string): ColumnRows | undefined {
    return this.columns.rows(attribute)
  }

  /** To find out which leaves are needed that are not in memory. */
  survey(): LeafSurvey {
    const isHere = (leaf: number): boolean => this.#heldLeaf(leaf) !== undefined
    return new LeafSurvey(this.#segment.guide.top, this.dictionary, isHere)
  }

  /** What must be read for these leaves. The readings throw `corrupt_segment`. */
  leafReadings(leaves: Iterable<number>): Reading[] {
    const { ref, guide } = this.#segment
    return Array.from(leaves, (leaf) => {
      const start = guide.top.starts[leaf]
      const accept = (bytes: Uint8Array): void => {
        const read = readLeaf(guide.top, leaf, ownBytes(bytes))
        this.#leaves.set(leaf, this.#cache.keep(this.#leafName(leaf), read, leafBytes(read)))
      }
      return { section: ref.dictionary, start, length: guide.top.starts[leaf + 1] - start, accept }
    })
  }

  /** What must be read to know ordinals and slots. The readings throw `corrupt_segment`. */
  placesReadings(): Reading[] {
    this.#places ??= placesAtHand(this.#segment, this.#cache)
    if (this.#places !== undefined) return []
    const accept = (table: Parameters<typeof placesIn>[0]): void => {
      this.#places = placesIn(table)
    }
    return [tableReading(this.#segment, this.#cache, accept)]
  }

  /**
   * What must be read for the postings of these ranges. Those in memory are held at once, and so
   * are the leaves: from here on the dictionary knows everything about the terms of these ranges.
   * Throws MissingLeaf, and the readings `corrupt_segment`.
   */
  postingsReadings(ranges: readonly TermRange[]): Reading[] {
    const readings: Reading[] = []
    const { termsPerLeaf } = this.#segment.guide.top
    for (const range of ranges) {
      const last = Math.floor((range.to - 1) / termsPerLeaf)
      for (let leaf = Math.floor(range.from / termsPerLeaf); leaf <= last; leaf++) this.#leafAt(leaf)
      const key = rangeKey(range.from, range.to)
      if (this.#postings.has(key)) continue
      const kept = this.#cache.made<Postings>(this.#postingsName(range))
      if (kept !== undefined) this.#postings.set(key, kept)
      else readings.push(this.#postingsReading(range))
    }
    return readings
  }

  #postingsReading(range: TermRange): Reading {
    const { dictionary } = this
    const start = dictionary.postingsStart(range.from)
    const length = dictionary.postingsStart(range.to) - start
    const accept = (bytes: Uint8Array): void => {
      decoder.clear()
      let at = 0
      for (let term = range.from; term < range.to; term++) {
        const frequency = dictionary.documentFrequency(term)
        const end = dictionary.postingsStart(term + 1) - start
        decoder.read(bytes, at, end, frequency, this.documentCount)
        at = end
      }
      const postings = decoder.finish()
      const kept = this.#cache.keep(this.#postingsName(range), postings, sizeOf(postings))
      this.#postings.set(rangeKey(range.from, range.to), kept)
    }
    return { section: this.#segment.ref.postings, start, length, accept }
  }

  #leafAt(leaf: number): DictionaryLeaf {
    const held = this.#heldLeaf(leaf)
    if (held === undefined) throw new MissingLeaf()
    return held
  }

  /** The leaf as held by this search, or taken from the cache. */
  #heldLeaf(leaf: number): DictionaryLeaf | undefined {
    let held = this.#leaves.get(leaf)
    if (held === undefined) {
      held = this.#cache.made<DictionaryLeaf>(this.#leafName(leaf))
      if (held !== undefined) this.#leaves.set(leaf, held)
    }
    return held
  }

  /**
   * A dictionary's file and place never hold anything else, so they name its leaves and terms for
   * ever.
   */
  #leafName(leaf: number): string {
    return this.#leafNames + leaf
  }

  #postingsName({ from, to }: TermRange): string {
    const { file, start } = this.#segment.ref.dictionary
    return `postings ${file.file}:${start}:${from}:${to}`
  }
}

/** Bytes with the overhead of three arrays and an object. */
const sizeOf = ({ documents, occurrences }: Postings): number => documents.length * 8 + occurrences.length * 4 + 500
