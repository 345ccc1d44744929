/**
 * A browser that closes a connection aborts its transactions; Chromium says nothing to one that was
 * begun in that very moment, as when the user clears the site's data. Nothing waits for it.
 */
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { databaseName, IdbStore } from '../../../src/engine/store/idb-store.ts'

/** To these nothing is ever said. */
const unheard = (mode: string | undefined) => {
  const request = () => ({})
  return { mode, error: null, objectStore: () => ({ get: request, put: request }), abort() {}, commit() {} }
}

/** The transactions begun after `mute` and before `close` are never answered. */
async function mutedDisk(limitMs = 60_000) {
  const factory = new IDBFactory()
  let muted = false
  const databases: IDBDatabase[] = []
  const open = factory.open.bind(factory)
  factory.open = (name, version) => {
    const request = open(name, version)
    request.addEventListener('success', () => {
      const database = request.result
      const begin = database.transaction.bind(database)
      database.transaction = (...args) => (muted ? (unheard(args[1]) as never) : begin(...args))
      databases.push(database)
    })
    return request
  }
  const store = new IdbStore({ name: 'x', indexedDB: factory, timeoutMs: limitMs })
  await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'identity', 'one'))
  await store.bind('one')
  return {
    store,
    mute: () => {
      muted = true
    },
    close: () => {
      muted = false
      for (const database of databases.splice(0)) forceCloseDatabase(database as never)
    },
    deleted: () =>
      new Promise<void>((resolve) => {
        factory.deleteDatabase(databaseName('x')).onsuccess = () => resolve()
      }),
  }
}

test('a read is run again', async () => {
  const { store, mute, close } = await mutedDisk()
  mute()
  const read = store.read(['meta'], (t) => t.get('meta', 'identity'))
  await Promise.resolve()
  close()
  expect(await read).toBe('one')
})

test('a write rejects and is not made again, since nobody knows what became of it', async () => {
  const { store, mute, close } = await mutedDisk()
  mute()
  let runs = 0
  const write = store.write(['meta'], 'relaxed', (t) => {
    runs++
    return t.put('meta', 'a', 1)
  })
  await Promise.resolve()
  close()
  await expect(write).rejects.toMatchObject({ code: 'storage_unavailable', details: { lost: true } })
  expect(runs).toBe(1)
  expect(await store.read(['meta'], (t) => t.getAllKeys('meta'))).toEqual(['identity'])
})

test('a write to a database that is gone rejects with that', async () => {
  const { store, mute, close, deleted } = await mutedDisk()
  mute()
  const write = store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 1))
  await Promise.resolve()
  close()
  await deleted()
  await expect(write).rejects.toMatchObject({ code: 'database_replaced' })
})
