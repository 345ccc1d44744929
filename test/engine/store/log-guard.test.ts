/** The marks of those who write, and what one without its session leads to. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LogGuard, mayBeTorn, type WriteSession } from '../../../src/engine/store/log-guard.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Bucket, Durability, WriteTransaction } from '../../../src/engine/store/store.ts'

const alive = new Set<string>()
let last = 0
let disk: MemoryDisk

function session(): WriteSession {
  const id = `session ${last++}`
  alive.add(id)
  return { id, begun: Promise.resolve(), live: async () => new Set(alive), end: () => alive.delete(id) }
}

/** Counts the bytes that are put by `putAll`. */
class CountingStore extends MemoryStore {
  bytes = 0

  override write<T>(
    buckets: readonly Bucket[],
    durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
  ): Promise<T> {
    return super.write(buckets, durability, (transaction) => {
      const putAll = transaction.putAll.bind(transaction)
      transaction.putAll = (bucket, keys, values) => {
        for (const value of values) this.bytes += (value as Uint8Array).length
        return putAll(bucket, keys, values)
      }
      return body(transaction)
    })
  }
}

/** How many bytes a new session fills the log with. */
async function bytesFilled(): Promise<number> {
  const store = new CountingStore(disk)
  await LogGuard.over(store, session())
  return store.bytes
}

const metaKeys = () =>
  new MemoryStore(disk).read(['meta'], (transaction) => transaction.getAllKeys('meta', { from: 'a', to: 'z' }))

const writeTo = (store: LogGuard) =>
  store.write(['indexes'], 'relaxed', (transaction) => transaction.put('indexes', 'films', 1))

beforeEach(() => {
  vi.useFakeTimers()
  disk = new MemoryDisk()
  alive.clear()
})

afterEach(() => {
  vi.useRealTimers()
})

test('a session is marked from its first write until it has been quiet for a while, and again', async () => {
  const store = await LogGuard.over(new MemoryStore(disk), session())
  await store.read(['indexes'], (transaction) => transaction.count('indexes'))
  expect(await metaKeys()).toEqual([])
  for (let i = 0; i < 2; i++) {
    await writeTo(store)
    expect(await metaKeys()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    await writeTo(store)
    await vi.advanceTimersByTimeAsync(400)
    expect(await metaKeys()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    expect(await metaKeys()).toEqual([])
  }
})

test('a session that is closed leaves no mark', async () => {
  const store = await LogGuard.over(new MemoryStore(disk), session())
  await writeTo(store)
  await store.close()
  expect(await metaKeys()).toEqual([])
  expect(alive.size).toBe(0)
})

test('the mark of a session that has died makes the next one fill the log, once', async () => {
  await writeTo(await LogGuard.over(new MemoryStore(disk), session()))
  expect(await mayBeTorn(new MemoryStore(disk), async () => alive)).toBe(false)
  alive.clear()
  expect(await mayBeTorn(new MemoryStore(disk), async () => alive)).toBe(true)
  expect(await bytesFilled()).toBeGreaterThan(4 * 1024 * 1024)
  expect(await metaKeys()).toEqual([])
  expect(await bytesFilled()).toBe(0)
})

test('the mark of a session that lives is left alone', async () => {
  await writeTo(await LogGuard.over(new MemoryStore(disk), session()))
  const before = await metaKeys()
  expect(await bytesFilled()).toBe(0)
  expect(await metaKeys()).toEqual(before)
})

test('a disk too full for a new log keeps nobody from the store', async () => {
  await writeTo(await LogGuard.over(new MemoryStore(disk), session()))
  alive.clear()
  const full = new MemoryStore(disk)
  vi.spyOn(full, 'write').mockRejectedValueOnce(new Error('full'))
  const store = await LogGuard.over(full, session())
  await writeTo(store)
  expect(await store.read(['indexes'], (transaction) => transaction.get('indexes', 'films'))).toBe(1)
})

test('who seldom writes begins a session with the first write, and fills nothing', async () => {
  const store = new CountingStore(disk)
  const seldom = new LogGuard(store, session)
  await seldom.read(['indexes'], (transaction) => transaction.count('indexes'))
  expect(alive.size).toBe(0)
  await Promise.all([writeTo(seldom), writeTo(seldom)])
  expect(alive.size).toBe(1)
  expect(await metaKeys()).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(600)
  expect(await metaKeys()).toEqual([])
  expect(store.bytes).toBe(0)
})

test('what does not fit is refused before any of it is put', async () => {
  const store = new MemoryStore(disk)
  const guard = await LogGuard.over(store, session())
  await writeTo(guard)
  const put: unknown[] = []
  const full = new Error('full')
  vi.spyOn(store, 'write').mockImplementation(async (_buckets, _durability, body) => {
    let isBlob = false
    const noted = async (_bucket: Bucket, _key: unknown, value: unknown) => {
      isBlob ||= value instanceof Blob && value.size >= 200_000
      if (!(value instanceof Blob)) put.push(value)
    }
    const answer = await body({ put: noted } as unknown as WriteTransaction)
    if (isBlob) throw full
    return answer
  })
  const page = (transaction: WriteTransaction) => transaction.put('pages0', 0, 'page')
  await expect(guard.write(['pages0'], 'relaxed', page, 100_000)).rejects.toBe(full)
  expect(put).not.toContain('page')
  await guard.write(['pages0'], 'relaxed', page, 10_000)
  await guard.write(['pages0'], 'relaxed', page)
  expect(put.filter((value) => value === 'page')).toHaveLength(2)
})

test('one trial is for an update of two smaller writes, and for no third one', async () => {
  const store = new MemoryStore(disk)
  const guard = await LogGuard.over(store, session())
  await writeTo(guard)
  const sizes: number[] = []
  vi.spyOn(store, 'write').mockImplementation(async (_buckets, _durability, body) => {
    const put = async (_bucket: Bucket, _key: unknown, value: unknown) => {
      if (value instanceof Blob) sizes.push(value.size)
    }
    return body({ put } as unknown as WriteTransaction)
  })
  const page = (transaction: WriteTransaction) => transaction.put('pages0', 0, 'page')
  const trialsOf = async (...writes: number[]) => {
    sizes.length = 0
    for (const bytes of writes) await guard.write(['pages0'], 'relaxed', page, bytes)
    return sizes.map((size) => size >= 2 * (writes[0] ?? 0))
  }
  expect(await trialsOf(100_000, 90_000)).toEqual([true])
  expect(sizes[0]).toBeGreaterThan(2 * 190_000)
  expect(await trialsOf(100_000, 90_000, 90_000)).toEqual([true, true])
  // What is larger than what came before it, or comes late, is tried by itself.
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await trialsOf(100_000, 200_000)).toEqual([true, true])
  expect(await trialsOf(2_000_000, 1_500_000)).toHaveLength(2)
  expect(await trialsOf(100_000)).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await trialsOf(90_000)).toHaveLength(1)
})
