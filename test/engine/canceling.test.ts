/** Canceling updates that wait, run, or are done. */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { engineWork } from '../../src/engine/update-engine.ts'
import type { Update } from '../../src/shared/update.ts'
import { deferred, GatedLock, statusesOf, TestClock, TestEngine } from '../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
]

describe('canceling', () => {
  test('an enqueued update never runs and ends as failed with update_canceled', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { lock })
    await db.add('a', films)
    await db.add('b', films)
    expect(await db.engine.cancelUpdates({ updateIds: [2] })).toEqual([{ updateId: 2 }])
    lock.release()
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed', '2 DocumentsAddition failed update_canceled'])
    expect((await db.updates())[1]).toMatchObject({ duration: 0 })
    expect(statusesOf(db.heard, 2)).toEqual(['enqueued', 'failed'])
    expect((await db.manifests()).map(({ uid }) => uid)).toEqual(['a'])
    expect(await checkStore(db.store)).toEqual([])
  })

  test('a running update is interrupted and leaves nothing', async () => {
    const started = deferred()
    const work = {
      ...engineWork,
      prepare: {
        ...engineWork.prepare,
        ClearAll: async (preparation: Parameters<typeof engineWork.prepare.ClearAll>[0]) => {
          started.resolve()
          for (let done = 0; ; done++) {
            await preparation.checkpoint({ step: 'clearing', done, total: 1 })
            await new Promise((resolve) => setTimeout(resolve, 1))
          }
        },
      },
    }
    const clock = new TestClock()
    const db = await TestEngine.open(new MemoryStore(), { work, clock })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    clock.time += 2500
    expect(await db.engine.cancelUpdates({ statuses: ['enqueued'] })).toEqual([])
    expect(await db.engine.cancelUpdates({ statuses: ['processing'] })).toEqual([{ updateId: 2 }])
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll failed update_canceled'])
    expect((await db.updates())[1]).toMatchObject({ duration: 2.5 })
    expect(await db.documents('films')).toEqual(films)
  })

  test('by another tab interrupts too', async () => {
    const disk = new MemoryDisk()
    const announcer = new LocalAnnouncer()
    const lock = new GatedLock()
    const started = deferred()
    const forever = async (preparation: Parameters<typeof engineWork.prepare.ClearAll>[0]) => {
      started.resolve()
      for (;;) {
        await preparation.checkpoint({ step: 'clearing', done: 0, total: 1 })
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const one = await TestEngine.open(new MemoryStore(disk), {
      announcer,
      lock,
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: forever } },
    })
    const two = await TestEngine.open(new MemoryStore(disk), { announcer: announcer.join(), lock })
    await one.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    expect(await two.engine.cancelUpdates({ statuses: ['processing'], types: ['ClearAll'] })).toEqual([{ updateId: 1 }])
    await one.idle()
    expect(await two.outcomes()).toEqual(['1 ClearAll failed update_canceled'])
  })

  test('does not take the last words of a tab that is gone for an update that runs', async () => {
    const disk = new MemoryDisk()
    const announcer = new LocalAnnouncer()
    const waiting = new GatedLock()
    const stored = await TestEngine.open(new MemoryStore(disk), { lock: waiting })
    await waiting.hold()
    await stored.send({ type: 'ClearAll', indexUid: 'films' })
    const db = await TestEngine.open(new MemoryStore(disk), { announcer })
    const [update] = await db.updates()
    announcer.join().post({
      type: 'update',
      update: { ...update, status: 'processing', startedProcessingAt: update.enqueuedAt } as Update,
    })
    expect(await db.engine.cancelUpdates({ statuses: ['processing'] })).toEqual([])
    expect(await db.engine.cancelUpdates({ statuses: ['enqueued'] })).toEqual([{ updateId: 1 }])
  })

  test('finds the running update of another tab even before its announcement was heard', async () => {
    const disk = new MemoryDisk()
    const lock = new GatedLock()
    const one = await TestEngine.open(new MemoryStore(disk), { lock })
    const deaf = await TestEngine.open(new MemoryStore(disk), { lock })
    await lock.hold()
    await one.send({ type: 'ClearAll', indexUid: 'films' })
    await one.send({ type: 'ClearAll', indexUid: 'books' })
    expect(await deaf.engine.cancelUpdates({ statuses: ['processing'] })).toEqual([{ updateId: 1 }])
    expect(await deaf.engine.cancelUpdates({ statuses: ['enqueued'] })).toEqual([{ updateId: 2 }])
    lock.release()
    await one.idle()
    expect(await one.outcomes()).toEqual(['1 ClearAll failed update_canceled', '2 ClearAll failed update_canceled'])
  })

  test('touches no finished update and wants a filter', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('a', films)
    await db.idle()
    expect(await db.engine.cancelUpdates({ updateIds: [1, 2, 3] })).toEqual([])
    await expect(db.engine.cancelUpdates({})).rejects.toMatchObject({ code: 'missing_task_filters' })
    await expect(db.engine.cancelUpdates({ statuses: ['failed' as never] })).rejects.toMatchObject({
      code: 'invalid_task_statuses',
    })
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed'])
  })
})
