/**
 * The lock where there are no Web Locks. The real ones are tested in the browser, by the same laws:
 * web-lock.browser.test.ts.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import type { Update } from '../../src/shared/update.ts'
import { writerLock } from '../../src/worker/web-lock.ts'
import { writerLockLaws } from './writer-lock-laws.ts'

vi.stubGlobal('navigator', undefined)
afterEach(() => {
  vi.stubGlobal('navigator', undefined)
})

const update = (status: Update['status']) => ({ type: 'update', update: { updateId: 1, status } as Update }) as const

writerLockLaws((scope) => writerLock(scope, new LocalAnnouncer(), () => 0))

test('without Web Locks, a writer that is heard of counts as long as it goes on talking', async () => {
  let now = 1000
  const announcer = new LocalAnnouncer()
  const lock = writerLock('hearsay', announcer, () => now)
  expect(await lock.isHeld()).toBe(false)
  announcer.post(update('enqueued'))
  expect(await lock.isHeld()).toBe(false)
  announcer.post(update('processing'))
  now += 4000
  expect(await lock.isHeld()).toBe(true)
  announcer.post(update('processing'))
  now += 4000
  expect(await lock.isHeld()).toBe(true)
  now += 2000
  expect(await lock.isHeld()).toBe(false)
})

test('without Web Locks, a writer that says it is done counts no more', async () => {
  const announcer = new LocalAnnouncer()
  const lock = writerLock('hearsay-done', announcer, () => 1000)
  announcer.post(update('processing'))
  announcer.post(update('failed'))
  expect(await lock.isHeld()).toBe(false)
})

const refusals = {
  reject: () => Promise.reject(new DOMException('The request was denied.', 'SecurityError')),
  throw: () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  },
}
describe.each(Object.entries(refusals))('where Web Locks are there and %s', (_, refuse) => {
  beforeEach(() => {
    vi.stubGlobal('navigator', { locks: { request: refuse, query: refuse } })
  })
  writerLockLaws((scope) => writerLock(scope, new LocalAnnouncer(), () => 0))
})

describe('where even the look at Web Locks is refused', () => {
  beforeEach(() => {
    vi.stubGlobal('navigator', {
      get locks() {
        return refusals.throw()
      },
    })
  })
  writerLockLaws((scope) => writerLock(scope, new LocalAnnouncer(), () => 0))
})

const refusing = { request: refusals.reject, query: refusals.reject }
const granting = { request: (_name: string, _options: object, body: () => Promise<void>) => body() }

test.each([
  ['refused', refusing],
  ['granted', granting],
])('a body that throws is not run again where Web Locks are %s', async (scope, locks) => {
  vi.stubGlobal('navigator', { locks })
  let runs = 0
  const body = async () => {
    runs++
    throw new DOMException('of the body', 'SecurityError')
  }
  await expect(writerLock(scope, new LocalAnnouncer(), () => 0).run(body)).rejects.toThrow('of the body')
  expect(runs).toBe(1)
})
