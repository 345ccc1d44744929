/** `_geoDistance`: how far a hit lies from the point it was sorted by. */
import type { GlobalDocument } from '../docset/numbers.ts'
import { distance, placesOf } from '../filter/geo.ts'
import type { SearchPlan } from '../query/plan/plan.ts'

/** In whole metres; nothing where no point was sorted by, or the document has no place. */
export function geoDistance({ sort, index }: SearchPlan, document: GlobalDocument): { readonly _geoDistance?: number } {
  const point = sort.find((order) => order.point !== undefined)?.point
  const segment = index.segments.findLast(({ base }) => base <= document)
  if (point === undefined || segment === undefined) return {}
  const place = placesOf(segment.view).at(document - segment.base)
  return place === null ? {} : { _geoDistance: Math.round(distance(point, place)) }
}
