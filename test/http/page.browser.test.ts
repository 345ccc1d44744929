/** The REST API in a real page: the newest client over the workers. */
import { Meilisearch } from 'meilisearch-newest'
import { afterEach, expect, test } from 'vitest'
import { installFetch } from '../../src/http/entry.ts'
import { closeClients, opened } from '../support/browser-clients.ts'

afterEach(closeClients)

test('the official client adds, searches and dumps over workers', async () => {
  const client = await opened()
  const undo = installFetch(client, { baseUrl: '/search-api' })
  try {
    const meili = new Meilisearch({ host: `${location.origin}/search-api` })
    const waited = { timeout: 60_000, interval: 10 }
    const films = meili.index('films')
    const documents = Array.from({ length: 500 }, (_, id) => ({ id, title: `film ${id}`, genre: id % 2 ? 'a' : 'b' }))
    expect(await films.addDocuments(documents).waitTask(waited)).toMatchObject({ uid: 0, status: 'succeeded' })
    await films.updateFilterableAttributes(['genre']).waitTask(waited)
    const { hits, facetDistribution } = await films.search('film', { filter: 'genre = a', facets: ['genre'] })
    expect(hits).toHaveLength(20)
    expect(facetDistribution).toEqual({ genre: { a: 250 } })
    const dump = await meili.createDump().waitTask(waited)
    expect(dump).toMatchObject({ status: 'succeeded', type: 'dumpCreation' })
  } finally {
    undo()
  }
})
