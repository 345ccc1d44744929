/** The lock over real Web Locks, by the laws of every writer lock. */
import { expect, test } from 'vitest'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { writerLock } from '../../src/worker/web-lock.ts'
import { writerLockLaws } from './writer-lock-laws.ts'

const lockFor = (scope: string) => writerLock(scope, new LocalAnnouncer(), () => performance.now())

writerLockLaws(lockFor)

test('the lock is one of the origin’s, by a name that says whose it is', async () => {
  await lockFor('seekling:films').run(async () => {
    const { held = [] } = await navigator.locks.query()
    expect(held.map(({ name }) => name)).toContain('seekling:films:writer')
  })
})
