/**
 * What a client says of the browser's storage, and how it asks for it to be kept: over a
 * `navigator.storage` that answers, lacks a part, throws, refuses, or never answers.
 */
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, expect, test, vi } from 'vitest'
import { type Client, type InThreadOptions, open } from '../../src/in-thread.ts'

const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close().catch(() => {})
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

async function opened(storage: object | undefined, options: InThreadOptions = {}): Promise<Client> {
  vi.stubGlobal('navigator', { storage })
  vi.stubGlobal('indexedDB', new IDBFactory())
  const client = await open({ name: 'storage', ...options })
  clients.push(client)
  return client
}

const never = () => new Promise<never>(() => {})
const refused = async (): Promise<never> => {
  throw new DOMException('Refused by this test.', 'SecurityError')
}

/** A browser that keeps what it is asked to keep. */
function willing() {
  let persisted = false
  return {
    asked: 0,
    estimate: async () => ({ usage: 4096, quota: 1e9 }),
    persisted: async () => persisted,
    async persist() {
      this.asked++
      persisted = true
      return true
    },
  }
}

test('storage is said as the browser says it, and kept once the page asks', async () => {
  const browser = willing()
  const client = await opened(browser)
  expect((await client.stats()).storage).toEqual({ usage: 4096, quota: 1e9, persisted: false })
  expect(browser.asked).toBe(0)
  expect(await client.persist()).toBe(true)
  expect(await client.persist()).toBe(true)
  expect(browser.asked).toBe(1)
  expect((await client.stats()).storage).toEqual({ usage: 4096, quota: 1e9, persisted: true })
  await client.close()
  await expect(client.persist()).rejects.toMatchObject({ code: 'client_closed' })
})

test('in memory, and in a storage that was handed in, the browser has no part', async () => {
  for (const options of [{ storage: 'memory' }, { indexedDB: new IDBFactory() }] as const) {
    const browser = willing()
    const client = await opened(browser, options)
    expect((await client.stats()).storage).toBeNull()
    expect(await client.persist()).toBe(false)
    expect(browser.asked).toBe(0)
  }
})

test('the browser’s own IndexedDB is its storage also where it is handed in', async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  const own = indexedDB
  vi.stubGlobal('navigator', { storage: willing() })
  const client = await open({ name: 'storage', indexedDB: own })
  clients.push(client)
  expect(await client.persist()).toBe(true)
})

test('where storage turns out to be blocked, everything is in memory', async () => {
  vi.stubGlobal('navigator', { storage: willing() })
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('Blocked by this test.', 'SecurityError')
    },
  })
  const client = await open({ name: 'storage' })
  clients.push(client)
  expect((await client.stats()).storage).toBeNull()
  expect(await client.persist()).toBe(false)
})

test.each([
  ['none', undefined, { usage: null, quota: null, persisted: false }, false],
  ['an empty one', {}, { usage: null, quota: null, persisted: false }, false],
  ['one that refuses', { estimate: refused, persisted: refused, persist: refused }, undefined, false],
  [
    'one without estimates',
    { persisted: async (): Promise<boolean> => true },
    { usage: null, quota: null, persisted: true },
    true,
  ],
  ['a worker’s', { ...willing(), persist: undefined }, { usage: 4096, quota: 1e9, persisted: false }, false],
  ['one that says no', { ...willing(), persist: async (): Promise<boolean> => false }, undefined, false],
])('of storage managers: %s', async (_, storage, said, kept) => {
  const client = await opened(storage)
  const stats = await client.stats()
  expect(stats.indexes).toEqual({})
  if (said) expect(stats.storage).toEqual(said)
  expect(await client.persist()).toBe(kept)
})

test('a browser that does not answer keeps nobody waiting', async () => {
  const client = await opened({ estimate: never, persisted: never })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const stats = client.stats()
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(1))
  await vi.advanceTimersByTimeAsync(1_000)
  expect((await stats).storage).toEqual({ usage: null, quota: null, persisted: false })
})

test('a `navigator` that throws for its storage is one without', async () => {
  const client = await opened(undefined)
  vi.stubGlobal('navigator', {
    get storage() {
      throw new DOMException('Refused by this test.', 'SecurityError')
    },
  })
  expect((await client.stats()).storage).toEqual({ usage: null, quota: null, persisted: false })
  expect(await client.persist()).toBe(false)
})
