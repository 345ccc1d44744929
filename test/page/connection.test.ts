/** Every way a worker can die, and that the next call gets another. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Connection, type WorkerLike } from '../../src/page/connection.ts'
import type { Link } from '../../src/page/link.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { type FakeWorker, fakeWorker } from './fake-engines.ts'

const connections: Connection[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const connection of connections.splice(0))
    connection.drop(new SeeklingError('client_closed', 'The test is over.'))
})

const never = () => new Promise<never>(() => {})
const begin = (link: Link) =>
  link.part('control').start({ role: 'search', name: 'x', channel: 'x', storage: 'memory', durability: 'relaxed' })

function connect(
  make: (nth: number) => FakeWorker,
  gone?: () => void,
): { connection: Connection; workers: FakeWorker[] } {
  const workers: FakeWorker[] = []
  const connection = new Connection(
    () => {
      const fake = make(workers.length)
      workers.push(fake)
      return fake.worker as unknown as WorkerLike
    },
    begin,
    gone,
  )
  connections.push(connection)
  return { connection, workers }
}

test('callers at the same time share one start', async () => {
  const { connection, workers } = connect(() => fakeWorker())
  const [one, two] = await Promise.all([connection.link(), connection.link()])
  expect(one).toBe(two)
  expect(workers).toHaveLength(1)
  expect(workers[0].starts).toHaveLength(1)
})

test('nothing is started before it is asked for', () => {
  const { workers } = connect(() => fakeWorker())
  expect(workers).toHaveLength(0)
})

test.each([
  [
    'throws',
    (worker: FakeWorker['worker']) =>
      worker.dispatchEvent(Object.assign(new Event('error'), { message: 'x is not defined' })),
  ],
  ['cannot be loaded', (worker: FakeWorker['worker']) => worker.dispatchEvent(new Event('error'))],
  ['sends what cannot be read', (worker: FakeWorker['worker']) => worker.dispatchEvent(new Event('messageerror'))],
  ['is terminated by whoever holds it', (worker: FakeWorker['worker']) => worker.terminate()],
])('a worker that %s rejects its calls, and the next call starts another', async (_, kill) => {
  const gone = vi.fn()
  const { connection, workers } = connect((nth) => fakeWorker({ getStats: nth === 0 ? never : () => 'fine' }), gone)
  const waiting = (await connection.link()).part('search').getStats()
  kill(workers[0].worker)
  await expect(waiting).rejects.toMatchObject({ name: 'SeeklingError', code: 'worker_failed', type: 'system' })
  expect(gone).toHaveBeenCalledTimes(1)
  expect(workers[0].terminated).toBe(true)
  expect(await (await connection.link()).part('search').getStats()).toBe('fine')
  expect(workers).toHaveLength(2)
})

test('a worker that dies while it starts rejects who waits for it', async () => {
  const gone = vi.fn()
  const { connection, workers } = connect((nth) => fakeWorker({}, nth === 0 ? never : undefined), gone)
  const link = connection.link()
  workers[0].worker.dispatchEvent(new Event('error'))
  await expect(link).rejects.toMatchObject({ code: 'worker_failed' })
  expect(gone).not.toHaveBeenCalled()
  await expect(connection.link()).resolves.toBeDefined()
})

test('a worker that never comes up is given up after a while', async () => {
  vi.useFakeTimers()
  const { connection, workers } = connect(() => fakeWorker({}, never))
  const link = connection.link()
  link.catch(() => {})
  await vi.advanceTimersByTimeAsync(60_000)
  await expect(link).rejects.toMatchObject({ code: 'worker_failed' })
  expect(workers[0].terminated).toBe(true)
})

test('a start that is refused rejects with its reason and ends the worker', async () => {
  const { connection, workers } = connect((nth) =>
    fakeWorker({}, () => {
      if (nth === 0) throw new SeeklingError('storage_blocked', 'Close the other tabs.')
    }),
  )
  await expect(connection.link()).rejects.toMatchObject({ code: 'storage_blocked' })
  expect(workers[0].terminated).toBe(true)
  await expect(connection.link()).resolves.toBeDefined()
})

test('a worker that cannot even be made rejects, and the next call tries again', async () => {
  let tries = 0
  const connection = new Connection(() => {
    if (tries++ === 0) throw new DOMException('blocked by the policy', 'SecurityError')
    return fakeWorker().worker as unknown as WorkerLike
  }, begin)
  connections.push(connection)
  await expect(connection.link()).rejects.toMatchObject({
    code: 'worker_failed',
    message: expect.stringContaining('blocked by the policy'),
  })
  await expect(connection.link()).resolves.toBeDefined()
})

test.each([[5], [undefined], [{}], [Promise.resolve()]])('what is no worker (%s) is refused by name', async (made) => {
  const connection = new Connection(() => made as unknown as WorkerLike, begin)
  await expect(connection.link()).rejects.toMatchObject({
    name: 'SeeklingError',
    code: 'worker_failed',
    message: expect.stringContaining('neither a Worker nor a MessagePort'),
  })
})

test('dropping rejects with the reason given and is no loss', async () => {
  const gone = vi.fn()
  const { connection, workers } = connect(() => fakeWorker({ getStats: never }), gone)
  const waiting = (await connection.link()).part('search').getStats()
  const reason = new SeeklingError('client_closed', 'Enough.')
  connection.drop(reason)
  await expect(waiting).rejects.toBe(reason)
  expect(gone).not.toHaveBeenCalled()
  expect(workers[0].terminated).toBe(true)
})

describe('a worker that is starting when its client is closed', () => {
  const closed = new SeeklingError('client_closed', 'Enough.')

  test('is told to close, and ended when it has', async () => {
    const { connection, workers } = connect(() => fakeWorker({}, never))
    const link = connection.link()
    connection.drop(closed)
    await expect(link).rejects.toBe(closed)
    expect(workers[0].terminated).toBe(false)
    await vi.waitFor(() => expect(workers[0].terminated).toBe(true))
    expect(workers[0].calls).toContainEqual({ method: 'close', args: [] })
  })

  test('is ended all the same if it does not answer', async () => {
    vi.useFakeTimers()
    const worker = Object.assign(new EventTarget(), { postMessage() {}, terminate: vi.fn() })
    const connection = new Connection(() => worker as unknown as WorkerLike, begin)
    const { terminate } = worker
    const link = connection.link()
    connection.drop(closed)
    await expect(link).rejects.toBe(closed)
    expect(terminate).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(terminate).toHaveBeenCalled()
  })

  test('is ended at once when the page is put aside', async () => {
    const { connection, workers } = connect(() => fakeWorker({}, never))
    const link = connection.link()
    connection.drop(new SeeklingError('worker_failed', 'Let go.'))
    await expect(link).rejects.toMatchObject({ code: 'worker_failed' })
    expect(workers[0].terminated).toBe(true)
  })
})

test('behind a port without terminate, the other side is told to close', async () => {
  const fake = fakeWorker()
  const { worker } = fake
  ;(worker as { terminate?: unknown }).terminate = undefined
  const connection = new Connection(() => worker as unknown as WorkerLike, begin)
  await connection.link()
  connection.drop(new SeeklingError('client_closed', 'Enough.'))
  await vi.waitFor(() => expect(fake.calls).toContainEqual({ method: 'close', args: [] }))
  worker.close()
})

describe('a script that does not load', () => {
  /** A worker whose script never answers, and then fails in this way. */
  const failing = (more: object = {}, talksFirst = false) => {
    const worker = Object.assign(new EventTarget(), { postMessage() {}, terminate() {} })
    if (talksFirst) setTimeout(() => worker.dispatchEvent(new MessageEvent('message', { data: {} })), 0)
    setTimeout(() => worker.dispatchEvent(Object.assign(new Event('error'), more)), 0)
    return worker as unknown as WorkerLike
  }
  const withSpare = (spawn: () => WorkerLike, spare: () => Promise<WorkerLike>) => {
    const made = new Connection(spawn, begin, undefined, undefined, { spawn: spare, instead: 'https://a.example/x.js' })
    connections.push(made)
    return made
  }
  const working = async () => fakeWorker().worker as unknown as WorkerLike

  test('is replaced by its spare, which later starts begin with', async () => {
    const spawn = vi.fn(() => failing())
    const spare = vi.fn(working)
    const connection = withSpare(spawn, spare)
    await connection.link()
    connection.drop(new SeeklingError('worker_failed', 'Enough.'))
    await connection.link()
    expect(spawn).toHaveBeenCalledTimes(1)
    expect(spare).toHaveBeenCalledTimes(2)
  })

  test('and whose spare does not start either is named, with what to do', async () => {
    const connection = withSpare(
      () => failing(),
      async () => failing(),
    )
    await expect(connection.link()).rejects.toMatchObject({
      code: 'worker_failed',
      message: expect.stringMatching(/https:\/\/a\.example\/x\.js does not run .*blob:/),
      details: { url: 'https://a.example/x.js' },
    })
  })

  test('dropped meanwhile, no spare is left running', async () => {
    const fake = fakeWorker()
    let load = (_: WorkerLike): void => {}
    const spare = vi.fn(() => new Promise<WorkerLike>((resolve) => (load = resolve)))
    const connection = withSpare(() => failing(), spare)
    const link = connection.link()
    link.catch(() => {})
    await vi.waitFor(() => expect(spare).toHaveBeenCalled())
    connection.drop(new SeeklingError('client_closed', 'Enough.'))
    load(fake.worker as unknown as WorkerLike)
    await expect(link).rejects.toMatchObject({ code: 'client_closed' })
    expect(fake.terminated).toBe(true)
  })

  test('is replaced once for all who ask meanwhile and afterwards', async () => {
    let load = (_: WorkerLike): void => {}
    const spawn = vi.fn(() => failing())
    const spare = vi.fn(() => new Promise<WorkerLike>((resolve) => (load = resolve)))
    const connection = withSpare(spawn, spare)
    const first = connection.link()
    await vi.waitFor(() => expect(spare).toHaveBeenCalled())
    const meanwhile = connection.link()
    load(await working())
    expect(await meanwhile).toBe(await first)
    expect(await connection.link()).toBe(await first)
    expect([spawn, spare].map((start) => start.mock.calls.length)).toEqual([1, 1])
  })

  test('dropped meanwhile, the next caller starts anew, and both starts settle', async () => {
    const loads: ((worker: WorkerLike) => void)[] = []
    const connection = withSpare(
      () => failing(),
      () => new Promise<WorkerLike>((resolve) => loads.push(resolve)),
    )
    const first = connection.link()
    first.catch(() => {})
    await vi.waitFor(() => expect(loads).toHaveLength(1))
    connection.drop(new SeeklingError('worker_failed', 'Let go.'))
    const next = connection.link()
    await vi.waitFor(() => expect(loads).toHaveLength(2))
    const late = fakeWorker()
    loads[0](late.worker as unknown as WorkerLike)
    loads[1](await working())
    await expect(first).rejects.toMatchObject({ message: 'Let go.' })
    expect(late.terminated).toBe(true)
    expect(await connection.link()).toBe(await next)
  })

  test('is replaced where it throws before its first message, and not behind it', async () => {
    const spare = vi.fn(working)
    await withSpare(() => failing({ message: 'boom' }), spare).link()
    expect(spare).toHaveBeenCalledTimes(1)
    const talking = withSpare(() => failing({ message: 'boom' }, true), spare)
    await expect(talking.link()).rejects.toMatchObject({ message: expect.stringContaining('boom') })
    expect(spare).toHaveBeenCalledTimes(1)
  })
})

describe('a worker that lacks code which does not load', () => {
  const lacking = new SeeklingError('worker_failed', 'https://a.example/more.js cannot be loaded.', {
    url: 'https://a.example/more.js',
    later: true,
  })
  const connectWith = (spare: () => Promise<WorkerLike>) => {
    const fakes: FakeWorker[] = []
    const spawn = vi.fn(() => {
      const fake = fakeWorker({ getIndexes: () => waiting })
      fakes.push(fake)
      return fake.worker as unknown as WorkerLike
    })
    let answer = (_: unknown): void => {}
    const waiting = new Promise((resolve) => (answer = resolve))
    const made = new Connection(spawn, begin, undefined, undefined, { spawn: spare, instead: 'x' })
    connections.push(made)
    return { made, fakes, spawn, answer: (value: unknown) => answer(value) }
  }

  test('gives its place to the spare once that is up, and ends when its calls have settled', async () => {
    vi.useFakeTimers()
    const spare = vi.fn(async () => fakeWorker().worker as unknown as WorkerLike)
    const { made, fakes, answer } = connectWith(spare)
    const before = await made.link()
    const waits = before.part('search').getIndexes()
    const [one, two] = await Promise.all([made.whole(lacking), made.whole(lacking)])
    expect(one).toBe(two)
    expect(one).not.toBe(before)
    expect(await made.link()).toBe(one)
    expect(await made.whole(lacking)).toBe(one)
    expect(spare).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1_500)
    expect(fakes[0].terminated).toBe(false)
    answer(['films'])
    expect(await waits).toEqual(['films'])
    await vi.advanceTimersByTimeAsync(1_500)
    expect(fakes[0].terminated).toBe(true)
  })

  test('goes on where the spare does not start, and the error names what is missing', async () => {
    const { made, fakes, spawn } = connectWith(async () => {
      throw new Error('refused')
    })
    const before = await made.link()
    await expect(made.whole(lacking)).rejects.toMatchObject({
      code: 'worker_failed',
      message: expect.stringMatching(/more\.js .*refused/),
      details: { url: 'https://a.example/more.js' },
    })
    expect(await made.link()).toBe(before)
    expect([spawn.mock.calls.length, fakes[0].terminated]).toEqual([1, false])
  })

  test('has no way out without a spare', async () => {
    const { connection } = connect(() => fakeWorker())
    await connection.link()
    await expect(connection.whole(lacking)).rejects.toBe(lacking)
  })

  test('and all that run are ended by a drop', async () => {
    const spares: FakeWorker[] = []
    const { made, fakes } = connectWith(async () => {
      const fake = fakeWorker()
      spares.push(fake)
      return fake.worker as unknown as WorkerLike
    })
    await made.link()
    await made.whole(lacking)
    made.drop(new SeeklingError('worker_failed', 'Let go.'))
    expect([...fakes, ...spares].map(({ terminated }) => terminated)).toEqual([true, true])
  })
})
