/**
 * The setting `searchDefaults`: parameters every search of an index has unless its request says
 * otherwise, in every way of asking, and in a dump.
 */
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { type Client, open } from '../../../src/in-thread.ts'
import type { FederatedResponse, MultiSearchQuery } from '../../../src/shared/search.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { dumpOf, jsonLines, unpackDump } from '../../support/archive.ts'
import { dumped, openDumps } from '../../support/test-dumps.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris', year: 1972, kind: 'film' },
  { id: 2, title: 'Stalker', year: 1979, kind: 'film' },
  { id: 3, title: 'Solaris', year: 1961, kind: 'book' },
  { id: 4, title: 'Mirror', year: 1975, kind: 'film' },
]
let client: Client
beforeEach(async () => {
  client = await open({ indexedDB: new IDBFactory() })
  await client.index('films').updateSettings({
    filterableAttributes: ['kind', 'year', 'title'],
    sortableAttributes: ['year'],
    searchableAttributes: ['title', 'kind'],
  })
  await done(client.index('films').addDocuments(films))
})
afterEach(() => client.close())

async function done(sent: Promise<{ updateId: number }>): Promise<void> {
  expect(await client.waitForPendingUpdate((await sent).updateId)).toMatchObject({ status: 'processed' })
}
const ids = (hits: readonly object[]) => hits.map((hit) => (hit as { id: number }).id)

test('get, update and reset; parts merge, null takes one away, and what the index has is not built anew', async () => {
  const index = client.index('films')
  expect(await index.getSearchDefaults()).toEqual({})
  await done(index.updateSearchDefaults({ limit: 2, filter: ['kind = film', ['year > 1', 'year < 0']] }))
  await done(index.updateSettings({ searchDefaults: { matchingStrategy: 'any', limit: null } }))
  const expected = { matchingStrategy: 'any', filter: ['kind = film', ['year > 1', 'year < 0']] }
  expect(await index.getSearchDefaults()).toEqual(expected)
  expect((await index.getSettings()).searchDefaults).toEqual(expected)
  await done(index.resetSearchDefaults())
  expect(await index.getSearchDefaults()).toEqual({})
})

describe('a search', () => {
  test('has them where it says nothing, and what it says instead of them', async () => {
    const index = client.index<(typeof films)[0]>('films')
    expect(ids((await index.search('where is solaris')).hits)).toEqual([])
    await done(
      index.updateSearchDefaults({
        matchingStrategy: 'any',
        filter: 'kind = film',
        attributesToHighlight: ['title'],
        attributesToRetrieve: ['id'],
        facets: ['kind'],
      }),
    )
    const found = await index.search('where is solaris')
    expect(found.hits).toEqual([{ id: 1, _formatted: { id: '1', title: '<em>Solaris</em>' } }])
    expect(found.facetDistribution).toEqual({ kind: { film: 1 } })
    expect(ids((await index.search('where is solaris', { filter: 'kind = book' })).hits)).toEqual([3])
    expect(ids((await index.search('where is solaris', { matchingStrategy: 'last' })).hits)).toEqual([])
  })

  test('takes one away with null, and says nothing with undefined', async () => {
    const index = client.index<(typeof films)[0]>('films')
    await done(index.updateSearchDefaults({ filter: 'kind = film', distinct: 'title', sort: ['year:desc'] }))
    expect(ids((await index.search('', { filter: undefined } as object)).hits)).toEqual([2, 4, 1])
    expect(ids((await index.search('', { filter: null })).hits)).toEqual([2, 4, 1])
    expect(ids((await index.search('', { filter: null, distinct: null })).hits)).toEqual([2, 4, 1, 3])
    expect(ids((await index.search('', { filter: null, distinct: null, sort: null })).hits)).toEqual([1, 2, 3, 4])
  })

  test('pages by default, unless it asks by offset and limit', async () => {
    const index = client.index<(typeof films)[0]>('films')
    await done(index.updateSearchDefaults({ hitsPerPage: 3, limit: 1 }))
    expect(await index.search('')).toMatchObject({ page: 1, hitsPerPage: 3, totalPages: 2 })
    expect(ids((await index.search('', { page: 2 })).hits)).toEqual([4])
    expect(ids((await index.search('', { offset: 1 })).hits)).toEqual([2])
    expect(ids((await index.search('', { limit: 2 })).hits)).toEqual([1, 2])
  })
})

test('several searches have those of their index each, federated ones too; search in facet values has what says where to look', async () => {
  const index = client.index('films')
  await done(
    index.updateSearchDefaults({
      matchingStrategy: 'any',
      filter: 'kind = film',
      hitsPerPage: 1,
      facets: ['kind'],
      showRankingScore: true,
    }),
  )
  await done(client.index('books').addDocuments([{ id: 9, title: 'Solaris, the book' }]))
  const q = 'where is solaris'
  const { results } = await client.multiSearch({
    queries: [
      { indexUid: 'films', q },
      { indexUid: 'films', q, filter: null, limit: 9 },
      { indexUid: 'books', q },
    ],
  })
  expect(results.map(({ hits }) => ids(hits))).toEqual([[1], [1, 3], []])
  expect(results[0]).toMatchObject({ hitsPerPage: 1, facetDistribution: { kind: { film: 1 } } })

  const federated = async (...queries: MultiSearchQuery[]) =>
    (await client.multiSearch({ queries, federation: {} })) as FederatedResponse
  const found = await federated({ indexUid: 'films', q }, { indexUid: 'books', q: 'solaris' })
  expect(ids(found.hits).sort()).toEqual([1, 9])
  expect(found.hits.map((hit) => typeof hit._rankingScore).sort()).toEqual(['number', 'undefined'])
  expect(ids((await federated({ indexUid: 'films', q, filter: null })).hits)).toEqual([1, 3])

  const values = await index.searchForFacetValues({ facetName: 'year', q })
  expect(values.facetHits).toEqual([])
  const kinds = async (filter?: null) =>
    (await index.searchForFacetValues({ facetName: 'kind', q, ...(filter === null ? { filter } : {}) })).facetHits
  expect(await kinds()).toEqual([{ value: 'film', count: 1 }])
  expect(await kinds(null)).toEqual([
    { value: 'book', count: 1 },
    { value: 'film', count: 1 },
  ])
})

test('a dump carries them where only Seekling looks: beside the settings of an index, and of an update that waits', async () => {
  const store = new MemoryStore()
  const lock = new GatedLock()
  const db = await TestEngine.open(store, { lock })
  const searchDefaults = { matchingStrategy: 'any', attributesToCrop: ['title:3'] } as const
  await db.send({ type: 'Settings', indexUid: 'films', settings: { stopWords: ['the'], searchDefaults } })
  await db.send({ type: 'Settings', indexUid: 'plain', settings: { stopWords: ['of'] } })
  await db.idle()
  await lock.hold()
  await db.send({ type: 'Settings', indexUid: 'later', settings: { stopWords: ['a'], searchDefaults: { limit: 3 } } })
  const files = await unpackDump(await dumped(await openDumps(store)))
  expect(files.get('indexes/films/settings.json')).toBe('{"stopWords":["the"]}')
  expect(JSON.parse(files.get('indexes/films/seekling.json') as string)).toEqual({ settings: { searchDefaults } })
  expect(files.has('indexes/plain/seekling.json')).toBe(false)
  const tasks = jsonLines(files.get('tasks/queue.jsonl')) as { type: unknown; details: unknown; seekling?: unknown }[]
  expect(JSON.stringify(tasks.map(({ type, details }) => [type, details]))).not.toContain('searchDefaults')
  expect(tasks.map(({ seekling }) => seekling)).toEqual([
    { settings: { searchDefaults } },
    undefined,
    { settings: { searchDefaults: { limit: 3 } } },
  ])

  const copy = new MemoryStore()
  const report = await (await openDumps(copy)).importDump(dumpOf(Object.fromEntries(files)))
  expect(report.ignored).toEqual([])
  const later = await TestEngine.open(copy)
  await later.engine.resume()
  await later.idle()
  const reader = searchEngineOver(copy, later.announcer)
  expect((await reader.getSettings('films')).searchDefaults).toEqual(searchDefaults)
  expect((await reader.getSettings('plain')).searchDefaults).toEqual({})
  expect(await reader.getSettings('later')).toMatchObject({ stopWords: ['a'], searchDefaults: { limit: 3 } })
})
