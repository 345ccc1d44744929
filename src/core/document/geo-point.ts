/** The place of a document: its `_geo`, as `{ lat, lng }` in degrees. */
import type { JsonObject, JsonValue } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'

/**
 * null when it has none, or null. Throws `invalid_document_geo_field` for anything else; `position`
 * counts documents from 0.
 */
export function readGeoPoint(document: JsonObject, position: number): readonly [lat: number, lng: number] | null {
  const geo = document._geo ?? null
  if (geo === null) return null
  const { lat, lng, ...more } = (typeof geo === 'object' ? geo : {}) as Record<string, JsonValue | undefined>
  const point = [degrees(lat, 90), degrees(lng, 180)] as const
  if (!point.some(Number.isNaN) && Object.keys(more).length === 0) return point
  const shown = JSON.stringify(geo).slice(0, 80)
  const message =
    `documents[${position}] has the \`_geo\` ${shown}. It must be { "lat": -90 to 90, "lng": -180 to 180 } in degrees, ` +
    'or null, because `_geo` is filterable or sortable.'
  throw new SeeklingError('invalid_document_geo_field', message, { position })
}

/** NaN for what is no number, nor text of one, within the bounds. */
function degrees(value: JsonValue | undefined, most: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Math.abs(number) <= most ? number : Number.NaN
}
