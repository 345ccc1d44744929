/**
 * Whether a document meets a filter, said as plainly as can be: what evaluation over columns must
 * agree with.
 */
import type { Filter, GeoFilter, Point } from '../../src/core/filter/filter.ts'
import type { JsonObject, JsonValue } from '../../src/shared/document.ts'

interface Field {
  exists: boolean
  isNull: boolean
  isEmpty: boolean
  readonly values: (string | number)[]
}

/**
 * What the document says of an attribute: values at any depth of arrays, and whether its own value
 * is null or empty.
 */
export function fieldOf(document: JsonObject, attribute: string): Field {
  const field: Field = { exists: false, isNull: false, isEmpty: false, values: [] }
  const visit = (value: JsonValue, path: string, inArray: boolean): void => {
    const here = path === attribute
    if (here) field.exists = true
    if (value === null) field.isNull ||= here && !inArray
    else if (Array.isArray(value)) {
      field.isEmpty ||= here && !inArray && value.length === 0
      for (const element of value) visit(element, path, true)
    } else if (typeof value === 'object') {
      const members = Object.entries(value as JsonObject)
      field.isEmpty ||= here && !inArray && members.length === 0
      for (const [key, member] of members) visit(member, `${path}.${key}`, inArray)
    } else {
      field.isEmpty ||= here && !inArray && value === ''
      if (here) field.values.push(typeof value === 'number' ? value : String(value))
    }
  }
  for (const [key, value] of Object.entries(document)) visit(value, key, false)
  return field
}

export const naiveNormal = (text: string): string => text.trim().normalize('NFKD').toLowerCase()

const asNumber = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN

export function naiveDistance([latA, lngA]: Point, [latB, lngB]: Point): number {
  const toVector = (lat: number, lng: number): [number, number, number] => {
    const [phi, lambda] = [(lat * Math.PI) / 180, (lng * Math.PI) / 180]
    return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)]
  }
  const [a, b] = [toVector(latA, lngA), toVector(latB, lngB)]
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 2))
}

export function meets(filter: Filter, document: JsonObject): boolean {
  if (filter.op === 'AND') return filter.parts.every((part) => meets(part, document))
  if (filter.op === 'OR') return filter.parts.some((part) => meets(part, document))
  if (filter.op === 'NOT') return !meets(filter.part, document)
  if (!('field' in filter)) {
    const geo = document._geo as { lat: number; lng: number } | undefined
    return geo !== undefined && isAt(filter as GeoFilter, [geo.lat, geo.lng])
  }
  const { exists, isNull, isEmpty, values: all } = fieldOf(document, filter.field)
  // An empty text equals an empty text, and is no value to anything else.
  const values = all.filter((value) => typeof value === 'number' || naiveNormal(value) !== '')
  const equals = (wanted: string) =>
    all.some((value) =>
      typeof value === 'number' ? value === asNumber(wanted) : naiveNormal(value) === naiveNormal(wanted),
    )
  const compares = (holds: (order: number) => boolean, wanted: string) =>
    values.some((value) => holds(order(value, wanted)))
  switch (filter.op) {
    case 'EXISTS':
      return exists
    case 'IS NULL':
      return isNull
    case 'IS EMPTY':
      return isEmpty
    case '=':
      return equals(filter.value)
    case '!=':
      return !equals(filter.value)
    case 'IN':
      return filter.values.some(equals)
    case '>':
      return compares((order) => order > 0, filter.value)
    case '>=':
      return compares((order) => order >= 0, filter.value)
    case '<':
      return compares((order) => order < 0, filter.value)
    case '<=':
      return compares((order) => order <= 0, filter.value)
    case 'TO': {
      const numeric = !Number.isNaN(asNumber(filter.from)) && !Number.isNaN(asNumber(filter.to))
      return values.some(
        (value) =>
          (typeof value === 'string' || numeric) && order(value, filter.from) >= 0 && order(value, filter.to) <= 0,
      )
    }
    case 'CONTAINS':
      return values.some((value) => typeof value === 'string' && naiveNormal(value).includes(naiveNormal(filter.value)))
    case 'STARTS WITH':
      return values.some(
        (value) => typeof value === 'string' && naiveNormal(value).startsWith(naiveNormal(filter.value)),
      )
  }
}

/** NaN, which nothing holds for, when a number meets what is none. */
function order(value: string | number, wanted: string): number {
  if (typeof value === 'number') return value - asNumber(wanted)
  const [a, b] = [naiveNormal(value), naiveNormal(wanted)]
  return a < b ? -1 : a > b ? 1 : 0
}

function isAt(filter: GeoFilter, place: Point): boolean {
  if (filter.op === '_geoRadius') return naiveDistance(filter.center, place) <= filter.metres
  const [lat, lng] = place
  if (filter.op === '_geoBoundingBox') {
    const { topRight, bottomLeft } = filter
    const between = lng >= bottomLeft[1] && lng <= topRight[1]
    const across = bottomLeft[1] > topRight[1] && (lng >= bottomLeft[1] || lng <= topRight[1])
    return lat >= bottomLeft[0] && lat <= topRight[0] && (between || across)
  }
  // Around an inside place the corners turn once; seen from outside their turns cancel out. Counted
  // in sides crossed going east.
  const crossings = filter.points.filter(([latA, lngA], i) => {
    const [latB, lngB] = filter.points[(i + 1) % filter.points.length]
    if (latA > lat === latB > lat) return false
    return lng < lngA + ((lngB - lngA) * (lat - latA)) / (latB - latA)
  })
  return crossings.length % 2 === 1
}
