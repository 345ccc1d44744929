/** Searches, in both ways of asking, several at once, and facet search. */
import type { FacetSearchRequest, MultiSearchRequest, SearchParams } from '../index.ts'
import type { Members } from '../shared/value-shapes.ts'
import { type Answer, asObject, type Call, jsonObject, ok, refuseUnknown } from './call.ts'
import { withVectors } from './documents.ts'
import { HttpError, invalidType } from './errors.ts'
import { positionsInBytes } from './positions.ts'
import { checkNames, codeOf, filter, flag, fraction, given, list, sort, wholeNumber } from './query.ts'

const counts = ['offset', 'limit', 'page', 'hitsPerPage', 'cropLength']
const texts = ['q', 'cropMarker', 'highlightPreTag', 'highlightPostTag', 'distinct', 'matchingStrategy', 'vector']
const hybrid = ['hybridEmbedder', 'hybridSemanticRatio']
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
  return ok(await answer(call, await jsonObject(call)))
}

export async function searchByQuery(call: Call): Promise<Answer> {
  const { query } = call
  checkNames(query, [...counts, ...texts, ...flags, ...lists, ...hybrid, 'filter', 'sort', 'rankingScoreThreshold'])
  if (hybrid.some((name) => query.get(name))) throw new HttpError('invalid_search_embedder', noEmbedder)
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

async function answer(call: Call, asked: Members): Promise<unknown> {
  const { client, uid, signal } = call
  const { q, ...params } = supported(asked)
  const response = await client.index(uid).search(q as string, params as SearchParams, { signal })
  return finish(call, { ...response }, asked, uid)
}

export async function multiSearch(call: Call): Promise<Answer> {
  const { queries, federation, ...others } = await jsonObject(call)
  if (!Array.isArray(queries)) throw new HttpError('bad_request', 'Missing field `queries`: expected an array.')
  refuseUnknown(others, ['queries', 'federation'])
  const asked = queries.map((query, i) => asObject(query, `.queries[${i}]`))
  const { showPerformanceDetails, ...options } = (federation ?? {}) as Members
  const request = {
    queries: asked.map(supported),
    ...(federation ? { federation: typeof federation === 'object' ? options : federation } : {}),
  } as unknown as MultiSearchRequest & { federation?: null }
  const response = (await call.client.multiSearch(request, { signal: call.signal })) as unknown as Members
  if (!Array.isArray(response.results)) return ok(await finish(call, response, { showPerformanceDetails }, null))
  const results = response.results as (Members & { indexUid: string })[]
  return ok({ results: await Promise.all(results.map((result, i) => finish(call, result, asked[i], result.indexUid))) })
}

export async function facetSearch(call: Call): Promise<Answer> {
  const request = await jsonObject(call)
  return ok(await call.client.index(call.uid).searchForFacetValues(request as unknown as FacetSearchRequest))
}

/** No index has vectors to tell what is similar. */
export async function similar(call: Call): Promise<Answer> {
  await call.client.index(call.uid).getSettings()
  throw new HttpError('invalid_similar_embedder', noEmbedder)
}

const noEmbedder = 'Cannot find an embedder: no index here has one.'

/**
 * Checks the parameters that only the REST API takes; where no index has vectors they have no
 * effect or are refused.
 */
function supported(asked: Members): Members {
  const { retrieveVectors, showPerformanceDetails, ...params }: Record<string, unknown> = asked
  for (const [name, value] of Object.entries({ retrieveVectors, showPerformanceDetails })) {
    if (value !== undefined && typeof value !== 'boolean') throw invalidType(codeOf(name), `.${name}`, 'a boolean')
  }
  for (const name of ['hybrid', 'vector', 'media']) {
    if (params[name]) throw new HttpError('invalid_search_embedder', noEmbedder)
    delete params[name]
  }
  for (const name of ['useNetwork', 'personalize']) {
    if (params[name]) throw new HttpError('feature_not_enabled', `Searching with \`${name}\` is not available here.`)
    delete params[name]
  }
  return params
}

/** Adds the members that only responses of the REST API have. */
async function finish(
  { client, headers }: Call,
  response: Members,
  { retrieveVectors, showPerformanceDetails }: Members,
  indexUid: string | null,
) {
  const hits = response.hits as readonly Members[]
  const finished: Record<string, unknown> = {
    ...response,
    hits: hits.map((hit) => withVectors(positionsInBytes(hit), retrieveVectors)),
    requestUid: timeOrderedUuid(),
  }
  if (showPerformanceDetails) finished.performanceDetails = { search: `${response.processingTimeMs}ms` }
  if (headers.has('meili-include-metadata') && indexUid !== null) {
    const index = (await client.getIndexes()).find(({ uid }) => uid === indexUid)
    finished.metadata = { queryUid: timeOrderedUuid(), indexUid, primaryKey: index?.primaryKey ?? null }
  }
  return finished
}

/** A UUID of version 7: it begins with the time, so later ones sort later. */
function timeOrderedUuid(): string {
  const time = Date.now().toString(16).padStart(12, '0')
  let at = 0
  return 'xxxxxxxx-xxxx-7xxx-8xxx-xxxxxxxxxxxx'.replace(
    /x/g,
    () => time[at++] ?? Math.floor(Math.random() * 16).toString(16),
  )
}
