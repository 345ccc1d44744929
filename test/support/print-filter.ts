/**
 * Writes a filter so that parsing it gives the same filter again:
 * `parseFilter(printFilter(filter))` is `filter`.
 */
import type { Filter, Point } from '../../src/core/filter/filter.ts'

export function printFilter(filter: Filter): string {
  if ('parts' in filter) return filter.parts.map(printPart).join(` ${filter.op} `)
  if ('part' in filter) return `NOT ${printPart(filter.part)}`
  if (filter.op === '_geoRadius') {
    // A bare word has no plus sign, and 1e21 is 1e+21.
    return `_geoRadius(${filter.center.join(', ')}, ${String(filter.metres).replace('+', '')})`
  }
  if (filter.op === '_geoBoundingBox') return `_geoBoundingBox(${printPoints([filter.topRight, filter.bottomLeft])})`
  if (filter.op === '_geoPolygon') return `_geoPolygon(${printPoints(filter.points)})`
  const field = quote(filter.field)
  if ('values' in filter) return `${field} IN [${filter.values.map(quote).join(', ')}]`
  if ('from' in filter) return `${field} ${quote(filter.from)} TO ${quote(filter.to)}`
  return 'value' in filter ? `${field} ${filter.op} ${quote(filter.value)}` : `${field} ${filter.op}`
}

const printPart = (part: Filter): string => ('parts' in part ? `(${printFilter(part)})` : printFilter(part))

const printPoints = (points: readonly Point[]): string => points.map((point) => `[${point.join(', ')}]`).join(', ')

const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`
