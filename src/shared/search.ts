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
  /** Adds `_rankingScore`: how well the hit matches, from 0 to 1. */
  readonly showRankingScore?: boolean
  /** Adds `_rankingScoreDetails`: what each ranking rule said about the hit. */
  readonly showRankingScoreDetails?: boolean
  /** From 0 to 1: documents with a lower ranking score are no hits. */
  readonly rankingScoreThreshold?: number | null
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

/**
 * What one rule said: `order` is its place among the rules that ran, `score` its own part from 0 to 1. Rules about words tell what they
 * counted, orders the `value` they sorted by.
 */
export interface RuleScore {
  readonly order: number
  readonly score?: number
  readonly matchingWords?: number
  readonly maxMatchingWords?: number
  readonly typoCount?: number
  readonly maxTypoCount?: number
  readonly attributeRankingOrderScore?: number
  readonly queryWordDistanceScore?: number
  readonly matchType?: 'exactMatch' | 'matchesStart' | 'noExactMatch'
  readonly value?: string | number | null
}

/** By rule name; `skipped` where time ran out before the rules did. */
export type RankingScoreDetails = Readonly<Record<string, RuleScore>>

/** Fields the engine adds beside the document's own. */
export interface HitExtras {
  readonly _formatted?: JsonObject
  readonly _matchesPosition?: Readonly<Record<string, readonly MatchPosition[]>>
  readonly _rankingScore?: number
  readonly _rankingScoreDetails?: RankingScoreDetails
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
