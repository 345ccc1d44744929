/**
 * The update role: what becomes of an update, from its call to the end, and what its engine does
 * around it.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { ProcessingView } from '../../src/engine/queue/processing-view.ts'
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { type EngineWork, engineWork } from '../../src/engine/update-engine.ts'
import { deferred, GatedLock, statusesOf, TestClock, TestEngine } from '../support/test-engine.ts'

const films = [
  { id: 1, title: 'Solaris', year: 1972 },
  { id: 2, title: 'Amarcord', year: 1973 },
]

describe('an update', () => {
  test('goes from enqueued over processing to processed, and every status is announced', async () => {
    const db = await TestEngine.open(new MemoryStore())
    expect(await db.add('films', films)).toBe(1)
    await db.idle()
    const statuses = statusesOf(db.heard, 1)
    expect([statuses[0], statuses.at(-1)]).toEqual(['enqueued', 'processed'])
    expect(statuses.slice(1, -1)).toContain('processing')
    expect(await db.updates()).toEqual([
      {
        status: 'processed',
        updateId: 1,
        indexUid: 'films',
        type: { name: 'DocumentsAddition', number: 2 },
        enqueuedAt: '2030-01-01T00:00:00.000Z',
        processedAt: '2030-01-01T00:00:00.000Z',
        duration: 0,
      },
    ])
    expect(await db.documents('films')).toEqual(films)
    expect(await checkStore(db.store)).toEqual([])
  })

  test('is announced as processed only after the new version of its index', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('films', films)
    await db.idle()
    const types = db.heard.map((a) =>
      a.type === 'update' ? a.update.status : a.type === 'version' ? `version ${a.version}` : a.type,
    )
    expect(types.indexOf('version 1')).toBeLessThan(types.indexOf('processed'))
    expect(types.indexOf('version 1')).toBeGreaterThan(0)
  })

  test('that fails leaves nothing, and the next one runs', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('films', [...films, { title: 'without an id' }])
    await db.add('films', films)
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition failed missing_document_id',
      '2 DocumentsAddition processed',
    ])
    expect(await db.documents('films')).toEqual(films)
    const [failed] = await db.updates()
    expect(failed).toMatchObject({
      errorType: 'invalid_request',
      errorLink: expect.stringContaining('missing_document_id'),
      type: { name: 'DocumentsAddition' },
    })
    expect(failed?.type).not.toHaveProperty('number')
    expect(await checkStore(db.store)).toEqual([])
  })

  test('that fails as the first of its index leaves no index behind', async () => {
    const db = await TestEngine.open(new MemoryStore())
    await db.add('films', [{ title: 'no key' }])
    await db.idle()
    expect(await db.manifests()).toEqual([])
  })

  test('takes its duration from the clock, in seconds', async () => {
    const clock = new TestClock()
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { clock, lock })
    await db.send({ type: 'IndexCreation', indexUid: 'films', primaryKey: null })
    clock.time += 5000
    clock.ticks = 100
    lock.release()
    await db.idle()
    const [update] = await db.updates()
    expect(update).toMatchObject({ enqueuedAt: '2030-01-01T00:00:00.000Z' })
    expect((update as { duration: number }).duration).toBeGreaterThanOrEqual(0.1)
  })

  test('that meets a bug fails as internal and blocks nobody', async () => {
    const broken = {
      ...engineWork,
      prepare: {
        ...engineWork.prepare,
        ClearAll: () => {
          throw new TypeError('oops')
        },
      },
    }
    const db = await TestEngine.open(new MemoryStore(), { work: broken })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 ClearAll failed internal',
      '3 DocumentsDeletion processed',
    ])
  })
})

describe('processing', () => {
  test('is repeated for a tab that opens later, and forgotten when the update ends', async () => {
    const started = deferred()
    const go = deferred()
    const slow = async (
      preparation: Parameters<typeof engineWork.prepare.ClearAll>[0],
      update: Parameters<typeof engineWork.prepare.ClearAll>[1],
    ) => {
      await preparation.checkpoint({ step: 'clearing', done: 3, total: 7 })
      started.resolve()
      await go.promise
      return engineWork.prepare.ClearAll(preparation, update)
    }
    const announcer = new LocalAnnouncer()
    const db = await TestEngine.open(new MemoryStore(), {
      announcer,
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: slow } },
    })
    await db.add('films', films)
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    const view = new ProcessingView(announcer.join())
    expect(view.current()).toMatchObject({
      status: 'processing',
      updateId: 2,
      progress: { step: 'clearing', done: 3, total: 7 },
      startedProcessingAt: '2030-01-01T00:00:00.000Z',
    })
    go.resolve()
    await db.idle()
    expect(view.current()).toBeNull()
  })

  test('announces the progress of an update that takes a moment about every 50 ms, not at every checkpoint', async () => {
    const clock = new TestClock()
    const chatty = async (
      preparation: Parameters<typeof engineWork.prepare.ClearAll>[0],
      update: Parameters<typeof engineWork.prepare.ClearAll>[1],
    ) => {
      for (let done = 0; done < 200; done++) {
        clock.time += 1
        await preparation.checkpoint({ step: 'clearing', done, total: 200 })
      }
      return engineWork.prepare.ClearAll(preparation, update)
    }
    let pauses = 0
    const pause = async () => {
      pauses++
    }
    const db = await TestEngine.open(new MemoryStore(), {
      clock,
      pause,
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: chatty } },
    })
    await db.add('films', films)
    await db.idle()
    pauses = 0
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.idle()
    const done = db.heard.flatMap((a) =>
      a.type === 'update' && a.update.status === 'processing' && a.update.progress.step === 'clearing'
        ? [a.update.progress.done]
        : [],
    )
    expect(done).toEqual([50, 100, 150])
    expect(pauses).toBe(25)
  })
})

describe('closing', () => {
  test('interrupts the running update, which runs again after the next start', async () => {
    const disk = new MemoryDisk()
    const started = deferred()
    const forever = async (preparation: Parameters<typeof engineWork.prepare.ClearAll>[0]) => {
      started.resolve()
      for (;;) {
        await preparation.checkpoint({ step: 'clearing', done: 0, total: 1 })
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const before = await TestEngine.open(new MemoryStore(disk), {
      work: { ...engineWork, prepare: { ...engineWork.prepare, ClearAll: forever } },
    })
    await before.add('films', films)
    await before.send({ type: 'ClearAll', indexUid: 'films' })
    await started.promise
    await before.engine.close()
    await expect(before.send({ type: 'ClearAll', indexUid: 'films' })).rejects.toMatchObject({ code: 'client_closed' })
    const after = await TestEngine.open(new MemoryStore(disk))
    expect(await after.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll enqueued'])
    await after.engine.resume()
    await after.idle()
    expect(await after.outcomes()).toEqual(['1 DocumentsAddition processed', '2 ClearAll processed'])
  })

  test('does not wait for a lock somebody else holds', async () => {
    const lock = new GatedLock()
    await lock.hold()
    const db = await TestEngine.open(new MemoryStore(), { lock })
    await db.add('films', films)
    await db.engine.close()
    lock.release()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition enqueued'])
  })
})

describe('two engines on one store', () => {
  test('run one queue, each update once', async () => {
    const disk = new MemoryDisk()
    const announcer = new LocalAnnouncer()
    const lock = new GatedLock()
    const one = await TestEngine.open(new MemoryStore(disk), { announcer, lock })
    const two = await TestEngine.open(new MemoryStore(disk), { announcer: announcer.join(), lock })
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 ? one : two).add('films', [{ id: i, title: `Film ${i}` }])),
    )
    await Promise.all([one.idle(), two.idle()])
    expect((await one.outcomes()).every((line) => line.endsWith('processed'))).toBe(true)
    expect((await two.documents('films')).map(({ id }) => id).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await checkStore(one.store)).toEqual([])
  })

  test('without a common lock let no update fail for what the other has just changed', async () => {
    const store = new MemoryStore()
    const announcer = new LocalAnnouncer()
    const merging = deferred()
    const goOn = deferred()
    // After its first commit this one is held up, and keeps the state it knows.
    const mergeIfNeeded: EngineWork['mergeIfNeeded'] = async () => {
      merging.resolve()
      await goOn.promise
      return null
    }
    const slow = await TestEngine.open(store, { announcer, work: { ...engineWork, mergeIfNeeded } })
    const fast = await TestEngine.open(store, { announcer: announcer.join() })
    await slow.add('films', films)
    await merging.promise
    await fast.add('books', films)
    await fast.idle()
    await slow.send({ type: 'DocumentsDeletion', indexUid: 'books', ids: [1] })
    goOn.resolve()
    await slow.idle()
    expect(await slow.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 DocumentsAddition processed',
      '3 DocumentsDeletion processed',
    ])
  })

  test('without a common lock still commit every update once', async () => {
    const store = new MemoryStore()
    const announcer = new LocalAnnouncer()
    const one = await TestEngine.open(store, { announcer })
    const two = await TestEngine.open(store, { announcer: announcer.join() })
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? one : two).add('films', [{ id: i, title: `Film ${i}` }])),
    )
    await Promise.all([one.idle(), two.idle()])
    expect((await one.outcomes()).every((line) => line.endsWith('processed'))).toBe(true)
    expect(await one.documents('films')).toHaveLength(12)
    expect(await checkStore(store)).toEqual([])
  })
})

test('a store that a newer Seekling wrote is not touched', async () => {
  const store = new MemoryStore()
  await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'format', 2))
  await expect(TestEngine.open(store)).rejects.toMatchObject({ code: 'storage_too_new' })
})

test('an engine that was open before a newer Seekling came writes no more', async () => {
  const store = new MemoryStore()
  const lock = new GatedLock()
  const db = await TestEngine.open(store, { lock })
  await lock.hold()
  await db.add('films', films)
  await store.write(['meta'], 'relaxed', (t) => t.put('meta', 'format', 2))
  await expect(db.add('films', films)).rejects.toMatchObject({ code: 'storage_too_new' })
  lock.release()
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0))
  expect(await db.outcomes()).toEqual(['1 DocumentsAddition enqueued'])
  expect(await db.manifests()).toEqual([])
})
