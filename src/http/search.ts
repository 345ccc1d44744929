/** Searches, in both ways of asking, several at once, and facet search. */
import type { FacetSearchRequest, MultiSearchRequest, SearchParams } from '../index.ts'
import { type Answer, type Call, type JsonObject, jsonObject, ok, optionalJson } from './call.ts'
import { HttpError } from './errors.ts'
import { positionsInBytes } from './positions.ts'
import { checkNames, filter, flag, fraction, given, list, sort, wholeNumber } from './query.ts'

const counts = ['offset', 'limit', 'page', 'hitsPerPage', 'cropLength']
const texts = ['q', 'cropMarker', 'highlightPreTag', 'highlightPostTag', 'distinct', 'matchingStrategy']
const flags = [
  'showMatchesPosition',
  'showRankingScore',
  'showRankingScoreDetails',
  'showPerformanceDetails',
  'retrieveVectors',
]
const lists = [
  'attributesToRetrieve',
  'attributesToCrop',
  'attributesToHighlight',
  'attributesToSearchOn',
  'facets',
  'locales',
]

export async function search(call: Call): Promise<Answer> {
  return ok(await answer(call, ((await optionalJson(call)) ?? {}) as JsonObject))
}

export async function searchByQuery(call: Call): Promise<Answer> {
  const { query } = call
  checkNames(query, [...counts, ...texts, ...flags, ...lists, 'filter', 'sort', 'rankingScoreThreshold'])
  const read = <T>(names: readonly string[], value: (name: string) => T) =>
    Object.fromEntries(names.map((name) => [name, value(name)]))
  const params = {
    ...read(counts, (name) => wholeNumber(query, name, codeOf(name))),
    ...read(texts, (name) => query.get(name) ?? undefined),
    ...read(flags, (name) => flag(query, name, codeOf(name))),
    ...read(lists, (name) => list(query, name)),
    filter: filter(query),
    sort: sort(query),
    rankingScoreThreshold: fraction(query, 'rankingScoreThreshold', codeOf('rankingScoreThreshold')),
  }
  return ok(await answer(call, given(params)))
}

const codeOf = (name: string): string =>
  `invalid_search_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`

async function answer(call: Call, given: JsonObject): Promise<unknown> {
  const { client, uid, signal } = call
  const { q, ...params } = supported(given)
  const response = await client.index(uid).search(q as string, params as SearchParams, { signal })
  return finish(call, { ...response }, uid)
}

export async function multiSearch(call: Call): Promise<Answer> {
  const { queries, federation, ...others } = await jsonObject(call)
  if (!Array.isArray(queries)) throw new HttpError('bad_request', 'Missing field `queries`: expected an array.')
  const [name] = Object.keys(others)
  if (name !== undefined)
    throw new HttpError('bad_request', `Unknown field \`${name}\`: expected \`queries\` or \`federation\`.`)
  const request = {
    queries: queries.map(supported),
    ...(federation ? { federation } : {}),
  } as unknown as MultiSearchRequest & { federation?: null }
  const response = (await call.client.multiSearch(request, { signal: call.signal })) as unknown as Record<
    string,
    unknown
  >
  if (!Array.isArray(response.results)) return ok(await finish(call, response, null))
  const results = response.results as (Record<string, unknown> & { indexUid: string })[]
  return ok({ results: await Promise.all(results.map((result) => finish(call, result, result.indexUid))) })
}

export async function facetSearch(call: Call): Promise<Answer> {
  const request = await jsonObject(call)
  return ok(await call.client.index(call.uid).searchForFacetValues(request as unknown as FacetSearchRequest))
}

/** Without what is asked for and has no effect where no index has vectors; `bad_request` and its kin are left to the client. */
function supported(given: JsonObject): JsonObject {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
  const { retrieveVectors, showPerformanceDetails, ...params } = given
  void retrieveVectors
  void showPerformanceDetails
  const refuse = (code: string, message: string) => {
    throw new HttpError(code, message)
  }
  if (params.hybrid) refuse('invalid_search_embedder', 'Cannot find an embedder: no index here has one.')
  if (params.vector || params.media)
    refuse('invalid_search_embedder', 'Vectors cannot be searched: no index has an embedder.')
  if (params.useNetwork)
    refuse('feature_not_enabled', 'Using `useNetwork` requires enabling the `network` experimental feature.')
  if (params.personalize) refuse('feature_not_enabled', 'Personalised search is not available here.')
  return params
}

/** Adds what only the wire has. */
async function finish({ client, headers }: Call, response: Record<string, unknown>, indexUid: string | null) {
  if (Array.isArray(response.hits)) response.hits = response.hits.map(positionsInBytes)
  const requestUid = timeOrderedUuid()
  if (!headers.has('meili-include-metadata') || indexUid === null) return { ...response, requestUid }
  const index = (await client.getIndexes()).find(({ uid }) => uid === indexUid)
  const metadata = { queryUid: timeOrderedUuid(), indexUid, primaryKey: index?.primaryKey ?? null }
  return { ...response, requestUid, metadata }
}

/** A UUID of version 7: it begins with the time, so later ones sort later. */
function timeOrderedUuid(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  const random = () =>
    Math.floor(Math.random() * 0x10000)
      .toString(16)
      .padStart(4, '0')
  const variant = (8 + Math.floor(Math.random() * 4)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random().slice(1)}-${variant}${random().slice(1)}-${random()}${random()}${random()}`
}
