/** What InstantSearch asks through instant-meilisearch, newest and the one npm calls latest: facets, refinements, pages, places and snippets. */
import { instantMeiliSearch as newest } from '@meilisearch/instant-meilisearch'
import { IDBFactory } from 'fake-indexeddb'
import { instantMeiliSearch as tagged } from 'instant-meilisearch-v1'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installFetch } from '../../src/http/entry.ts'
import { type Client, open } from '../../src/in-thread.ts'

interface Answer {
  readonly hits: readonly Readonly<Record<string, unknown>>[]
  readonly facets?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly nbHits: number
  readonly nbPages: number
  readonly page: number
}
interface Adapter {
  search(requests: readonly unknown[]): Promise<{ readonly results: readonly Answer[] }>
  searchForFacetValues?(requests: readonly unknown[]): Promise<readonly unknown[]>
}

const host = 'http://search.test'
let client: Client
let undo: () => void
beforeEach(async () => {
  client = await open({ indexedDB: new IDBFactory() })
  undo = installFetch(client, { baseUrl: host })
  const films = client.index('films')
  await films.updateSettings({ filterableAttributes: ['genres', 'year', '_geo'], sortableAttributes: ['year'] })
  const { updateId } = await films.addDocuments([
    {
      id: 1,
      title: 'Solaris',
      genres: ['drama', 'sf'],
      year: 1972,
      overview: 'a man is sent to a station above an ocean',
      _geo: { lat: 0, lng: 0 },
    },
    {
      id: 2,
      title: 'Stalker',
      genres: ['drama'],
      year: 1979,
      overview: 'three men walk into a zone',
      _geo: { lat: 50, lng: 8 },
    },
    { id: 3, title: 'Mirror', genres: ['war'], year: 1975, overview: 'memories', _geo: { lat: 50, lng: 9 } },
  ])
  await client.waitForPendingUpdate(updateId)
})
afterEach(async () => {
  undo()
  await client.close()
})

const adapters: [string, (options?: object) => Adapter][] = [
  ['newest', (options) => newest(host, '', options).searchClient as unknown as Adapter],
  [
    'tagged latest',
    (options) => {
      const made = tagged(host, '', options) as unknown as Adapter & { readonly searchClient?: Adapter }
      return made.searchClient ?? made
    },
  ],
]

describe.each(adapters)('%s', (_, make) => {
  const ask = async (params: object, options?: object): Promise<Answer> =>
    (await make(options).search([{ indexName: 'films', params: { query: '', ...params } }])).results[0]

  test('the first search has the facets, a refinement those of its own', async () => {
    const facets = ['genres', 'year']
    const first = await ask({ facets, hitsPerPage: 2 })
    expect(first.facets?.genres).toEqual({ drama: 2, sf: 1, war: 1 })
    const facetFilters = [['genres:sf']]
    const refined = await ask({ facets, facetFilters, hitsPerPage: 2 })
    expect(refined.hits.map(({ title }) => title)).toEqual(['Solaris'])
    const numeric = await ask({ facets, numericFilters: ['year>=1974', 'year<=1976'] })
    expect(numeric.hits.map(({ title }) => title)).toEqual(['Mirror'])
  })

  test('pages, finite and not, from the first on', async () => {
    const finite = await ask({ hitsPerPage: 2, page: 1 }, { finitePagination: true })
    expect(finite).toMatchObject({ nbHits: 3, nbPages: 2, page: 1 })
    expect(finite.hits).toHaveLength(1)
    const open = await ask({ hitsPerPage: 2, page: 0 })
    expect(open.hits).toHaveLength(2)
    expect(open.nbPages).toBe(2)
  })

  test('hits are highlighted and cut into snippets', async () => {
    const { hits } = await ask({ query: 'solar', attributesToSnippet: ['overview:4'] })
    expect(hits[0]._highlightResult).toMatchObject({
      title: { value: '__ais-highlight__Solar__/ais-highlight__is' },
    })
    expect(JSON.stringify(hits[0]._snippetResult)).toContain('a man is sent')
  })

  test('hits within a circle and within a box', async () => {
    const within = await ask({ aroundLatLng: '50,8', aroundRadius: 10_000 })
    expect(within.hits.map(({ title }) => title)).toEqual(['Stalker'])
    const box = await ask({ insideBoundingBox: '51,10,49,7' })
    expect(box.hits.map(({ title }) => title).sort()).toEqual(['Mirror', 'Stalker'])
  })

  test('facet values are searched', async () => {
    const adapter = make()
    const request = { indexName: 'films', params: { facetName: 'genres', facetQuery: 'dr', query: '' } }
    const [answer] = (await adapter.searchForFacetValues?.([request])) ?? []
    if (answer !== undefined) expect(answer).toMatchObject({ facetHits: [{ value: 'drama', count: 2 }] })
  })
})
