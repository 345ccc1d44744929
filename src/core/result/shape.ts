/** From a stored document to a hit: the fields that may be shown and were asked for, and what the request wants beside them. */
import type { JsonObject } from '../../shared/document.ts'
import type { Hit, HitExtras } from '../../shared/search.ts'
import { selectFields } from '../document/select.ts'
import type { SearchPlan } from '../query/plan.ts'
import type { Verdict } from '../ranking/verdict.ts'
import { formatDocument } from './format.ts'
import { matchesPosition } from './matches-position.ts'
import { queryMatcher } from './query-matcher.ts'
import { rankingScore, rankingScoreDetails } from './score-details.ts'

const defaultPreTag = '<em>'
const defaultPostTag = '</em>'

/** Extras hold what is retrieved and what is marked, as far as it is displayed; the hit itself only what is retrieved. */
export function shapeHit(plan: SearchPlan, document: JsonObject, verdict: Verdict | null = null): Hit<JsonObject> {
  const { request, index } = plan
  const displayed = selectFields(document, index.settings.displayedAttributes)
  const retrieve = request.attributesToRetrieve ?? ['*']
  const hit = selectFields(displayed, retrieve)
  const attributes = request.attributesToHighlight ?? []
  const formats = attributes.length > 0
  const { showRankingScore, showRankingScoreDetails } = request
  const scores: HitExtras = {
    ...(showRankingScore ? { _rankingScore: rankingScore(verdict) } : {}),
    ...(showRankingScoreDetails ? { _rankingScoreDetails: rankingScoreDetails(verdict) } : {}),
  }
  if (!formats && request.showMatchesPosition !== true) return { ...hit, ...scores } as Hit<JsonObject>
  const shown = formats ? selectFields(displayed, [...retrieve, ...attributes]) : hit
  const matcher = queryMatcher(plan)
  const preTag = request.highlightPreTag ?? defaultPreTag
  const postTag = request.highlightPostTag ?? defaultPostTag
  const extras: HitExtras = {
    ...(formats ? { _formatted: formatDocument(shown, matcher, { attributes, preTag, postTag }) } : {}),
    ...(request.showMatchesPosition ? { _matchesPosition: matchesPosition(shown, matcher) } : {}),
  }
  return { ...hit, ...extras, ...scores } as Hit<JsonObject>
}
