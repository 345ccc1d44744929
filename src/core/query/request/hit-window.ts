/**
 * Which hits are asked for. Two forms: `offset` and `limit`, or numbered pages as soon as `page` or
 * `hitsPerPage` is given. In both forms no response has hits beyond the first `maxTotalHits` of a
 * query.
 */
import type { SearchRequest } from '../../../shared/search.ts'

export interface HitWindow {
  /** Hits to skip and to return, already within `maxTotalHits`. */
  readonly offset: number
  readonly limit: number
  /** null in the offset form. Pages count from 1; page 0 has no hits. */
  readonly page: { readonly number: number; readonly hitsPerPage: number } | null
}

export const defaultLimit = 20

export function hitWindow(
  { offset = 0, limit = defaultLimit, page, hitsPerPage }: SearchRequest,
  maxTotalHits: number,
): HitWindow {
  if (page === undefined && hitsPerPage === undefined) {
    const from = Math.min(offset, maxTotalHits)
    return { offset: from, limit: Math.min(limit, maxTotalHits - from), page: null }
  }
  const number = page ?? 1
  const size = hitsPerPage ?? defaultLimit
  const from = Math.min(Math.max(0, number - 1) * size, maxTotalHits)
  return {
    offset: from,
    limit: number === 0 ? 0 : Math.min(size, maxTotalHits - from),
    page: { number, hitsPerPage: size },
  }
}
