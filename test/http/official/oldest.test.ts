/** The oldest official client of version 1 that still installs, 0.30: every method it has. */
import { type Index, MeiliSearch } from 'meilisearch-v0.30'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Book, books, served } from './served.ts'

// It forgets the path of its host where it swaps indexes.
const host = 'http://search.test'
served(host)
const meili = new MeiliSearch({ host })
let index: Index<Book>
const done = async (write: Promise<{ taskUid: number }>) => {
  const summary = await write
  expect(summary.taskUid).toBeTypeOf('number')
  const task = await meili.waitForTask(summary.taskUid, { intervalMs: 2, timeOutMs: 60_000 })
  expect(task).toMatchObject({ status: 'succeeded', uid: summary.taskUid })
  return task
}
beforeAll(async () => {
  await done(meili.createIndex('books', { primaryKey: 'id' }))
  index = meili.index<Book>('books')
  await done(index.updateSettings({ filterableAttributes: ['genre', 'id'], sortableAttributes: ['id'] }))
  await done(index.addDocuments(books))
})

test('indexes', async () => {
  expect((await meili.getIndex('books')).primaryKey).toBe('id')
  expect(await meili.getRawIndex('books')).toMatchObject({ uid: 'books', primaryKey: 'id' })
  expect(await meili.getIndexes({ limit: 3 })).toMatchObject({ limit: 3, offset: 0, total: 1 })
  expect((await meili.getRawIndexes()).results).toHaveLength(1)
  expect(await index.fetchPrimaryKey()).toBe('id')
  expect((await index.fetchInfo()).createdAt).toBeInstanceOf(Date)
  await done(meili.createIndex('other'))
  await done(meili.updateIndex('other', { primaryKey: 'key' }))
  expect((await done(meili.swapIndexes([{ indexes: ['other', 'books'] }]))).details).toMatchObject({
    swaps: [{ indexes: ['other', 'books'] }],
  })
  await done(meili.swapIndexes([{ indexes: ['other', 'books'] }]))
  await done(meili.deleteIndex('other'))
  await expect(meili.getIndex('other')).rejects.toMatchObject({
    code: 'index_not_found',
    type: 'invalid_request',
    httpStatus: 404,
  })
})

test('documents', async () => {
  expect(await index.getDocuments({ fields: ['id'], limit: 1 })).toEqual({
    results: [{ id: 123 }],
    limit: 1,
    offset: 0,
    total: 8,
  })
  expect(await index.getDocument(456)).toEqual(books[1])
  expect(await index.getDocument(456, { fields: ['title'] })).toEqual({ title: 'Le Petit Prince' })
  await done(index.updateDocuments([{ id: 456, title: 'The Little Prince' }]))
  expect(await index.getDocument(456)).toEqual({ ...books[1], title: 'The Little Prince' })
  await done(index.addDocuments([books[1]]))
  for (const { taskUid } of await index.addDocumentsInBatches(books, 5))
    await meili.waitForTask(taskUid, { intervalMs: 2 })
  for (const { taskUid } of await index.updateDocumentsInBatches(books, 5))
    await meili.waitForTask(taskUid, { intervalMs: 2 })
  await done(
    index.addDocuments([
      { id: 7, title: 'x' },
      { id: 8, title: 'y' },
    ]),
  )
  expect((await done(index.deleteDocument(7))).details).toMatchObject({ deletedDocuments: 1 })
  expect((await done(index.deleteDocuments([8, 9]))).details).toMatchObject({ providedIds: 2, deletedDocuments: 1 })
  expect(await index.getStats()).toMatchObject({
    numberOfDocuments: 8,
    isIndexing: false,
    fieldDistribution: { id: 8 },
  })
})

test.each(['search', 'searchGet'] as const)('%s', async (method) => {
  const response = await index[method]('prince', {
    limit: 5,
    attributesToHighlight: ['title'],
    attributesToCrop: ['comment'],
    cropLength: 3,
    showMatchesPosition: true,
    filter: 'genre = adventure',
    sort: ['id:asc'],
    facets: ['genre'],
  })
  expect(response).toMatchObject({ limit: 5, offset: 0, estimatedTotalHits: 1, query: 'prince' })
  expect(response.hits[0]._formatted).toMatchObject({ title: 'Le Petit <em>Prince</em>', comment: '…a prince that…' })
  expect(response.hits[0]._matchesPosition).toMatchObject({ title: [{ start: 9, length: 6 }] })
  expect(response.facetDistribution).toEqual({ genre: { adventure: 1 } })
  expect(await index[method]('', { hitsPerPage: 3, page: 2 })).toMatchObject({ totalHits: 8, totalPages: 3, page: 2 })
  await expect(index[method]('', { filter: 'nothing = 1' })).rejects.toMatchObject({
    code: 'invalid_search_filter',
    httpStatus: 400,
  })
})

test('tasks', async () => {
  const page = await meili.getTasks({ limit: 2, types: ['documentAdditionOrUpdate'] as never })
  expect(page).toMatchObject({ limit: 2 })
  expect(page.results).toHaveLength(2)
  expect(page.results[0]).toMatchObject({ indexUid: 'books', status: 'succeeded', canceledBy: null })
  expect(page.results[0].finishedAt).toBeInstanceOf(Date)
  expect((await index.getTasks({ statuses: ['failed'] as never })).results).toEqual([])
  expect((await index.getTask(0)).type).toBe('indexCreation')
  expect((await meili.waitForTasks([0, 1])).map(({ uid }) => uid)).toEqual([0, 1])
  expect((await done(meili.cancelTasks({ uids: [0] }))).details).toMatchObject({ matchedTasks: 1, canceledTasks: 0 })
  expect((await done(meili.deleteTasks({ uids: [0] }))).details).toMatchObject({ matchedTasks: 1, deletedTasks: 1 })
  await expect(meili.getTask(0)).rejects.toMatchObject({ code: 'task_not_found', httpStatus: 404 })
})

const settings: readonly (readonly [string, unknown])[] = [
  ['Pagination', { maxTotalHits: 7 }],
  ['Synonyms', { a: ['b'] }],
  ['StopWords', ['the']],
  ['RankingRules', ['words', 'typo']],
  ['DistinctAttribute', 'title'],
  ['FilterableAttributes', ['title']],
  ['SortableAttributes', ['title']],
  ['SearchableAttributes', ['title']],
  ['DisplayedAttributes', ['title']],
  ['TypoTolerance', { enabled: false }],
  ['Faceting', { maxValuesPerFacet: 7 }],
]

describe.each(settings)('setting %s', (name, value) => {
  test('is read, changed and reset', async () => {
    const other = meili.index(`setting-${name}`) as unknown as Record<string, (...args: unknown[]) => Promise<never>>
    await done(meili.createIndex(`setting-${name}`))
    const before: unknown = await other[`get${name}`]()
    await done(other[`update${name}`](value))
    const after: unknown = await other[`get${name}`]()
    if (typeof value === 'object' && !Array.isArray(value)) expect(after).toMatchObject(value as object)
    else expect(after).toEqual(value)
    await done(other[`reset${name}`]())
    expect(await other[`get${name}`]()).toEqual(before)
  })
})

test('all settings, the instance, and a dump', async () => {
  expect(Object.keys(await index.getSettings())).toHaveLength(20)
  await done(index.resetSettings())
  expect(await meili.health()).toEqual({ status: 'available' })
  expect(await meili.isHealthy()).toBe(true)
  expect((await meili.getStats()).indexes.books.numberOfDocuments).toBe(8)
  expect((await meili.getVersion()).pkgVersion).toMatch(/^1\.50/)
  expect((await done(meili.createDump())).type).toBe('dumpCreation')
  await done(index.deleteAllDocuments())
  await done(index.delete())
})
