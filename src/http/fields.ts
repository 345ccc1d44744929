/** The fields of an index, each with what the settings let be done with it. */
import type { FilterableAttribute, Settings } from '../index.ts'
import { type Answer, type Call, type JsonObject, ok, optionalJson } from './call.ts'

/** Whether a field is meant by a pattern, or lies inside of an attribute that is. */
function fits(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name || name.startsWith(`${pattern}.`)) return true
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1))
  return pattern.startsWith('*') && name.endsWith(pattern.slice(1))
}

const any = (patterns: readonly string[], name: string): boolean => patterns.some((pattern) => fits(pattern, name))

export async function listFields(call: Call): Promise<Answer> {
  const body = ((await optionalJson(call)) ?? {}) as { offset?: number; limit?: number; filter?: JsonObject }
  const { offset = 0, limit = 20 } = body
  const index = call.client.index(call.uid)
  const [settings, { fieldDistribution }] = await Promise.all([index.getSettings(), index.getStats()])
  const fields = Object.keys(fieldDistribution).map((name) => fieldOf(name, settings))
  const { attributePatterns, ...wanted } = body.filter ?? {}
  const found = fields.filter(
    (field) =>
      (!Array.isArray(attributePatterns) || any(attributePatterns as string[], field.name)) &&
      Object.entries(wanted).every(
        ([name, value]) =>
          typeof value !== 'boolean' ||
          (field as unknown as Record<string, { enabled: boolean }>)[name]?.enabled === value,
      ),
  )
  return ok({ results: found.slice(offset, offset + limit), offset, limit, total: found.length })
}

function fieldOf(name: string, settings: Settings) {
  const rule = settings.rankingRules.find((one) => one === `${name}:asc` || one === `${name}:desc`)
  const orders: Readonly<Record<string, string>> = settings.faceting.sortFacetValuesBy
  const locales = settings.localizedAttributes?.find(({ attributePatterns }) => any(attributePatterns, name))?.locales
  return {
    name,
    displayed: { enabled: any(settings.displayedAttributes, name) },
    searchable: { enabled: any(settings.searchableAttributes, name) },
    sortable: { enabled: any(settings.sortableAttributes, name) },
    distinct: { enabled: settings.distinctAttribute === name },
    rankingRule: { enabled: rule !== undefined, ...(rule && { order: rule.split(':')[1] }) },
    filterable: filterableOf(
      settings.filterableAttributes.find((one) => any(typeof one === 'string' ? [one] : one.attributePatterns, name)),
      orders[name] ?? orders['*'] ?? 'alpha',
    ),
    localized: { locales: locales ?? [] },
  }
}

function filterableOf(attribute: FilterableAttribute | undefined, sortBy: string) {
  const all = typeof attribute === 'string'
  const features = attribute === undefined || all ? undefined : attribute.features
  return {
    enabled: attribute !== undefined,
    sortBy,
    facetSearch: all || (features?.facetSearch ?? false),
    equality: all || (features?.filter.equality ?? false),
    comparison: all || (features?.filter.comparison ?? false),
  }
}
