/** Two workers, one worker, none: which are started, told what, and let go when. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { WorkerLike } from '../../src/page/connection.ts'
import { WorkerEngines } from '../../src/page/worker-engines.ts'
import type { Announcement } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import type { StartOptions, WorkerRole } from '../../src/shared/worker-control.ts'
import { type FakeWorker, fakeWorker } from './fake-engines.ts'

const open: WorkerEngines[] = []
afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  for (const engines of open.splice(0)) await engines.close()
})

const options = { name: 'films', durability: 'relaxed', storage: 'indexeddb' } as const
const never = () => new Promise<never>(() => {})
const noStorage = new SeeklingError('storage_unavailable', 'Cookies are blocked.')

function enginesOf(
  make: (nth: number) => FakeWorker = () => fakeWorker(),
  changed: Partial<StartOptions> = {},
): { engines: WorkerEngines; workers: FakeWorker[]; heard: Announcement[]; spawned: WorkerRole[] } {
  const workers: FakeWorker[] = []
  const spawned: WorkerRole[] = []
  const heard: Announcement[] = []
  const engines = new WorkerEngines(
    (role) => {
      const fake = make(workers.length)
      workers.push(fake)
      spawned.push(role)
      return fake.worker as unknown as WorkerLike
    },
    { ...options, ...changed },
  )
  engines.subscribe((announcement) => heard.push(announcement))
  open.push(engines)
  return { engines, workers, heard, spawned }
}

const rolesOf = (workers: readonly FakeWorker[]) =>
  workers.flatMap(({ starts }) => starts.map(({ role, storage }) => `${role} ${storage}`))
const states = (heard: readonly Announcement[]) =>
  heard.flatMap((said) => (said.type === 'status' ? [said.status.state] : []))

test('open starts the search worker and no other; the first write starts the update worker', async () => {
  const { engines, workers, spawned } = enginesOf()
  await engines.open()
  expect(rolesOf(workers)).toEqual(['search indexeddb'])
  await (await engines.search()).getStats()
  expect(workers).toHaveLength(1)
  await (await engines.update()).resume()
  expect(rolesOf(workers)).toEqual(['search indexeddb', 'update indexeddb'])
  expect(spawned).toEqual(['search', 'update'])
  expect(workers[0].starts[0]).toEqual({ ...options, role: 'search', channel: 'seekling:films' })
  expect(workers[1].starts[0]).toEqual({
    ...options,
    role: 'update',
    channel: 'seekling:films',
    client: expect.any(String),
  })
})

test('options it does not know are passed on for the worker to refuse', async () => {
  const { engines, workers } = enginesOf(undefined, { cacheBytes: 5, nmae: 'x' } as object)
  await engines.open()
  expect(workers[0].starts[0]).toMatchObject({ cacheBytes: 5, nmae: 'x' })
})

test('what the other tabs announce is heard', async () => {
  const { engines, heard } = enginesOf()
  await engines.open()
  const channel = new BroadcastChannel('seekling:films')
  channel.postMessage({ type: 'version', indexUid: 'a', version: 1 })
  await vi.waitFor(() => expect(heard).toEqual([{ type: 'version', indexUid: 'a', version: 1 }]))
  channel.close()
})

test('what is announced of another database is heard when a worker has looked and is bound to it', async () => {
  const version = (database: string) => ({ type: 'version', indexUid: 'a', version: 1, database }) as const
  const pendingWork = () => {
    workers[0].say({ announcements: [{ type: 'replaced', database: 'one' }] })
    workers[0].say({ announcements: [{ type: 'bound', database: 'two' }] })
    return { pending: 0, running: false }
  }
  const { engines, workers, heard } = enginesOf(() => fakeWorker({ pendingWork }))
  await engines.open()
  workers[0].say({ announcements: [{ type: 'bound', database: 'one' }] })
  const channel = new BroadcastChannel('seekling:films')
  await (await engines.search()).getStats()
  channel.postMessage(version('two'))
  await vi.waitFor(() => expect(heard).toEqual([{ type: 'replaced', database: 'one' }, version('two')]))
  channel.postMessage(version('one'))
  channel.postMessage(version('two'))
  await vi.waitFor(() => expect(heard).toHaveLength(3))
  expect(heard[2]).toEqual(version('two'))
  expect(workers[0].calls.filter(({ method }) => method === 'pendingWork')).toHaveLength(1)
  channel.close()
})

describe('the update worker', () => {
  test('is let go when it has had nothing to do for a while, and started again when there is', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { engines, workers } = enginesOf(() => fakeWorker({ isIdle: () => true }))
    await engines.open()
    await (await engines.update()).resume()
    await vi.advanceTimersByTimeAsync(9_000)
    expect(workers[1].terminated).toBe(false)
    await vi.advanceTimersByTimeAsync(2_000)
    await vi.waitFor(() => expect(workers[1].terminated).toBe(true))
    await (await engines.update()).resume()
    expect(workers).toHaveLength(3)
    expect(workers[0].terminated).toBe(false)
  })

  test('stays while it is busy', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let idle = false
    const { engines, workers } = enginesOf(() => fakeWorker({ isIdle: () => idle }))
    await engines.open()
    await (await engines.update()).resume()
    const asked = () => workers[1].calls.filter(({ method }) => method === 'isIdle').length
    for (let times = 1; times <= 3; times++) {
      await vi.advanceTimersByTimeAsync(10_000)
      await vi.waitFor(() => expect(asked()).toBe(times))
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(workers[1].terminated).toBe(false)
    idle = true
    await vi.advanceTimersByTimeAsync(10_000)
    await vi.waitFor(() => expect(workers[1].terminated).toBe(true))
  })

  test('stays while a call is under way', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { engines, workers } = enginesOf(() => fakeWorker({ isIdle: () => true, pushPayload: never }))
    await engines.open()
    const push = (await engines.update()).pushPayload(1, '')
    push.catch(() => {})
    await vi.advanceTimersByTimeAsync(60_000)
    expect(workers[1].terminated).toBe(false)
  })

  test('a payload is not continued in another worker than the one it was begun in', async () => {
    const { engines, workers } = enginesOf()
    await engines.open()
    const update = await engines.update()
    await update.beginPayload({ type: 'DocumentsAddition', indexUid: 'a', primaryKey: null, format: 'json' })
    workers[1].worker.terminate()
    await expect(update.pushPayload(1, '[]')).rejects.toMatchObject({ code: 'worker_failed' })
    expect(workers).toHaveLength(2)
  })
})

describe('an update worker that is lost', () => {
  test('is reported soon after, so that its updates are taken over at once', async () => {
    const { engines, workers, heard } = enginesOf()
    await engines.open()
    await (await engines.update()).resume()
    workers[1].worker.terminate()
    expect(states(heard)).toEqual([])
    await vi.waitFor(() => expect(states(heard)).toEqual(['recovered']))
  })

  test('before it ever was up is no news: or a script that cannot be loaded would be tried for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { engines, workers, heard } = enginesOf((nth) => fakeWorker({}, nth === 0 ? undefined : never))
    await engines.open()
    const update = engines.update()
    await vi.waitFor(() => expect(workers).toHaveLength(2))
    workers[1].worker.dispatchEvent(new Event('error'))
    await expect(update).rejects.toMatchObject({ code: 'worker_failed' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect([workers.length, heard]).toEqual([2, []])
  })

  test('after close is no news', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { engines, workers, heard } = enginesOf()
    await engines.open()
    await (await engines.update()).resume()
    workers[1].worker.terminate()
    await engines.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(heard).toEqual([])
  })
})

describe('where nothing can be stored', () => {
  const refusing = () =>
    fakeWorker({}, ({ storage }) => {
      if (storage === 'indexeddb') throw noStorage
    })

  test('another worker serves both roles in memory, on a channel of its own, and that is announced', async () => {
    const { engines, workers, heard, spawned } = enginesOf(refusing)
    await engines.open()
    await (await engines.search()).getStats()
    await (await engines.update()).resume()
    expect(rolesOf(workers)).toEqual(['search indexeddb', 'all memory'])
    expect(spawned).toEqual(['search', 'all'])
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false])
    expect(workers[1].starts[0].channel).toMatch(/^seekling:films.+/)
    expect(states(heard)).toEqual(['memory-only'])
    expect(heard[0]).toMatchObject({ status: { message: expect.stringContaining('Cookies are blocked.') } })
  })

  test('its announcements come from the worker itself, since channels may be refused as well', async () => {
    vi.stubGlobal(
      'BroadcastChannel',
      class {
        constructor() {
          throw new DOMException('The operation is insecure.', 'SecurityError')
        }
      },
    )
    const { engines, workers, heard } = enginesOf(refusing)
    await engines.open()
    workers[1].say({ announcements: [{ type: 'version', indexUid: 'films', version: 1 }] })
    await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: 'version', indexUid: 'films', version: 1 }))
  })

  test('the worker that keeps everything is never let go', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { engines, workers } = enginesOf(refusing)
    await engines.open()
    await (await engines.update()).resume()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(workers[1].terminated).toBe(false)
  })

  test('when that worker dies, the loss is announced and the next call starts with nothing', async () => {
    const { engines, workers, heard } = enginesOf(refusing)
    await engines.open()
    workers[1].worker.terminate()
    expect(states(heard)).toEqual(['memory-only', 'storage-lost'])
    await (await engines.search()).getStats()
    expect(rolesOf(workers.slice(2))).toEqual(['all memory'])
  })

  test('memory that was asked for is no news', async () => {
    const { engines, workers, heard, spawned } = enginesOf(undefined, { storage: 'memory' })
    await engines.open()
    expect(rolesOf(workers)).toEqual(['all memory'])
    expect(spawned).toEqual(['all'])
    expect(heard).toEqual([])
  })

  test('any other trouble with the storage rejects open', async () => {
    const { engines } = enginesOf(() =>
      fakeWorker({}, () => {
        throw new SeeklingError('storage_blocked', 'Close the other tabs.')
      }),
    )
    await expect(engines.open()).rejects.toMatchObject({ code: 'storage_blocked' })
    await expect(engines.search()).rejects.toMatchObject({ code: 'client_closed' })
  })

  test('storage that goes away later does not silently become memory', async () => {
    const { engines, workers } = enginesOf((nth) =>
      fakeWorker({}, () => {
        if (nth > 0) throw noStorage
      }),
    )
    await engines.open()
    workers[0].worker.terminate()
    await expect(engines.search()).rejects.toMatchObject({ code: 'storage_unavailable' })
    expect(rolesOf(workers)).toEqual(['search indexeddb', 'search indexeddb'])
  })
})

describe('the end', () => {
  test('closing ends both workers; calls under way and later ones reject', async () => {
    const { engines, workers } = enginesOf(() => fakeWorker({ getStats: never }))
    await engines.open()
    await (await engines.update()).resume()
    const waiting = (await engines.search()).getStats()
    await engines.close()
    await expect(waiting).rejects.toMatchObject({ code: 'client_closed' })
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true])
    for (const call of [engines.search(), engines.update(), engines.destroy()]) {
      await expect(call).rejects.toMatchObject({ code: 'client_closed' })
    }
    await engines.close()
    expect(workers).toHaveLength(2)
  })

  test('destroying ends the update worker first and deletes through the search worker', async () => {
    const { engines, workers } = enginesOf()
    await engines.open()
    await (await engines.update()).resume()
    await engines.destroy()
    expect(workers[0].calls).toContainEqual({ method: 'destroy', args: [] })
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true])
    await expect(engines.search()).rejects.toMatchObject({ code: 'client_closed' })
  })
})

describe('the back-forward cache', () => {
  /** A window as far as it is needed here. */
  function stubWindow(): (type: string, persisted: boolean) => void {
    const target = new EventTarget()
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
    return (type, persisted) => void target.dispatchEvent(Object.assign(new Event(type), { persisted }))
  }

  test('a page that is put aside holds no worker and no channel; shown again it hears and searches as before', async () => {
    const fire = stubWindow()
    const { engines, workers, heard } = enginesOf(() => fakeWorker({ getStats: () => 'stats', search: never }))
    await engines.open()
    await (await engines.update()).resume()
    const waiting = (await engines.search()).search('a', {})
    fire('pagehide', true)
    await expect(waiting).rejects.toMatchObject({ code: 'worker_failed' })
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true])
    expect(states(heard)).toEqual([])

    const channel = new BroadcastChannel('seekling:films')
    channel.postMessage({ type: 'hello' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(heard).toEqual([])
    fire('pageshow', true)
    expect(states(heard)).toEqual(['recovered'])
    channel.postMessage({ type: 'hello' })
    await vi.waitFor(() => expect(heard).toContainEqual({ type: 'hello' }))
    channel.close()
    expect(await (await engines.search()).getStats()).toBe('stats')
  })

  test('a page that is left for good, or shown for the first time, changes nothing', async () => {
    const fire = stubWindow()
    const { engines, workers, heard } = enginesOf()
    await engines.open()
    fire('pageshow', false)
    fire('pagehide', false)
    expect([workers[0].terminated, heard]).toEqual([false, []])
  })

  test('memory is kept', async () => {
    const fire = stubWindow()
    const { engines, workers } = enginesOf(undefined, { storage: 'memory' })
    await engines.open()
    fire('pagehide', true)
    fire('pageshow', true)
    expect(workers[0].terminated).toBe(false)
    expect(workers).toHaveLength(1)
  })

  test('a client that was closed does not come back', async () => {
    const fire = stubWindow()
    const { engines, heard } = enginesOf()
    await engines.open()
    await engines.close()
    fire('pageshow', true)
    expect(heard).toEqual([])
  })
})

describe('a page that is frozen', () => {
  const withDocument = async (answers = {}) => {
    const page = new EventTarget()
    vi.stubGlobal('document', page)
    const made = enginesOf(() => fakeWorker(answers))
    await made.engines.open()
    await (await made.engines.update()).resume()
    return { ...made, page }
  }

  test('holds no worker and no channel, so that nobody waits for it; they come back when needed', async () => {
    const { engines, workers, page, heard } = await withDocument({ getStats: never })
    await (await engines.dump()).getDumps()
    const read = (await engines.search()).getStats()
    page.dispatchEvent(new Event('freeze'))
    await expect(read).rejects.toMatchObject({ code: 'worker_failed' })
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, true, true])
    const channel = new BroadcastChannel('seekling:films')
    channel.postMessage({ type: 'hello' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(heard).toEqual([])
    page.dispatchEvent(new Event('resume'))
    expect(states(heard)).toEqual(['recovered'])
    channel.postMessage({ type: 'hello' })
    await vi.waitFor(() => expect(heard).toContainEqual({ type: 'hello' }))
    channel.close()
    await (await engines.search()).pendingWork()
    await (await engines.update()).resume()
    expect(rolesOf(workers.slice(3))).toEqual(['search indexeddb', 'update indexeddb'])
  })

  test('after close changes nothing', async () => {
    const { engines, page, heard } = await withDocument()
    await engines.close()
    page.dispatchEvent(new Event('resume'))
    expect(heard).toEqual([])
  })
})
