/** A document of this demo, as scripts/demo-data.mjs writes it, and how its index is set up. */
import type { SettingsPatch } from 'seekling'

export type Feature = {
  readonly id: string
  readonly name: string
  /** Dotted, as in the source: `api.EventTarget.addEventListener`. */
  readonly path: string
  /** The path in plain words: `event target add event listener`. */
  readonly words: string
  readonly description: string
  readonly category: string
  /** 1 for an interface, a property or an element, 2 for what belongs to one. */
  readonly depth: number
  /** The web-feature it belongs to. */
  readonly feature?: string
  readonly mdn_url?: string
  readonly spec_url?: string
  readonly deprecated: boolean
  readonly experimental: boolean
  readonly standard_track: boolean
  /** First version that has it, per browser. */
  readonly support: Readonly<Record<string, number>>
  readonly baseline?: 'high' | 'low' | 'limited'
  readonly baseline_date?: string
  readonly baseline_year?: number
}

/**
 * A hit as this page shows it. Anybody may add or import documents, so any field may be missing or
 * be something else; what is missing is empty, and the document still has its place in the list.
 */
export function asFeature<T extends object>(hit: T): T & Feature {
  const { id, name, path, words, description, category, support, ...rest } = hit as Record<string, unknown>
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    ...(rest as T),
    id: String(id),
    name: text(name) || String(id),
    path: text(path),
    words: text(words),
    description: text(description),
    category: text(category),
    support: typeof support === 'object' && support !== null ? support : {},
  } as T & Feature
}

export const indexUid = 'features'

/** Documents a visitor made carry this category and this start of their id. */
export const ownCategory = 'Yours'
export const ownIdPrefix = 'yours-'

/** A document that was written here, not in the data: nothing is known of it but its words. */
export const ownFeature = (given: Pick<Feature, 'id' | 'name' | 'path' | 'words' | 'description'>): Feature => ({
  ...given,
  category: ownCategory,
  depth: 1,
  deprecated: false,
  experimental: false,
  standard_track: false,
  support: {},
})

export const settings: SettingsPatch = {
  searchableAttributes: ['name', 'words', 'path', 'feature', 'description', 'category'],
  filterableAttributes: ['category', 'baseline', 'deprecated', 'experimental', 'standard_track', 'support'],
  sortableAttributes: ['name', 'baseline_date'],
  // Few, since most small words are the name of something here: `for`, `of`, `is`, `a`.
  stopWords: ['an', 'are', 'be', 'that', 'the'],
  // All of them can be counted and paged through.
  pagination: { maxTotalHits: 50_000 },
  faceting: { sortFacetValuesBy: { category: 'count' } },
  // `sort` comes first because choosing an order on this page means it; without a choice the rule
  // does nothing. Between equals the broader feature wins, then the one that all browsers had
  // first.
  rankingRules: [
    'sort',
    'words',
    'typo',
    'proximity',
    'attributeRank',
    'wordPosition',
    'exactness',
    'depth:asc',
    'baseline_date:asc',
  ],
}
