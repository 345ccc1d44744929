/** Several searches in one call, and federated: as one list of hits. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/shared/document.ts'
import { engineWith, idsOf, settings } from '../../support/several-indexes.ts'

const shelves = {
  films: {
    settings,
    documents: [
      { id: 1, title: 'Solaris', year: 1972, kind: 'Film' },
      { id: 2, title: 'Mirror', text: 'about solaris', year: 1975, kind: 'Film' },
      { id: 3, title: 'Stalker', year: 1979, kind: 'film' },
    ],
  },
  books: {
    settings,
    documents: [
      { id: 1, title: 'Solaris', year: 1961, kind: 'Book' },
      { id: 2, title: 'Roadside Picnic', text: 'stalker', year: 1972, kind: 'Book' },
    ],
  },
}

test('searches are answered in their order, each as by itself', async () => {
  const { ask } = await engineWith(shelves)
  const answer = await ask({
    queries: [
      { indexUid: 'films', q: 'solaris', limit: 1 },
      { indexUid: 'books', q: 'solaris' },
      { indexUid: 'films', page: 1 },
    ],
  })
  expect(answer).toMatchObject({
    results: [
      { indexUid: 'films', hits: [{ id: 1 }], estimatedTotalHits: 2, limit: 1 },
      { indexUid: 'books', hits: [{ id: 1 }] },
      { indexUid: 'films', hits: [{ id: 1 }, { id: 2 }, { id: 3 }], totalHits: 3 },
    ],
  })
  expect(await ask({ queries: [] })).toEqual({ results: [] })
})

test('the first query that fails fails all, and is named', async () => {
  const { ask } = await engineWith(shelves)
  for (const federation of [undefined, null, {}]) {
    const failing = (query: unknown) => expect(ask({ queries: [{ indexUid: 'films' }, query], federation })).rejects
    await failing({ indexUid: 'none' }).toMatchObject({
      code: 'index_not_found',
      message: expect.stringMatching(/^In queries\[1\]/),
    })
    await failing({ indexUid: 'a b' }).toMatchObject({
      code: 'invalid_index_uid',
      message: expect.stringMatching(/^In queries\[1\]/),
    })
    await failing({ indexUid: 'films', q: 1 }).toMatchObject({
      code: 'invalid_search_q',
      message: expect.stringMatching(/^In queries\[1\]/),
    })
    await failing({ indexUid: 'films', filter: 'id = 1' }).toMatchObject({ code: 'invalid_search_filter' })
    await failing(null).toMatchObject({ code: 'missing_index_uid' })
  }
})

describe('federated', () => {
  test('hits of all queries stand in the order of their scores', async () => {
    const { federated } = await engineWith(shelves)
    const answer = await federated(
      [
        { indexUid: 'books', q: 'solaris' },
        { indexUid: 'films', q: 'solaris' },
      ],
      { limit: 2 },
    )
    expect(answer).toEqual({
      hits: [
        {
          id: 1,
          title: 'Solaris',
          year: 1961,
          kind: 'Book',
          _federation: { indexUid: 'books', queriesPosition: 0, weightedRankingScore: 1 },
        },
        {
          id: 1,
          title: 'Solaris',
          year: 1972,
          kind: 'Film',
          _federation: { indexUid: 'films', queriesPosition: 1, weightedRankingScore: 1 },
        },
      ],
      limit: 2,
      offset: 0,
      estimatedTotalHits: 3,
      processingTimeMs: 0,
    })
    const queries = [
      { indexUid: 'films', q: 'solaris' },
      { indexUid: 'books', q: 'solaris' },
    ]
    expect(idsOf(await federated(queries))).toEqual(['films 1', 'books 1', 'films 2'])
    expect(idsOf(await federated(queries, { offset: 1 }))).toEqual(['books 1', 'films 2'])
    const pages = await federated(queries, { page: 2, hitsPerPage: 2 })
    expect(idsOf(pages)).toEqual(['films 2'])
    expect(pages).toMatchObject({ page: 2, hitsPerPage: 2, totalPages: 2, totalHits: 3 })
  })

  test('weights move hits, and the position can be given', async () => {
    const { federated } = await engineWith(shelves)
    const answer = await federated([
      { indexUid: 'films', q: 'solaris', federationOptions: { weight: 0.5, queryPosition: 7 } },
      { indexUid: 'books', q: 'solaris', showRankingScore: true },
    ])
    expect(idsOf(answer)).toEqual(['books 1', 'films 1', 'films 2'])
    expect(answer.hits[0]).toMatchObject({ _rankingScore: 1 })
    expect(answer.hits[1]).not.toHaveProperty('_rankingScore')
    expect(answer.hits[1]?._federation).toEqual({ indexUid: 'films', queriesPosition: 7, weightedRankingScore: 0.5 })
  })

  test('a document that several queries find stands once, where it is best', async () => {
    const { federated } = await engineWith(shelves)
    const answer = await federated([
      { indexUid: 'films', q: 'solaris', federationOptions: { weight: 0.9 } },
      { indexUid: 'films', q: 'mirror' },
    ])
    expect(answer.hits.map(({ id, _federation }) => [id, _federation.queriesPosition])).toEqual([
      [2, 1],
      [1, 0],
    ])
    expect(answer).toMatchObject({ estimatedTotalHits: 2 })
  })

  test('sorted queries are merged by value, and must sort alike', async () => {
    const { federated } = await engineWith(shelves)
    const sorted = (sort: string[]) =>
      federated([
        { indexUid: 'films', sort },
        { indexUid: 'books', sort },
      ])
    expect(idsOf(await sorted(['year:asc']))).toEqual(['books 1', 'films 1', 'books 2', 'films 2', 'films 3'])
    expect(idsOf(await sorted(['year:desc']))).toEqual(['films 3', 'films 2', 'films 1', 'books 2', 'books 1'])
  })

  test.each([
    { one: { q: 'a', sort: ['year:asc'] }, two: { q: 'a' }, why: 'the shorter list ends' },
    { one: { q: 'a', sort: ['year:asc'] }, two: {}, why: 'without words and order there is nothing to compare' },
    { one: { sort: ['year:asc'] }, two: {}, why: 'an order and nothing' },
    { one: {}, two: { q: 'a', sort: ['year:desc'] }, why: 'nothing, and words with an order' },
    { one: { sort: ['year:asc', 'kind:asc'] }, two: { sort: ['year:asc'] }, why: 'as far as the shorter goes' },
  ])('$one and $two can be merged: $why', async ({ one, two }) => {
    const { federated } = await engineWith(shelves)
    const { hits } = await federated([
      { indexUid: 'films', ...one },
      { indexUid: 'books', ...two },
    ])
    expect(hits.length).toBeGreaterThan(0)
  })

  test.each([
    { one: { q: 'a', sort: ['year:asc'] }, two: { sort: ['year:asc'] }, why: 'words against an order' },
    { one: { q: 'a' }, two: { sort: ['year:asc'] }, why: 'words against an order' },
    { one: { sort: ['year:asc'] }, two: { sort: ['year:desc'] }, why: 'directions' },
    { one: { sort: ['year:asc'] }, two: { sort: ['kind:asc'] }, why: 'attributes' },
    { one: { q: 'a', sort: ['year:asc'] }, two: { q: 'a', sort: ['year:desc'] }, why: 'directions behind words' },
  ])('$one and $two cannot be merged: $why', async ({ one, two }) => {
    const { federated } = await engineWith(shelves)
    const queries = [
      { indexUid: 'films', ...one },
      { indexUid: 'books', ...two },
    ]
    const code = 'invalid_multi_search_query_ranking_rules'
    await expect(federated(queries)).rejects.toMatchObject({ code })
    await expect(federated(queries.toReversed())).rejects.toMatchObject({ code })
  })

  test('hits of a query that does not sort come after those that have a value', async () => {
    const { federated } = await engineWith(shelves)
    const sorted = { indexUid: 'films', sort: ['year:desc'] }
    const plain = { indexUid: 'books' }
    for (const queries of [
      [sorted, plain],
      [plain, sorted],
    ])
      expect(idsOf(await federated(queries))).toEqual(['films 3', 'films 2', 'films 1', 'books 1', 'books 2'])
  })

  test('facets are counted by index, or over all of them', async () => {
    const { federated } = await engineWith(shelves)
    const queries = [
      { indexUid: 'films', q: 'solaris' },
      { indexUid: 'books', filter: 'year < 1970' },
      { indexUid: 'films', q: 'stalker' },
    ]
    const facetsByIndex = { films: ['kind', 'year'], books: ['kind'] }
    expect(await federated(queries, { facetsByIndex, limit: 1 })).toMatchObject({
      facetsByIndex: {
        films: {
          distribution: { kind: { Film: 3 }, year: { 1972: 1, 1975: 1, 1979: 1 } },
          stats: { year: { min: 1972, max: 1979 } },
        },
        books: { distribution: { kind: { Book: 1 } }, stats: {} },
      },
    })
    expect(await federated(queries, { facetsByIndex, mergeFacets: { maxValuesPerFacet: 2 } })).toMatchObject({
      facetDistribution: { kind: { Book: 1, Film: 3 }, year: { 1972: 1, 1975: 1 } },
      facetStats: { year: { min: 1972, max: 1979 } },
    })
    expect(await federated(queries, { facetsByIndex: { films: null } })).toMatchObject({ facetsByIndex: {} })
    // Of an index that no query asks there are no hits to count.
    const others = await federated([{ indexUid: 'films' }], {
      facetsByIndex: { films: ['kind'], books: ['kind', 'year'] },
    })
    expect(others.facetsByIndex?.books).toEqual({ distribution: { kind: {}, year: {} }, stats: {} })
    expect(others).toMatchObject({ estimatedTotalHits: 3 })
    const merged = await federated([{ indexUid: 'films' }], {
      facetsByIndex: { films: ['kind'], books: ['kind'] },
      mergeFacets: {},
    })
    expect(Object.keys(merged.facetDistribution ?? {})).toEqual(['kind'])
    await expect(federated([{ indexUid: 'films' }], { facetsByIndex: { none: ['kind'] } })).rejects.toMatchObject({
      code: 'index_not_found',
    })
    await expect(federated([{ indexUid: 'films' }], { facetsByIndex: { books: ['text'] } })).rejects.toMatchObject({
      code: 'invalid_search_facets',
    })
    await expect(federated(queries, { facetsByIndex: { films: ['text'] } })).rejects.toMatchObject({
      code: 'invalid_search_facets',
    })
  })

  test('merged facets count all values, also those that an index alone would leave out', async () => {
    for (const order of ['alpha', 'count'] as const) {
      const faceting = { maxValuesPerFacet: 2, sortFacetValuesBy: { '*': order } }
      const documents = (kinds: JsonObject['kind'][]) => kinds.map((kind, id) => ({ id, kind }))
      const { federated } = await engineWith({
        films: { settings: { ...settings, faceting }, documents: documents(['a', 'a', 'b', 'b', 'C', 10, 9, 9]) },
        books: { settings: { ...settings, faceting }, documents: documents(['C', 'C', 'D', 'D', 'D', 'b', 10, 9]) },
      })
      const queries = [{ indexUid: 'films' }, { indexUid: 'books' }]
      const facetsByIndex = { films: ['kind'], books: ['kind'] }
      const merged = async (maxValuesPerFacet?: number) => {
        const mergeFacets = maxValuesPerFacet === undefined ? {} : { maxValuesPerFacet }
        const { facetDistribution } = await federated(queries, { facetsByIndex, mergeFacets })
        return Object.entries(facetDistribution?.kind ?? {})
      }
      const strings: [string, number][] =
        order === 'alpha'
          ? [
              ['a', 2],
              ['b', 3],
              ['C', 3],
              ['D', 3],
            ]
          : [
              ['D', 3],
              ['C', 3],
              ['b', 3],
              ['a', 2],
            ]
      const numbers: [string, number][] = [
        ['9', 3],
        ['10', 2],
      ]
      expect(await merged(99)).toEqual([...numbers, ...strings])
      expect(await merged(4)).toEqual([...numbers, ...strings.slice(0, 2)])
      expect(await merged(1)).toEqual([['9', 3]])
      expect(await merged()).toEqual(numbers)
    }
  })

  test('indexes and attributes may be called like members of every object', async () => {
    const { federated } = await engineWith({
      constructor: { settings: { filterableAttributes: ['*'] }, documents: [{ id: 1, constructor: 1, toString: 'x' }] },
      valueOf: { settings: { filterableAttributes: ['*'] }, documents: [{ id: 2, constructor: 2, toString: 'x' }] },
    })
    const queries = [{ indexUid: 'constructor' }, { indexUid: 'valueOf' }]
    expect(await federated(queries, { facetsByIndex: {} })).toMatchObject({ facetsByIndex: {} })
    const facetsByIndex = { valueOf: ['toString'] }
    const { facetsByIndex: counted } = await federated(queries, { facetsByIndex })
    expect(counted).toEqual({ valueOf: { distribution: { toString: { x: 1 } }, stats: {} } })
    const both = { constructor: ['*'], valueOf: ['*'] }
    const { facetDistribution, facetStats } = await federated(queries, { facetsByIndex: both, mergeFacets: {} })
    expect(facetDistribution).toEqual({ id: { 1: 1, 2: 1 }, constructor: { 1: 1, 2: 1 }, toString: { x: 2 } })
    expect(facetStats).toEqual({ id: { min: 1, max: 2 }, constructor: { min: 1, max: 2 } })
  })

  test('facets that are ordered differently cannot be merged', async () => {
    const { federated } = await engineWith({
      ...shelves,
      books: { ...shelves.books, settings: { ...settings, faceting: { sortFacetValuesBy: { kind: 'count' } } } },
    })
    const queries = [{ indexUid: 'films' }, { indexUid: 'books' }]
    const facetsByIndex = { films: ['kind'], books: ['kind'] }
    await expect(federated(queries, { facetsByIndex, mergeFacets: {} })).rejects.toMatchObject({
      code: 'invalid_multi_search_facet_order',
    })
  })

  test('distinct holds over all hits', async () => {
    const { federated } = await engineWith(shelves)
    const queries = [
      { indexUid: 'films', q: 'solaris' },
      { indexUid: 'books', q: 'solaris' },
    ]
    expect(idsOf(await federated(queries, { distinct: 'title' }))).toEqual(['films 1', 'films 2'])
    await expect(federated(queries, { distinct: 'text' })).rejects.toMatchObject({ code: 'invalid_search_distinct' })
  })
})

test.each([
  [undefined, 'bad_request'],
  [{ queries: 1 }, 'bad_request'],
  [{ queries: [], more: 1 }, 'bad_request'],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused.
  [{ queries: [, { indexUid: 'films' }] }, 'missing_index_uid'],
  [{ queries: [{ q: 'a' }] }, 'missing_index_uid'],
  [{ queries: [{ q: 'a', indexUid: null }] }, 'invalid_index_uid'],
  [{ queries: [{ q: 'a', indexUid: 'a b' }] }, 'invalid_index_uid'],
  [{ queries: [{ indexUid: 'films', federationOptions: {} }] }, 'invalid_multi_search_federation_options'],
  [{ queries: [], federation: 1 }, 'invalid_multi_search_federated'],
  [{ queries: [], federation: { sort: [] } }, 'bad_request'],
  [{ queries: [], federation: { limit: -1 } }, 'invalid_search_limit'],
  [{ queries: [], federation: { distinct: 1 } }, 'invalid_multi_search_distinct'],
  [{ queries: [{ indexUid: 'films', distinct: 'a' }], federation: { distinct: 'a' } }, 'invalid_multi_search_distinct'],
  [{ queries: [], federation: { facetsByIndex: [] } }, 'invalid_multi_search_facets_by_index'],
  [{ queries: [], federation: { facetsByIndex: { none: ['a'] } } }, 'index_not_found'],
  [{ queries: [], federation: { facetsByIndex: { films: 'a' } } }, 'invalid_multi_search_facets_by_index'],
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is refused.
  [{ queries: [], federation: { facetsByIndex: { films: [, 'a'] } } }, 'invalid_multi_search_facets_by_index'],
  [{ queries: [], federation: { mergeFacets: 1 } }, 'invalid_multi_search_merge_facets'],
  [{ queries: [], federation: { mergeFacets: { max: 1 } } }, 'invalid_multi_search_merge_facets'],
  [
    { queries: [], federation: { mergeFacets: { maxValuesPerFacet: -1 } } },
    'invalid_multi_search_max_values_per_facet',
  ],
  [{ queries: [{ indexUid: 'films', limit: 1 }], federation: {} }, 'invalid_multi_search_query_pagination'],
  [{ queries: [{ indexUid: 'films', page: 1 }], federation: {} }, 'invalid_multi_search_query_pagination'],
  [{ queries: [{ indexUid: 'films', facets: ['a'] }], federation: {} }, 'invalid_multi_search_query_facets'],
  [
    { queries: [{ indexUid: 'films', federationOptions: 1 }], federation: {} },
    'invalid_multi_search_federation_options',
  ],
  [{ queries: [{ indexUid: 'films', federationOptions: { boost: 1 } }], federation: {} }, 'bad_request'],
  [
    { queries: [{ indexUid: 'films', federationOptions: { weight: -1 } }], federation: {} },
    'invalid_multi_search_weight',
  ],
  [
    { queries: [{ indexUid: 'films', federationOptions: { queryPosition: 0.5 } }], federation: {} },
    'invalid_multi_search_query_position',
  ],
  [
    { queries: [{ indexUid: 'films', federationOptions: { remote: 'x' } }], federation: {} },
    'invalid_multi_search_remote',
  ],
])('%j is refused with %s', async (request, code) => {
  const { ask } = await engineWith(shelves)
  await expect(ask(request)).rejects.toMatchObject({ code })
})
