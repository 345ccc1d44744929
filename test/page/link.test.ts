/** Every call through a link settles, whatever becomes of the other side. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Link } from '../../src/page/link.ts'
import { SeeklingError } from '../../src/shared/errors.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const never = () => new Promise<never>(() => {})
const gone = new SeeklingError('worker_failed', 'It is gone.')

test('a call answers what the other side answers', async () => {
  const link = new Link(async (part, method, args) => [part, method, ...args])
  expect(await link.part('search').getDocument('films', 1, {})).toEqual(['search', 'getDocument', 'films', 1, {}])
  expect(link.busy).toBe(false)
})

test('a part can be awaited without being taken for a promise', async () => {
  const calls: string[] = []
  const link = new Link(async (_, method) => calls.push(method))
  await (await link.part('update')).isIdle()
  expect(calls).toEqual(['isIdle'])
})

test('a link that fails rejects all calls under way and all later ones', async () => {
  const link = new Link(never)
  const waiting = [link.part('search').getStats(), link.part('update').isIdle()]
  expect(link.busy).toBe(true)
  link.fail(gone)
  for (const call of waiting) await expect(call).rejects.toBe(gone)
  await expect(link.part('search').getStats()).rejects.toBe(gone)
  expect(link.busy).toBe(false)
})

test('an answer that comes after the failure is not heard', async () => {
  let answer = (_: unknown) => {}
  const link = new Link(() => new Promise((resolve) => (answer = resolve)))
  const call = link.part('search').getStats()
  link.fail(gone)
  answer('late')
  await expect(call).rejects.toBe(gone)
})

test('any other error becomes one of ours', async () => {
  const link = new Link(() => Promise.reject(new TypeError('x is not a function')))
  await expect(link.part('search').getStats()).rejects.toMatchObject({ name: 'SeeklingError', code: 'internal' })
})

test('an argument that cannot be cloned is the caller’s mistake', async () => {
  const link = new Link(async () => structuredClone(() => {}))
  await expect(link.part('search').search('films', {})).rejects.toMatchObject({ code: 'bad_request' })
})

test('silence for ten seconds while a call waits is reported', async () => {
  const silent = vi.fn(() => link.fail(gone))
  const link = new Link(never, silent)
  const call = link.part('search').getStats()
  call.catch(() => {})
  await vi.advanceTimersByTimeAsync(9_000)
  expect(silent).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1_500)
  expect(silent).toHaveBeenCalledTimes(1)
  await expect(call).rejects.toBe(gone)
})

test('a call may take as long as it likes if the other side answers pings', async () => {
  const silent = vi.fn()
  const link = new Link((_, method) => (method === 'ping' ? Promise.resolve() : never()), silent)
  link
    .part('search')
    .getStats()
    .catch(() => {})
  await vi.advanceTimersByTimeAsync(600_000)
  expect(silent).not.toHaveBeenCalled()
  link.fail(gone)
})

test('a link on which nothing waits asks nobody anything', async () => {
  const call = vi.fn(async () => {})
  const link = new Link(call)
  await link.part('update').isIdle()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(call).toHaveBeenCalledTimes(1)
  expect(vi.getTimerCount()).toBe(0)
})
