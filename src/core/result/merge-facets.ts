/** Facets of several indexes as one distribution. */
import { SeeklingError } from '../../shared/errors.ts'
import type { FacetDistribution, FacetStats } from '../../shared/search.ts'
import type { Faceting } from '../../shared/settings.ts'
import { numberOf } from '../../shared/value-shapes.ts'
import { normalizeValue } from '../segment/normalize-value.ts'
import { compareValues, mostFrequent } from './facet-counts.ts'
import { type Facets, facetOrder } from './facets.ts'

/**
 * `facets` have all values, since one that is rare in an index may be frequent in all of them.
 * `maxValues`: null for the highest `maxValuesPerFacet` of the indexes. Throws
 * `invalid_multi_search_facet_order`.
 */
export function mergeFacets(
  indexes: readonly { readonly faceting: Faceting; readonly facets: Facets }[],
  maxValues: number | null,
): Facets {
  const distribution: [string, FacetDistribution[string]][] = []
  const stats: [string, FacetStats[string]][] = []
  const limit = maxValues ?? Math.max(...indexes.map(({ faceting }) => faceting.maxValuesPerFacet), 0)
  for (const name of new Set(indexes.flatMap(({ facets }) => Object.keys(facets.facetDistribution)))) {
    const having = indexes.filter(({ facets }) => Object.hasOwn(facets.facetDistribution, name))
    const orders = new Set(having.map(({ faceting }) => facetOrder(faceting, name)))
    if (orders.size > 1) {
      const message = `The indexes order the facet \`${name}\` differently: set the same \`faceting.sortFacetValuesBy\`.`
      throw new SeeklingError('invalid_multi_search_facet_order', message, { facet: name })
    }
    const counts = new Map<string, number>()
    let min = Number.POSITIVE_INFINITY
    let max = Number.NEGATIVE_INFINITY
    for (const { facets } of having) {
      for (const [spelling, count] of Object.entries(facets.facetDistribution[name]))
        counts.set(spelling, (counts.get(spelling) ?? 0) + count)
      if (!Object.hasOwn(facets.facetStats, name)) continue
      const range = facets.facetStats[name]
      min = Math.min(min, range.min)
      max = Math.max(max, range.max)
    }
    const values = Array.from(counts, ([spelling, count]) => ({ spelling, count, value: orderedBy(spelling) }))
    const inOrder = orders.has('count')
      ? mostFrequent(values, limit)
      : values.sort((a, b) => compareValues(a.value, b.value)).slice(0, limit)
    distribution.push([name, Object.fromEntries(inOrder.map(({ spelling, count }) => [spelling, count]))])
    if (min <= max) stats.push([name, { min, max }])
  }
  return { facetDistribution: Object.fromEntries(distribution), facetStats: Object.fromEntries(stats) }
}

/** What an index orders it by; a text that reads like a number cannot be told from one here. */
function orderedBy(spelling: string): number | string {
  const number = numberOf(spelling)
  return Number.isNaN(number) ? normalizeValue(spelling) : number
}
