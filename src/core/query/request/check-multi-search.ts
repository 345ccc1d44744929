/**
 * Checks a multi-search: the list of queries, and what makes it a federated one. The queries
 * themselves are checked as searches.
 */
import { type ErrorCode, SeeklingError } from '../../../shared/errors.ts'
import { checkIndexUid } from '../../../shared/index-uid.ts'
import type { Federation, SearchRequest } from '../../../shared/search.ts'
import { checkSearchRequest } from '../../../shared/search-check.ts'
import { isCount, isObject, isStrings, type Members } from '../../../shared/value-shapes.ts'

export interface CheckedQuery {
  readonly indexUid: string
  readonly request: SearchRequest
  readonly weight: number
  readonly position: number
}

export interface CheckedMultiSearch {
  readonly queries: readonly CheckedQuery[]
  readonly federation: Federation | null
}

/** The queries run in one thread, each as long as its cutoff allows. */
const maxQueries = 500

const paging = ['offset', 'limit', 'page', 'hitsPerPage']

export function checkMultiSearch(given: unknown): CheckedMultiSearch {
  const { queries, federation: wanted = null, ...more } = (given ?? {}) as Members
  const [surplus] = Object.keys(more)
  if (!Array.isArray(queries) || surplus !== undefined)
    throw new SeeklingError('bad_request', 'A multi-search takes { queries: [{ indexUid, q, ... }], federation? }.')
  if (queries.length > maxQueries)
    throw new SeeklingError(
      'bad_request',
      `A multi-search takes up to ${maxQueries} queries, not ${queries.length}: send several.`,
    )
  const federation = wanted === null ? null : checkFederation(wanted)
  const checked = Array.from(queries, (query: unknown, i) => {
    try {
      return checkQuery(query, i, federation)
    } catch (thrown) {
      throw inQuery(i, thrown)
    }
  })
  return { queries: checked, federation }
}

/** Says which query an error belongs to. */
export function inQuery(place: number, thrown: unknown): unknown {
  if (!(thrown instanceof SeeklingError)) return thrown
  return new SeeklingError(thrown.code, `In queries[${place}]: ${thrown.message}`, thrown.details, thrown)
}

function checkQuery(given: unknown, place: number, federation: Federation | null): CheckedQuery {
  const query = given ?? {}
  if (!isObject(query)) refuse('bad_request', 'A query must be an object such as { indexUid: "films", q: "solaris" }.')
  const { indexUid, federationOptions: options = null, ...search } = query as Members
  if (indexUid === undefined) refuse('missing_index_uid', 'Say in `indexUid` where to search.')
  const request = checkSearchRequest(search, true)
  const uid = checkIndexUid(indexUid)
  if (federation === null) {
    if (options !== null) refuse('invalid_multi_search_federation_options', '`federationOptions` needs `federation`.')
    return { indexUid: uid, request, weight: 1, position: place }
  }
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
  return { indexUid: uid, request, weight: weight as number, position: queryPosition as number }
}

const facetsByIndexExpected = '`federation.facetsByIndex` must be an object such as { films: ["genres"] }.'

function checkFederation(given: unknown): Federation {
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
