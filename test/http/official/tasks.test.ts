/** Tasks and batches as the official client lists, filters, cancels and deletes them. */
import type { Task } from 'meilisearch-newest'
import { beforeAll, describe, expect, test } from 'vitest'
import { refused, served, succeeded } from './served.ts'

const all = served()
const uids = async (query?: object) => (await all.meili.tasks.getTasks(query as never)).results.map(({ uid }) => uid)
let done: Task[]
let noon: string
beforeAll(async () => {
  const { meili } = all
  done = [
    await succeeded(meili.createIndex('a')),
    await succeeded(meili.index('a').addDocuments([{ id: 1 }, { id: 2 }])),
    await succeeded(meili.index('b').updateSettings({ stopWords: ['the'] })),
    await meili
      .index('b')
      .addDocuments([{ title: 'x' }])
      .waitTask(),
    await succeeded(meili.index('a').deleteDocument(1)),
    await succeeded(meili.index('a').deleteAllDocuments()),
    await succeeded(meili.swapIndexes([{ indexes: ['a', 'b'], rename: false }])),
    await succeeded(meili.deleteIndex('b')),
  ]
  noon = new Date(Date.now() + 12 * 3_600_000).toISOString()
})

test('listing: newest first, in pages', async () => {
  const page = await all.meili.tasks.getTasks()
  expect(Object.keys(page).sort()).toEqual(['from', 'limit', 'next', 'results', 'total'])
  expect(page).toMatchObject({ total: 8, limit: 20, from: 7, next: null })
  expect(page.results.map(({ uid }) => uid)).toEqual([7, 6, 5, 4, 3, 2, 1, 0])
  expect(page.results.map(({ uid }) => done[uid])).toEqual(page.results)
  expect(await all.meili.tasks.getTasks({ limit: 2 })).toMatchObject({ from: 7, next: 5, limit: 2, total: 8 })
  expect(await all.meili.tasks.getTasks({ limit: 2, from: 1 })).toMatchObject({
    from: 1,
    next: null,
    limit: 2,
    total: 8,
  })
  expect(await uids({ from: 3, limit: 3 })).toEqual([3, 2, 1])
  expect(await all.meili.tasks.getTasks({ reverse: true, limit: 3 })).toMatchObject({ from: 0, next: 3 })
  expect(await uids({ reverse: true, from: 5 })).toEqual([5, 6, 7])
  expect(await all.meili.tasks.getTasks({ from: 99, limit: 1 })).toMatchObject({ from: 7, next: 6 })
})

test.each<[object, number[]]>([
  [{ uids: [1, 3, 99] }, [3, 1]],
  [{ uids: '*' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ batchUids: [2] }, [2]],
  [{ statuses: ['failed'] }, [3]],
  [{ statuses: ['succeeded'], limit: 2 }, [7, 6]],
  [{ statuses: ['enqueued', 'processing', 'canceled'] }, []],
  [{ statuses: '*' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ types: ['documentAdditionOrUpdate'] }, [3, 1]],
  [{ types: ['documentDeletion'] }, [5, 4]],
  [{ types: ['settingsUpdate', 'indexCreation'] }, [2, 0]],
  [{ types: ['indexSwap', 'indexDeletion'] }, [7, 6]],
  [{ types: ['indexUpdate', 'taskCancelation', 'taskDeletion', 'dumpCreation', 'snapshotCreation'] }, []],
  [{ types: ['documentEdition', 'export', 'upgradeDatabase', 'indexCompaction', 'networkTopologyChange'] }, []],
  [{ types: '*' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ indexUids: ['none'] }, []],
  [{ indexUids: '*' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ canceledBy: [1] }, []],
  [{ afterEnqueuedAt: '1970-01-01T00:00:00Z' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ beforeEnqueuedAt: '1970-01-01T00:00:00Z' }, []],
  [{ afterStartedAt: '2020-01-01' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ beforeStartedAt: '2020-01-01' }, []],
  [{ afterFinishedAt: '2020-01-01' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ beforeFinishedAt: '2020-01-01' }, []],
  [{ afterFinishedAt: '*', beforeStartedAt: '*' }, [7, 6, 5, 4, 3, 2, 1, 0]],
  [{ statuses: ['succeeded'], types: ['documentAdditionOrUpdate'], uids: [1, 2, 3] }, [1]],
])('by %j', async (query, expected) => {
  expect(await uids(query)).toEqual(expected)
})

test('moments yet to come', async () => {
  expect(await uids({ beforeEnqueuedAt: noon, beforeStartedAt: noon, beforeFinishedAt: noon })).toHaveLength(8)
  expect(await uids({ afterEnqueuedAt: noon })).toEqual([])
  expect(await uids({ beforeEnqueuedAt: new Date(noon) })).toHaveLength(8)
})

test.each<[object, string]>([
  [{ uids: ['a'] }, 'invalid_task_uids'],
  [{ batchUids: ['a'] }, 'invalid_batch_uids'],
  [{ statuses: ['done'] }, 'invalid_task_statuses'],
  [{ types: ['wrong'] }, 'invalid_task_types'],
  [{ indexUids: ['a b'] }, 'invalid_index_uid'],
  [{ canceledBy: ['a'] }, 'invalid_task_canceled_by'],
  [{ limit: 'a' }, 'invalid_task_limit'],
  [{ from: -1 }, 'invalid_task_from'],
  [{ reverse: 'a' }, 'invalid_task_reverse'],
  [{ beforeEnqueuedAt: 'a' }, 'invalid_task_before_enqueued_at'],
  [{ afterEnqueuedAt: 'a' }, 'invalid_task_after_enqueued_at'],
  [{ beforeStartedAt: 'a' }, 'invalid_task_before_started_at'],
  [{ afterStartedAt: 'a' }, 'invalid_task_after_started_at'],
  [{ beforeFinishedAt: 'a' }, 'invalid_task_before_finished_at'],
  [{ afterFinishedAt: 'a' }, 'invalid_task_after_finished_at'],
  [{ nothing: 1 }, 'bad_request'],
])('tasks and batches by %j are refused with %s', async (query, code) => {
  const refusal = { code, type: 'invalid_request', status: 400 }
  expect(await refused(all.meili.tasks.getTasks(query as never))).toEqual(refusal)
  expect(await refused(all.meili.batches.getBatches(query as never))).toEqual(refusal)
})

test('one task', async () => {
  expect(await all.meili.tasks.getTask(1)).toEqual(done[1])
  expect(await refused(all.meili.tasks.getTask(254500))).toEqual({
    code: 'task_not_found',
    type: 'invalid_request',
    status: 404,
  })
  expect(await refused(all.meili.tasks.getTask('a' as never))).toMatchObject({ code: 'invalid_task_uids', status: 400 })
})

test('waiting, for one and for several', async () => {
  expect(await all.meili.tasks.waitForTask(1)).toEqual(done[1])
  expect(await all.meili.tasks.waitForTasks([0, 1])).toEqual([done[0], done[1]])
  const iterated: Task[] = []
  for await (const task of all.meili.tasks.waitForTasksIter([2, 3])) iterated.push(task)
  expect(iterated.map(({ status }) => status)).toEqual(['succeeded', 'failed'])
  await expect(all.meili.tasks.waitForTask(77)).rejects.toMatchObject({ cause: { code: 'task_not_found' } })
})

describe('batches', () => {
  test('each task is one, and shaped as one', async () => {
    const page = await all.meili.batches.getBatches()
    expect(Object.keys(page).sort()).toEqual(['from', 'limit', 'next', 'results', 'total'])
    expect(page).toMatchObject({ total: 8, limit: 20, from: 7, next: null })
    for (const batch of page.results) {
      const task = done[batch.uid]
      expect(batch).toMatchObject({
        progress: null,
        startedAt: task.startedAt,
        finishedAt: task.finishedAt,
        duration: task.duration,
      })
      expect(batch.details).toEqual(task.details)
      expect(batch.stats).toMatchObject({
        totalNbTasks: 1,
        status: { [task.status]: 1 },
        types: { [task.type]: 1 },
        indexUids: task.indexUid === null ? {} : { [task.indexUid]: 1 },
      })
    }
    expect(await all.meili.batches.getBatch(1)).toEqual(page.results.find(({ uid }) => uid === 1))
  })

  test('are filtered and paged as tasks are', async () => {
    const batches = async (query: object) => (await all.meili.batches.getBatches(query)).results.map(({ uid }) => uid)
    expect(await batches({ limit: 2 })).toEqual([7, 6])
    expect(await batches({ statuses: ['failed'] })).toEqual([3])
    expect(await batches({ types: ['indexCreation'] })).toEqual([0])
    expect(await batches({ batchUids: [1, 2] })).toEqual([2, 1])
    expect(await batches({ uids: [4] })).toEqual([4])
    expect(await batches({ reverse: true, limit: 1 })).toEqual([0])
    expect(await batches({ statuses: ['enqueued'] })).toEqual([])
    expect(await refused(all.meili.batches.getBatch(9999))).toMatchObject({ code: 'batch_not_found', status: 404 })
  })
})

describe('canceling and deleting', () => {
  test('need a filter, and take no page', async () => {
    for (const method of ['cancelTasks', 'deleteTasks'] as const) {
      expect(await refused(all.meili.tasks[method]({}))).toMatchObject({ code: 'missing_task_filters', status: 400 })
      expect(await refused(all.meili.tasks[method]({ nothing: 1 } as never))).toMatchObject({ code: 'bad_request' })
      expect(await refused(all.meili.tasks[method]({ limit: 1 } as never))).toMatchObject({ code: 'bad_request' })
      expect(await refused(all.meili.tasks[method]({ types: ['wrong'] } as never))).toMatchObject({
        code: 'invalid_task_types',
      })
    }
  })

  test.each<[object, string]>([
    [{ uids: [0, 1] }, '?uids=0%2C1'],
    [{ indexUids: ['a'] }, '?indexUids=a'],
    [{ types: ['indexCreation', 'documentDeletion'] }, '?types=indexCreation%2CdocumentDeletion'],
    [{ statuses: ['enqueued', 'processing'] }, '?statuses=enqueued%2Cprocessing'],
    [{ statuses: '*' }, '?statuses=*'],
    [{ beforeEnqueuedAt: '2023-01-01T00:00:00.000Z' }, '?beforeEnqueuedAt=2023-01-01T00%3A00%3A00.000Z'],
    [{ afterFinishedAt: '2023-01-01' }, '?afterFinishedAt=2023-01-01'],
    [{ canceledBy: [2] }, '?canceledBy=2'],
  ])('canceling by %j is a task that says so', async (query, originalFilter) => {
    const summary = await all.meili.tasks.cancelTasks(query as never)
    expect(summary).toMatchObject({ indexUid: null, status: 'enqueued', type: 'taskCancelation' })
    const task = await all.meili.tasks.waitForTask(summary)
    expect(task).toMatchObject({ status: 'succeeded', indexUid: null, error: null })
    expect(task.details).toEqual({
      matchedTasks: expect.any(Number),
      canceledTasks: expect.any(Number),
      originalFilter,
    })
  })

  test('what waits is canceled, and says by what', async () => {
    const index = all.meili.index('c')
    const text = Array.from({ length: 100 }, (_, i) => `word${i}`).join(' ')
    await succeeded(index.addDocuments(Array.from({ length: 3000 }, (_, id) => ({ id, text }))))
    // All texts are cut anew, and what comes after that waits. Where all is done before it can be
    // canceled, it is tried again.
    let cancelation: Task | undefined
    let results: Task[] = []
    for (let attempt = 0; results.length === 0 && attempt < 20; attempt++) {
      const writes = [index.updateDictionary([`word1 word${attempt}`]), index.addDocuments([{ id: 1 }])]
      const uids = (await Promise.all(writes)).map(({ taskUid }) => taskUid)
      cancelation = await succeeded(all.meili.tasks.cancelTasks({ uids }))
      results = (await all.meili.tasks.getTasks({ canceledBy: [cancelation.uid] })).results
    }
    if (cancelation === undefined) expect.fail('nothing was canceled')
    expect(results.length).toBeGreaterThan(0)
    expect(cancelation.details).toMatchObject({ matchedTasks: 2, canceledTasks: results.length })
    for (const task of results)
      expect(task).toMatchObject({
        status: 'canceled',
        canceledBy: cancelation.uid,
        error: null,
        finishedAt: expect.any(String),
      })
    for (const { type, details } of results)
      if (type === 'documentAdditionOrUpdate') expect(details).toEqual({ receivedDocuments: 1, indexedDocuments: 0 })
    expect(await uids({ statuses: ['canceled'] })).toEqual(results.map(({ uid }) => uid))
    expect(await uids({ statuses: ['failed'] })).toEqual([3])
  })

  test('what is done is taken off the list', async () => {
    const deletion = await succeeded(all.meili.tasks.deleteTasks({ uids: [0, 1] }))
    expect(deletion).toMatchObject({ type: 'taskDeletion', indexUid: null })
    expect(deletion.details).toEqual({ matchedTasks: 2, deletedTasks: 2, originalFilter: '?uids=0%2C1' })
    await expect(all.meili.tasks.getTask(0)).rejects.toMatchObject({ cause: { code: 'task_not_found' } })
    const again = await succeeded(all.meili.tasks.deleteTasks({ uids: [0, 1] }))
    expect(again.details).toMatchObject({ matchedTasks: 0, deletedTasks: 0 })
    const every = await succeeded(all.meili.tasks.deleteTasks({ statuses: ['succeeded', 'failed', 'canceled'] }))
    expect(every.details?.deletedTasks).toBeGreaterThan(8)
    expect(await uids()).toEqual([every.uid])
  })
})

test('the documents of a task need the feature, and a task that waits', async () => {
  const { taskUid } = await all.meili.index('d').addDocuments([{ id: 1 }])
  await all.meili.tasks.waitForTask(taskUid)
  expect(await refused(all.meili.tasks.getTaskDocuments(taskUid))).toMatchObject({
    code: 'feature_not_enabled',
    status: 400,
  })
  await all.meili.updateExperimentalFeatures({ getTaskDocumentsRoute: true })
  expect(await refused(all.meili.tasks.getTaskDocuments(taskUid))).toMatchObject({
    code: 'task_file_not_found',
    status: 404,
  })
  expect(await refused(all.meili.tasks.getTaskDocuments(9999))).toMatchObject({ code: 'task_not_found', status: 404 })
})
