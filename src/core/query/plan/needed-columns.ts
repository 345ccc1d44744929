/**
 * What a search looks into, so that it can be loaded first: columns before the search is planned,
 * lengths of fields before it is ranked.
 */
import type { SearchRequest } from '../../../shared/search.ts'
import type { Settings } from '../../../shared/settings.ts'
import { coversAttribute } from '../../document/attribute-pattern.ts'
import type { Filter } from '../../filter/filter.ts'
import { parseSortOrder } from '../request/sort-order.ts'
import type { SearchPlan } from './plan.ts'

const places = ['_geo.lat', '_geo.lng']

/** `filter`: that of the request, parsed. `names`: the columns there are. */
export function neededColumns(
  request: SearchRequest,
  filter: Filter | null,
  settings: Settings,
  names: readonly string[],
): Set<string> {
  const { sort, facets } = request
  const needed = new Set(filterColumns(filter))
  for (const text of [...(sort ?? []), ...settings.rankingRules]) {
    const order = parseSortOrder(text)
    if (order !== undefined) for (const name of order.point === undefined ? [order.field] : places) needed.add(name)
  }
  for (const facet of facets ?? []) for (const name of names) if (coversAttribute(facet, name)) needed.add(name)
  return needed
}

export function filterColumns(filter: Filter | null): string[] {
  const columns: string[] = []
  const visit = (condition: Filter): void => {
    if ('parts' in condition) condition.parts.forEach(visit)
    else if ('part' in condition) visit(condition.part)
    else columns.push(...('field' in condition ? [condition.field] : places))
  }
  if (filter !== null) visit(filter)
  return columns
}

const noLengths = new Uint8Array(0)

/**
 * By field id, 1 = needed; null for all. Scores of the strategy `any` and the rule `exactness`
 * compare lengths, nothing else does.
 */
export function neededLengths({ terms, query, fields, index }: SearchPlan): Uint8Array | null {
  const { rankingRules } = index.settings
  const compares = query.terms.length > 0 && (terms !== null || rankingRules.includes('exactness'))
  return compares ? fields.allowed : noLengths
}
