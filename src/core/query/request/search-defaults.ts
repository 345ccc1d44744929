/** What a search asks for where its request says nothing: the index's own defaults (the setting `searchDefaults`), one parameter at a time. */
import type { SearchRequest } from '../../../shared/search.ts'
import type { SearchDefaults } from '../../../shared/settings.ts'

/** `request` has passed `checkSearchRequest` with its nulls, which take a default away and are left out of the answer. */
export function withSearchDefaults(request: SearchRequest, { hitsPerPage, ...others }: SearchDefaults): SearchRequest {
  // Pages are one form of asking, offset and limit the other: a request that takes the second is not made to page.
  const pages = (request.offset ?? request.limit) == null && hitsPerPage !== undefined ? { hitsPerPage } : {}
  return Object.fromEntries(
    Object.entries({ ...others, ...pages, ...request }).filter(([, value]) => value !== null),
  ) as SearchRequest
}
