/** Waiting for updates and taking them over, with messages lost, late and never. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { UpdateWatcher } from '../../src/page/update-watcher.ts'
import type { SearchApi } from '../../src/shared/engine-api.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import type { Update } from '../../src/shared/update.ts'
import type { Answers } from './fake-engines.ts'
import { FakeEngines } from './fake-engines.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const base = { indexUid: 'films', type: { name: 'ClearAll' }, enqueuedAt: '2024-01-01T00:00:00.000Z' } as const
const enqueued = (updateId: number): Update => ({ ...base, updateId, status: 'enqueued' })
const finished = { processedAt: '2024-01-01T00:00:01.000Z', duration: 1 } as const
const processed = (updateId: number): Update => ({ ...base, ...finished, updateId, status: 'processed' })
const failed = (updateId: number): Update => ({
  ...base,
  ...finished,
  updateId,
  status: 'failed',
  error: 'No.',
  errorCode: 'update_canceled',
  errorType: 'invalid_request',
  errorLink: '',
})
const processing = (updateId: number): Update => ({
  ...base,
  updateId,
  status: 'processing',
  startedProcessingAt: base.enqueuedAt,
  progress: { step: 'reading', done: 1, total: 2 },
})

/** A queue that a test changes under the watcher's eyes. */
class Queue {
  readonly updates = new Map<number, Update>()
  running = true
  failure: SeeklingError | undefined
  readonly engines = new FakeEngines(
    {
      getUpdate: (updateId: number) => {
        if (this.failure) throw this.failure
        const update = this.updates.get(updateId)
        if (!update) throw new SeeklingError('task_not_found', `There is no update ${updateId}.`)
        return update
      },
      pendingWork: () => {
        if (this.failure) throw this.failure
        const pending = [...this.updates.values()].filter(({ status }) => status === 'enqueued').length
        return { pending, running: pending > 0 && this.running }
      },
    } as Answers<SearchApi>,
    {
      resume: () => {
        this.running = true
      },
    },
  )
  readonly watcher = new UpdateWatcher(this.engines)

  store(...updates: Update[]): void {
    for (const update of updates) this.updates.set(update.updateId, update)
  }

  announce(update: Update): void {
    this.store(update)
    this.watcher.hear({ type: 'update', update })
  }
}

/** Whether a promise has settled, and how. */
function observed<T>(promise: Promise<T>): { value?: T; error?: unknown; settled: boolean } {
  const seen: { value?: T; error?: unknown; settled: boolean } = { settled: false }
  promise.then(
    (value) => Object.assign(seen, { value, settled: true }),
    (error) => Object.assign(seen, { error, settled: true }),
  )
  return seen
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('waiting', () => {
  test.each([processed(1), failed(1)])('an update that is $status already is answered at once', async (update) => {
    const queue = new Queue()
    queue.store(update)
    expect(await queue.watcher.wait(1)).toEqual(update)
  })

  test.each([processed(1), failed(1)])('resolves when it is announced that the update is $status', async (update) => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1))
    await settle()
    queue.announce(processing(1))
    await settle()
    expect(waiting.settled).toBe(false)
    queue.announce(update)
    await settle()
    expect(waiting).toEqual({ value: update, settled: true })
  })

  test('told to throw, it rejects with the error of an update that failed, and names the update', async () => {
    const queue = new Queue()
    queue.store(processed(1), failed(2))
    expect(await queue.watcher.wait(1, { throwOnFailure: true })).toEqual(processed(1))
    expect(await queue.watcher.wait(2, { throwOnFailure: false })).toEqual(failed(2))
    const thrown = await queue.watcher.wait(2, { throwOnFailure: true }).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(SeeklingError)
    expect(thrown).toMatchObject({
      code: 'update_canceled',
      message: 'No.',
      details: { updateId: 2, indexUid: 'films', type: 'ClearAll' },
    })
    await expect(queue.watcher.wait(1, { throwOnFailure: 1 as never })).rejects.toMatchObject({
      code: 'invalid_options',
    })
  })

  test('an announcement that comes while the store is asked is not missed', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1))
    queue.watcher.hear({ type: 'update', update: processed(1) })
    await settle()
    expect(waiting.value).toEqual(processed(1))
  })

  test('the store is not asked for an update that the page has just stored, unless its end was heard', async () => {
    const queue = new Queue()
    queue.store(enqueued(1), enqueued(2))
    queue.watcher.stored(1)
    const waiting = observed(queue.watcher.wait(1))
    await settle()
    expect(queue.engines.count('getUpdate')).toBe(0)
    queue.announce(processed(2))
    queue.watcher.stored(2)
    expect(await queue.watcher.wait(2)).toEqual(processed(2))
    expect(waiting.settled).toBe(false)
    // The message of its end was lost.
    queue.store(processed(1))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(waiting.value).toEqual(processed(1))
  })

  test('a lost announcement only costs a few seconds', async () => {
    const queue = new Queue()
    queue.store(enqueued(1), enqueued(2), enqueued(3))
    const waiting = [1, 2, 3].map((updateId) => observed(queue.watcher.wait(updateId)))
    await settle()
    queue.store(processed(1), failed(2))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(waiting.map(({ value }) => value)).toEqual([processed(1), failed(2), undefined])
  })

  test('asking goes on quietly: not more than once in a second or two', async () => {
    const queue = new Queue()
    queue.store(...Array.from({ length: 50 }, (_, i) => enqueued(i + 1)))
    for (let updateId = 1; updateId <= 50; updateId++) observed(queue.watcher.wait(updateId))
    await settle()
    const before = queue.engines.count('getUpdate')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(queue.engines.count('getUpdate') - before).toBeLessThanOrEqual(20)
  })

  test('a canceled update is asked for as soon as that is announced', async () => {
    const queue = new Queue()
    queue.store(enqueued(1), enqueued(2))
    observed(queue.watcher.wait(1))
    const waiting = observed(queue.watcher.wait(2))
    await settle()
    queue.store(failed(1), failed(2))
    queue.watcher.hear({ type: 'canceled', updateIds: [1, 2] })
    await settle()
    expect(waiting.value).toEqual(failed(2))
  })

  test('several waiters of one update all get it', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = [queue.watcher.wait(1), queue.watcher.wait(1), queue.watcher.wait(1)].map(observed)
    await settle()
    queue.announce(processed(1))
    await settle()
    expect(waiting.map(({ value }) => value)).toEqual([processed(1), processed(1), processed(1)])
  })

  test('an update there is not rejects', async () => {
    await expect(new Queue().watcher.wait(5)).rejects.toMatchObject({ code: 'task_not_found' })
  })

  test('an update that is deleted with everything else while one waits rejects', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1))
    await settle()
    queue.updates.clear()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(waiting.error).toMatchObject({ code: 'task_not_found' })
  })

  test('a time limit rejects, and the update may be waited for again', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1, { timeOutMs: 500 }))
    await vi.advanceTimersByTimeAsync(499)
    expect(waiting.settled).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(waiting.error).toMatchObject({ code: 'wait_timeout' })
    const again = observed(queue.watcher.wait(1, { timeOutMs: 500 }))
    await settle()
    queue.announce(processed(1))
    await settle()
    expect(again.value).toEqual(processed(1))
  })

  test('a time limit longer than a timer can be is none', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1, { timeOutMs: 2 ** 40 }))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(waiting.settled).toBe(false)
    queue.watcher.stop(new SeeklingError('client_closed', ''))
  })

  test('a time limit that is no number is refused', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    await expect(queue.watcher.wait(1, { timeOutMs: '5' as never })).rejects.toMatchObject({ code: 'invalid_options' })
  })

  test('an aborted signal rejects with its reason and leaves nothing behind', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const controller = new AbortController()
    const waiting = observed(queue.watcher.wait(1, { signal: controller.signal, timeOutMs: 60_000 }))
    await settle()
    controller.abort('enough')
    await settle()
    expect(waiting.error).toBe('enough')
    queue.announce(processed(1))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('one failure of the search worker does not end the wait', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1))
    await settle()
    queue.failure = new SeeklingError('worker_failed', 'It died.')
    await vi.advanceTimersByTimeAsync(2_500)
    queue.failure = undefined
    queue.store(processed(1))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(waiting.value).toEqual(processed(1))
  })

  test('a search worker that stays dead ends the wait with what is wrong', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1))
    await settle()
    queue.failure = new SeeklingError('worker_failed', 'It died.')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(waiting.error).toMatchObject({ code: 'worker_failed' })
  })

  test('stopping rejects who waits and ends all asking', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    const waiting = observed(queue.watcher.wait(1))
    await settle()
    const reason = new SeeklingError('client_closed', 'Closed.')
    queue.watcher.stop(reason)
    await settle()
    expect(waiting.error).toBe(reason)
    const before = queue.engines.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(queue.engines.calls.length).toBe(before)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('taking over', () => {
  test('updates that nobody runs are run when the page looks', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    queue.running = false
    await queue.watcher.takeOverPending()
    expect(queue.engines.count('resume')).toBe(1)
  })

  test('updates that somebody runs are left alone, until that one is gone', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    await queue.watcher.takeOverPending()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(queue.engines.count('resume')).toBe(0)
    queue.running = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(queue.engines.count('resume')).toBe(1)
  })

  test('another tab’s update that is never finished is taken over', async () => {
    const queue = new Queue()
    queue.announce(enqueued(1))
    queue.watcher.hear({ type: 'update', update: processing(1) })
    queue.running = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(queue.engines.count('resume')).toBe(1)
  })

  test('when all that is known is finished, nobody asks any more', async () => {
    const queue = new Queue()
    queue.announce(enqueued(1))
    queue.announce(processed(1))
    await vi.advanceTimersByTimeAsync(10_000)
    const before = queue.engines.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(queue.engines.calls.length).toBe(before)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a take-over that fails is tried again, less and less often', async () => {
    const queue = new Queue()
    queue.store(enqueued(1))
    queue.announce(enqueued(1))
    queue.running = false
    queue.engines.updateAnswers.resume = () => {
      throw new SeeklingError('worker_failed', 'It does not come up.')
    }
    await vi.advanceTimersByTimeAsync(120_000)
    const tries = queue.engines.count('resume')
    expect(tries).toBeGreaterThan(2)
    expect(tries).toBeLessThan(12)
    queue.watcher.stop(new SeeklingError('client_closed', ''))
  })
})
