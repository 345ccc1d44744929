/**
 * The list of updates through the client: its order, its filters, its details, and taking updates
 * off it.
 */
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, test } from 'vitest'
import { type Client, open } from '../../src/in-thread.ts'

const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close()
})

/** With three updates: documents, a filter over them that fails, and a deletion by ids. */
async function opened(): Promise<Client> {
  const client = await open({ indexedDB: new IDBFactory() })
  clients.push(client)
  const films = client.index('films')
  await films.addDocuments([
    { id: 1, title: 'Solaris' },
    { id: 2, title: 'Stalker' },
  ])
  await films.deleteDocuments({ filter: 'year = 1' })
  const { updateId } = await films.deleteDocuments([2, 9])
  await client.waitForPendingUpdate(updateId)
  return client
}

const ids = async (client: Client, query: Parameters<Client['getAllUpdateStatus']>[0]) =>
  (await client.getAllUpdateStatus(query)).map(({ updateId }) => updateId)

test('the newest come first where asked for, from any of them on', async () => {
  const client = await opened()
  expect(await ids(client, {})).toEqual([1, 2, 3])
  expect(await ids(client, { reverse: true })).toEqual([3, 2, 1])
  expect(await ids(client, { reverse: true, limit: 2 })).toEqual([3, 2])
  expect(await ids(client, { reverse: true, from: 2 })).toEqual([2, 1])
  expect(await client.countUpdates({ statuses: ['processed'] })).toBe(2)
})

test('updates are told by when they were enqueued, started and finished', async () => {
  const client = await opened()
  const future = new Date(Date.now() + 60_000)
  for (const what of ['Enqueued', 'Started', 'Finished']) {
    expect(await ids(client, { [`before${what}At`]: future })).toEqual([1, 2, 3])
    expect(await ids(client, { [`after${what}At`]: future.toISOString() })).toEqual([])
    const code = `invalid_task_after_${what.toLowerCase()}_at`
    await expect(ids(client, { [`after${what}At`]: 'soon' })).rejects.toMatchObject({ code })
  }
  expect(await ids(client, { afterEnqueuedAt: new Date().toISOString().slice(0, 10) })).toEqual([])
})

test('details say what came of an update, and only where asked for', async () => {
  const client = await opened()
  const details = (await client.getAllUpdateStatus({ details: true })).map((update) => update.details)
  expect(details).toEqual([
    { receivedDocuments: 2, indexedDocuments: 2 },
    { providedIds: 0, deletedDocuments: 0, originalFilter: '"year = 1"' },
    { providedIds: 2, deletedDocuments: 1, originalFilter: null },
  ])
  expect(await client.getUpdateStatus(1)).not.toHaveProperty('details')
  expect((await client.getUpdateStatus(1, { details: true })).details).toEqual(details[0])
})

test('finished updates are deleted, and the deletion is listed', async () => {
  const client = await opened()
  const { updateId } = await client.deleteUpdates({ statuses: ['failed'] })
  expect(await ids(client, {})).toEqual([1, 3, updateId])
  await expect(client.getUpdateStatus(2)).rejects.toMatchObject({ code: 'task_not_found' })
  const { details, type } = await client.getUpdateStatus(updateId, { details: true })
  expect(type).toEqual({ name: 'UpdateDeletion' })
  expect(details).toEqual({ matchedUpdates: 1, deletedUpdates: 1, originalFilter: '{"statuses":["failed"]}' })
  await expect(client.deleteUpdates({})).rejects.toMatchObject({ code: 'missing_task_filters' })
  expect((await client.index('films').addDocuments({ id: 3 })).updateId).toBe(updateId + 1)
})

test('a cancelation that is an update tells what it met, and is named by what it canceled', async () => {
  const client = await opened()
  const films = client.index('films')
  const made = [await films.addDocuments({ id: 5 }), await films.addDocuments({ id: 6 })]
  const { updateId } = await client.cancelUpdatesAsUpdate({ updateIds: made.map((one) => one.updateId) })
  const { details } = await client.getUpdateStatus(updateId, { details: true })
  const canceled = await ids(client, { canceledBy: [updateId] })
  expect(details).toMatchObject({ matchedUpdates: 2, canceledUpdates: canceled.length })
  expect(await ids(client, { canceled: true, statuses: ['failed'] })).toEqual(canceled)
})

test('documents that are new are left out where they are to be', async () => {
  const client = await opened()
  const films = client.index('films')
  for (const method of ['addDocuments', 'updateDocuments'] as const) {
    const documents = [{ id: 1, title: method }, { id: 7 }]
    await client.waitForPendingUpdate((await films[method](documents, { skipCreation: true })).updateId)
    expect((await films.getDocuments()).results).toEqual([{ id: 1, title: method }])
    await client.waitForPendingUpdate((await films[method]({ id: 8 }, { skipCreation: true })).updateId)
    expect((await films.getStats()).numberOfDocuments).toBe(1)
  }
})

test('a reset makes no index, an index needs a uid, and what it has not cannot be set', async () => {
  const client = await opened()
  const reset = [await client.index('none').resetSettings(), await client.index('none').resetStopWords()]
  for (const { updateId } of reset)
    expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ errorCode: 'index_not_found' })
  await expect(client.createIndex(undefined as never)).rejects.toMatchObject({ code: 'missing_index_uid' })
  await expect(client.createIndex('a', { key: 'id' } as never)).rejects.toMatchObject({ code: 'bad_request' })
  const change = client.updateIndex('films', { createdAt: 'now' } as never)
  await expect(change).rejects.toMatchObject({ code: 'immutable_index_created_at' })
})

test('a dump may have an id among the updates', async () => {
  const client = await opened()
  const { updateId, uid } = await client.createDump({ asUpdate: true })
  expect(updateId).toBe(4)
  expect(await client.waitForPendingUpdate(4)).toMatchObject({ status: 'processed', type: { name: 'DumpCreation' } })
  expect((await client.getUpdateStatus(4, { details: true })).details).toEqual({ dumpUid: uid })
  expect((await client.index('films').addDocuments({ id: 3 })).updateId).toBe(5)
})
