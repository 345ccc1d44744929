/**
 * Filters on places. The documents between the southernmost and the northernmost latitude are found
 * in the sorted column and then checked one by one.
 */
import type { Bitset } from '../docset/bitset.ts'
import type { ColumnSource } from '../segment/segment-view.ts'
import { bound } from './bound.ts'
import type { GeoFilter, Point } from './filter.ts'
import { degreesOf, distance, placesOf } from './geo.ts'
import type { TimeLimit } from './time-limit.ts'

/** Adds to the empty set `into`; false when the time was over before all was looked at. */
export function addPlaces(filter: GeoFilter, segment: ColumnSource, into: Bitset, limit: TimeLimit): boolean {
  const lat = segment.column('_geo.lat')
  if (lat === undefined) return true
  const [south, north] = latitudes(filter)
  lat.addWith(bound(lat.numbers, south, false), bound(lat.numbers, north, true), into)
  const possible = into.toArray()
  into.clear()
  const places = placesOf(segment)
  const steps = filter.op === '_geoPolygon' ? filter.points.length : 4
  for (const document of possible) {
    if (limit.spend(steps)) return false
    const place = places.at(document)
    if (place !== null && contains(filter, place)) into.add(document)
  }
  return true
}

function latitudes(filter: GeoFilter): readonly [south: number, north: number] {
  if (filter.op === '_geoBoundingBox') return [filter.bottomLeft[0], filter.topRight[0]]
  if (filter.op === '_geoPolygon') {
    // Not `Math.min(...points)`: there may be more points than a call takes arguments.
    return filter.points.reduce(([south, north], [lat]) => [Math.min(south, lat), Math.max(north, lat)], [90, -90])
  }
  // A little more than asked for, so that rounding loses no document.
  const reach = degreesOf(filter.metres) * 1.000001 + 1e-9
  return [filter.center[0] - reach, filter.center[0] + reach]
}

function contains(filter: GeoFilter, place: Point): boolean {
  if (filter.op === '_geoRadius') return distance(filter.center, place) <= filter.metres
  const [lat, lng] = place
  if (filter.op === '_geoPolygon') return isInside(filter.points, place)
  const { topRight, bottomLeft } = filter
  const [west, east] = [bottomLeft[1], topRight[1]]
  if (lat < bottomLeft[0] || lat > topRight[0]) return false
  return west <= east ? lng >= west && lng <= east : lng >= west || lng <= east
}

/**
 * Counts the sides north of the place, on a flat map: a polygon across the 180th meridian has to be
 * given in two parts.
 */
function isInside(points: readonly Point[], [lat, lng]: Point): boolean {
  let inside = false
  points.forEach(([latA, lngA], i) => {
    const [latB, lngB] = points[(i + 1) % points.length]
    if (lngA > lng !== lngB > lng && lat < latA + ((latB - latA) * (lng - lngA)) / (lngB - lngA)) inside = !inside
  })
  return inside
}
