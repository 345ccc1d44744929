/**
 * Places on a sphere. The columns `_geo.lat` and `_geo.lng` hold them: a document has one value in
 * both or in none.
 */
import type { LocalDocument } from '../docset/numbers.ts'
import type { Column, ColumnSource } from '../segment/segment-view.ts'
import type { Point } from './filter.ts'

/** The radius of the earth in metres, as Meilisearch has it. */
const radius = 6_371_000
const radians = Math.PI / 180

/** Metres along the great circle. */
export function distance([latA, lngA]: Point, [latB, lngB]: Point): number {
  const lat = Math.sin(((latB - latA) * radians) / 2)
  const lng = Math.sin(((lngB - lngA) * radians) / 2)
  const square = lat * lat + Math.cos(latA * radians) * Math.cos(latB * radians) * lng * lng
  return 2 * radius * Math.asin(Math.min(1, Math.sqrt(square)))
}

/** How many degrees of latitude a distance of so many metres is. */
export const degreesOf = (metres: number): number => metres / radius / radians

/** The place of each document; null where it has none. */
export interface Places {
  at(document: LocalDocument): Point | null
}

export function placesOf(segment: ColumnSource): Places {
  const lat = segment.column('_geo.lat')
  const lng = segment.column('_geo.lng')
  const value = ({ numbers, places, starts }: Column, document: LocalDocument): number =>
    numbers[places[starts[document]]]
  return {
    at: (document) =>
      lat === undefined || lng === undefined || lat.starts[document] === lat.starts[document + 1]
        ? null
        : [value(lat, document), value(lng, document)],
  }
}
