/** Search requests and responses as they cross from page to worker; names and defaults are Meilisearch v1.50's (meilisearch.md section 3.2). */
import type { JsonObject } from './document.ts'

export type MatchingStrategy = 'last' | 'all' | 'frequency'

export interface SearchParams {
  /** Hits to skip; default 0. */
  readonly offset?: number
  /** Hits to answer; default 20. */
  readonly limit?: number
  /** From 1; this or `hitsPerPage` switches to pages with an exact total. */
  readonly page?: number
  /** Default 20. */
  readonly hitsPerPage?: number
  /** Dot paths; default `['*']`. */
  readonly attributesToRetrieve?: readonly string[]
  /** Attributes whose matches are marked in `_formatted`; `['*']` for all. */
  readonly attributesToHighlight?: readonly string[] | null
  /** Default `<em>`. */
  readonly highlightPreTag?: string
  /** Default `</em>`. */
  readonly highlightPostTag?: string
  /** Adds `_matchesPosition`: where the query matched, per attribute. */
  readonly showMatchesPosition?: boolean
  /** `field:asc` or `field:desc`, in order of importance. */
  readonly sort?: readonly string[] | null
  /** What to do when not all words match; default `last`. */
  readonly matchingStrategy?: MatchingStrategy
  /** Searchable attributes to look in; default all. */
  readonly attributesToSearchOn?: readonly string[] | null
}

export interface SearchRequest extends SearchParams {
  readonly q?: string | null
}

/** `start` and `length` are UTF-16 code units of the value as text, so `value.slice(start, start + length)` is the match. */
export interface MatchPosition {
  readonly start: number
  readonly length: number
  /** Where the value sits in its (nested) arrays. */
  readonly indices?: readonly number[]
}

/** Fields the engine adds beside the document's own. */
export interface HitExtras {
  readonly _formatted?: JsonObject
  readonly _matchesPosition?: Readonly<Record<string, readonly MatchPosition[]>>
}

export type Hit<Doc> = Doc & HitExtras

interface SearchResponseBase<Doc> {
  readonly hits: readonly Hit<Doc>[]
  readonly query: string
  /** Measured in the search worker. */
  readonly processingTimeMs: number
}

export interface OffsetResponse<Doc> extends SearchResponseBase<Doc> {
  readonly limit: number
  readonly offset: number
  readonly estimatedTotalHits: number
}

export interface PageResponse<Doc> extends SearchResponseBase<Doc> {
  readonly page: number
  readonly hitsPerPage: number
  readonly totalPages: number
  readonly totalHits: number
}

export type SearchResponse<Doc = JsonObject> = OffsetResponse<Doc> | PageResponse<Doc>
