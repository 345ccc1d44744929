/**
 * What InstantSearch asks through instant-meilisearch, the newest and the one that npm calls
 * latest, and what it makes of the answers.
 */
import { instantMeiliSearch as newest } from '@meilisearch/instant-meilisearch'
import { instantMeiliSearch as tagged } from 'instant-meilisearch-v1'
import { beforeAll, describe, expect, test } from 'vitest'
import { movies } from './movies.ts'
import { books, served, succeeded } from './served.ts'

type Value = { readonly value: string; readonly matchLevel?: string }
interface Answer {
  readonly hits: readonly (Readonly<Record<string, never>> & {
    readonly title: string
    readonly objectID?: string
    readonly _highlightResult: Readonly<Record<string, never>>
    readonly _snippetResult: Readonly<Record<string, Value>>
  })[]
  readonly facets?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly facets_stats?: Readonly<Record<string, { readonly min: number; readonly max: number }>>
  readonly index: string
  readonly query: string
  readonly nbHits: number
  readonly nbPages: number
  readonly page: number
  readonly hitsPerPage: number
  readonly processingTimeMS: number
}
interface Adapter {
  search(requests: readonly unknown[]): Promise<{ readonly results: readonly Answer[] }>
  searchForFacetValues?(requests: readonly unknown[]): Promise<readonly { readonly facetHits: readonly unknown[] }[]>
}

// The tagged one knows no path of a host.
const host = 'http://search.test'
const all = served(host)
beforeAll(async () => {
  const { meili } = all
  await succeeded(
    meili.index('movies').updateSettings({
      filterableAttributes: ['genres', 'title', 'release_date', 'rating', 'object.name', '_geo'],
      sortableAttributes: ['release_date', 'rating', '_geo'],
    }),
  )
  await succeeded(meili.index('movies').addDocuments(movies))
  await succeeded(meili.index('books').updateFilterableAttributes(['genre']))
  await succeeded(meili.index('books').addDocuments(books))
})

const adapters: [string, (options?: object) => Adapter][] = [
  ['the newest', (options) => newest(host, '', options).searchClient as unknown as Adapter],
  [
    'the one tagged latest',
    (options) => {
      const made = tagged(host, '', options) as unknown as Adapter & { readonly searchClient?: Adapter }
      return made.searchClient ?? made
    },
  ],
]

describe.each(adapters)('%s', (version, make) => {
  const ask = async (params: object, options?: object, indexName = 'movies'): Promise<Answer> =>
    (await make(options).search([{ indexName, params: { query: '', ...params } }])).results[0]
  const titles = async (params: object, options?: object) => (await ask(params, options)).hits.map(({ title }) => title)

  test('a search without a query answers all, with what InstantSearch needs', async () => {
    const answer = await ask({})
    expect(answer).toMatchObject({ index: 'movies', query: '', page: 0, hitsPerPage: 20, nbHits: 6, nbPages: 1 })
    expect(answer.processingTimeMS).toBeTypeOf('number')
    expect(answer.hits.map(({ title }) => title)).toEqual(movies.map(({ title }) => title))
    expect(await ask({}, { placeholderSearch: false })).toMatchObject({ hits: [] })
    expect(await titles({ query: 'four' }, { placeholderSearch: false })).toEqual(['Four Rooms'])
  })

  test('a hit has the key of its document, where that is said', async () => {
    const { hits } = await ask({}, { primaryKey: 'id' })
    if (version === 'the newest') expect(hits.map(({ objectID }) => objectID)).toEqual([2, 5, 6, 11, 12, 13])
    else expect(hits).toHaveLength(6)
  })

  test('facets: of the first search all, of a refined one those of the others', async () => {
    const facets = ['genres', 'release_date']
    const adapter = make()
    const one = async (params: object) =>
      (await adapter.search([{ indexName: 'movies', params: { query: '', facets, ...params } }])).results[0]
    const first = await one({})
    expect(first.facets?.genres).toEqual({
      Action: 2,
      Adventure: 1,
      Animation: 1,
      Comedy: 3,
      Crime: 3,
      Drama: 2,
      Family: 1,
      Romance: 1,
      'Science Fiction': 1,
      Thriller: 1,
    })
    expect(first.facets_stats?.release_date).toMatchObject({ min: 233366400, max: 1054252800 })
    const refined = await one({ facetFilters: [['genres:Drama']] })
    expect(refined.hits.map(({ title }) => title)).toEqual(['Ariel', 'Forrest Gump'])
    expect(refined.facets?.genres).toMatchObject({ Drama: 2, Comedy: 2 })
    expect((await one({ query: 'ariel', facets: 'genres' })).facets?.genres).toMatchObject({ Drama: 1 })
  })

  test('facets keep their zeros where that is wished', async () => {
    const adapter = make({ keepZeroFacets: true })
    const one = async (query: string) =>
      (await adapter.search([{ indexName: 'movies', params: { query, facets: ['genres'] } }])).results[0]
    await one('')
    expect((await one('ariel')).facets?.genres).toMatchObject({ Drama: 1, Action: 0 })
  })

  test('refinements: lists, numbers, nested names, quotes', async () => {
    expect(await titles({ facetFilters: [['genres:Action', 'genres:Animation']] })).toEqual([
      'Judgment Night',
      'Star Wars',
      'Finding Nemo',
    ])
    expect(await titles({ facetFilters: [['genres:Action'], ['genres:Crime']] })).toEqual(['Judgment Night'])
    expect(await titles({ facetFilters: ['genres:Science Fiction'] })).toEqual(['Star Wars'])
    expect(await titles({ facetFilters: [['object.name:One two']] })).toEqual(['Ariel'])
    expect(await titles({ numericFilters: ['rating>=8', 'rating<9'] })).toEqual(['Star Wars', 'Finding Nemo'])
    expect(await titles({ numericFilters: ['rating=5'] })).toEqual(['Four Rooms'])
    expect(await titles({ filters: 'genres = Romance' })).toEqual(['Forrest Gump'])
    expect(
      await titles({ filters: 'rating > 5', facetFilters: [['genres:Crime']], numericFilters: ['rating<7'] }),
    ).toEqual(['Judgment Night'])
  })

  test('several requests in one, for one index and for two', async () => {
    const { results } = await make().search([
      { indexName: 'movies', params: { query: 'ariel' } },
      { indexName: 'books', params: { query: 'prince', facets: ['genre'], hitsPerPage: 1 } },
      { indexName: 'movies', params: { query: '', facets: ['genres'], hitsPerPage: 0 } },
    ])
    expect(results.map(({ index }) => index)).toEqual(['movies', 'books', 'movies'])
    expect(results.map(({ hits }) => hits.length)).toEqual([1, 1, 0])
    expect(results[2].facets?.genres).toMatchObject({ Drama: 2 })
  })

  test('pages of which one more is known', async () => {
    expect(await ask({ hitsPerPage: 2 })).toMatchObject({ page: 0, nbPages: 2, hitsPerPage: 2 })
    expect(await titles({ hitsPerPage: 2, page: 1 })).toEqual(['Judgment Night', 'Star Wars'])
    expect(await titles({ hitsPerPage: 4, page: 1 })).toEqual(['Finding Nemo', 'Forrest Gump'])
    expect(await titles({ hitsPerPage: 2, page: 20 })).toEqual([])
    expect(await titles({ hitsPerPage: 0 })).toEqual([])
  })

  test('pages that are all known', async () => {
    const finite = { finitePagination: true }
    const answer = await ask({ hitsPerPage: 4, page: 1 }, finite)
    expect(answer).toMatchObject({ page: 1, nbPages: 2, nbHits: 6, hitsPerPage: 4 })
    expect(answer.hits).toHaveLength(2)
    expect(await ask({ hitsPerPage: 4, page: 20 }, finite)).toMatchObject({ hits: [], nbPages: 2 })
    expect(await ask({ hitsPerPage: 0, page: 0 }, finite)).toMatchObject({ hits: [], nbPages: 0 })
  })

  test('sorting is part of the name of the index', async () => {
    const sorted = async (indexName: string) => (await ask({}, {}, indexName)).hits.map(({ title }) => title)
    expect(await sorted('movies:release_date:asc')).toEqual([
      'Star Wars',
      'Ariel',
      'Judgment Night',
      'Forrest Gump',
      'Four Rooms',
      'Finding Nemo',
    ])
    expect((await sorted('movies:rating:desc,release_date:asc')).slice(0, 3)).toEqual([
      'Forrest Gump',
      'Star Wars',
      'Finding Nemo',
    ])
  })

  test('highlights: texts, numbers, nulls, lists and objects', async () => {
    const { _highlightResult: result } = (await ask({ query: 'hello', attributesToHighlight: ['*'] })).hits[0]
    expect(result).toMatchObject({
      id: { value: '2' },
      title: { value: 'Ariel' },
      genres: [{ value: 'Drama' }, { value: 'Crime' }, { value: 'Comedy' }],
      release_date: { value: '593395200' },
      objectArray: [{ name: { value: '__ais-highlight__hello__/ais-highlight__ world' } }],
      object: { id: { value: '1' }, name: { value: 'One two' } },
      nullArray: [{ value: 'null' }],
      nullField: { value: 'null' },
    })
    const marked = await ask({ query: 'ari', highlightPreTag: '<em>', highlightPostTag: '</em>' })
    expect(marked.hits[0]._highlightResult).toMatchObject({ title: { value: '<em>Ari</em>el' } })
  })

  test('snippets', async () => {
    const snippet = async (query: string, params: object) =>
      (await ask({ query, ...params })).hits[0]._snippetResult.overview.value
    expect(await snippet('leia', { attributesToSnippet: ['overview:2'] })).toBe(
      'Princess __ais-highlight__Leia__/ais-highlight__…',
    )
    expect(await snippet('leia', { attributesToSnippet: ['overview:4'], snippetEllipsisText: '…' })).toMatch(
      /^Princess __ais-highlight__Leia__\/ais-highlight__ is captured…$/,
    )
    expect(await snippet('hostage', { attributesToSnippet: ['overview:3'], snippetEllipsisText: '!' })).toMatch(
      /^!.*__ais-highlight__hostage__\/ais-highlight__.*!$/,
    )
    expect(await snippet('ariel', { attributesToSnippet: ['*:5'], snippetEllipsisText: '…' })).toBe(
      'Taisto Kasurinen is a Finnish…',
    )
  })

  test('which attributes are answered', async () => {
    const [hit] = (await ask({ query: 'ariel', attributesToRetrieve: ['title'] })).hits
    expect(hit).toHaveProperty('title')
    expect(hit).not.toHaveProperty('genres')
  })

  test('places: a circle, a box, and the order by distance', async () => {
    expect(await titles({ aroundLatLng: '60,25', aroundRadius: 100_000 })).toEqual(['Ariel'])
    expect(await titles({ aroundLatLng: '60, 25', aroundRadius: 10 })).toEqual([])
    expect((await titles({ insideBoundingBox: '70,30,30,0' })).sort()).toEqual(['Ariel', 'Star Wars'])
    const nearest = await ask({}, {}, 'movies:_geoPoint(34,8):asc')
    expect(nearest.hits.slice(0, 2).map(({ title }) => title)).toEqual(['Star Wars', 'Ariel'])
  })

  test('parameters of Meilisearch go through', async () => {
    const params = {
      meiliSearchParams: { attributesToHighlight: ['title'], highlightPreTag: '[', highlightPostTag: ']' },
    }
    const { hits } = await ask({ query: 'ariel' }, params)
    expect(hits[0]._highlightResult).toMatchObject({ title: { value: '[Ariel]' } })
    expect(await titles({ query: 'princess crime' }, { meiliSearchParams: { matchingStrategy: 'all' } })).toEqual([])
    expect((await titles({ query: 'crime princess' })).length).toBeGreaterThan(0)
  })

  test('facet values are searched', async () => {
    const adapter = make()
    const request = { indexName: 'movies', params: { facetName: 'genres', facetQuery: 'co', query: '' } }
    if (adapter.searchForFacetValues === undefined) return expect(version).not.toBe('the newest')
    const answers = await adapter.searchForFacetValues([
      request,
      { ...request, params: { ...request.params, facetQuery: 'a' } },
    ])
    if (version === 'the newest') expect(answers[0].facetHits).toMatchObject([{ value: 'Comedy', count: 3 }])
    if (version === 'the newest') expect(answers[1].facetHits).toHaveLength(3)
    const refined = { ...request.params, facetFilters: [['genres:Action']], facetQuery: '' }
    const [others] = await adapter.searchForFacetValues([{ indexName: 'movies', params: refined }])
    if (version === 'the newest') expect(others.facetHits.length).toBeGreaterThan(1)
  })

  test('an index that is not there is an error of the search', async () => {
    await expect(ask({}, {}, 'none')).rejects.toThrow()
  })
})
