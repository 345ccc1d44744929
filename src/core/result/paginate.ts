/**
 * The response around the hits, in the form the request chose: offset and limit, or numbered pages.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { Hit, OffsetResponse, PageResponse, SearchRequest, SearchResponse } from '../../shared/search.ts'
import type { Settings } from '../../shared/settings.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import { defaultLimit, type HitWindow, hitWindow } from '../query/request/hit-window.ts'
import type { RankedHits } from '../ranking/rank.ts'

/** Totals never exceed `maxTotalHits`. */
export const searchResponse = (
  { request, index, window }: SearchPlan,
  hits: readonly Hit<JsonObject>[],
  { total }: RankedHits,
  processingTimeMs: number,
): SearchResponse => ({
  hits,
  query: request.q ?? '',
  processingTimeMs,
  ...windowResponse(request, window, Math.min(total, index.settings.pagination.maxTotalHits)),
})

/** What is added for a list of facets that names none, or where nothing was looked for. */
export const noFacets = { facetDistribution: {}, facetStats: {} }

/** The response of a search that finds nothing. */
export const emptyResponse = (
  request: SearchRequest,
  { pagination }: Settings,
  processingTimeMs: number,
): SearchResponse => ({
  hits: [],
  query: request.q ?? '',
  processingTimeMs,
  ...windowResponse(request, hitWindow(request, pagination.maxTotalHits), 0),
  ...(request.facets && noFacets),
})

type WindowOf<Response> = Omit<Response, 'hits' | 'query' | 'processingTimeMs'>

/** Offset and limit are echoed as asked. */
export function windowResponse(
  { offset = 0, limit = defaultLimit }: SearchRequest,
  { page }: HitWindow,
  totalHits: number,
): WindowOf<OffsetResponse<JsonObject>> | WindowOf<PageResponse<JsonObject>> {
  if (page === null) return { limit, offset, estimatedTotalHits: totalHits }
  const { number, hitsPerPage } = page
  const totalPages = hitsPerPage === 0 ? 0 : Math.ceil(totalHits / hitsPerPage)
  return { hitsPerPage, page: number, totalPages, totalHits }
}
