/**
 * From a stored document to a hit: the fields that may be shown and were asked for, and what the
 * request wants beside them.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { Hit, HitExtras } from '../../shared/search.ts'
import type { GlobalDocument } from '../docset/numbers.ts'
import { selectFields } from '../document/select.ts'
import { distance, placesOf } from '../filter/geo.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import type { Verdict } from '../ranking/verdict.ts'
import { formatterOf } from './formatter.ts'
import { matchesPosition } from './matches-position.ts'
import { queryMatcher } from './query-matcher.ts'
import { rankingScore, rankingScoreDetails } from './score-details.ts'

/**
 * The hit itself holds what is retrieved, what is formatted also that; positions are those in all
 * that is displayed. `verdict` holds what scores are made of.
 */
export function shapeHit(plan: SearchPlan, document: JsonObject, verdict: Verdict | null = null): Hit<JsonObject> {
  const { request, index } = plan
  const displayed = selectFields(document, index.settings.displayedAttributes)
  const retrieve = request.attributesToRetrieve ?? ['*']
  const hit = selectFields(displayed, retrieve)
  const { showRankingScore, showRankingScoreDetails } = request
  const scores: HitExtras = {
    ...(showRankingScore ? { _rankingScore: rankingScore(verdict) } : {}),
    ...(showRankingScoreDetails ? { _rankingScoreDetails: rankingScoreDetails(verdict) } : {}),
  }
  const formatter = formatterOf(plan)
  const extras: HitExtras = {
    ...(formatter.isAsked ? formatter.format(selectFields(displayed, [...retrieve, ...formatter.attributes])) : {}),
    ...(request.showMatchesPosition ? { _matchesPosition: matchesPosition(displayed, queryMatcher(plan)) } : {}),
  }
  return { ...hit, ...extras, ...scores } as Hit<JsonObject>
}

/**
 * How far a hit lies from the point it was sorted by, in whole metres; nothing where no point was
 * sorted by, or the document has no place.
 */
export function geoDistance({ sort, index }: SearchPlan, document: GlobalDocument): { readonly _geoDistance?: number } {
  const point = sort.find((order) => order.point !== undefined)?.point
  const segment = index.segments.findLast(({ base }) => base <= document)
  if (point === undefined || segment === undefined) return {}
  const place = placesOf(segment.view).at(document - segment.base)
  return place === null ? {} : { _geoDistance: Math.round(distance(point, place)) }
}
