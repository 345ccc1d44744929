/**
 * Indexes and the instance as the official client sees them: made, listed, changed, swapped,
 * counted and deleted.
 */
import { beforeEach, describe, expect, test } from 'vitest'
import { books, refused, served, succeeded, withBooks } from './served.ts'

const all = served()
beforeEach(async () => {
  const { results } = await all.meili.getRawIndexes({ limit: 1000 })
  for (const { uid } of results) await all.meili.deleteIndex(uid).waitTask()
})

const missing = { code: 'index_not_found', type: 'invalid_request', status: 404 }
const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)

test('making one', async () => {
  const task = await succeeded(all.meili.createIndex('a', { primaryKey: 'key' }))
  expect(task).toMatchObject({ type: 'indexCreation', indexUid: 'a', details: { primaryKey: 'key' } })
  expect((await succeeded(all.meili.createIndex('b'))).details).toEqual({ primaryKey: null })
  expect(await all.meili.getRawIndex('a')).toEqual({ uid: 'a', primaryKey: 'key', createdAt: date, updatedAt: date })
  expect((await all.meili.getRawIndex('b')).primaryKey).toBeNull()
  const again = await all.meili.createIndex('a').waitTask()
  expect(again).toMatchObject({ status: 'failed', error: { code: 'index_already_exists', type: 'invalid_request' } })
})

test.each<[string, object, string]>([
  ['a b', {}, 'invalid_index_uid'],
  ['%$#', {}, 'invalid_index_uid'],
  ['', {}, 'invalid_index_uid'],
  [1 as never, {}, 'invalid_index_uid'],
  [undefined as never, {}, 'missing_index_uid'],
  ['a', { primaryKey: 1 }, 'invalid_index_primary_key'],
  ['a', { nothing: 1 }, 'bad_request'],
  ['a', { name: 'a' }, 'bad_request'],
])('making %j with %j is refused with %s', async (uid, options, code) => {
  expect(await refused(all.meili.createIndex(uid, options))).toEqual({ code, type: 'invalid_request', status: 400 })
})

test('reading one, and its primary key', async () => {
  await withBooks(all)
  const index = await all.meili.getIndex('books')
  expect([index.uid, index.primaryKey]).toEqual(['books', 'id'])
  expect(await all.meili.index('books').fetchPrimaryKey()).toBe('id')
  expect((await all.meili.index('books').fetchInfo()).createdAt).toBeInstanceOf(Date)
  expect((await all.meili.index('books').getRawInfo()).uid).toBe('books')
  expect(await refused(all.meili.getIndex('none'))).toEqual(missing)
  expect(await refused(all.meili.getRawIndex('none'))).toEqual(missing)
  expect(await refused(all.meili.getRawIndex('a%20b'))).toMatchObject({ code: 'invalid_index_uid', status: 400 })
})

test('listing', async () => {
  for (const uid of ['c', 'a', 'b']) await succeeded(all.meili.createIndex(uid))
  const page = await all.meili.getRawIndexes()
  expect(page).toMatchObject({ limit: 20, offset: 0, total: 3 })
  expect(Object.keys(page).sort()).toEqual(['limit', 'offset', 'results', 'total'])
  expect(page.results.map(({ uid }) => uid)).toEqual(['a', 'b', 'c'])
  expect(Object.keys(page.results[0]).sort()).toEqual(['createdAt', 'primaryKey', 'uid', 'updatedAt'])
  expect((await all.meili.getIndexes({ limit: 1, offset: 1 })).results.map(({ uid }) => uid)).toEqual(['b'])
  expect(await all.meili.getIndexes({ limit: 0 })).toMatchObject({ results: [], limit: 0, total: 3 })
  expect(await refused(all.meili.getIndexes({ limit: 'a' } as never))).toMatchObject({ code: 'invalid_index_limit' })
  expect(await refused(all.meili.getIndexes({ offset: 'a' } as never))).toMatchObject({ code: 'invalid_index_offset' })
  expect(await refused(all.meili.getIndexes({ nothing: 1 } as never))).toMatchObject({ code: 'bad_request' })
})

describe('changing', () => {
  test('the primary key, while there are no documents', async () => {
    await succeeded(all.meili.createIndex('a'))
    const task = await succeeded(all.meili.updateIndex('a', { primaryKey: 'key' }))
    expect(task).toMatchObject({ type: 'indexUpdate', indexUid: 'a', details: { primaryKey: 'key' } })
    await succeeded(all.meili.index('a').update({ primaryKey: 'other' }))
    expect((await all.meili.getRawIndex('a')).primaryKey).toBe('other')
    await withBooks(all)
    const late = await all.meili.updateIndex('books', { primaryKey: 'title' }).waitTask()
    expect(late).toMatchObject({ status: 'failed', error: { code: 'index_primary_key_already_exists' } })
    expect(await all.meili.updateIndex('none', { primaryKey: 'title' }).waitTask()).toMatchObject({
      status: 'failed',
      error: { code: 'index_not_found' },
    })
  })

  test('the name', async () => {
    await withBooks(all)
    const task = await succeeded(all.meili.updateIndex('books', { uid: 'library' }))
    expect(task.details).toMatchObject({ oldIndexUid: 'books', newIndexUid: 'library' })
    expect((await all.meili.index('library').getStats()).numberOfDocuments).toBe(books.length)
    expect(await refused(all.meili.getRawIndex('books'))).toEqual(missing)
    await succeeded(all.meili.createIndex('b'))
    const taken = await all.meili.updateIndex('library', { uid: 'b' }).waitTask()
    expect(taken).toMatchObject({ status: 'failed', error: { code: 'index_already_exists' } })
  })

  test.each<[object, string]>([
    [{ uid: 'a b' }, 'invalid_index_uid'],
    [{ uid: 1 }, 'invalid_index_uid'],
    [{ primaryKey: 1 }, 'invalid_index_primary_key'],
    [{ createdAt: 'x' }, 'immutable_index_created_at'],
    [{ updatedAt: 'x' }, 'immutable_index_updated_at'],
    [{ nothing: 1 }, 'bad_request'],
  ])('%j is refused with %s', async (changes, code) => {
    expect(await refused(all.meili.updateIndex('a', changes as never))).toMatchObject({ code, status: 400 })
  })
})

test('deleting', async () => {
  await withBooks(all)
  const task = await succeeded(all.meili.deleteIndex('books'))
  expect(task).toMatchObject({ type: 'indexDeletion', indexUid: 'books', details: { deletedDocuments: books.length } })
  expect(await refused(all.meili.getRawIndex('books'))).toEqual(missing)
  expect(await refused(all.meili.index('books').search('x'))).toEqual(missing)
  const again = await all.meili.index('books').delete().waitTask()
  expect(again).toMatchObject({
    status: 'failed',
    error: { code: 'index_not_found' },
    details: { deletedDocuments: 0 },
  })
  expect(await all.meili.deleteIndexIfExists('books')).toBe(true)
})

describe('swapping', () => {
  test('two and two', async () => {
    await withBooks(all, 'a')
    await succeeded(all.meili.createIndex('b'))
    const swaps = [{ indexes: ['a', 'b'] as [string, string], rename: false }]
    const task = await succeeded(all.meili.swapIndexes(swaps))
    expect(task).toMatchObject({ type: 'indexSwap', indexUid: null, details: { swaps } })
    expect((await all.meili.index('b').getStats()).numberOfDocuments).toBe(books.length)
    expect((await all.meili.index('a').getStats()).numberOfDocuments).toBe(0)
    expect(await all.meili.index('b').getSortableAttributes()).toEqual(['id'])
    const bare = await succeeded(all.meili.swapIndexes([{ indexes: ['a', 'b'] } as never]))
    expect(bare.details?.swaps).toEqual(swaps)
  })

  test('as a change of name', async () => {
    await withBooks(all, 'a')
    const swaps = [{ indexes: ['a', 'z'] as [string, string], rename: true }]
    const task = await succeeded(all.meili.swapIndexes(swaps))
    expect(task.details).toEqual({ swaps })
    expect((await all.meili.index('z').getStats()).numberOfDocuments).toBe(books.length)
    expect(await refused(all.meili.getRawIndex('a'))).toEqual(missing)
  })

  test('what is not there fails in the queue', async () => {
    await succeeded(all.meili.createIndex('a'))
    const task = await all.meili.swapIndexes([{ indexes: ['a', 'none'], rename: false }]).waitTask()
    expect(task).toMatchObject({ status: 'failed', error: { code: 'index_not_found', type: 'invalid_request' } })
  })

  test.each<[unknown, string]>([
    [[{ indexes: ['a', 'a'] }], 'invalid_swap_duplicate_index_found'],
    [[{ indexes: ['a', 'b'] }, { indexes: ['b', 'c'] }], 'invalid_swap_duplicate_index_found'],
    [[{ indexes: ['a'] }], 'invalid_swap_indexes'],
    [[{ indexes: ['a', 'b', 'c'] }], 'invalid_swap_indexes'],
    [[{ indexes: 'a' }], 'invalid_swap_indexes'],
    [[{}], 'missing_swap_indexes'],
    [[{ indexes: ['a b', 'c'] }], 'invalid_index_uid'],
    [[{ indexes: ['a', 'b'], rename: 1 }], 'invalid_swap_rename'],
    [[{ indexes: ['a', 'b'], nothing: 1 }], 'bad_request'],
    [{}, 'bad_request'],
  ])('%j is refused with %s', async (swaps, code) => {
    expect(await refused(all.meili.swapIndexes(swaps as never))).toMatchObject({ code, status: 400 })
  })
})

test('statistics', async () => {
  expect(await all.meili.getStats()).toMatchObject({ databaseSize: expect.any(Number), indexes: {} })
  const index = await withBooks(all)
  const one = {
    numberOfDocuments: 8,
    rawDocumentDbSize: expect.any(Number),
    avgDocumentSize: expect.any(Number),
    isIndexing: false,
    numberOfEmbeddings: 0,
    numberOfEmbeddedDocuments: 0,
    fieldDistribution: { id: 8, title: 8, comment: 6, genre: 8, isNull: 1, isTrue: 1 },
  }
  expect(await index.getStats()).toEqual(one)
  const stats = await all.meili.getStats()
  expect(stats).toEqual({
    databaseSize: expect.any(Number),
    usedDatabaseSize: expect.any(Number),
    lastUpdate: date,
    indexes: { books: one },
  })
  expect(await refused(all.meili.index('none').getStats())).toEqual(missing)
})

test('fields, with what may be done with them', async () => {
  const index = await withBooks(all)
  const page = await index.getFields()
  expect(page).toMatchObject({ offset: 0, limit: 20, total: 6 })
  const genre = page.results.find(({ name }) => name === 'genre')
  expect(genre).toEqual({
    name: 'genre',
    displayed: { enabled: true },
    searchable: { enabled: true },
    sortable: { enabled: false },
    distinct: { enabled: false },
    rankingRule: { enabled: false },
    filterable: { enabled: true, sortBy: 'alpha', facetSearch: true, equality: true, comparison: true },
    localized: { locales: [] },
  })
  const names = async (query: object) => (await index.getFields(query)).results.map(({ name }) => name)
  expect(await names({ filter: { filterable: true } })).toEqual(['genre', 'id', 'title'])
  expect(await names({ filter: { sortable: true } })).toEqual(['id'])
  expect(await names({ filter: { filterable: true, sortable: false } })).toEqual(['genre', 'title'])
  expect(await names({ filter: { attributePatterns: ['is*'] } })).toEqual(['isNull', 'isTrue'])
  expect(await names({ limit: 1, offset: 1 })).toEqual(['genre'])
  expect(await refused(all.meili.index('none').getFields())).toEqual(missing)
})

test('health and version', async () => {
  expect(await all.meili.health()).toEqual({ status: 'available' })
  expect(await all.meili.isHealthy()).toBe(true)
  const version = await all.meili.getVersion()
  expect(Object.keys(version).sort()).toEqual(['commitDate', 'commitSha', 'pkgVersion'])
  expect(version.pkgVersion).toMatch(/^1\.50\.\d+$/)
})

test('experimental features are merged, and answered whole', async () => {
  const names =
    `chatCompletions compositeEmbedders containsFilter dynamicSearchRules editDocumentsByFunction foreignKeys getTaskDocumentsRoute
    logsRoute metrics multimodal network renderRoute`.split(/\s+/)
  const every = (value: boolean) => Object.fromEntries(names.map((name) => [name, value]))
  expect(await all.meili.getExperimentalFeatures()).toEqual(every(false))
  expect(await all.meili.updateExperimentalFeatures(every(true))).toEqual(every(true))
  expect(await all.meili.updateExperimentalFeatures({ metrics: false })).toEqual({ ...every(true), metrics: false })
  expect(await all.meili.updateExperimentalFeatures({ metrics: null, network: true })).toMatchObject({ metrics: false })
  expect(await all.meili.updateExperimentalFeatures({})).toMatchObject({ network: true })
  expect(await all.meili.updateExperimentalFeatures(every(false))).toEqual(every(false))
  expect(await refused(all.meili.updateExperimentalFeatures({ nothing: true } as never))).toMatchObject({
    code: 'bad_request',
  })
  expect(await refused(all.meili.updateExperimentalFeatures({ metrics: 1 } as never))).toMatchObject({
    code: 'bad_request',
  })
})

test('a dump is a task, its file is answered by its name', async () => {
  await withBooks(all)
  const task = await succeeded(all.meili.createDump())
  expect(task).toMatchObject({
    type: 'dumpCreation',
    indexUid: null,
    details: { dumpUid: expect.stringMatching(/^\d{8}-\d{9}$/) },
  })
  const response = await fetch(`http://search.test/prefix/dumps/${task.details?.dumpUid}`)
  expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 2)]).toEqual([0x1f, 0x8b])
  expect((await fetch('http://search.test/prefix/dumps/20200101-000000000')).status).toBe(404)
})

test.each([
  ['keys', () => all.meili.getKeys()],
  ['one key', () => all.meili.getKey('x')],
  ['network', () => all.meili.getNetwork()],
  ['webhooks', () => all.meili.getWebhooks()],
  ['chats', () => all.meili.getChatWorkspaces()],
  ['rules', () => all.meili.getDynamicSearchRules()],
  ['templates', () => all.meili.renderTemplate({} as never)],
  ['embedders', () => all.meili.index('a').getEmbedders()],
])('%s: not found, and nothing said', async (_, call) => {
  await expect(call()).rejects.toMatchObject({ message: '404: Not Found', response: { status: 404 } })
})
