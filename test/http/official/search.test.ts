/**
 * Searching as the official client does: every parameter, by POST and by GET, and what an answer
 * looks like.
 */
import type { Index, SearchParams } from 'meilisearch-newest'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Book, books, refused, served, withBooks } from './served.ts'

const all = served()
let index: Index<Book>
beforeAll(async () => {
  index = await withBooks(all)
  await all.meili.createIndex('empty').waitTask()
})

const post = (q: string | null | undefined, params?: SearchParams) => index.search(q, params)
const get = (q: string | null | undefined, params?: SearchParams) => index.searchGet(q, params)
const ids = ({ hits }: { hits: readonly { id: number }[] }) => hits.map(({ id }) => id)

describe.each([
  ['POST', post],
  ['GET', get],
])('%s', (method, search) => {
  test('answers hits with what belongs to them', async () => {
    const response = await search('prince', {})
    expect(ids(response).sort()).toEqual([4, 456])
    expect(response).toMatchObject({ limit: 20, offset: 0, estimatedTotalHits: 2, query: 'prince' })
    expect(response.processingTimeMs).toBeGreaterThanOrEqual(0)
    expect(Object.keys(response).sort()).toEqual(
      ['estimatedTotalHits', 'hits', 'limit', 'offset', 'processingTimeMs', 'query', 'requestUid'].sort(),
    )
    expect(response.hits[0]).toEqual(books.find(({ id }) => id === response.hits[0].id))
  })

  test.each([[undefined], [null], ['']])('a search for %j is one for all documents', async (q) => {
    const response = await search(q)
    expect(response.hits).toHaveLength(books.length)
    expect(response.query).toBe('')
  })

  test('a phrase is found as it is', async () => {
    expect(ids(await search('"french book" about', {}))).toEqual([456, 2])
    expect(ids(await search('"Le Petit Prince"'))).toEqual([456])
    expect(ids(await search('"petit le"'))).toEqual([])
  })

  test('limit, offset', async () => {
    expect(await search('prince', { limit: 1 })).toMatchObject({ limit: 1, offset: 0, estimatedTotalHits: 2 })
    expect((await search('prince', { limit: 1 })).hits).toHaveLength(1)
    expect((await search('prince', { limit: 1, offset: 1 })).hits).toHaveLength(1)
    expect((await search('prince', { offset: 5 })).hits).toEqual([])
    expect((await search('prince', { limit: 0 })).hits).toEqual([])
  })

  test('pages', async () => {
    const response = await search('', { hitsPerPage: 3, page: 3 })
    expect(response).toMatchObject({ hitsPerPage: 3, page: 3, totalHits: 8, totalPages: 3 })
    expect(response.hits).toHaveLength(2)
    expect(response).not.toHaveProperty('estimatedTotalHits')
    expect(response).not.toHaveProperty('limit')
    expect(await search('', { page: 1 })).toMatchObject({ hitsPerPage: 20, page: 1, totalHits: 8, totalPages: 1 })
    expect(await search('', { hitsPerPage: 0 })).toMatchObject({ hitsPerPage: 0, page: 1, totalHits: 8, totalPages: 0 })
    expect(await search('', { page: 0 })).toMatchObject({
      hitsPerPage: 20,
      page: 0,
      totalHits: 8,
      totalPages: 1,
      hits: [],
    })
    expect(await search('', { hitsPerPage: 2, page: 90 })).toMatchObject({ page: 90, totalPages: 4, hits: [] })
    expect(await search('', { hitsPerPage: 2, page: 1, limit: 1, offset: 2 })).toMatchObject({ totalPages: 4 })
  })

  test('sort', async () => {
    expect(ids(await search('', { sort: ['id:asc'] }))).toEqual([1, 2, 4, 5, 42, 123, 456, 1344])
    expect(ids(await search('', { sort: ['id:desc'], limit: 2 }))).toEqual([1344, 456])
    expect(ids(await search('prince', { sort: ['id:desc'] }))).toEqual([456, 4])
  })

  test('filter', async () => {
    expect(ids(await search('', { filter: 'genre = romance' }))).toEqual([123, 2])
    expect(ids(await search('prince', { filter: 'genre = fantasy' }))).toEqual([4])
    expect(ids(await search('', { filter: 'genre = "sci fi" OR id > 400' })).sort()).toEqual([1344, 456])
    expect(ids(await search('', { filter: "title = 'The Hobbit'" }))).toEqual([1344])
    expect(ids(await search('', { filter: 'id 1 TO 4 AND NOT genre IN [romance]' }))).toEqual([1, 4])
    expect(await search('', { filter: 'author EXISTS' })).toMatchObject({ hits: [] })
  })

  test('attributes to retrieve', async () => {
    const { hits } = await search('prince', { attributesToRetrieve: ['id', 'title'], limit: 1 })
    expect(Object.keys(hits[0]).sort()).toEqual(['id', 'title'])
    expect((await search('prince', { attributesToRetrieve: ['*'] })).hits[0]).toHaveProperty('comment')
    expect((await search('prince', { attributesToRetrieve: ['nothing'] })).hits[0]).toEqual({})
  })

  test('highlights', async () => {
    const { hits } = await search('prince', { attributesToHighlight: ['title'], filter: 'id = 456' })
    expect(hits[0]._formatted).toMatchObject({
      title: 'Le Petit <em>Prince</em>',
      id: '456',
      isNull: null,
      isTrue: true,
    })
    const own = { highlightPreTag: '(⊃｡•́‿•̀｡)⊃ ', highlightPostTag: ' ⊂(´• ω •`⊂)' }
    const marked = await search('prince', { attributesToHighlight: ['*'], filter: 'id = 456', ...own })
    expect(marked.hits[0]._formatted?.title).toBe('Le Petit (⊃｡•́‿•̀｡)⊃ Prince ⊂(´• ω •`⊂)')
    expect(marked.hits[0]._formatted?.comment).toContain('(⊃｡•́‿•̀｡)⊃ prince ⊂(´• ω •`⊂)')
  })

  test('crops', async () => {
    const cropped = { attributesToCrop: ['comment'], filter: 'id = 456' }
    const formatted = async (params: SearchParams) =>
      (await search('prince', { ...cropped, ...params })).hits[0]._formatted?.comment
    expect(await formatted({})).toBe('A french book about a prince that walks on little…')
    expect(await formatted({ cropLength: 5 })).toBe('…about a prince that walks…')
    expect(await formatted({ cropLength: 5, cropMarker: '(ꈍᴗꈍ)' })).toBe('(ꈍᴗꈍ)about a prince that walks(ꈍᴗꈍ)')
    expect(await formatted({ attributesToCrop: ['comment:2'], cropMarker: '' })).toBe('a prince')
    expect(await formatted({ attributesToCrop: ['*'], cropLength: 3 })).toBe('…a prince that…')
    expect(await formatted({ attributesToCrop: ['*'], attributesToHighlight: ['*'], cropLength: 1 })).toBe(
      '…<em>prince</em>…',
    )
  })

  test('positions of matches', async () => {
    const { hits } = await search('prince', { showMatchesPosition: true, filter: 'id = 456' })
    expect(hits[0]._matchesPosition).toEqual({
      comment: [{ start: 22, length: 6 }],
      title: [{ start: 9, length: 6 }],
    })
  })

  test('everything at once', async () => {
    const response = await search('prince', {
      limit: 5,
      offset: 0,
      attributesToRetrieve: ['id', 'title'],
      attributesToCrop: ['*'],
      cropLength: 6,
      attributesToHighlight: ['*'],
      filter: "title = 'Le Petit Prince'",
      showMatchesPosition: true,
    })
    expect(response.hits[0]).toMatchObject({
      id: 456,
      title: 'Le Petit Prince',
      _formatted: { id: '456', title: 'Le Petit <em>Prince</em>' },
    })
    expect(response.hits[0]._matchesPosition).toEqual({
      comment: [{ start: 22, length: 6 }],
      title: [{ start: 9, length: 6 }],
    })
  })

  test('facets', async () => {
    const response = await search('prince', { facets: ['genre', 'id'] })
    expect(response.facetDistribution).toEqual({ genre: { adventure: 1, fantasy: 1 }, id: { '4': 1, '456': 1 } })
    expect(response.facetStats).toEqual({ id: { min: 4, max: 456 } })
    const every = await search('', { facets: ['*'], limit: 0 })
    expect(Object.keys(every.facetDistribution ?? {}).sort()).toEqual(['genre', 'id', 'title'])
    expect((await search('', { facets: ['author'] })).facetDistribution).toEqual({ author: {} })
    const none = await search('', { facets: ['genre'], filter: 'id = 99' })
    expect(none.facetDistribution).toEqual({ genre: {} })
    expect(none.facetStats).toEqual({})
  })

  test('ranking scores and their details', async () => {
    const { hits } = await search('prince', { showRankingScore: true })
    expect(hits[0]._rankingScore).toBeGreaterThan(0.5)
    expect(hits[0]).not.toHaveProperty('_rankingScoreDetails')
    const { _rankingScoreDetails: details } = (await search('prince', { showRankingScoreDetails: true })).hits[0]
    expect(Object.keys(details ?? {})).toEqual([
      'words',
      'typo',
      'proximity',
      'attributeRank',
      'wordPosition',
      'exactness',
    ])
    expect(details?.words).toEqual({ order: 0, matchingWords: 1, maxMatchingWords: 1, score: 1 })
    expect(details?.typo).toEqual({ order: 1, typoCount: 0, maxTypoCount: 1, score: 1 })
    expect((await search('', { showRankingScore: true })).hits[0]._rankingScore).toBe(1)
    expect((await search('prince', { rankingScoreThreshold: 1 })).hits).toEqual([])
    expect((await search('prince', { rankingScoreThreshold: 0.2 })).hits).toHaveLength(2)
  })

  test('which attributes to search on', async () => {
    expect(ids(await search('prince', { attributesToSearchOn: ['comment'] }))).toEqual([456])
    expect((await search('prince', { attributesToSearchOn: null })).hits).toHaveLength(2)
    expect((await search('prince', { attributesToSearchOn: ['*'] })).hits).toHaveLength(2)
  })

  test('the matching strategies', async () => {
    expect((await search('french book prince', { matchingStrategy: 'all' })).hits).toHaveLength(1)
    expect((await search('french book prince', { matchingStrategy: 'last' })).hits.length).toBeGreaterThan(1)
    expect(ids(await search('book prince', { matchingStrategy: 'frequency' }))).toEqual([456, 4])
  })

  test('distinct', async () => {
    expect(ids(await search('', { distinct: 'genre' }))).toEqual([123, 456, 1344, 4])
    expect(await search('', { distinct: 'genre', hitsPerPage: 2 })).toMatchObject({ totalHits: 4, totalPages: 2 })
  })

  test('locales', async () => {
    if (method === 'POST') expect((await search('prince', { locales: ['fra', 'eng'] })).hits).toHaveLength(2)
  })

  test('vectors where they are asked for, and only there', async () => {
    expect((await search('prince', { retrieveVectors: true })).hits[0]).toHaveProperty('_vectors')
    expect((await search('prince', {})).hits[0]).not.toHaveProperty('_vectors')
  })

  test('performance details where they are asked for', async () => {
    const asked = await search('prince', { showPerformanceDetails: true })
    expect(Object.values(asked.performanceDetails ?? {})[0]).toMatch(/^[\d.]+ms$/)
    expect(await search('prince', {})).not.toHaveProperty('performanceDetails')
  })

  test.each<[SearchParams, string]>([
    [{ filter: 'year = 2' }, 'invalid_search_filter'],
    [{ filter: 'genre =' }, 'invalid_search_filter'],
    [{ sort: ['title:asc'] }, 'invalid_search_sort'],
    [{ sort: ['title'] }, 'invalid_search_sort'],
    [{ facets: ['comment'] }, 'invalid_search_facets'],
    [{ distinct: 'comment' }, 'invalid_search_distinct'],
    [{ limit: -1 }, 'invalid_search_limit'],
    [{ offset: 'x' as never }, 'invalid_search_offset'],
    [{ page: -1 }, 'invalid_search_page'],
    [{ hitsPerPage: 1.5 }, 'invalid_search_hits_per_page'],
    [{ cropLength: -3 }, 'invalid_search_crop_length'],
    [{ matchingStrategy: 'some' as never }, 'invalid_search_matching_strategy'],
    [{ rankingScoreThreshold: 1.1 }, 'invalid_search_ranking_score_threshold'],
    [{ showRankingScore: 'x' as never }, 'invalid_search_show_ranking_score'],
    [{ showRankingScoreDetails: 'x' as never }, 'invalid_search_show_ranking_score_details'],
    [{ showMatchesPosition: 'x' as never }, 'invalid_search_show_matches_position'],
    [{ showPerformanceDetails: 'x' as never }, 'invalid_search_show_performance_details'],
    [{ retrieveVectors: 'x' as never }, 'invalid_search_retrieve_vectors'],
    [{ vector: [1, 2] }, 'invalid_search_embedder'],
    [{ nothing: 1 } as never, 'bad_request'],
  ])('%j is refused with %s', async (params, code) => {
    expect(await refused(search('prince', params))).toEqual({ code, type: 'invalid_request', status: 400 })
  })
})

test.each<[Record<string, unknown>, string]>([
  [{ q: 3 }, 'invalid_search_q'],
  [{ filter: 3 }, 'invalid_search_filter'],
  [{ filter: [[['a']]] }, 'invalid_search_filter'],
  [{ sort: 'id:asc' }, 'invalid_search_sort'],
  [{ facets: 'genre' }, 'invalid_search_facets'],
  [{ distinct: 1 }, 'invalid_search_distinct'],
  [{ attributesToRetrieve: 'id' }, 'invalid_search_attributes_to_retrieve'],
  [{ attributesToCrop: 'id' }, 'invalid_search_attributes_to_crop'],
  [{ attributesToHighlight: 1 }, 'invalid_search_attributes_to_highlight'],
  [{ attributesToSearchOn: 1 }, 'invalid_search_attributes_to_search_on'],
  [{ cropMarker: 1 }, 'invalid_search_crop_marker'],
  [{ highlightPreTag: 1 }, 'invalid_search_highlight_pre_tag'],
  [{ highlightPostTag: 1 }, 'invalid_search_highlight_post_tag'],
  [{ locales: ['klingon'] }, 'invalid_search_locales'],
  [{ hybrid: { embedder: 'default' } }, 'invalid_search_embedder'],
])('a search by %j is refused with %s', async (params, code) => {
  expect(await refused(index.search('prince', params as SearchParams))).toMatchObject({ code, status: 400 })
})

test('null is as good as nothing for what may be left out', async () => {
  const names = `attributesToRetrieve attributesToCrop attributesToHighlight attributesToSearchOn filter sort facets distinct page hitsPerPage
    rankingScoreThreshold locales vector hybrid`
  const params = Object.fromEntries(names.split(/\s+/).map((name) => [name, null]))
  expect((await index.search('prince', params as never)).hits).toHaveLength(2)
})

test('a filter in nested lists, as POST takes it', async () => {
  expect(ids(await index.search('', { filter: [['genre = romance', 'genre = fantasy'], 'id > 4'] }))).toEqual([
    123, 5, 42,
  ])
  expect((await index.search('', { filter: [] })).hits).toHaveLength(8)
})

test('an index without documents has no hits, one that is not there is not found', async () => {
  expect(await all.meili.index('empty').search('prince', {})).toMatchObject({ hits: [], query: 'prince' })
  const missing = { code: 'index_not_found', type: 'invalid_request', status: 404 }
  expect(await refused(all.meili.index('none').search('prince'))).toEqual(missing)
  expect(await refused(all.meili.index('none').searchGet('prince'))).toEqual(missing)
})

test('a search can be aborted', async () => {
  const controller = new AbortController()
  const answer = index.search('prince', {}, { signal: controller.signal })
  controller.abort()
  await expect(answer).rejects.toMatchObject({ cause: { name: 'AbortError' } })
  await expect(index.search('prince', {}, { signal: new AbortController().signal })).resolves.toBeTruthy()
})

describe('facet search', () => {
  test('finds values by how they begin, counts them, and takes what a search takes', async () => {
    const facets = (params: object) => index.searchForFacetValues({ facetName: 'genre', ...params })
    expect(await facets({ facetQuery: 'a' })).toMatchObject({
      facetQuery: 'a',
      facetHits: [{ value: 'adventure', count: 2 }],
    })
    expect((await facets({})).facetHits.map(({ value }) => value)).toEqual([
      'adventure',
      'fantasy',
      'romance',
      'sci fi',
    ])
    expect((await facets({})).facetQuery).toBeNull()
    expect((await facets({ facetQuery: 'fantaxy' })).facetHits).toEqual([{ value: 'fantasy', count: 3 }])
    expect((await facets({ q: 'prince' })).facetHits).toHaveLength(2)
    expect((await facets({ filter: ['id > 100'] })).facetHits).toHaveLength(3)
    expect((await facets({ q: 'hobbit', attributesToSearchOn: ['genre'] })).facetHits).toEqual([])
    expect(
      (await facets({ exhaustiveFacetCount: true, hitsPerPage: 3, sort: ['x'], nothing: 1 })).facetHits,
    ).toHaveLength(4)
    expect((await facets({ facetQuery: '', q: '', filter: null })).facetHits).toHaveLength(4)
  })

  test.each<[object, string]>([
    [{}, 'missing_facet_search_facet_name'],
    [{ facetName: 1 }, 'invalid_facet_search_facet_name'],
    [{ facetName: 'comment' }, 'invalid_facet_search_facet_name'],
    [{ facetName: 'genre', facetQuery: 1 }, 'invalid_facet_search_query'],
    [{ facetName: 'genre', filter: 'year = 2' }, 'invalid_search_filter'],
    [{ facetName: 'genre', q: 1 }, 'invalid_search_q'],
    [{ facetName: 'genre', matchingStrategy: 'x' }, 'invalid_search_matching_strategy'],
  ])('%j is refused with %s', async (params, code) => {
    expect(await refused(index.searchForFacetValues(params as never))).toMatchObject({ code, status: 400 })
  })
})

test('similar documents need an embedder', async () => {
  const code = 'invalid_similar_embedder'
  expect(await refused(index.searchSimilarDocuments({ id: 1, embedder: 'default' }))).toMatchObject({
    code,
    status: 400,
  })
})
