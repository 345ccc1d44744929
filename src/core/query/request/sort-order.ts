/**
 * `field:asc` and `field:desc`, as the `sort` parameter and as a custom ranking rule, and
 * `_geoPoint(lat,lng):asc` in the parameter.
 */
import { type ErrorCode, SeeklingError } from '../../../shared/errors.ts'
import type { Settings } from '../../../shared/settings.ts'
import { numberOf } from '../../../shared/value-shapes.ts'
import { coveringPattern } from '../../document/attribute-pattern.ts'
import type { Point } from '../../filter/filter.ts'

export interface SortOrder {
  /** The field to sort by; of a point as written, such as `_geoPoint(48.8,2.3)`. */
  readonly field: string
  readonly descending: boolean
  /** If present, documents are sorted by the distance from here; else by value. */
  readonly point?: Point
}

const geoPoint = /^_geoPoint\(\s*([^\s,]+)\s*,\s*([^\s,]+)\s*\)$/
const reservedName = /^_geo(?:json|Distance|Radius|BoundingBox|Polygon|Point)?(?:\(|$)/

/**
 * undefined when the text is no sort order. A field may hold colons itself: the last one counts.
 */
export function parseSortOrder(text: string): SortOrder | undefined {
  const [, field, direction] = /^(.+):(asc|desc)$/s.exec(text) ?? []
  if (field === undefined) return undefined
  const order = { field, descending: direction === 'desc' }
  const [lat, lng] = geoPoint.exec(field)?.slice(1).map(numberOf) ?? []
  if (lat === undefined || lng === undefined) return order
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { ...order, point: [lat, lng] } : undefined
}

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
