/**
 * `field:asc` and `field:desc`, as the `sort` parameter and as a custom ranking rule, and
 * `_geoPoint(lat,lng):asc` in the parameter.
 */
import { numberOf } from '../../../shared/value-shapes.ts'
import type { Point } from '../../filter/filter.ts'

export interface SortOrder {
  /** The field to sort by; of a point as written, such as `_geoPoint(48.8,2.3)`. */
  readonly field: string
  readonly descending: boolean
  /** If present, documents are sorted by the distance from here; else by value. */
  readonly point?: Point
}

const geoPoint = /^_geoPoint\(\s*([^\s,]+)\s*,\s*([^\s,]+)\s*\)$/

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
