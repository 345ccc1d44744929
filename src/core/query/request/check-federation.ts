/**
 * Checks what makes a multi-search a federated one: `federation` itself, and what a query may say
 * in it. A search for one list of hits needs none of this.
 */
import { type ErrorCode, SeeklingError } from '../../../shared/errors.ts'
import type { Federation, SearchRequest } from '../../../shared/search.ts'
import { checkSearchRequest } from '../../../shared/search-check.ts'
import { isCount, isObject, isStrings, type Members } from '../../../shared/value-shapes.ts'

/** What a query says of its place in the merged list. */
export interface FederatedPlace {
  readonly weight: number
  readonly position: number
}

const paging = ['offset', 'limit', 'page', 'hitsPerPage']

/** `options`: the query's `federationOptions`, unchecked; `place`: where the query stands. */
export function checkInFederation(
  request: SearchRequest,
  options: unknown,
  place: number,
  federation: Federation,
): FederatedPlace {
  const page = paging.find((name) => (request as Members)[name] != null)
  if (page !== undefined) refuse('invalid_multi_search_query_pagination', `\`${page}\` belongs into \`federation\`.`)
  if (request.facets) refuse('invalid_multi_search_query_facets', '`facets` belong into `federation.facetsByIndex`.')
  const distinct = request.groupBy ? 'groupBy' : 'distinct'
  if (request[distinct] && federation.distinct)
    refuse('invalid_multi_search_distinct', `\`${distinct}\` stands in the query and \`distinct\` in \`federation\`.`)
  const { weight = 1, queryPosition = place, remote = null, ...more } = isObject(options) ? options : {}
  const [surplus] = Object.keys(more)
  if (surplus !== undefined)
    refuse('bad_request', `\`federationOptions\` has no \`${surplus}\`: it is { weight, queryPosition }.`)
  if (options !== null && !isObject(options))
    refuse('invalid_multi_search_federation_options', '`federationOptions` must be { weight, queryPosition }.')
  if (remote !== null) refuse('invalid_multi_search_remote', 'A page has no `remote` indexes.')
  if (!Number.isFinite(weight) || (weight as number) < 0)
    refuse('invalid_multi_search_weight', '`federationOptions.weight` must be 0 or more.')
  if (!isCount(queryPosition))
    refuse('invalid_multi_search_query_position', '`federationOptions.queryPosition` must be a whole number.')
  return { weight: weight as number, position: queryPosition as number }
}

const facetsByIndexExpected = '`federation.facetsByIndex` must be an object such as { films: ["genres"] }.'

export function checkFederation(given: unknown): Federation {
  if (!isObject(given))
    refuse('invalid_multi_search_federated', '`federation` must be an object; {} takes every default.')
  const { facetsByIndex = null, mergeFacets = null, distinct = null, ...window } = given as Members
  const surplus = Object.keys(window).find((name) => !paging.includes(name))
  if (surplus !== undefined) refuse('bad_request', `\`federation\` has no \`${surplus}\`.`)
  if (distinct !== null && typeof distinct !== 'string')
    refuse('invalid_multi_search_distinct', '`federation.distinct` must be a string.')
  if (facetsByIndex !== null && !isObject(facetsByIndex))
    refuse('invalid_multi_search_facets_by_index', facetsByIndexExpected)
  for (const facets of Object.values((facetsByIndex ?? {}) as Members))
    if (facets !== null && !isStrings(facets)) refuse('invalid_multi_search_facets_by_index', facetsByIndexExpected)
  const { maxValuesPerFacet = null, ...other } = isObject(mergeFacets) ? mergeFacets : {}
  if ((mergeFacets !== null && !isObject(mergeFacets)) || Object.keys(other).length > 0)
    refuse('invalid_multi_search_merge_facets', '`federation.mergeFacets` must be {} or { maxValuesPerFacet }.')
  if (maxValuesPerFacet !== null && !isCount(maxValuesPerFacet))
    refuse(
      'invalid_multi_search_max_values_per_facet',
      '`federation.mergeFacets.maxValuesPerFacet` must be a whole number.',
    )
  // Without a prototype: an index may be called `constructor`.
  const byIndex = facetsByIndex && { __proto__: null, ...(facetsByIndex as Members) }
  return { ...checkSearchRequest(window), facetsByIndex: byIndex, mergeFacets, distinct } as Federation
}

function refuse(code: ErrorCode, message: string): never {
  throw new SeeklingError(code, message)
}
