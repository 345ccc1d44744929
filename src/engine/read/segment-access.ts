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
import type { Store } from '../store/store.ts'
import type { OpenSegment } from './open-segment.ts'
import type { PageCache, PageRequest } from './page-cache.ts'
import type { PostingsCache } from './postings-cache.ts'
import { bytesOf, pagesOf } from './sections.ts'

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
  readonly #segment: OpenSegment
  readonly #loaded = new Map<number, Postings>()

  constructor(segment: OpenSegment) {
    this.#segment = segment
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
    return this.#segment.parts.columns.names()
  }

  column(attribute: string): Column | undefined {
    return this.#segment.parts.columns.get(attribute)
  }

  /** Takes what the cache has; answers the pages that must be loaded for the rest. */
  prepare(ranges: readonly TermRange[], cache: PostingsCache): { missing: TermRange[]; requests: PageRequest[] } {
    const missing: TermRange[] = []
    const requests: PageRequest[] = []
    for (const range of ranges) {
      const key = rangeKey(range.from, range.to)
      if (this.#loaded.has(key)) continue
      const cached = cache.get(this.#cacheKey(range))
      if (cached !== undefined) this.#loaded.set(key, cached)
      else {
        missing.push(range)
        const { start, length } = this.#bytesOf(range)
        requests.push(...pagesOf(this.#segment.ref.postings, start, length))
      }
    }
    return { missing, requests }
  }

  /** Decodes the missing ranges from their pages. */
  accept(missing: readonly TermRange[], pageOf: (page: number) => Uint8Array, cache: PostingsCache): void {
    for (const range of missing) {
      const { start, length } = this.#bytesOf(range)
      const bytes = bytesOf(this.#segment.ref.postings, start, length, pageOf)
      decoder.clear()
      let at = 0
      for (let term = range.from; term < range.to; term++) {
        const end = this.dictionary.postingsStart(term + 1) - start
        decoder.read(bytes, at, end, this.dictionary.documentFrequency(term), this.documentCount)
        at = end
      }
      const postings = decoder.finish()
      this.#loaded.set(rangeKey(range.from, range.to), postings)
      cache.set(this.#cacheKey(range), postings)
    }
  }

  #bytesOf({ from, to }: TermRange): { start: number; length: number } {
    const start = this.dictionary.postingsStart(from)
    return { start, length: this.dictionary.postingsStart(to) - start }
  }

  /** A dictionary's file and place never hold anything else, so they name its terms for ever. */
  #cacheKey({ from, to }: TermRange): string {
    const { file, start } = this.#segment.ref.dictionary
    return `${file.file}:${start}:${from}:${to}`
  }
}

/** Loads postings for several segments in one read. `needs[i]` are the ranges of `segments[i]`. */
export async function loadPostings(
  store: Store,
  pages: PageCache,
  postings: PostingsCache,
  segments: readonly SegmentAccess[],
  needs: readonly (readonly TermRange[])[],
): Promise<void> {
  const prepared = segments.map((segment, i) => segment.prepare(needs[i] as readonly TermRange[], postings))
  const contents = await pages.load(
    store,
    prepared.flatMap(({ requests }) => requests),
  )
  let at = 0
  for (let i = 0; i < segments.length; i++) {
    const { missing, requests } = prepared[i] as (typeof prepared)[number]
    const pageOf = new Map<number, Uint8Array>()
    for (const { page } of requests) pageOf.set(page, contents[at++] as Uint8Array)
    if (missing.length > 0) segments[i].accept(missing, (page) => pageOf.get(page) as Uint8Array, postings)
  }
}
