/**
 * Checks a multi-search: the list of queries, each checked as a search. What makes it a federated
 * one stands in check-federation.ts.
 */
import { type ErrorCode, SeeklingError } from '../../../shared/errors.ts'
import { checkIndexUid } from '../../../shared/index-uid.ts'
import type { Federation, SearchRequest } from '../../../shared/search.ts'
import { checkSearchRequest } from '../../../shared/search-check.ts'
import { isObject, type Members } from '../../../shared/value-shapes.ts'
import { checkFederation, checkInFederation, type FederatedPlace } from './check-federation.ts'

export interface CheckedQuery extends FederatedPlace {
  readonly indexUid: string
  readonly request: SearchRequest
}

export interface CheckedMultiSearch {
  readonly queries: readonly CheckedQuery[]
  readonly federation: Federation | null
}

/** The queries run in one thread, each as long as its cutoff allows. */
const maxQueries = 500

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
  return { indexUid: uid, request, ...checkInFederation(request, options, place, federation) }
}

function refuse(code: ErrorCode, message: string): never {
  throw new SeeklingError(code, message)
}
