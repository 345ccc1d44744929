/**
 * Settings of an index: their names, types and defaults (those of Meilisearch v1.50).
 * `src/shared/setting-names.ts` lists them once more for the page, whose get, update and reset methods are made from the names.
 */
import type { SearchParams } from './search.ts'

/** Parameters of a search except those that say which part of the hits is wanted. */
export type SearchDefaults = Omit<SearchParams, 'offset' | 'page'>

export interface TypoTolerance {
  readonly enabled: boolean
  readonly minWordSizeForTypos: { readonly oneTypo: number; readonly twoTypos: number }
  readonly disableOnWords: readonly string[]
  readonly disableOnAttributes: readonly string[]
  readonly disableOnNumbers: boolean
}

/** Which languages the texts of some attributes are in. Patterns are dot paths with an optional `*` at either end. */
interface LocalizedAttributes {
  readonly attributePatterns: readonly string[]
  /** ISO 639-1 or 639-3; none is any. */
  readonly locales: readonly string[]
}

/** A name, which allows everything, or patterns with what they allow. The first that covers an attribute counts. */
export type FilterableAttribute =
  | string
  | {
      readonly attributePatterns: readonly string[]
      readonly features: {
        /** Default false. */
        readonly facetSearch: boolean
        /** Defaults true and false. */
        readonly filter: { readonly equality: boolean; readonly comparison: boolean }
      }
    }

type FilterableAttributePatch =
  | string
  | {
      readonly attributePatterns: readonly string[]
      readonly features?: {
        readonly facetSearch?: boolean
        readonly filter?: { readonly equality?: boolean; readonly comparison?: boolean }
      }
    }

export interface Faceting {
  /** How many values of a facet are answered. */
  readonly maxValuesPerFacet: number
  /** By attribute or pattern. */
  readonly sortFacetValuesBy: Readonly<Record<string, 'alpha' | 'count'>>
}

/** The complete settings of an index, every default filled in. */
export interface Settings {
  readonly displayedAttributes: readonly string[]
  readonly searchableAttributes: readonly string[]
  readonly filterableAttributes: readonly FilterableAttribute[]
  readonly sortableAttributes: readonly string[]
  readonly rankingRules: readonly string[]
  readonly stopWords: readonly string[]
  /** By word or words, what else they mean: one way, words in sequence. */
  readonly synonyms: Readonly<Record<string, readonly string[]>>
  readonly typoTolerance: TypoTolerance
  /** Of documents with the same value only the best is a hit; null: all are. */
  readonly distinctAttribute: string | null
  /** `byAttribute`: words of one attribute stand side by side, wherever they are. */
  readonly proximityPrecision: 'byWord' | 'byAttribute'
  /** Milliseconds after which a search answers what it has; null: 1500. */
  readonly searchCutoffMs: number | null
  readonly pagination: { readonly maxTotalHits: number }
  readonly faceting: Faceting
  readonly prefixSearch: 'indexingTime' | 'disabled'
  /** Whether `searchForFacetValues` may be used. */
  readonly facetSearch: boolean
  /** Strings kept as one word, whatever is in them; of at most 250 characters, as are the tokens below. */
  readonly dictionary: readonly string[]
  /** Strings that separate words, beside those that always do. */
  readonly separatorTokens: readonly string[]
  /** Strings that do not separate words; they win over `separatorTokens`. */
  readonly nonSeparatorTokens: readonly string[]
  /** Of rules for the same attribute the first one counts. */
  readonly localizedAttributes: readonly LocalizedAttributes[] | null
  /**
   * Parameters that every search of the index has where the request does not give them: those given replace, one by one. `null` in a
   * request takes the index's away. Not in Meilisearch.
   */
  readonly searchDefaults: SearchDefaults
}

export type SettingName = keyof Settings

/** A map with any keys is a value: it is given whole. */
type DeepPartialOrNull<T> = T extends readonly unknown[]
  ? T
  : string extends keyof T
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartialOrNull<T[K]> | null }
      : T

/** What `updateSettings` takes: absent = untouched, `null` = back to the default; nested objects merge, `searchDefaults` too. */
export type SettingsPatch = {
  readonly [K in Exclude<SettingName, 'filterableAttributes' | 'faceting'>]?: DeepPartialOrNull<Settings[K]> | null
} & {
  readonly filterableAttributes?: readonly FilterableAttributePatch[] | null
  readonly faceting?: {
    readonly maxValuesPerFacet?: number | null
    /** Merges by key; `null` takes a key away. */
    readonly sortFacetValuesBy?: Readonly<Record<string, 'alpha' | 'count' | null>> | null
  } | null
}

/** Meilisearch v1.50's order (since 1.36). */
export const defaultRankingRules: readonly string[] = [
  'words',
  'typo',
  'proximity',
  'attributeRank',
  'sort',
  'wordPosition',
  'exactness',
]

export const defaultSettings: Settings = {
  displayedAttributes: ['*'],
  searchableAttributes: ['*'],
  filterableAttributes: [],
  sortableAttributes: [],
  rankingRules: defaultRankingRules,
  stopWords: [],
  synonyms: {},
  typoTolerance: {
    enabled: true,
    minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
    disableOnWords: [],
    disableOnAttributes: [],
    disableOnNumbers: false,
  },
  distinctAttribute: null,
  proximityPrecision: 'byWord',
  searchCutoffMs: null,
  pagination: { maxTotalHits: 1000 },
  faceting: { maxValuesPerFacet: 100, sortFacetValuesBy: { '*': 'alpha' } },
  prefixSearch: 'indexingTime',
  facetSearch: true,
  dictionary: [],
  separatorTokens: [],
  nonSeparatorTokens: [],
  localizedAttributes: null,
  searchDefaults: {},
}
