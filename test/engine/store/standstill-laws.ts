/**
 * What the IndexedDB store keeps while a tab that stands still holds the database: no call waits
 * for ever, and what was refused is not stored.
 */
import { describe, expect, test } from 'vitest'
import { databaseName, IdbStore } from '../../../src/engine/store/idb-store.ts'

/** A transaction over all of the database, or some, that goes on until it is told to end. */
async function inTheWay(
  factory: IDBFactory,
  name: string,
  isInScope: (bucket: string) => boolean = () => true,
): Promise<{ end(): Promise<void> }> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = factory.open(databaseName(name))
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  const transaction = database.transaction(Array.from(database.objectStoreNames).filter(isInScope), 'readwrite')
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
const nowhere = 'seekling:probe:1'
/** A test that waits so long fails by the time limit of tests. */
const farMs = 3_600_000
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** `isParallel`: a transaction runs beside one that has other stores, as in every browser. */
export function describeStandstill(
  what: string,
  isParallel: boolean,
  disk: () => { readonly factory: IDBFactory; readonly name: string },
) {
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

    /**
     * Beside another tab that has the whole database but one store, and says so as often as `says`
     * allows.
     */
    async function besideOne(says: () => boolean, isInScope = (bucket: string) => bucket !== 'pages3') {
      const { factory, name } = disk()
      let heardAt = Number.NEGATIVE_INFINITY
      const neighbours = { say: () => {}, silentForMs: () => performance.now() - heardAt, nowhere }
      const store = new IdbStore({ name, indexedDB: factory, timeoutMs: farMs, blockedMs: limitMs, neighbours })
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'identity', 'one'))
      await store.bind('one')
      const block = await inTheWay(factory, name, isInScope)
      const saying = setInterval(() => says() && (heardAt = performance.now()), limitMs / 4)
      const end = async () => {
        clearInterval(saying)
        await block.end()
      }
      return {
        store,
        end,
        reopened: () => new IdbStore({ name, indexedDB: factory, blockedMs: limitMs, neighbours }),
        names: async () => (await factory.databases()).map(({ name }) => name),
      }
    }

    /** Beside a tab that has the database open and does not hear that it is to be deleted. */
    async function besideOneOf(factory: IDBFactory, name: string) {
      const neighbours = { say: () => {}, silentForMs: () => Number.POSITIVE_INFINITY, nowhere }
      const reopened = () =>
        new IdbStore({ name, indexedDB: factory, timeoutMs: farMs, blockedMs: limitMs, neighbours })
      const store = reopened()
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 1))
      const deaf = await new Promise<IDBDatabase>((resolve) => {
        const request = factory.open(databaseName(name))
        request.onsuccess = () => resolve(request.result)
      })
      return { store, reopened, end: async () => deaf.close() }
    }

    const parallelTest: typeof test | (() => void) = isParallel ? test : () => {}
    parallelTest(
      'behind a tab that stands still a call rejects long before the limit, and keeps its connection',
      async () => {
        const { store, end, reopened } = await besideOne(() => false)
        const read = store.read(['meta', 'pages3'], (t) => t.get('meta', 'identity'))
        await expect(read).rejects.toMatchObject({ code: 'storage_blocked' })
        const write = store.write(['meta'], 'relaxed', (t) => t.put('meta', 'identity', 'two'))
        await expect(write).rejects.toMatchObject({ code: 'storage_blocked' })
        expect(store.connected).toBe(true)
        expect(await store.read(['pages3'], (t) => t.getAllKeys('pages3'))).toEqual([])
        const other = reopened()
        await expect(other.bind('one')).rejects.toMatchObject({ code: 'storage_blocked' })
        await end()
        expect(await store.read(['meta'], (t) => t.get('meta', 'identity'))).toBe('one')
        await store.close()
        await other.close()
      },
    )

    test('also behind one that has every store, and the next call opens the database again', async () => {
      const { store, end, reopened, names } = await besideOne(
        () => false,
        () => true,
      )
      const read = () => store.read(['meta'], (t) => t.get('meta', 'identity'))
      await expect(read()).rejects.toMatchObject({ code: 'storage_blocked' })
      const write = store.write(['meta'], 'relaxed', (t) => t.put('meta', 'identity', 'two'))
      await expect(write).rejects.toMatchObject({ code: 'storage_blocked' })
      const other = reopened()
      await expect(other.bind('one')).rejects.toMatchObject({ code: 'storage_blocked' })
      await end()
      expect(await read()).toBe('one')
      await store.close()
      await other.close()
      await expect.poll(async () => (await names()).filter((name) => name?.includes('probe'))).toEqual([])
    })

    test('also several calls at once, which leave no other database behind', async () => {
      const { store, end, names } = await besideOne(
        () => false,
        () => true,
      )
      const reads = Array.from({ length: 3 }, () => store.read(['meta'], (t) => t.get('meta', 'identity')))
      for (const read of await Promise.allSettled(reads))
        expect(read).toMatchObject({ status: 'rejected', reason: { code: 'storage_blocked' } })
      await end()
      await store.close()
      await expect.poll(async () => (await names()).filter((name) => name?.includes('probe'))).toEqual([])
    })

    test('behind one that goes on and has every store, a call waits', async () => {
      const { store, end } = await besideOne(
        () => true,
        () => true,
      )
      const read = store.read(['meta'], (t) => t.get('meta', 'identity'))
      expect(await Promise.race([read.catch(() => 'rejected'), pause(limitMs * 3).then(() => 'waits')])).toBe('waits')
      await end()
      expect(await read).toBe('one')
      await store.close()
    })

    test('deleting a database that a tab which stands still has open rejects long before the limit, as does opening it then', async () => {
      const { factory, name } = disk()
      const { store, end, reopened } = await besideOneOf(factory, name)
      await expect(store.destroy()).rejects.toMatchObject({ code: 'storage_blocked' })
      const next = reopened()
      const read = () => next.read(['meta'], (t) => t.get('meta', 'a'))
      await expect(read()).rejects.toMatchObject({ code: 'storage_blocked' })
      await end()
      await expect.poll(() => read().catch(({ code }) => code)).toBe(undefined)
      await next.close()
    })

    test('behind one that goes on, a call waits as long as that takes', async () => {
      const { store, end } = await besideOne(() => true)
      const read = store.read(['meta'], (t) => t.get('meta', 'identity'))
      const write = store.write(['finished'], 'relaxed', (t) => t.put('finished', 1, 'done'))
      const settled = Promise.race([read.catch((thrown) => thrown), write.catch((thrown) => thrown)])
      expect(await Promise.race([settled, pause(limitMs * 3).then(() => 'waits')])).toBe('waits')
      await end()
      expect(await read).toBe('one')
      await write
      await store.close()
    })

    test('of two calls that wait for the same, the one that moves on is heard by the other', async () => {
      const { factory, name } = disk()
      const said: string[] = []
      const opened = (who: string) => {
        const neighbours = { say: () => said.push(who), silentForMs: () => 0, nowhere }
        return new IdbStore({ name, indexedDB: factory, timeoutMs: limitMs * 4, neighbours })
      }
      const store = opened('one')
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 1))
      expect(said).toEqual([])
      const block = await inTheWay(factory, name)
      const write = store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 2))
      await pause(limitMs)
      expect(said, 'who waits says nothing').toEqual([])
      await block.end()
      await write
      expect(said).toEqual(['one'])
      const began = performance.now()
      await store.write(['meta'], 'relaxed', async (t) => {
        while (performance.now() - began < limitMs * 2) await t.get('meta', 'a')
      })
      expect(said.length).toBeGreaterThan(1)
      await store.close()
    })

    test('where no database answers, the limit decides, as the disk may just be slow', async () => {
      const { factory: whole, name } = disk()
      // Opens no other database.
      const factory = {
        open: (asked: string) => (asked === databaseName(name) ? whole.open(asked) : {}),
      } as unknown as IDBFactory
      const neighbours = { say: () => {}, silentForMs: () => Number.POSITIVE_INFINITY, nowhere }
      const store = new IdbStore({ name, indexedDB: factory, timeoutMs: farMs, blockedMs: limitMs, neighbours })
      await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'a', 1))
      const block = await inTheWay(whole, name)
      const read = store.read(['meta'], (t) => t.get('meta', 'a'))
      expect(await Promise.race([read.catch(() => 'rejected'), pause(limitMs * 3).then(() => 'waits')])).toBe('waits')
      await block.end()
      expect(await read).toBe(1)
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
