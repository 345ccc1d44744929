/**
 * Checks the parameter `sort`: orders that can be read, by attributes that may be sorted by. A
 * search without one needs none of this.
 */
import { type ErrorCode, SeeklingError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/settings.ts'
import { coveringPattern } from '../../document/attribute-pattern.ts'
import { parseSortOrder, type SortOrder } from './sort-order.ts'

const reservedName = /^_geo(?:json|Distance|Radius|BoundingBox|Polygon|Point)?(?:\(|$)/

/**
 * Checks the `sort` parameter against the settings; throws `code`. Of a field that comes twice the
 * first entry counts.
 */
export function checkSort(
  sort: readonly string[] | null,
  { rankingRules, sortableAttributes }: Settings,
  code: ErrorCode = 'invalid_search_sort',
): SortOrder[] {
  if (sort === null || sort.length === 0) return []
  if (!rankingRules.includes('sort')) {
    throw new SeeklingError(
      code,
      'This index cannot take `sort`: add the rule `sort` to the setting `rankingRules`, where its place says how much it counts.',
    )
  }
  const orders: SortOrder[] = []
  for (const text of sort) {
    const order = parseSortOrder(text)
    if (order === undefined) {
      const message = `\`${text}\` in \`sort\` is no sort order: write "attribute:asc", "attribute:desc" or "_geoPoint(latitude, longitude):asc".`
      throw new SeeklingError(code, message, { sort: text })
    }
    const { field, point } = order
    if (point === undefined && reservedName.test(field)) {
      const message = `\`${field}\` in \`sort\` is a reserved name: to sort by distance write "_geoPoint(latitude, longitude):asc".`
      throw new SeeklingError(code, message, { attribute: field })
    }
    const attribute = point === undefined ? field : '_geo'
    if (point === undefined ? coveringPattern(sortableAttributes, field) < 0 : !sortableAttributes.includes('_geo')) {
      const message =
        `Attribute \`${attribute}\` in \`sort\` is not sortable. Sortable attributes are: ${sortableAttributes.join(', ') || 'none'}; ` +
        'add it to the setting `sortableAttributes` first.'
      throw new SeeklingError(code, message, { attribute })
    }
    if (!orders.some((known) => known.field === field)) orders.push(order)
  }
  return orders
}
