/**
 * Documents as the official client sends, lists and deletes them, in every format, and what the
 * tasks of it say.
 */
import type { Index } from 'meilisearch-newest'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Book, books, host, refused, served, succeeded } from './served.ts'

const all = served()
let index: Index<Book>
let count = 0
beforeEach(() => {
  index = all.meili.index<Book>(`books-${count++}`)
})
const filled = async (documents: Book[] = books, options?: object) => {
  await succeeded(index.updateSettings({ filterableAttributes: ['genre', 'id'], sortableAttributes: ['id', 'title'] }))
  return succeeded(index.addDocuments(documents, options))
}
const idsOf = async (params?: object) => (await index.getDocuments(params)).results.map(({ id }) => id)

describe('adding', () => {
  test('answers a summary, then a task that says how many', async () => {
    const summary = await index.addDocuments(books)
    expect(Object.keys(summary).sort()).toEqual(['enqueuedAt', 'indexUid', 'status', 'taskUid', 'type'])
    expect(summary).toMatchObject({ indexUid: index.uid, status: 'enqueued', type: 'documentAdditionOrUpdate' })
    expect(new Date(summary.enqueuedAt).toISOString()).toBe(summary.enqueuedAt)
    const task = await all.meili.tasks.waitForTask(summary)
    expect(task).toMatchObject({
      uid: summary.taskUid,
      batchUid: expect.any(Number),
      indexUid: index.uid,
      status: 'succeeded',
      type: 'documentAdditionOrUpdate',
      canceledBy: null,
      details: { receivedDocuments: 8, indexedDocuments: 8 },
      error: null,
      duration: expect.stringMatching(/^PT[\d.]+S$/),
      enqueuedAt: summary.enqueuedAt,
    })
    expect(Object.keys(task).sort()).toEqual(
      'batchUid canceledBy details duration enqueuedAt error finishedAt indexUid startedAt status type uid'.split(' '),
    )
    expect((await index.getDocuments()).total).toBe(8)
    expect(await index.fetchPrimaryKey()).toBe('id')
  })

  test('replaces whole documents', async () => {
    await filled()
    await succeeded(index.addDocuments([{ id: 2, title: 'Le Rouge' }]))
    expect(await index.getDocument(2)).toEqual({ id: 2, title: 'Le Rouge' })
  })

  test('updates fields of documents, and adds those that are new', async () => {
    await filled()
    await succeeded(
      index.updateDocuments([
        { id: 2, title: 'Le Rouge' },
        { id: 9, title: 'Emma' },
      ]),
    )
    expect(await index.getDocument(2)).toEqual({ ...books[2], title: 'Le Rouge' })
    expect(await index.getDocument(9)).toEqual({ id: 9, title: 'Emma' })
  })

  test.each(['addDocuments', 'updateDocuments'] as const)('%s can leave out what is not there yet', async (method) => {
    await filled([books[0]])
    await succeeded(
      index[method](
        [
          { id: 123, title: 'P & P' },
          { id: 9, title: 'Emma' },
        ],
        { skipCreation: true },
      ),
    )
    expect(await idsOf()).toEqual([123])
    expect((await index.getDocument(123)).title).toBe('P & P')
    await succeeded(index[method]([{ id: 9, title: 'Emma' }], { skipCreation: false }))
    expect(await idsOf()).toEqual([123, 9])
  })

  test.each(['addDocumentsInBatches', 'updateDocumentsInBatches'] as const)('%s', async (method) => {
    const tasks = await Promise.all(index[method](books, 5).map((write) => write.waitTask()))
    expect(tasks.map(({ details }) => details?.receivedDocuments)).toEqual([5, 3])
    expect((await index.getDocuments()).total).toBe(8)
  })

  test.each(['addDocumentsFromString', 'updateDocumentsFromString'] as const)('%s in three formats', async (method) => {
    await succeeded(index[method](JSON.stringify(books), 'application/json', { primaryKey: 'id' }))
    await succeeded(index[method]('{ "id": 701, "title": "a" }\n{ "id": 702, "title": "b" }', 'application/x-ndjson'))
    await succeeded(index[method]('id:number,title:string\n703,"c, d"\n704,e', 'text/csv'))
    await succeeded(index[method]('id|title\n705|f', 'text/csv', { csvDelimiter: '|' }))
    expect(await idsOf({ offset: 8 })).toEqual([701, 702, 703, 704, '705'])
    expect(await index.getDocument(703)).toEqual({ id: 703, title: 'c, d' })
  })

  test('with a primary key that is given, and custom metadata', async () => {
    const task = await index
      .addDocuments([{ sku: 'a-1', title: 'x' } as never], { primaryKey: 'sku', customMetadata: 'mine' })
      .waitTask()
    expect(task).toMatchObject({ status: 'succeeded', customMetadata: 'mine' })
    expect(await index.fetchPrimaryKey()).toBe('sku')
    expect(await index.getDocument('a-1')).toEqual({ sku: 'a-1', title: 'x' })
  })

  test.each<[object[], object, string]>([
    [[{ title: 'x' }], {}, 'index_primary_key_no_candidate_found'],
    [[{ id: 1, bookId: 2 }], {}, 'index_primary_key_multiple_candidates_found'],
    [[{ id: 'a b' }], {}, 'invalid_document_id'],
    [[{ id: 1.5 }], {}, 'invalid_document_id'],
    [[{ id: 1 }, { title: 'x' }], { primaryKey: 'id' }, 'missing_document_id'],
    [[{ id: 1, _geo: 'here' }], {}, 'invalid_document_geo_field'],
  ])('%j with %j fails in the queue with %s', async (documents, options, code) => {
    // Geo is looked at where it is asked for.
    await index.updateFilterableAttributes(['_geo']).waitTask()
    const task = await index.addDocuments(documents as never, options).waitTask()
    expect(task).toMatchObject({
      status: 'failed',
      details: { receivedDocuments: documents.length, indexedDocuments: 0 },
      error: { code, type: 'invalid_request', link: `https://docs.meilisearch.com/errors#${code}` },
    })
    expect(Object.keys(task.error ?? {}).sort()).toEqual(['code', 'link', 'message', 'type'])
  })

  test('another primary key than that of the documents there are fails in the queue', async () => {
    await filled()
    const task = await index.addDocuments(books, { primaryKey: 'title' }).waitTask()
    expect(task.error).toMatchObject({ code: 'index_primary_key_already_exists' })
  })

  test.each<[string, string, object, string, number]>([
    ['', 'application/json', {}, 'missing_payload', 400],
    ['', 'text/csv', {}, 'missing_payload', 400],
    ['', 'application/x-ndjson', {}, 'missing_payload', 400],
    ['{', 'application/json', {}, 'malformed_payload', 400],
    ['[{"id":1}', 'application/json', {}, 'malformed_payload', 400],
    ['1', 'application/json', {}, 'malformed_payload', 400],
    ['{"id":1}\n{', 'application/x-ndjson', {}, 'malformed_payload', 400],
    ['id\n1,2', 'text/csv', {}, 'malformed_payload', 400],
    ['[]', 'text/plain', {}, 'invalid_content_type', 415],
    ['id\n1', 'text/csv', { csvDelimiter: '||' }, 'invalid_document_csv_delimiter', 400],
    ['[{"id":1}]', 'application/json', { csvDelimiter: '|' }, 'invalid_content_type', 415],
    ['[{"id":1}]', 'application/json', { nothing: 1 }, 'bad_request', 400],
    ['[{"id":1}]', 'application/json', { skipCreation: 'perhaps' }, 'invalid_skip_creation', 400],
  ])('%j as %s with %j is refused with %s', async (text, type, options, code, status) => {
    expect(await refused(index.addDocumentsFromString(text, type as never, options))).toMatchObject({ code, status })
    expect(await refused(index.updateDocumentsFromString(text, type as never, options))).toMatchObject({ code, status })
  })
})

describe('reading', () => {
  test('a page, twenty if nothing is said', async () => {
    await filled(Array.from({ length: 30 }, (_, id) => ({ id, title: `t${id}` })))
    const page = await index.getDocuments()
    expect(page).toMatchObject({ limit: 20, offset: 0, total: 30 })
    expect(page.results).toHaveLength(20)
    expect(Object.keys(page).sort()).toEqual(['limit', 'offset', 'results', 'total'])
    expect(await index.getDocuments({ limit: 2, offset: 29 })).toMatchObject({ limit: 2, offset: 29, total: 30 })
    expect(await idsOf({ limit: 2, offset: 29 })).toEqual([29])
    expect(await idsOf({ limit: 0 })).toEqual([])
  })

  test('by fields, by ids, by a filter, sorted', async () => {
    await filled()
    expect((await index.getDocuments({ fields: ['id'], limit: 1 })).results).toEqual([{ id: 123 }])
    expect((await index.getDocuments({ fields: 'id', limit: 1 })).results).toEqual([{ id: 123 }])
    expect((await index.getDocuments({ fields: ['*'] as never, limit: 1 })).results).toEqual([books[0]])
    expect(await idsOf({ ids: [1, 2, 77] })).toEqual([2, 1])
    expect(await idsOf({ ids: ['1'] })).toEqual([1])
    expect(await idsOf({ filter: 'id > 400' })).toEqual([456, 1344])
    expect(await idsOf({ filter: [['id = 1', 'id = 2'], 'genre = romance'] })).toEqual([2])
    expect(await idsOf({ filter: 'genre = romance', fields: ['id'], sort: ['id:asc'] })).toEqual([2, 123])
    expect(await idsOf({ sort: ['id:desc'], limit: 2 })).toEqual([1344, 456])
    expect(await idsOf({ sort: [], limit: 1 })).toEqual([123])
    expect(await idsOf({ filter: 'id > 1', limit: 1, offset: 1 })).toEqual([456])
    expect(await index.getDocuments({ filter: 'id > 1', limit: 1, offset: 1 })).toMatchObject({ total: 7, offset: 1 })
  })

  test('one, whole or in part', async () => {
    await filled()
    expect(await index.getDocument(456)).toEqual(books[1])
    expect(await index.getDocument('456')).toEqual(books[1])
    expect(await index.getDocument(456, { fields: ['title', 'isNull'] })).toEqual({
      title: 'Le Petit Prince',
      isNull: null,
    })
    expect(await refused(index.getDocument(77))).toEqual({
      code: 'document_not_found',
      type: 'invalid_request',
      status: 404,
    })
  })

  test('vectors only where they are asked for', async () => {
    await filled([{ id: 1, title: 'a', _vectors: { own: [1, 2] } } as never, { id: 2, title: 'b' }])
    const [first, second] = (await index.getDocuments({ retrieveVectors: true })).results as object[]
    expect(first).toHaveProperty('_vectors', { own: [1, 2] })
    expect(second).toHaveProperty('_vectors', {})
    expect((await index.getDocuments({ retrieveVectors: true, filter: 'id = 2' })).results[0]).toHaveProperty(
      '_vectors',
    )
    expect((await index.getDocuments()).results[0]).toEqual({ id: 1, title: 'a' })
    expect(await index.getDocument(1)).toEqual({ id: 1, title: 'a' })
    expect(await index.getDocument(1, { retrieveVectors: true } as never)).toHaveProperty('_vectors')
  })

  test.each<[object, string]>([
    [{ limit: 'a' }, 'invalid_document_limit'],
    [{ offset: -1 }, 'invalid_document_offset'],
    [{ filter: 'title = x' }, 'invalid_document_filter'],
    [{ filter: 'id =' }, 'invalid_document_filter'],
    [{ filter: 3 }, 'invalid_document_filter'],
    [{ sort: ['genre:asc'] }, 'invalid_document_sort'],
    [{ sort: ['id'] }, 'invalid_document_sort'],
    [{ ids: ['a b'] }, 'invalid_document_ids'],
    [{ nothing: 1 }, 'bad_request'],
    [{ filter: 'id = 1', limit: 'a' }, 'invalid_document_limit'],
    [{ filter: 'id = 1', offset: 'a' }, 'invalid_document_offset'],
    [{ filter: 'id = 1', fields: 'id' }, 'invalid_document_fields'],
    [{ filter: 'id = 1', ids: 1 }, 'invalid_document_ids'],
    [{ filter: 'id = 1', sort: 'id:asc' }, 'invalid_document_sort'],
    [{ filter: 'id = 1', nothing: 1 }, 'bad_request'],
  ])('%j is refused with %s', async (params, code) => {
    await filled()
    expect(await refused(index.getDocuments(params as never))).toEqual({ code, type: 'invalid_request', status: 400 })
  })

  test('an index that is not there', async () => {
    const missing = { code: 'index_not_found', type: 'invalid_request', status: 404 }
    expect(await refused(index.getDocuments())).toEqual(missing)
    expect(await refused(index.getDocuments({ filter: 'id = 1' }))).toEqual(missing)
    expect(await refused(index.getDocument(1))).toEqual(missing)
    await succeeded(all.meili.createIndex(index.uid))
    expect(await index.getDocuments()).toEqual({ results: [], limit: 20, offset: 0, total: 0 })
    expect(await refused(index.getDocument(1))).toMatchObject({ code: 'document_not_found' })
  })
})

describe('deleting', () => {
  test('one, several, by a filter, all', async () => {
    await filled()
    expect((await succeeded(index.deleteDocument(1))).details).toEqual({
      providedIds: 1,
      deletedDocuments: 1,
      originalFilter: null,
    })
    expect((await succeeded(index.deleteDocument('456'))).type).toBe('documentDeletion')
    expect((await succeeded(index.deleteDocuments([2, 77]))).details).toEqual({
      providedIds: 2,
      deletedDocuments: 1,
      originalFilter: null,
    })
    expect((await succeeded(index.deleteDocuments([]))).details).toMatchObject({ providedIds: 0, deletedDocuments: 0 })
    expect((await succeeded(index.deleteDocuments({ filter: 'id = 123' }))).details).toEqual({
      providedIds: 0,
      deletedDocuments: 1,
      originalFilter: '"id = 123"',
    })
    expect(
      (await succeeded(index.deleteDocuments({ filter: ['id = 5', ['genre = fantasy', 'id = 9']] }))).details,
    ).toEqual({
      providedIds: 0,
      deletedDocuments: 1,
      originalFilter: '["id = 5",["genre = fantasy","id = 9"]]',
    })
    const cleared = await succeeded(index.deleteAllDocuments())
    expect(cleared).toMatchObject({ type: 'documentDeletion', details: { deletedDocuments: 3 } })
    expect(Object.keys(cleared.details ?? {})).toEqual(['deletedDocuments'])
    expect((await index.getDocuments()).total).toBe(0)
  })

  test('custom metadata is kept', async () => {
    await filled()
    for (const write of [
      index.deleteDocument(1, { customMetadata: 'm' }),
      index.deleteDocuments([2], { customMetadata: 'm' }),
      index.deleteDocuments({ filter: 'id = 4' }, { customMetadata: 'm' }),
      index.deleteAllDocuments({ customMetadata: 'm' }),
    ])
      expect((await succeeded(write)).customMetadata).toBe('m')
  })

  test('in an index that is not there fails in the queue', async () => {
    for (const write of [
      index.deleteDocument(1),
      index.deleteDocuments([1]),
      index.deleteDocuments({ filter: 'id = 1' }),
      index.deleteAllDocuments(),
    ]) {
      const task = await write.waitTask()
      expect(task).toMatchObject({
        status: 'failed',
        error: { code: 'index_not_found' },
        details: { deletedDocuments: 0 },
      })
    }
  })

  test.each<[unknown, string]>([
    [{}, 'missing_document_filter'],
    [{ filter: '' }, 'missing_document_filter'],
    [{ filter: 'id =' }, 'invalid_document_filter'],
    [{ filter: 3 }, 'invalid_document_filter'],
    [{ filter: 'id = 1', nothing: 1 }, 'bad_request'],
  ])('%j is refused with %s', async (which, code) => {
    expect(await refused(index.deleteDocuments(which as never))).toMatchObject({ code, status: 400 })
  })

  test('by an attribute that is not filterable fails in the queue', async () => {
    await filled()
    const task = await index.deleteDocuments({ filter: 'title = x' }).waitTask()
    expect(task).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_document_filter' },
      details: { providedIds: 0, deletedDocuments: 0, originalFilter: '"title = x"' },
    })
  })
})

test('editing by a function is not there', async () => {
  const edit = index.updateDocumentsByFunction({ function: 'doc.title = "x"' })
  expect(await refused(edit)).toEqual({ code: 'feature_not_enabled', type: 'invalid_request', status: 400 })
})

test('a task still enqueued says what it knows, and has documents to show', async () => {
  await all.meili.updateExperimentalFeatures({ getTaskDocumentsRoute: true })
  const response = await fetch(`${host}indexes/${index.uid}/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(books),
  })
  expect([response.status, response.statusText]).toEqual([202, 'Accepted'])
  const { taskUid } = (await response.json()) as { taskUid: number }
  const task = await all.meili.tasks.getTask(taskUid)
  if (task.status === 'enqueued') {
    expect(task).toMatchObject({ batchUid: null, duration: null, startedAt: null, finishedAt: null, error: null })
    expect(task.details).toEqual({ receivedDocuments: 8, indexedDocuments: null })
    // It may have run by now, and then they are kept no longer.
    const documents = await all.meili.tasks.getTaskDocuments(taskUid).catch(({ cause }) => cause.code)
    expect([books, 'task_file_not_found']).toContainEqual(documents)
  }
  await all.meili.tasks.waitForTask(taskUid)
})
