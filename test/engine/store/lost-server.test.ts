/**
 * In WebKit the process of the databases may end under a page. What waits for it gets no event
 * then, no database is listed any more, and every later opening, of whatever database, says that
 * the connection to the server was lost.
 */
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb'
import { expect, test, vi } from 'vitest'
import { databaseName, IdbStore } from '../../../src/engine/store/idb-store.ts'

/** A test that waits so long fails by the time limit of tests. */
const farMs = 3_600_000
const lost = {
  name: 'UnknownError',
  message: 'Connection to Indexed Database server lost. Refresh the page to try again',
}
const lostCode = { code: 'storage_unavailable', details: { lost: true } }

/**
 * A store over a factory whose server `end` ends: requests get no answer any more, as the next
 * `unansweredOpenings` openings of its database; all other openings get the error.
 */
async function endingServer(unansweredOpenings = 0) {
  const factory = new IDBFactory()
  const open = factory.open.bind(factory)
  const databases: IDBDatabase[] = []
  let ended = false
  factory.open = (name, version) => {
    if (ended) return (name === databaseName('x') && unansweredOpenings-- > 0 ? {} : refused()) as never
    const request = open(name, version)
    request.addEventListener('success', () => {
      databases.push(request.result)
      deafen(request.result, () => ended)
    })
    return request
  }
  const neighbours = { say: () => {}, silentForMs: () => 0, nowhere: 'seekling:probe:1' }
  const onReplaced = vi.fn()
  const options = { name: 'x', indexedDB: factory, timeoutMs: farMs, blockedMs: 400, neighbours, onReplaced }
  const store = new IdbStore(options)
  await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'identity', 'one'))
  await store.bind('one')
  const end = () => {
    ended = true
    factory.databases = async () => []
  }
  const close = () => {
    for (const database of databases.splice(0)) forceCloseDatabase(database as never)
  }
  return { store, end, close, onReplaced }
}

function refused() {
  const request = { error: lost, onerror: (_: object) => {} }
  setTimeout(() => request.onerror({ preventDefault() {} }))
  return request
}

/** Requests that are made after the end are never answered, and their transaction never ends. */
function deafen(database: IDBDatabase, isDeaf: () => boolean): void {
  const begin = database.transaction.bind(database)
  database.transaction = (...args) => {
    const transaction = begin(...args)
    const store = transaction.objectStore.bind(transaction)
    transaction.objectStore = (name) => (isDeaf() ? ({ get: () => ({}), put: () => ({}) } as never) : store(name))
    return transaction
  }
}

test.each([false, true])('a write that was answered before (%s) rejects soon, as lost', async (isAnswered) => {
  const { store, end } = await endingServer()
  if (!isAnswered) end()
  const write = store.write(['meta'], 'relaxed', async (t) => {
    await t.get('meta', 'a')
    end()
    await t.get('meta', 'a')
  })
  await expect(write).rejects.toMatchObject(lostCode)
  await store.close()
})

test('an opening that is not answered is tried again soon, and rejects as lost', async () => {
  const { store, end, close } = await endingServer(1)
  end()
  close()
  await expect(store.read(['meta'], (t) => t.get('meta', 'a'))).rejects.toMatchObject(lostCode)
  await store.close()
})

test('its database does not count as deleted', async () => {
  const { store, end, close, onReplaced } = await endingServer()
  end()
  close()
  // Longer than it takes to look whether it is gone.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(onReplaced).not.toHaveBeenCalled()
  await expect(store.read(['meta'], (t) => t.get('meta', 'a'))).rejects.toMatchObject(lostCode)
  await store.close()
})
