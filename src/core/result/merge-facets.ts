/** Facets of several indexes as one distribution. */
import { SeeklingError } from '../../shared/errors.ts'
import type { FacetDistribution, FacetStats } from '../../shared/search.ts'
import type { Faceting } from '../../shared/settings.ts'
import { type Facets, facetOrder } from './facets.ts'

/** `maxValues`: null for the most any index answers. Throws `invalid_multi_search_facet_order`. */
export function mergeFacets(
  indexes: readonly { readonly faceting: Faceting; readonly facets: Facets }[],
  maxValues: number | null,
): Facets {
  const distribution: Record<string, FacetDistribution[string]> = {}
  const stats: Record<string, FacetStats[string]> = {}
  const limit = maxValues ?? Math.max(...indexes.map(({ faceting }) => faceting.maxValuesPerFacet), 0)
  for (const name of new Set(indexes.flatMap(({ facets }) => Object.keys(facets.facetDistribution)))) {
    const having = indexes.filter(({ facets }) => Object.hasOwn(facets.facetDistribution, name))
    const orders = new Set(having.map(({ faceting }) => facetOrder(faceting, name)))
    if (orders.size > 1) {
      const message = `The indexes order values of the facet \`${name}\` differently: give their settings \`faceting.sortFacetValuesBy\` the same order, or leave \`mergeFacets\` out.`
      throw new SeeklingError('invalid_multi_search_facet_order', message, { facet: name })
    }
    const counts = new Map<string, number>()
    for (const { facets } of having) {
      for (const [value, count] of Object.entries(facets.facetDistribution[name] as FacetDistribution[string]))
        counts.set(value, (counts.get(value) ?? 0) + count)
      const range = facets.facetStats[name]
      const known = stats[name] ?? range
      if (range !== undefined && known !== undefined)
        stats[name] = { min: Math.min(range.min, known.min), max: Math.max(range.max, known.max) }
    }
    const byName = (a: string, b: string): number => (a < b ? -1 : 1)
    const values = [...counts].sort(([a, x], [b, y]) => (orders.has('count') && y - x) || byName(a, b))
    distribution[name] = Object.fromEntries(values.slice(0, limit))
  }
  return { facetDistribution: distribution, facetStats: stats }
}
