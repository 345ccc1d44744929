/**
 * Watching whoever runs updates: its end is told at once, silence costs it the lock, and a page
 * that is put aside waits for nothing.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WriterWatch } from '../../src/page/writer-watch.ts'
import { FakeLocks } from '../support/fake-locks.ts'

let locks: FakeLocks
let ended = 0
const forever = () => new Promise(() => {})
const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const heldNames = async () => (await locks.query()).held.map(({ name }) => name)

/** A writer that has shown itself, and speaks. */
function writer(watches: readonly WriterWatch[] = []) {
  const seen = { taken: false }
  locks.request('s:writer', forever).catch(() => {
    seen.taken = true
  })
  locks.request('s:writer:by:1', forever).catch(() => {})
  const beats = setInterval(() => {
    for (const watch of watches) watch.heard()
  }, 400)
  return Object.assign(seen, { fallSilent: () => clearInterval(beats) })
}

const watched = (scope: string | null = 's') => {
  const watch = new WriterWatch(scope, () => ended++)
  watch.start()
  return watch
}

beforeEach(() => {
  vi.useFakeTimers()
  locks = new FakeLocks()
  vi.stubGlobal('navigator', { locks })
  ended = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('the end of a writer is told at once, without asking', async () => {
  const watch = watched()
  writer([watch])
  await passes(10_000)
  expect(ended).toBe(0)
  locks.kill('s:')
  await passes(0)
  expect(ended).toBe(1)
  watch.stop()
})

test('that nobody runs updates is told again and again, and what ends at once is never waited for', async () => {
  const watch = watched()
  await passes(200)
  expect(ended).toBe(0)
  await passes(200)
  expect(ended).toBe(1)
  await passes(300)
  expect(ended).toBe(2)
  watch.stop()
  await passes(1000)
  expect(ended).toBe(2)
})

test('a writer that speaks keeps the lock, however long it takes', async () => {
  const watch = watched()
  const one = writer([watch])
  await passes(60_000)
  expect(one.taken).toBe(false)
  watch.stop()
})

test('one that falls silent loses it within two seconds, and what waits for the lock has it next', async () => {
  const watch = watched()
  const one = writer([watch])
  await passes(5000)
  let isNext = false
  void locks.request('s:writer', async () => {
    isNext = true
  })
  one.fallSilent()
  await passes(2000)
  expect(one.taken).toBe(true)
  expect(isNext).toBe(true)
  watch.stop()
})

test('one that falls silent before it has shown itself loses it too, and the frozen queue thaws', async () => {
  const watch = watched()
  void locks.request('s:writer', forever).catch(() => {})
  void locks.request('s:writer:frozen', forever).catch(() => {})
  await passes(2100)
  expect(await heldNames()).toEqual([])
  watch.stop()
})

test('of several tabs that miss it one takes the lock, and leaves the next holder alone', async () => {
  const watches = [watched(), watched(), watched()]
  const one = writer(watches)
  await passes(1000)
  let nextTaken = false
  const next = locks.request('s:writer', forever).catch(() => {
    nextTaken = true
  })
  void next
  one.fallSilent()
  await passes(1700)
  expect(one.taken).toBe(true)
  expect(await heldNames()).toEqual(['s:writer'])
  expect(nextTaken).toBe(false)
  for (const watch of watches) watch.stop()
})

test('a page that is put aside waits for no lock', async () => {
  const page = new EventTarget()
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page))
  const watch = watched()
  writer([watch])
  await passes(1000)
  expect((await locks.query()).pending).toHaveLength(1)
  page.dispatchEvent(new Event('pagehide'))
  expect((await locks.query()).pending).toEqual([])
  await passes(5000)
  expect(ended).toBe(0)
  watch.start()
  await passes(1000)
  expect((await locks.query()).pending).toHaveLength(1)
  watch.stop()
})

test.each([
  ['storage that no other tab has part in', null, true],
  ['no Web Locks', 's', false],
])('with %s there is nobody to watch', async (_, scope, hasLocks) => {
  if (!hasLocks) vi.stubGlobal('navigator', {})
  const watch = watched(scope)
  await passes(5000)
  expect(ended).toBe(0)
  watch.stop()
})

test('locks that the browser refuses are let be', async () => {
  const refuse = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'))
  vi.stubGlobal('navigator', { locks: { request: refuse, query: refuse } })
  const watch = watched()
  await passes(5000)
  expect(ended).toBe(0)
  watch.stop()
})
