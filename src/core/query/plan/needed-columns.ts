/** Which columns a search looks into, so that they can be loaded before it is planned. */
import type { SearchRequest } from '../../../shared/search.ts'
import type { Settings } from '../../../shared/settings.ts'
import { coversAttribute } from '../../document/attribute-pattern.ts'
import type { Filter } from '../../filter/filter.ts'
import { parseFilter } from '../../filter/parse.ts'
import { wantedDistinct } from '../request/group-by.ts'
import { parseSortOrder } from '../request/sort-order.ts'

const places = ['_geo.lat', '_geo.lng']

/** `names`: the columns there are. Throws `invalid_search_filter` for what is no filter. */
export function neededColumns(request: SearchRequest, settings: Settings, names: readonly string[]): Set<string> {
  const { filter, sort, facets } = request
  const needed = new Set(filterColumns(filter, 'invalid_search_filter'))
  for (const text of [...(sort ?? []), ...settings.rankingRules]) {
    const order = parseSortOrder(text)
    if (order !== undefined) for (const name of order.point === undefined ? [order.field] : places) needed.add(name)
  }
  const attribute = wantedDistinct(request, settings)
  if (attribute !== null) needed.add(attribute)
  for (const facet of facets ?? []) for (const name of names) if (coversAttribute(facet, name)) needed.add(name)
  return needed
}

/** Throws `code` for what is no filter. */
export function filterColumns(input: unknown, code: Parameters<typeof parseFilter>[1]): string[] {
  const columns: string[] = []
  const visit = (filter: Filter): void => {
    if ('parts' in filter) filter.parts.forEach(visit)
    else if ('part' in filter) visit(filter.part)
    else columns.push(...('field' in filter ? [filter.field] : places))
  }
  const filter = parseFilter(input, code)
  if (filter !== null) visit(filter)
  return columns
}
