/**
 * What hooks and stores keep true, without any framework: order, debounce, aborting, refinements,
 * and one client for all.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { searchState } from '../../src/hooks/search-state.ts'
import { type ClientSource, sharedClient } from '../../src/hooks/shared-client.ts'
import { updatesState } from '../../src/hooks/updates-state.ts'
import type { Client } from '../../src/index.ts'

interface Asked {
  readonly queries: readonly { readonly q?: string }[]
  readonly signal: AbortSignal
  answer(...hits: string[]): Promise<void>
  fail(code: string): Promise<void>
}

/** A client that answers when told to. */
function fakeClient() {
  const asked: Asked[] = []
  const listeners = new Set<(payload: never) => void>()
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  const client = {
    multiSearch: (queries: Asked['queries'], { signal }: { signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        asked.push({
          queries,
          signal,
          async answer(...hits) {
            resolve({ results: queries.map(() => ({ hits: hits.map((title) => ({ title })) })) })
            await settled()
          },
          async fail(code) {
            reject(Object.assign(new Error(code), { code }))
            await settled()
          },
        })
      }),
    getAllUpdateStatus: vi.fn(async () => [{ updateId: 2 }, { updateId: 1 }]),
    on: (_: string, listener: (payload: never) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: vi.fn(async () => {}),
  }
  const announce = (payload: object) => {
    for (const listener of listeners) listener(payload as never)
  }
  return { client: client as unknown as Client, asked, announce, listeners, close: client.close, settled, fake: client }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const of = (client: ClientSource, query = {}) => searchState<{ title: string }>(sharedClient(client), 'films', query)
const shown = (state: ReturnType<typeof of>) => state.get().hits.map(({ title }) => title)

test('nothing is asked before somebody subscribes, nor after', async () => {
  const { client, asked, settled, listeners } = fakeClient()
  const state = of(client, { q: 'a' })
  await settled()
  expect(asked).toEqual([])
  expect(state.get()).toEqual({ hits: [], response: undefined, error: undefined, isSearching: true })
  const leave = state.subscribe(() => {})
  await settled()
  expect(asked.map(({ queries }) => queries)).toMatchObject([[{ q: 'a', indexUid: 'films' }]])
  leave()
  vi.runAllTimers()
  expect(asked[0].signal.aborted).toBe(true)
  expect(listeners.size).toBe(0)
  state.ask({ q: 'b' })
  await asked[0].answer('late')
  expect(asked).toHaveLength(1)
  expect(shown(state)).toEqual([])
})

test('an older answer never comes after a newer one, and what was asked before is aborted', async () => {
  const { client, asked, settled } = fakeClient()
  const state = of(client, { q: 'a' })
  const listener = vi.fn()
  state.subscribe(listener)
  await settled()
  state.ask({ q: 'ab' })
  state.ask({ q: 'ab' })
  expect(asked.map(({ queries }) => queries[0].q)).toEqual(['a', 'ab'])
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false])
  await asked[1].answer('newer')
  await asked[0].answer('older')
  expect(shown(state)).toEqual(['newer'])
  expect(state.get().isSearching).toBe(false)
  state.ask({ q: 'abc' })
  expect(state.get()).toMatchObject({ isSearching: true, hits: [{ title: 'newer' }] })
  await asked[2].fail('invalid_search_filter')
  expect(state.get()).toMatchObject({ isSearching: false, error: { code: 'invalid_search_filter' } })
  expect(shown(state)).toEqual(['newer'])
  state.ask({ q: 'abcd' })
  expect(state.get().error).toMatchObject({ code: 'invalid_search_filter' })
  await asked[3].answer('newest')
  expect(state.get().error).toBeUndefined()
  expect(shown(state)).toEqual(['newest'])
})

test('a query that changes faster than debounceMs is asked once; the first at once', async () => {
  const { client, asked, settled } = fakeClient()
  const state = of(client, { q: 'a', debounceMs: 100 })
  state.subscribe(() => {})
  await settled()
  expect(asked).toHaveLength(1)
  for (const q of ['ab', 'abc', 'abcd']) {
    state.ask({ q, debounceMs: 100 })
    vi.advanceTimersByTime(99)
  }
  expect(asked).toHaveLength(1)
  expect(state.get().isSearching).toBe(true)
  vi.advanceTimersByTime(1)
  expect(asked.map(({ queries }) => queries[0].q)).toEqual(['a', 'abcd'])
})

test('a change of the index is searched for; while one search is on its way, once more after it', async () => {
  const { client, asked, settled, announce } = fakeClient()
  const state = of(client)
  state.subscribe(() => {})
  await settled()
  announce({ indexUid: 'films', version: 2 })
  announce({ indexUid: 'films', version: 3 })
  announce({ indexUid: 'others', version: 4 })
  expect(asked).toHaveLength(1)
  await asked[0].answer('one')
  expect(shown(state)).toEqual(['one'])
  expect(asked).toHaveLength(2)
  await asked[1].answer('two')
  expect(shown(state)).toEqual(['two'])
  expect(asked).toHaveLength(2)
  announce({ indexUid: 'films', version: null })
  await asked[2].fail('index_not_found')
  expect(state.get()).toMatchObject({ hits: [], response: undefined, error: { code: 'index_not_found' } })
})

test('one client is opened for all, once, and closed when the last is gone', async () => {
  const { client, asked, settled, close } = fakeClient()
  const open = vi.fn(async () => client)
  const shared = sharedClient(open)
  const films = searchState(shared, 'films')
  const books = searchState(shared, 'books')
  expect(open).not.toHaveBeenCalled()
  // As React's strict mode does: mounted, unmounted, mounted again.
  films.subscribe(() => {})()
  const leave = [films.subscribe(() => {}), books.subscribe(() => {})]
  await settled()
  vi.runAllTimers()
  await settled()
  expect(open).toHaveBeenCalledTimes(1)
  expect(asked).toHaveLength(2)
  for (const end of leave) end()
  // Each state leaves the client when it has stopped itself.
  vi.runAllTimers()
  await settled()
  vi.runAllTimers()
  await settled()
  expect(close).toHaveBeenCalledTimes(1)
  expect(shared.get()).toEqual({})
})

test('a subscription that ends at once, as on a server, opens nothing', async () => {
  const open = vi.fn(async () => fakeClient().client)
  const state = of(open)
  state.subscribe(() => {})()
  await new Promise((resolve) => setImmediate(resolve))
  vi.runAllTimers()
  expect(open).not.toHaveBeenCalled()
})

test('a client that cannot be opened is an error of what needs it, and the next time it is tried again', async () => {
  const { client, settled } = fakeClient()
  const open = vi.fn(async (): Promise<Client> => {
    throw Object.assign(new Error('blocked'), { code: 'io_error' })
  })
  const state = of(open)
  const leave = state.subscribe(() => {})
  await settled()
  expect(state.get()).toMatchObject({ isSearching: false, error: { code: 'io_error' } })
  leave()
  vi.runAllTimers()
  vi.runAllTimers()
  open.mockImplementation(async () => client)
  state.subscribe(() => {})
  await settled()
  expect(open).toHaveBeenCalledTimes(2)
})

test('a client that was open already is left open', async () => {
  const { client, close, settled } = fakeClient()
  const leave = of(client).subscribe(() => {})
  await settled()
  leave()
  vi.runAllTimers()
  vi.runAllTimers()
  await settled()
  expect(close).not.toHaveBeenCalled()
})

test('updates are those of the queue at any moment', async () => {
  const { client, fake, announce, settled } = fakeClient()
  const state = updatesState(sharedClient(client), { indexUids: ['films'] })
  state.subscribe(() => {})
  await settled()
  expect(state.get().updates).toHaveLength(2)
  fake.getAllUpdateStatus.mockResolvedValueOnce([{ updateId: 3 }])
  announce({ updateId: 3 })
  await settled()
  expect(state.get()).toEqual({ updates: [{ updateId: 3 }], error: undefined })
  expect(fake.getAllUpdateStatus.mock.calls).toEqual([
    [{ reverse: true, limit: 20, indexUids: ['films'] }],
    [{ reverse: true, limit: 20, indexUids: ['films'] }],
  ])
})
