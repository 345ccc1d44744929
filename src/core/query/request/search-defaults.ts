/**
 * What a search asks for where its request says nothing: the index's own defaults (the setting
 * `searchDefaults`), one parameter at a time.
 */
import type { SearchRequest } from '../../../shared/search.ts'
import type { SearchDefaults } from '../../../shared/settings.ts'

/**
 * `request` has passed `checkSearchRequest` with its nulls, which take a default away and are left
 * out of what is returned.
 */
export function withSearchDefaults(request: SearchRequest, { hitsPerPage, ...others }: SearchDefaults): SearchRequest {
  // A request with `offset` or `limit` gets no defaults for pages: the two forms exclude each
  // other.
  const pages = (request.offset ?? request.limit) == null && hitsPerPage !== undefined ? { hitsPerPage } : {}
  // `groupBy` and `distinct` both say of which attribute a value comes once: the request's own one
  // excludes the other.
  const once = request.groupBy ? { distinct: null } : request.distinct ? { groupBy: null } : {}
  return Object.fromEntries(
    Object.entries({ ...others, ...pages, ...once, ...request }).filter(([, value]) => value !== null),
  ) as SearchRequest
}
