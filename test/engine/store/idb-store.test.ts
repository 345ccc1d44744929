import * as fakes from 'fake-indexeddb'
import { IDBFactory as FakeFactory, forceCloseDatabase } from 'fake-indexeddb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseName, IdbStore } from '../../../src/engine/store/idb-store.ts'
import { bucketNames } from '../../../src/engine/store/store.ts'
import { describeStandstill } from './standstill-laws.ts'
import { describeStoreLaws } from './store-laws.ts'

const freshDisk = () => {
  const indexedDB = new FakeFactory()
  return { open: () => new IdbStore({ name: 'laws', indexedDB }) }
}

describeStoreLaws('the IndexedDB store, on a factory handed in', { fresh: freshDisk })

describeStoreLaws('the IndexedDB store, one transaction at a time', {
  fresh() {
    const indexedDB = new FakeFactory()
    return { open: () => new IdbStore({ name: 'laws', indexedDB, inTurn: true }) }
  },
})

describe('with the classes of IndexedDB in the global scope', () => {
  const names = Object.keys(fakes).filter((name) => name.startsWith('IDB'))
  beforeAll(() => {
    for (const name of names)
      Object.defineProperty(globalThis, name, { value: (fakes as Record<string, unknown>)[name], configurable: true })
  })
  afterAll(() => {
    for (const name of names) Reflect.deleteProperty(globalThis, name)
  })
  describeStoreLaws('the IndexedDB store, through idb', { fresh: freshDisk })
})

/** A factory whose open connections the test can close, as a browser may do at any time. */
function unsteadyFactory() {
  const factory = new FakeFactory()
  const open: IDBDatabase[] = []
  const running = new Set<IDBTransaction>()
  let opened = 0
  const watch = (database: IDBDatabase) => {
    const begin = database.transaction.bind(database)
    database.transaction = (...args) => {
      const transaction = begin(...args)
      running.add(transaction)
      for (const end of ['complete', 'abort']) transaction.addEventListener(end, () => running.delete(transaction))
      return transaction
    }
    open.push(database)
  }
  const indexedDB = new Proxy(factory, {
    get(target, property) {
      if (property !== 'open') return Reflect.get(target, property).bind?.(target)
      return (name: string, version: number) => {
        opened++
        const request = target.open(name, version)
        request.addEventListener('success', () => watch(request.result))
        return request
      }
    },
  })
  return {
    indexedDB,
    /**
     * As a browser does it: what runs is aborted without a reason, then the connection gets its
     * close event.
     */
    lose() {
      for (const transaction of running) transaction.abort()
      for (const database of open.splice(0)) forceCloseDatabase(database as never)
    },
    closeSilently: () =>
      open.splice(0).forEach((database) => {
        database.onclose = null
        database.close()
      }),
    timesOpened: () => opened,
  }
}

describe('a connection the browser closes', () => {
  test('is opened again for the next read and the next write', async () => {
    const disk = unsteadyFactory()
    const store = new IdbStore({ name: 'x', indexedDB: disk.indexedDB })
    await store.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 'one'))
    disk.lose()
    expect(await store.read(['meta'], (t) => t.get('meta', 1))).toBe('one')
    disk.lose()
    await store.write(['meta'], 'relaxed', (t) => t.put('meta', 2, 'two'))
    expect(await store.read(['meta'], (t) => t.getAllKeys('meta'))).toEqual([1, 2])
    expect(disk.timesOpened()).toBe(3)
  })

  test('is opened again even when no close event told of it', async () => {
    const disk = unsteadyFactory()
    const store = new IdbStore({ name: 'x', indexedDB: disk.indexedDB })
    await store.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 'one'))
    disk.closeSilently()
    await store.write(['meta'], 'relaxed', (t) => t.put('meta', 2, 'two'))
    disk.closeSilently()
    expect(await store.read(['meta'], (t) => t.count('meta'))).toBe(2)
  })

  test('in the middle of a read lets the read run again', async () => {
    const disk = unsteadyFactory()
    const store = new IdbStore({ name: 'x', indexedDB: disk.indexedDB })
    await store.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 'one'))
    let runs = 0
    const read = store.read(['meta'], async (t) => {
      runs++
      const value = t.get('meta', 1)
      if (runs === 1) disk.lose()
      return value
    })
    expect(await read).toBe('one')
    expect(runs).toBe(2)
  })

  test('in the middle of a write rejects the write, runs it only once and leaves nothing of it', async () => {
    const disk = unsteadyFactory()
    const store = new IdbStore({ name: 'x', indexedDB: disk.indexedDB })
    let runs = 0
    const write = store.write(['meta'], 'relaxed', async (t) => {
      runs++
      await t.put('meta', 1, 'one')
      disk.lose()
      await t.put('meta', 2, 'two')
    })
    await expect(write).rejects.toMatchObject({ name: 'SeeklingError', type: 'system' })
    expect(runs).toBe(1)
    expect(await store.read(['meta'], (t) => t.count('meta'))).toBe(0)
  })

  test('again and again rejects after a bounded number of attempts', async () => {
    const disk = unsteadyFactory()
    const store = new IdbStore({ name: 'x', indexedDB: disk.indexedDB })
    const read = store.read(['meta'], async (t) => {
      const value = t.get('meta', 1)
      disk.lose()
      return value
    })
    await expect(read).rejects.toMatchObject({ name: 'SeeklingError', type: 'system' })
    expect(disk.timesOpened()).toBe(3)
  })
})

/** An IDBFactory that fails or hangs in a chosen way. */
const brokenFactory = (open: () => unknown): IDBFactory => ({ open, deleteDatabase: open }) as never
const requestThatFailsWith = (error: unknown) => {
  const request: Record<string, unknown> = { error }
  queueMicrotask(() => (request.onerror as (event: unknown) => void)({ preventDefault() {} }))
  return request
}

describe('opening', () => {
  test('that is never answered rejects after the time limit', async () => {
    const store = new IdbStore({ name: 'x', indexedDB: brokenFactory(() => ({})), timeoutMs: 5 })
    await expect(store.read(['meta'], (t) => t.get('meta', 1))).rejects.toMatchObject({ code: 'storage_unavailable' })
  })

  test('that another tab blocks rejects with storage_blocked', async () => {
    const blocked = () => {
      const request: Record<string, unknown> = {}
      queueMicrotask(() => (request.onblocked as () => void)())
      return request
    }
    const store = new IdbStore({ name: 'x', indexedDB: brokenFactory(blocked), timeoutMs: 5 })
    await expect(store.read(['meta'], (t) => t.get('meta', 1))).rejects.toMatchObject({ code: 'storage_blocked' })
  })

  test('that the browser forbids rejects with storage_unavailable, thrown or as an event', async () => {
    const denied = Object.assign(new Error('denied'), { name: 'SecurityError' })
    const throwing = new IdbStore({
      name: 'x',
      indexedDB: brokenFactory(() => {
        throw denied
      }),
    })
    await expect(throwing.read(['meta'], (t) => t.get('meta', 1))).rejects.toMatchObject({
      code: 'storage_unavailable',
      cause: denied,
    })
    const failing = new IdbStore({ name: 'x', indexedDB: brokenFactory(() => requestThatFailsWith(denied)) })
    await expect(failing.read(['meta'], (t) => t.get('meta', 1))).rejects.toMatchObject({
      code: 'storage_unavailable',
      cause: denied,
    })
  })

  test('on a full disk rejects with no_space_left_on_device', async () => {
    const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
    const store = new IdbStore({ name: 'x', indexedDB: brokenFactory(() => requestThatFailsWith(full)) })
    await expect(store.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 1))).rejects.toMatchObject({
      code: 'no_space_left_on_device',
    })
  })

  /**
   * A factory whose first attempts to open fail with this error, with the number of attempts so
   * far.
   */
  function failingAtFirst(failures: number, name: string) {
    const factory = new FakeFactory()
    const seen = { attempts: 0 }
    const indexedDB = brokenFactory(() =>
      ++seen.attempts <= failures
        ? requestThatFailsWith(Object.assign(new Error('at first'), { name }))
        : factory.open(databaseName('x'), 1),
    )
    return { store: new IdbStore({ name: 'x', indexedDB }), seen }
  }

  test('is tried again after a failure that may pass, such as a store still being recovered after a crash', async () => {
    const { store, seen } = failingAtFirst(2, 'UnknownError')
    expect(await store.read(['meta'], (t) => t.count('meta'))).toBe(0)
    expect(seen.attempts).toBe(3)
  })

  test('is not tried again when refused for good, but by the next call', async () => {
    const { store, seen } = failingAtFirst(1, 'SecurityError')
    await expect(store.read(['meta'], (t) => t.count('meta'))).rejects.toMatchObject({ code: 'storage_unavailable' })
    expect(seen.attempts).toBe(1)
    expect(await store.read(['meta'], (t) => t.count('meta'))).toBe(0)
  })

  const made = (indexedDB: IDBFactory, version: number, stores: readonly string[]) =>
    new Promise<void>((resolve) => {
      const request = indexedDB.open(databaseName('x'), version)
      request.onupgradeneeded = () => {
        for (const name of stores) request.result.createObjectStore(name)
      }
      request.onsuccess = () => {
        request.result.close()
        resolve()
      }
    })

  test('a database that a newer version wrote says so', async () => {
    const indexedDB = new FakeFactory()
    await made(indexedDB, 9, ['meta', 'something'])
    const store = new IdbStore({ name: 'x', indexedDB })
    await expect(store.read(['meta'], (t) => t.count('meta'))).rejects.toMatchObject({ code: 'storage_too_new' })
  })

  test.each([
    [1, []],
    [7, []],
    [1, ['meta']],
    [7, bucketNames],
  ])('a database of version %d with the stores %j is used, and keeps what is put', async (version, stores) => {
    const indexedDB = new FakeFactory()
    await made(indexedDB, version, stores)
    const store = new IdbStore({ name: 'x', indexedDB })
    await store.write(['meta', 'pages3'], 'relaxed', (t) => t.put('meta', 'a', 1))
    await store.close()
    const again = new IdbStore({ name: 'x', indexedDB })
    expect(await again.read(['meta'], (t) => t.get('meta', 'a'))).toBe(1)
  })
})

describe('two stores on one database', () => {
  test('do not block each other: the one that is not asked lets go when the other destroys', async () => {
    const indexedDB = new FakeFactory()
    const one = new IdbStore({ name: 'x', indexedDB })
    const two = new IdbStore({ name: 'x', indexedDB, timeoutMs: 2000 })
    await one.write(['meta'], 'relaxed', (t) => t.put('meta', 1, 1))
    await two.write(['meta'], 'relaxed', (t) => t.put('meta', 2, 2))
    await two.destroy()
    expect(await one.read(['meta'], (t) => t.count('meta'))).toBe(0)
  })
})

describe('a transaction the browser breaks off', () => {
  const abortWith = (error: unknown) => {
    const transaction = {
      mode: 'readwrite',
      error,
      objectStore: () => ({ put: () => ({}) }),
      commit: () => queueMicrotask(() => transaction.onabort()),
      abort() {},
      onabort: () => {},
    }
    const database = Object.assign(new EventTarget(), {
      transaction: () => transaction,
      objectStoreNames: { contains: () => true },
      close() {},
    })
    return brokenFactory(() => {
      const request: Record<string, unknown> = { result: database }
      queueMicrotask(() => (request.onsuccess as () => void)())
      return request
    })
  }

  test('without a reason rejects as io_error', async () => {
    const store = new IdbStore({ name: 'x', indexedDB: abortWith(null) })
    await expect(store.write(['meta'], 'relaxed', async (t) => void t.put('meta', 1, 1))).rejects.toMatchObject({
      code: 'io_error',
    })
  })

  test('for want of space rejects as no_space_left_on_device', async () => {
    const store = new IdbStore({ name: 'x', indexedDB: abortWith({ name: 'QuotaExceededError', message: 'full' }) })
    await expect(store.write(['meta'], 'relaxed', async (t) => void t.put('meta', 1, 1))).rejects.toMatchObject({
      code: 'no_space_left_on_device',
    })
  })
})

describeStandstill('while another tab is in the way', false, () => ({ factory: new FakeFactory(), name: 'still' }))
