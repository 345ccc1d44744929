/**
 * `facetDistribution` and `facetStats`: the values of the facets asked for, over all candidates.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { FacetDistribution, FacetStats } from '../../shared/search.ts'
import type { Faceting } from '../../shared/settings.ts'
import type { Bitset } from '../docset/bitset.ts'
import { coversAttribute, fitsPattern } from '../document/attribute-pattern.ts'
import { absent } from '../document/field-state.ts'
import { filterability, listFilterable } from '../document/filterable.ts'
import type { TimeLimit } from '../filter/time-limit.ts'
import type { SearchIndex } from '../query/plan/plan.ts'
import { countFacet, mostFrequent, spellingOf } from './facet-counts.ts'

/**
 * Whether a living document has the attribute: an attribute of deleted documents only must not be
 * shown, since it would vanish with a merge.
 */
const isThere = (name: string, segments: SearchIndex['segments']): boolean =>
  segments.some(({ view }) =>
    view.column(name)?.states.some((state, document) => state > absent && !view.isDeleted(document)),
  )

export interface Facets {
  readonly facetDistribution: FacetDistribution
  readonly facetStats: FacetStats
}

/** Throws `invalid_search_facets` for a name that is not filterable. */
export function facetAttributes(facets: readonly string[], { settings, segments }: SearchIndex): string[] {
  const rules = settings.filterableAttributes
  const known = [...new Set(segments.flatMap(({ view }) => view.columnNames()))]
    .filter((name) => filterability(rules, name) !== null)
    .sort()
  const found = new Set<string>()
  for (const facet of facets) {
    // Nested attributes are reported by their own paths.
    const covered = known.filter((name) => coversAttribute(facet, name) && isThere(name, segments))
    // A place is a facet without values, as in Meilisearch, beside its two numbers.
    if (coversAttribute(facet, '_geo') && covered.some((name) => name.startsWith('_geo.'))) found.add('_geo')
    for (const name of covered) found.add(name)
    if (covered.length > 0 || facet.startsWith('*') || facet.endsWith('*')) continue
    if (filterability(rules, facet) === null) {
      const message = `Attribute \`${facet}\` in \`facets\` is not filterable. ${listFilterable(rules)}`
      throw new SeeklingError('invalid_search_facets', message, { attribute: facet })
    }
    found.add(facet)
  }
  return [...found]
}

/** `most`: how many values of each facet; by default as the settings have it. */
export function countFacets(
  index: SearchIndex,
  candidates: Bitset,
  attributes: readonly string[],
  limit: TimeLimit,
  most = index.settings.faceting.maxValuesPerFacet,
): Facets {
  const { faceting } = index.settings
  const documents = candidates.toArray()
  const distribution: [string, Readonly<Record<string, number>>][] = []
  const stats: [string, { min: number; max: number }][] = []
  for (const attribute of attributes) {
    const byCount = facetOrder(faceting, attribute) === 'count'
    const { values, range } = countFacet(index, documents, attribute, byCount ? Number.POSITIVE_INFINITY : most, limit)
    const counts = new Map<string, number>()
    // The number 1 and the text "1" are two values with one name.
    for (const value of byCount ? mostFrequent(values, most) : values) {
      const name = spellingOf(index, attribute, value)
      counts.set(name, (counts.get(name) ?? 0) + value.count)
    }
    distribution.push([attribute, Object.fromEntries(counts)])
    if (range !== null) stats.push([attribute, range])
  }
  return { facetDistribution: Object.fromEntries(distribution), facetStats: Object.fromEntries(stats) }
}

/** The attribute's own order, else that of the first pattern it fits, `*` last. */
export function facetOrder({ sortFacetValuesBy }: Faceting, attribute: string): 'alpha' | 'count' {
  const pattern = Object.hasOwn(sortFacetValuesBy, attribute)
    ? attribute
    : Object.keys(sortFacetValuesBy).find((key) => key !== '*' && fitsPattern(key, attribute))
  return sortFacetValuesBy[pattern ?? '*'] ?? 'alpha'
}
