/**
 * Search requests and responses as they cross from page to worker; names and defaults are
 * Meilisearch v1.50's.
 */
import type { Named, Order, Retrieved } from './attributes.ts'
import type { JsonObject } from './document.ts'

export type MatchingStrategy = 'last' | 'all' | 'frequency' | 'any'

/**
 * A filter expression, or expressions of which all hold, those of an inner array at least one:
 * `["price < 20", ["a = 1", "b = 2"]]`.
 */
export type FilterInput = string | readonly (string | readonly string[])[]

/**
 * `Path` are the attributes an editor completes, any string being allowed besides; `Asked` are
 * those a hit will have.
 */
export interface SearchParams<Path extends string = string, Asked extends string = Named<Path>> {
  /** Hits to skip; default 0. */
  readonly offset?: number | undefined
  /** Hits to return; default 20. */
  readonly limit?: number | undefined
  /** From 1; this or `hitsPerPage` switches to pages with an exact total. */
  readonly page?: number | undefined
  /** Default 20. */
  readonly hitsPerPage?: number | undefined
  /** Dot paths or patterns; default `['*']`. */
  readonly attributesToRetrieve?: readonly Asked[] | readonly Named<Path | '*'>[] | null | undefined
  /**
   * Attributes to shorten in `_formatted` to the words around the best matches: dot paths or
   * patterns, each with `:n` for a length of its own. Default none.
   */
  readonly attributesToCrop?: readonly Named<Path | '*'>[] | null | undefined
  /** Words that are left of a cropped attribute; default 10, 0 for all. */
  readonly cropLength?: number | undefined
  /** Stands on each side that was cut; default `…`. */
  readonly cropMarker?: string | undefined
  /**
   * Attributes whose matches are marked in `_formatted`: dot paths or patterns, `['*']` for all.
   * Default none, with `showFormattedParts` all.
   */
  readonly attributesToHighlight?: readonly Named<Path | '*'>[] | null | undefined
  /** Default `<em>`. */
  readonly highlightPreTag?: string | undefined
  /** Default `</em>`. */
  readonly highlightPostTag?: string | undefined
  /**
   * Adds `_formattedParts`: the texts of `_formatted` in parts, which a page can show without
   * `innerHTML`. Not in Meilisearch.
   */
  readonly showFormattedParts?: boolean | undefined
  /** Adds `_matchesPosition`: where the query matched, per attribute. */
  readonly showMatchesPosition?: boolean | undefined
  /** Which documents to look among; their attributes must be filterable. */
  readonly filter?: FilterInput | null | undefined
  /**
   * Attributes, or patterns, of which values are counted over all candidates; they must be
   * filterable. Returns `facetDistribution` and `facetStats`.
   */
  readonly facets?: readonly Named<Path | '*'>[] | null | undefined
  /**
   * Of hits with the same value of this attribute only the best is returned. Instead of the setting
   * `distinctAttribute`; must be filterable.
   */
  readonly distinct?: Named<Path> | null | undefined
  /**
   * Hits are the best document of each value of the attribute, which must be filterable, each with
   * `_group`: the `size` next best, default 3, at most 100. Totals and pages count groups. Instead
   * of `distinct` and its setting. Not in Meilisearch.
   */
  readonly groupBy?: { readonly attribute: Named<Path>; readonly size?: number | undefined } | null | undefined
  /** `field:asc`, `field:desc` or `_geoPoint(lat,lng):asc`, in order of importance. */
  readonly sort?: readonly Order<Path>[] | null | undefined
  /** What to do when not all words match; default `last`. */
  readonly matchingStrategy?: MatchingStrategy | undefined
  /**
   * Of `any`: whether other forms of a word count (`routes`, `routing`); default true. Not in
   * Meilisearch.
   */
  readonly matchForms?: boolean | undefined
  /**
   * Of `any`: the share of the query that a hit must hold, from 0 to 1, measured by how much each
   * of its four rarest words says. Default 0: one word is enough. With .3 totals and facets are of
   * documents about the query. Not in Meilisearch.
   */
  readonly matchingShare?: number | undefined
  /** Adds `_rankingScore`: how well the hit matches, from 0 to 1. */
  readonly showRankingScore?: boolean | undefined
  /** Adds `_rankingScoreDetails`: what each ranking rule said about the hit. */
  readonly showRankingScoreDetails?: boolean | undefined
  /** From 0 to 1: documents with a lower ranking score are no hits. */
  readonly rankingScoreThreshold?: number | null | undefined
  /** Searchable attributes to look in; default all. */
  readonly attributesToSearchOn?: readonly Named<Path>[] | null | undefined
  /**
   * Languages the query may be in, the likeliest first: ISO 639-1 or 639-3; default those of
   * `localizedAttributes`.
   */
  readonly locales?: readonly string[] | null | undefined
}

export interface SearchRequest<Path extends string = string> extends SearchParams<Path> {
  readonly q?: string | null | undefined
}

/**
 * `start` and `length` are UTF-16 code units of the value as text, so
 * `value.slice(start, start + length)` is the match.
 */
export interface MatchPosition {
  readonly start: number
  readonly length: number
  /** Where the value sits in its (nested) arrays. */
  readonly indices?: readonly number[]
}

/**
 * What one rule said: `order` is its place among the rules that ran, `score` its own part from 0 to
 * 1. Rules about words tell what they counted, orders the `value` they sorted by, null for a
 * document without one. Of a place they tell the `distance` only: it is what the hits of one part
 * share.
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
  /**
   * Of the strategy `any`: how the score is made up, each as a share of the best score there could
   * be.
   */
  readonly bm25?: number
  readonly coverage?: number
  readonly proximity?: number
  readonly matchType?: 'exactMatch' | 'matchesStart' | 'noExactMatch'
  readonly value?: string | number | null
  /** Metres. */
  readonly distance?: number | null
}

/** By rule name; `skipped` where time ran out before the rules did. */
export type RankingScoreDetails = Readonly<Record<string, RuleScore>>

/**
 * A piece of a text: something the query matches, or what lies between. Crop markers are parts too.
 */
export type TextPart = { readonly text: string; readonly isMatch: boolean }

/**
 * A value with every text and number taken apart, an empty text into one empty part. Everything
 * else stays as it is.
 */
export type InParts<Value> = Value extends string | number
  ? readonly TextPart[]
  : Value extends readonly (infer Item)[]
    ? readonly InParts<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]?: InParts<Value[Key]> }
      : Value

/** Fields the engine adds beside the document's own. */
export interface HitExtras<Doc = JsonObject> {
  /**
   * The retrieved, highlighted and cropped attributes, texts marked and cut, numbers as texts.
   * Nothing is escaped: what is HTML in a document is HTML here, so never give it to `innerHTML`
   * unless every document is trusted.
   */
  readonly _formatted?: JsonObject
  /**
   * The same without tags, in parts: the safe form. Make each `text` a text node, with an element
   * around it where `isMatch`.
   */
  readonly _formattedParts?: InParts<Doc>
  readonly _matchesPosition?: Readonly<Record<string, readonly MatchPosition[]>>
  /** Metres from the point sorted by. */
  readonly _geoDistance?: number
  readonly _rankingScore?: number
  readonly _rankingScoreDetails?: RankingScoreDetails
  /** With `groupBy`: the next best documents of the hit's value, each as a hit. */
  readonly _group?: readonly (Doc & HitExtras<Doc>)[]
}

/** `Asked` are the attributes retrieved. */
export type Hit<Doc, Asked extends string = string> = Retrieved<Doc, Asked> & HitExtras<Doc>

/**
 * By attribute, by value in the spelling of the first document that has it: candidates with the
 * value. Keys stand in the order of the setting `faceting.sortFacetValuesBy`, except that
 * JavaScript puts whole numbers first in any object.
 */
export type FacetDistribution = Readonly<Record<string, Readonly<Record<string, number>>>>

/** By attribute: of its numbers. */
export type FacetStats = Readonly<Record<string, { readonly min: number; readonly max: number }>>

/** `q` and what follows say among which documents; the defaults are those of a search. */
export interface FacetSearchRequest<Path extends string = string>
  extends Pick<
    SearchRequest<Path>,
    'q' | 'filter' | 'matchingStrategy' | 'attributesToSearchOn' | 'rankingScoreThreshold' | 'locales'
  > {
  readonly facetName: Named<Path>
  /** How the value begins, typos allowed; without it the first values are returned. */
  readonly facetQuery?: string | null | undefined
  /** Counts are always exhaustive. */
  readonly exhaustiveFacetCount?: boolean | undefined
}

export interface FacetHit {
  readonly value: string
  readonly count: number
}

export interface FacetSearchResponse {
  readonly facetHits: readonly FacetHit[]
  readonly facetQuery: string | null
  readonly processingTimeMs: number
}

/**
 * A word of the query that no hit has as it was typed, and what most hits have in its place: at a
 * typo or two, or cut in two words.
 */
export interface Correction {
  /** As it stands in the query. */
  readonly typed: string
  readonly readAs: string
}

interface SearchResponseBase<Doc, Asked extends string> {
  readonly hits: readonly Hit<Doc, Asked>[]
  readonly query: string
  /** There where words were read differently: for a line such as "results for ...". */
  readonly corrections?: readonly Correction[]
  /** Measured in the search worker. */
  readonly processingTimeMs: number
  readonly facetDistribution?: FacetDistribution
  readonly facetStats?: FacetStats
}

export interface OffsetResponse<Doc, Asked extends string = string> extends SearchResponseBase<Doc, Asked> {
  readonly limit: number
  readonly offset: number
  readonly estimatedTotalHits: number
}

export interface PageResponse<Doc, Asked extends string = string> extends SearchResponseBase<Doc, Asked> {
  readonly page: number
  readonly hitsPerPage: number
  readonly totalPages: number
  readonly totalHits: number
}

export type SearchResponse<Doc = JsonObject, Asked extends string = string> =
  | OffsetResponse<Doc, Asked>
  | PageResponse<Doc, Asked>

export interface MultiSearchQuery extends SearchRequest {
  readonly indexUid: string
  readonly federationOptions?: FederationOptions | undefined
}

export interface MultiSearchRequest {
  readonly queries: readonly MultiSearchQuery[]
  /** Given, `{}` included: one list of hits instead of one for each query. */
  readonly federation?: Federation | null | undefined
}

interface FederationOptions {
  /** A factor for the ranking scores of the query's hits; 0 or more, default 1. */
  readonly weight?: number | undefined
  /** What its hits say in `_federation.queriesPosition`; default its place among the queries. */
  readonly queryPosition?: number | undefined
}

export interface Federation extends Pick<SearchRequest, 'offset' | 'limit' | 'page' | 'hitsPerPage'> {
  /** By index, its facets to count over the candidates of all its queries. */
  readonly facetsByIndex?: Readonly<Record<string, readonly string[] | null>> | undefined
  /** One distribution over all indexes instead of one for each. */
  readonly mergeFacets?: { readonly maxValuesPerFacet?: number | null | undefined } | null | undefined
  /** As in a search, over all hits. */
  readonly distinct?: string | null | undefined
}

export interface FacetsOfIndex {
  readonly distribution: FacetDistribution
  readonly stats: FacetStats
}

/** One list of hits, each with where it comes from. */
export type FederatedResponse<Doc = JsonObject> = Omit<OffsetResponse<Doc> | PageResponse<Doc>, 'hits' | 'query'> & {
  readonly hits: readonly (Hit<Doc> & { readonly _federation: FederationOrigin })[]
  readonly facetsByIndex?: Readonly<Record<string, FacetsOfIndex>>
}

interface FederationOrigin {
  readonly indexUid: string
  readonly queriesPosition: number
  readonly weightedRankingScore: number
}

export interface MultiSearchResponse<Doc = JsonObject> {
  /** In the order of the queries. */
  readonly results: readonly (SearchResponse<Doc> & { readonly indexUid: string })[]
}
