/**
 * Several searches in one request, each for itself and federated, as the official client sends
 * them.
 */
import { beforeAll, expect, test } from 'vitest'
import { refused, served, succeeded, withBooks } from './served.ts'

const all = served()
beforeAll(async () => {
  await withBooks(all)
  const movies = all.meili.index('movies')
  await succeeded(movies.updateSettings({ filterableAttributes: ['genre', 'year'], sortableAttributes: ['year'] }))
  await succeeded(
    movies.addDocuments([
      { id: 1, title: 'The Little Prince', genre: 'animation', year: 2015, isbn: 'a' },
      { id: 2, title: 'Prince of Persia', genre: 'adventure', year: 2010 },
    ]),
  )
})

test('each query has its answer', async () => {
  const { results } = await all.meili.multiSearch({
    queries: [
      { indexUid: 'books', q: 'prince' },
      { indexUid: 'movies', q: 'persia', hitsPerPage: 1, page: 1 },
      { indexUid: 'books', q: null, limit: 1, facets: ['genre'], attributesToHighlight: ['*'] },
    ],
  })
  expect(results.map(({ indexUid }) => indexUid)).toEqual(['books', 'movies', 'books'])
  expect(results[0]).toMatchObject({ query: 'prince', limit: 20, offset: 0, estimatedTotalHits: 2 })
  expect(results[0].hits).toHaveLength(2)
  expect(results[1]).toMatchObject({ totalHits: 1, totalPages: 1, page: 1, hitsPerPage: 1 })
  expect(results[2]).toMatchObject({ query: '', facetDistribution: { genre: { fantasy: 3 } } })
  expect(results[2].hits[0]._formatted?.id).toBe('123')
})

test('none, and null as federation', async () => {
  expect(await all.meili.multiSearch({ queries: [] })).toEqual({ results: [] })
  expect(await all.meili.multiSearch({ federation: null as never, queries: [] })).toEqual({ results: [] })
})

test('federated: one list, by weight', async () => {
  const queries = [
    { indexUid: 'books', q: 'prince' },
    { indexUid: 'movies', q: 'prince', federationOptions: { weight: 0.1 } },
  ]
  const response = await all.meili.multiSearch({ federation: {}, queries })
  expect(response).toMatchObject({ limit: 20, offset: 0, estimatedTotalHits: 4 })
  expect(response).not.toHaveProperty('query')
  expect(response).not.toHaveProperty('results')
  expect(response.hits.map(({ _federation }) => _federation?.indexUid)).toEqual(['books', 'books', 'movies', 'movies'])
  for (const { _federation: from } of response.hits) {
    expect(from?.queriesPosition).toBe(from?.indexUid === 'books' ? 0 : 1)
    expect(from?.weightedRankingScore).toBeGreaterThan(0)
  }
  const paged = await all.meili.multiSearch({ federation: { limit: 1, offset: 1 }, queries })
  expect(paged).toMatchObject({ limit: 1, offset: 1, estimatedTotalHits: 4 })
  expect(paged.hits).toHaveLength(1)
  const pages = await all.meili.multiSearch({ federation: { hitsPerPage: 3, page: 2 } as never, queries })
  expect(pages).toMatchObject({ hitsPerPage: 3, page: 2, totalHits: 4, totalPages: 2 })
})

test('federated: facets by index, and merged', async () => {
  const queries = [
    { indexUid: 'books', q: 'prince' },
    { indexUid: 'movies', q: 'prince' },
  ]
  const facetsByIndex = { books: ['genre'], movies: ['genre', 'year'] }
  const response = await all.meili.multiSearch({ federation: { facetsByIndex }, queries })
  expect(response.facetsByIndex).toEqual({
    books: { distribution: { genre: { adventure: 1, fantasy: 1 } }, stats: {} },
    movies: {
      distribution: { genre: { adventure: 1, animation: 1 }, year: { '2010': 1, '2015': 1 } },
      stats: { year: { min: 2010, max: 2015 } },
    },
  })
  expect(response).not.toHaveProperty('facetDistribution')
  const merged = await all.meili.multiSearch({
    federation: { facetsByIndex, mergeFacets: { maxValuesPerFacet: 10 } },
    queries,
  })
  expect(merged.facetDistribution).toEqual({
    genre: { adventure: 2, animation: 1, fantasy: 1 },
    year: { '2010': 1, '2015': 1 },
  })
  expect(merged.facetStats).toEqual({ year: { min: 2010, max: 2015 } })
  expect(merged).not.toHaveProperty('facetsByIndex')
})

test('federated: one hit for each value', async () => {
  const queries = [
    { indexUid: 'books', q: 'prince' },
    { indexUid: 'movies', q: 'prince' },
  ]
  const { hits } = await all.meili.multiSearch({ federation: { distinct: 'genre' }, queries })
  expect(hits.map(({ genre }) => genre).sort()).toEqual(['adventure', 'animation', 'fantasy'])
})

test('performance details', async () => {
  const queries = [{ indexUid: 'books', q: 'prince', showPerformanceDetails: true }]
  expect((await all.meili.multiSearch({ queries })).results[0].performanceDetails).toBeTypeOf('object')
  const federated = await all.meili.multiSearch({
    federation: { showPerformanceDetails: true },
    queries: [{ indexUid: 'books', q: 'prince' }],
  })
  expect(federated.performanceDetails).toBeTypeOf('object')
})

test.each<[object, string, number?]>([
  [{}, 'bad_request'],
  [{ queries: {} }, 'bad_request'],
  [{ queries: [1] }, 'bad_request'],
  [{ queries: [], nothing: 1 }, 'bad_request'],
  [{ queries: [{ q: 'a' }] }, 'missing_index_uid'],
  [{ queries: [{ indexUid: 1 }] }, 'invalid_index_uid'],
  [{ queries: [{ indexUid: 'a b' }] }, 'invalid_index_uid'],
  [{ queries: [{ indexUid: 'none' }] }, 'index_not_found', 404],
  [{ queries: [{ indexUid: 'books' }, { indexUid: 'books', limit: 'a' }] }, 'invalid_search_limit'],
  [{ queries: [{ indexUid: 'books', nothing: 1 }] }, 'bad_request'],
  [{ queries: [{ indexUid: 'books', filter: 'year = 1' }] }, 'invalid_search_filter'],
  [{ queries: [{ indexUid: 'books', federationOptions: {} }] }, 'invalid_multi_search_federation_options'],
  [{ federation: {}, queries: [{ indexUid: 'books', limit: 1 }] }, 'invalid_multi_search_query_pagination'],
  [{ federation: {}, queries: [{ indexUid: 'books', offset: 1 }] }, 'invalid_multi_search_query_pagination'],
  [{ federation: {}, queries: [{ indexUid: 'books', page: 1 }] }, 'invalid_multi_search_query_pagination'],
  [{ federation: {}, queries: [{ indexUid: 'books', hitsPerPage: 1 }] }, 'invalid_multi_search_query_pagination'],
  [{ federation: {}, queries: [{ indexUid: 'books', facets: ['genre'] }] }, 'invalid_multi_search_query_facets'],
  [
    { federation: {}, queries: [{ indexUid: 'books', federationOptions: { weight: -1 } }] },
    'invalid_multi_search_weight',
  ],
  [
    { federation: {}, queries: [{ indexUid: 'books', federationOptions: { weight: 'a' } }] },
    'invalid_multi_search_weight',
  ],
  [{ federation: 1, queries: [] }, 'invalid_multi_search_federated'],
  [{ federation: { limit: 'a' }, queries: [] }, 'invalid_search_limit'],
  [{ federation: { offset: 'a' }, queries: [] }, 'invalid_search_offset'],
  [
    { federation: { facetsByIndex: { books: ['nothing'] } }, queries: [{ indexUid: 'books' }] },
    'invalid_search_facets',
  ],
  [{ federation: { facetsByIndex: { none: ['genre'] } }, queries: [] }, 'index_not_found', 404],
  [{ federation: { mergeFacets: 1 }, queries: [] }, 'invalid_multi_search_merge_facets'],
  [
    { federation: { mergeFacets: { maxValuesPerFacet: 'a' } }, queries: [] },
    'invalid_multi_search_max_values_per_facet',
  ],
  [{ federation: { distinct: 1 }, queries: [] }, 'invalid_multi_search_distinct'],
  [
    { federation: { distinct: 'genre' }, queries: [{ indexUid: 'books', distinct: 'genre' }] },
    'invalid_multi_search_distinct',
  ],
])('%j is refused with %s', async (request, code, status = 400) => {
  expect(await refused(all.meili.multiSearch(request as never))).toEqual({ code, type: 'invalid_request', status })
})
