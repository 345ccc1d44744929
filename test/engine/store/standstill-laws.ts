/**
 * What the IndexedDB store keeps while a tab that stands still holds the database: no call waits
 * for ever, and what was refused is not stored.
 */
import { describe, expect, test } from 'vitest'
import { databaseName, IdbStore } from '../../../src/engine/store/idb-store.ts'

/** A transaction over all of the database that goes on until it is told to end. */
async function inTheWay(factory: IDBFactory, name: string): Promise<{ end(): Promise<void> }> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = factory.open(databaseName(name))
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const transaction = database.transaction(Array.from(database.objectStoreNames), 'readwrite')
  const done = new Promise<void>((resolve) => {
    transaction.oncomplete = () => resolve()
  })
  let ending = false
  const store = transaction.objectStore('meta')
  const again = () => {
    if (!ending) store.get('nothing').onsuccess = again
  }
  await new Promise<void>((resolve) => {
    store.get('nothing').onsuccess = () => {
      resolve()
      again()
    }
  })
  return {
    end: async () => {
      ending = true
      await done
      database.close()
    },
  }
}

const limitMs = 400

export function describeStandstill(what: string, disk: () => { readonly factory: IDBFactory; readonly name: string }) {
  describe(what, () => {
    async function blocked() {
      const { factory, name } = disk()
      const store = new IdbStore({ name, indexedDB: factory, timeoutMs: limitMs })
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 1))
      return { store, block: await inTheWay(factory, name) }
    }

    test('a read rejects in time and can be tried again', async () => {
      const { store, block } = await blocked()
      const read = () => store.read(['meta'], (t) => t.get('meta', 'a'))
      await expect(read()).rejects.toMatchObject({ name: 'SeeklingError', code: 'storage_blocked' })
      await expect(read()).rejects.toMatchObject({ code: 'storage_blocked' })
      await block.end()
      expect(await read()).toBe(1)
      await store.close()
    })

    test('a write rejects in time, and is not stored later', async () => {
      const { store, block } = await blocked()
      const write = store.write(['meta'], 'relaxed', async (t) => {
        void t.put('meta', 'a', 2)
        await t.get('meta', 'a')
      })
      await expect(write).rejects.toMatchObject({ code: 'storage_blocked' })
      await block.end()
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(await store.read(['meta'], (t) => t.get('meta', 'a'))).toBe(1)
      await store.close()
    })

    test('making sure of the database rejects in time too', async () => {
      const { factory, name } = disk()
      const store = new IdbStore({ name, indexedDB: factory, timeoutMs: limitMs })
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'identity', 'one'))
      const block = await inTheWay(factory, name)
      await expect(store.bind('one')).rejects.toMatchObject({ code: 'storage_blocked' })
      await block.end()
      await store.bind('one')
      await store.close()
    })

    test('a write that was answered may take as long as it takes', async () => {
      const { store, block } = await blocked()
      await block.end()
      const began = performance.now()
      await store.write(['meta'], 'relaxed', async (t) => {
        while (performance.now() - began < limitMs * 1.5) await t.get('meta', 'a')
        void t.put('meta', 'a', 3)
      })
      expect(await store.read(['meta'], (t) => t.get('meta', 'a'))).toBe(3)
      const readFrom = performance.now()
      const answer = await store.read(['meta'], async (t) => {
        while (performance.now() - readFrom < limitMs * 1.5) await t.get('meta', 'a')
        return 'a long read that is answered all the time'
      })
      expect(answer).toContain('long read')
      await store.close()
    })
  })
}
