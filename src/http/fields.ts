/** The fields of an index, each with what the settings let be done with it. */
import type { FilterableAttribute, Settings } from '../index.ts'
import { isCount, isStrings } from '../shared/value-shapes.ts'
import { type Answer, asObject, type Call, ok, optionalJson, refuseUnknown } from './call.ts'
import { invalidType } from './errors.ts'

/** Whether a field is meant by a pattern, or lies inside of an attribute that is. */
function fits(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name || name.startsWith(`${pattern}.`)) return true
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1))
  return pattern.startsWith('*') && name.endsWith(pattern.slice(1))
}

const any = (patterns: readonly string[], name: string): boolean => patterns.some((pattern) => fits(pattern, name))

/** What a filter may demand of a field, besides its name. */
const abilities = ['displayed', 'searchable', 'sortable', 'distinct', 'rankingRule', 'filterable'] as const
type Ability = (typeof abilities)[number]

export async function listFields(call: Call): Promise<Answer> {
  const { offset, limit, filter, ...others } = asObject((await optionalJson(call)) ?? {})
  refuseUnknown(others, ['offset', 'limit', 'filter'])
  const first = count('offset', offset) ?? 0
  const most = count('limit', limit) ?? 20
  const isWanted = readFilter(filter)
  const index = call.client.index(call.uid)
  const [settings, { fieldDistribution }] = await Promise.all([index.getSettings(), index.getStats()])
  const found = Object.keys(fieldDistribution)
    .map((name) => fieldOf(name, settings))
    .filter(isWanted)
  return ok({ results: found.slice(first, first + most), offset: first, limit: most, total: found.length })
}

function count(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (isCount(value)) return value
  throw invalidType(`invalid_index_${name}`, `.${name}`, 'a positive integer')
}

/** Null counts as absent, for the filter and for each of its members. */
function readFilter(filter: unknown): (field: ReturnType<typeof fieldOf>) => boolean {
  const { attributePatterns: patterns, ...others } = asObject(filter ?? {}, '.filter')
  if (patterns != null && !isStrings(patterns)) {
    throw invalidType('bad_request', '.filter.attributePatterns', 'an array of strings')
  }
  const wanted = Object.entries(others).filter(([, value]) => value !== null) as [Ability, unknown][]
  for (const [name, value] of wanted) {
    if (!abilities.includes(name)) refuseUnknown({ [name]: value }, ['attributePatterns', ...abilities])
    if (typeof value !== 'boolean') throw invalidType('bad_request', `.filter.${name}`, 'a boolean')
  }
  return (field) =>
    (patterns == null || any(patterns, field.name)) && wanted.every(([name, value]) => field[name].enabled === value)
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
