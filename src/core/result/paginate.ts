/** The answer around the hits, in the form the request chose: offset and limit, or numbered pages. */
import type { JsonObject } from '../../shared/document.ts'
import type { Hit, SearchResponse } from '../../shared/search.ts'
import { defaultLimit } from '../query/hit-window.ts'
import type { SearchPlan } from '../query/plan.ts'
import type { RankedHits } from '../ranking/rank.ts'

/** Totals never exceed `maxTotalHits`; offset and limit are echoed as asked. */
export function searchResponse(
  { request, index, window }: SearchPlan,
  hits: readonly Hit<JsonObject>[],
  { total }: RankedHits,
  processingTimeMs: number,
): SearchResponse {
  const totalHits = Math.min(total, index.settings.pagination.maxTotalHits)
  const base = { hits, query: request.q ?? '', processingTimeMs }
  if (window.page === null) {
    const { offset = 0, limit = defaultLimit } = request
    return { ...base, limit, offset, estimatedTotalHits: totalHits }
  }
  const { number, hitsPerPage } = window.page
  const totalPages = hitsPerPage === 0 ? 0 : Math.ceil(totalHits / hitsPerPage)
  return { ...base, hitsPerPage, page: number, totalPages, totalHits }
}
