/**
 * What a search asks for where its request says nothing: the index's own defaults (the setting
 * `searchDefaults`), one parameter at a time.
 */
import type { SearchRequest } from '../../../shared/search.ts'
import type { SearchDefaults } from '../../../shared/settings.ts'

/**
 * `request` has passed `checkSearchRequest` with its nulls, which take a default away and are left
 * out of the answer.
 */
export function withSearchDefaults(request: SearchRequest, { hitsPerPage, ...others }: SearchDefaults): SearchRequest {
  // Pages are one form of asking, offset and limit the other: a request that takes the second is
  // not made to page.
  const pages = (request.offset ?? request.limit) == null && hitsPerPage !== undefined ? { hitsPerPage } : {}
  // Both say of what each value is answered once.
  const once = request.groupBy ? { distinct: null } : request.distinct ? { groupBy: null } : {}
  return Object.fromEntries(
    Object.entries({ ...others, ...pages, ...once, ...request }).filter(([, value]) => value !== null),
  ) as SearchRequest
}
