/**
 * The official clients, newest and oldest of v1, drive the REST API of an instance through the ways
 * in that there are.
 */
import { IDBFactory } from 'fake-indexeddb'
import { Meilisearch } from 'meilisearch-newest'
import { MeiliSearch as OldClient } from 'meilisearch-v0.30'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFetch, installFetch, toHttpClient } from '../../src/http/entry.ts'
import { type Client, open } from '../../src/in-thread.ts'

const host = 'http://search.test/prefix'
let client: Client
let undo: () => void
beforeEach(async () => {
  client = await open({ indexedDB: new IDBFactory() })
  undo = installFetch(client, { baseUrl: host })
})
afterEach(async () => {
  undo()
  await client.close()
})

const movies = [
  { id: 1, title: 'Solaris', genres: ['drama', 'sf'], year: 1972 },
  { id: 2, title: 'Stalker', genres: ['drama'], year: 1979 },
  { id: 3, title: 'Mirror', genres: ['drama', 'war'], year: 1975 },
]

const waited = { timeout: 20_000, interval: 5 }

async function withMovies(meili: Meilisearch) {
  const index = meili.index<(typeof movies)[0]>('movies')
  const settings = { filterableAttributes: ['genres', 'year'], sortableAttributes: ['year'] }
  await index.updateSettings(settings).waitTask(waited)
  const task = await index.addDocuments(movies).waitTask(waited)
  expect(task).toMatchObject({ status: 'succeeded', details: { receivedDocuments: 3, indexedDocuments: 3 } })
  return index
}

describe.each([
  ['installed in the place of fetch', () => new Meilisearch({ host })],
  ['as an HTTP client', () => new Meilisearch({ host, httpClient: toHttpClient(createFetch(client)) })],
])('the newest client, %s', (_, make) => {
  let meili: Meilisearch
  beforeEach(() => {
    meili = make()
  })

  test('adds documents in three formats, reads and deletes them', async () => {
    const index = await withMovies(meili)
    const csv = index.addDocumentsFromString('id;title\n4;Nostalgia', 'text/csv', { csvDelimiter: ';' })
    expect(await csv.waitTask(waited)).toMatchObject({ status: 'succeeded', type: 'documentAdditionOrUpdate' })
    await index.addDocumentsFromString('{"id":5}\n{"id":6}\n', 'application/x-ndjson').waitTask(waited)
    expect((await index.getDocuments({ limit: 2, fields: ['id'] })).total).toBe(6)
    expect((await index.getDocuments({ filter: 'year > 1975' })).results).toEqual([movies[1]])
    expect((await index.getDocuments({ ids: [1, 3], sort: ['year:desc'] })).results.map(({ id }) => id)).toEqual([3, 1])
    expect(await index.getDocument(1, { fields: ['title'] })).toEqual({ title: 'Solaris' })
    await index.deleteDocument(6).waitTask(waited)
    expect((await index.deleteDocuments([5, 77]).waitTask(waited)).details).toEqual({
      providedIds: 2,
      deletedDocuments: 1,
      originalFilter: null,
    })
    expect((await index.deleteDocuments({ filter: 'year = 1979' }).waitTask(waited)).details).toEqual({
      providedIds: 0,
      deletedDocuments: 1,
      originalFilter: '"year = 1979"',
    })
    expect((await index.deleteAllDocuments().waitTask(waited)).details).toEqual({ deletedDocuments: 3 })
  })

  test('searches by POST and by GET alike, by facets, and in several indexes', async () => {
    const index = await withMovies(meili)
    const params = { filter: ['genres = drama'], sort: ['year:asc'], facets: ['genres'], limit: 2 }
    const [posted, got] = [
      await index.search('', params),
      await index.searchGet('', { ...params, filter: 'genres = drama' }),
    ]
    expect(posted.hits.map(({ id }) => id)).toEqual([1, 3])
    expect(got.hits).toEqual(posted.hits)
    expect(posted.facetDistribution).toEqual({ genres: { drama: 3, sf: 1, war: 1 } })
    const facets = { facetName: 'genres', facetQuery: 'dra', hitsPerPage: 3, attributesToHighlight: ['*'] } as never
    expect((await index.searchForFacetValues(facets)).facetHits).toEqual([{ value: 'drama', count: 3 }])
    const queries = [
      { indexUid: 'movies', q: 'solaris' },
      { indexUid: 'movies', q: 'mirror', hitsPerPage: 1 },
    ]
    const { results } = await meili.multiSearch({ queries })
    expect(results.map(({ hits }) => hits[0].id)).toEqual([1, 3])
    const federated = await meili.multiSearch({ federation: { limit: 5 }, queries: [queries[0]] })
    expect(federated.hits[0]).toMatchObject({ id: 1, _federation: { indexUid: 'movies', queriesPosition: 0 } })
    expect(await meili.multiSearch({ queries: [] })).toEqual({ results: [] })
  })

  test('has every setting', async () => {
    const index = await withMovies(meili)
    const all = await index.getSettings()
    expect(Object.keys(all)).toHaveLength(20)
    await index.updateTypoTolerance({ enabled: false }).waitTask(waited)
    expect(await index.getTypoTolerance()).toMatchObject({ enabled: false })
    await index.updateFaceting({ maxValuesPerFacet: 3 }).waitTask(waited)
    await index.updatePagination({ maxTotalHits: 5 }).waitTask(waited)
    await index.updateFacetSearch(false).waitTask(waited)
    expect(await index.getFacetSearch()).toBe(false)
    await index.updateSearchCutoffMs(100).waitTask(waited)
    expect(await index.getSearchCutoffMs()).toBe(100)
    await index.updateDistinctAttribute('year').waitTask(waited)
    expect(await index.getDistinctAttribute()).toBe('year')
    const reset = await index.resetSettings().waitTask(waited)
    expect(reset).toMatchObject({ status: 'succeeded', type: 'settingsUpdate' })
    expect(await index.getSettings()).toEqual({ ...all, filterableAttributes: [], sortableAttributes: [] })
    expect(await meili.index('none').resetSettings().waitTask(waited)).toMatchObject({
      status: 'failed',
      error: { code: 'index_not_found', type: 'invalid_request' },
    })
  })

  test('lists, pages, cancels and deletes tasks, which are batches too', async () => {
    await withMovies(meili)
    const page = await meili.tasks.getTasks({ limit: 1 })
    expect(page).toMatchObject({ total: 2, limit: 1, from: 1, next: 0 })
    expect(Object.keys(page).sort()).toEqual(['from', 'limit', 'next', 'results', 'total'])
    expect((await meili.tasks.getTasks({ types: ['settingsUpdate'] })).results.map(({ uid }) => uid)).toEqual([0])
    expect((await meili.tasks.getTasks({ reverse: true })).results.map(({ uid }) => uid)).toEqual([0, 1])
    expect((await meili.tasks.getTasks({ statuses: ['canceled'], types: ['dumpCreation'] })).total).toBe(0)
    expect((await meili.tasks.getTasks({ afterEnqueuedAt: new Date(Date.now() + 9e6).toISOString() })).total).toBe(0)
    const cancel = await meili.tasks.cancelTasks({ uids: [0, 1] }).waitTask(waited)
    expect(cancel).toMatchObject({
      type: 'taskCancelation',
      indexUid: null,
      details: { matchedTasks: 2, canceledTasks: 0, originalFilter: '?uids=0%2C1' },
    })
    const deletion = await meili.tasks.deleteTasks({ uids: [0] }).waitTask(waited)
    expect(deletion.details).toEqual({ matchedTasks: 1, deletedTasks: 1, originalFilter: '?uids=0' })
    await expect(meili.tasks.getTask(0)).rejects.toThrow()
    const { results } = await meili.batches.getBatches()
    expect(results.map(({ uid, stats }) => [uid, stats.totalNbTasks])).toEqual([
      [3, 1],
      [2, 1],
      [1, 1],
    ])
    expect((await meili.batches.getBatch(1)).stats.types).toEqual({ documentAdditionOrUpdate: 1 })
  })

  test('makes, renames, swaps and deletes indexes, and counts them', async () => {
    await meili.createIndex('a', { primaryKey: 'id' }).waitTask(waited)
    await meili.createIndex('b').waitTask(waited)
    expect(await meili.createIndex('b').waitTask(waited)).toMatchObject({ error: { code: 'index_already_exists' } })
    const swap = await meili.swapIndexes([{ indexes: ['a', 'b'], rename: false }]).waitTask(waited)
    expect(swap).toMatchObject({ indexUid: null, details: { swaps: [{ indexes: ['a', 'b'], rename: false }] } })
    expect(await meili.getRawIndex('b')).toMatchObject({ uid: 'b', primaryKey: 'id' })
    expect((await meili.getIndexes({ limit: 1, offset: 1 })).total).toBe(2)
    await meili.deleteIndex('a').waitTask(waited)
    expect(Object.keys((await meili.getStats()).indexes)).toEqual(['b'])
    expect(await meili.index('b').getStats()).toMatchObject({ numberOfDocuments: 0, rawDocumentDbSize: 0 })
    expect(await meili.health()).toEqual({ status: 'available' })
    expect(await meili.updateExperimentalFeatures({ metrics: true })).toMatchObject({ metrics: true, network: false })
  })

  test('makes a dump as a task', async () => {
    await withMovies(meili)
    const task = await meili.createDump().waitTask(waited)
    expect(task).toMatchObject({ type: 'dumpCreation', status: 'succeeded', indexUid: null })
    expect((await client.getDump(String(task.details?.dumpUid))).size).toBeGreaterThan(100)
  })
})

test('the oldest client of v1 works too', async () => {
  const meili = new OldClient({ host })
  const index = meili.index('movies')
  const { taskUid } = await index.addDocuments(movies)
  expect(await meili.waitForTask(taskUid, { intervalMs: 5 })).toMatchObject({ uid: 0, status: 'succeeded' })
  await meili.waitForTask((await index.updateFilterableAttributes(['genres'])).taskUid, { intervalMs: 5 })
  const { hits } = await index.search('solris', { filter: 'genres = sf', attributesToHighlight: ['title'] })
  expect(hits[0]._formatted?.title).toBe('<em>Solaris</em>')
  expect((await index.searchGet('stalker')).hits).toHaveLength(1)
  await expect(index.search('', { filter: 'nothing = 1' })).rejects.toMatchObject({ code: 'invalid_search_filter' })
  expect((await meili.getTasks()).results.map(({ uid }) => uid)).toEqual([1, 0])
})
