/**
 * Settings of an index: their names, types and defaults (those of Meilisearch v1.50).
 * `src/shared/setting-names.ts` lists them once more for the page, whose get, update and reset
 * methods are made from the names.
 */
import type { Named, Order } from './attributes.ts'
import type { SearchParams } from './search.ts'

/** Parameters of a search except those that say which part of the hits is wanted. */
export type SearchDefaults<Path extends string = string> = Omit<SearchParams<Path>, 'offset' | 'page'>

export interface TypoTolerance<Path extends string = string> {
  readonly enabled: boolean
  readonly minWordSizeForTypos: { readonly oneTypo: number; readonly twoTypos: number }
  readonly disableOnWords: readonly string[]
  readonly disableOnAttributes: readonly Named<Path>[]
  readonly disableOnNumbers: boolean
}

/**
 * Which languages the texts of some attributes are in. Patterns are dot paths with an optional `*`
 * at either end.
 */
interface LocalizedAttributes<Path extends string = string> {
  readonly attributePatterns: readonly Named<Path | '*'>[]
  /** ISO 639-1 or 639-3; none is any. */
  readonly locales: readonly string[]
}

/**
 * A name, which allows everything, or patterns with what they allow. The first that covers an
 * attribute counts.
 */
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

type FilterableAttributePatch<Path extends string> =
  | Named<Path | '*'>
  | {
      readonly attributePatterns: readonly Named<Path | '*'>[]
      readonly features?:
        | {
            readonly facetSearch?: boolean | null | undefined
            readonly filter?:
              | { readonly equality?: boolean | null | undefined; readonly comparison?: boolean | null | undefined }
              | null
              | undefined
          }
        | null
        | undefined
    }

export interface Faceting {
  /** How many values of a facet are returned. */
  readonly maxValuesPerFacet: number
  /** By attribute or pattern. */
  readonly sortFacetValuesBy: Readonly<Record<string, 'alpha' | 'count'>>
}

type RuleName = 'words' | 'typo' | 'proximity' | 'attribute' | 'attributeRank' | 'sort' | 'wordPosition' | 'exactness'

/**
 * The complete settings of an index, every default filled in. `Path` are the attributes an editor
 * completes.
 */
export interface Settings<Path extends string = string> {
  readonly displayedAttributes: readonly Named<Path | '*'>[]
  readonly searchableAttributes: readonly Named<Path | '*'>[]
  readonly filterableAttributes: readonly FilterableAttribute[]
  readonly sortableAttributes: readonly Named<Path>[]
  readonly rankingRules: readonly (RuleName | Order<Path>)[]
  readonly stopWords: readonly string[]
  /**
   * By word, or words in sequence: the words that it also stands for, but not the other way round.
   */
  readonly synonyms: Readonly<Record<string, readonly string[]>>
  readonly typoTolerance: TypoTolerance<Path>
  /** Of documents with the same value only the best is a hit; null: all are. */
  readonly distinctAttribute: Named<Path> | null
  /** `byAttribute`: words of one attribute stand side by side, wherever they are. */
  readonly proximityPrecision: 'byWord' | 'byAttribute'
  /** Milliseconds after which a search returns what it has; null: 1500. */
  readonly searchCutoffMs: number | null
  readonly pagination: { readonly maxTotalHits: number }
  readonly faceting: Faceting
  readonly prefixSearch: 'indexingTime' | 'disabled'
  /** Whether `searchForFacetValues` may be used. */
  readonly facetSearch: boolean
  /**
   * Strings kept as one word, whatever is in them; of at most 250 characters, as are the tokens
   * below.
   */
  readonly dictionary: readonly string[]
  /** Strings that separate words, beside those that always do. */
  readonly separatorTokens: readonly string[]
  /** Strings that do not separate words; they win over `separatorTokens`. */
  readonly nonSeparatorTokens: readonly string[]
  /** Of rules for the same attribute the first one counts. */
  readonly localizedAttributes: readonly LocalizedAttributes<Path>[] | null
  /**
   * Parameters that every search of the index has where the request does not give them: those given
   * replace, one by one. `null` in a request takes the index's away. Not in Meilisearch.
   */
  readonly searchDefaults: SearchDefaults<Path>
}

export type SettingName = keyof Settings

/** A map with any keys is a value: it is given whole. */
type DeepPartialOrNull<T> = T extends string | readonly unknown[]
  ? T
  : string extends keyof T
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartialOrNull<T[K]> | null | undefined }
      : T

/**
 * What `updateSettings` takes: absent = untouched, `null` = back to the default; nested objects
 * merge, `searchDefaults` too.
 */
export type SettingsPatch<Path extends string = string> = {
  readonly [K in Exclude<SettingName, 'filterableAttributes' | 'faceting'>]?:
    | DeepPartialOrNull<Settings<Path>[K]>
    | null
    | undefined
} & {
  readonly filterableAttributes?: readonly FilterableAttributePatch<Path>[] | null | undefined
  readonly faceting?:
    | {
        readonly maxValuesPerFacet?: number | null | undefined
        /** Merges by key; `null` takes a key away. */
        readonly sortFacetValuesBy?: Readonly<Record<string, 'alpha' | 'count' | null>> | null | undefined
      }
    | null
    | undefined
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
