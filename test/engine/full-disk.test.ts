/**
 * A full disk, at many levels: what frees room works, what does not fit fails or is refused by its
 * name, and the queue goes on.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import { LimitedStore } from '../support/limited-store.ts'
import { GatedLock, TestEngine } from '../support/test-engine.ts'

const films = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, title: `Film ${from + i} ${'of some length '.repeat(20)}` }))

async function filled(
  options?: ConstructorParameters<typeof LimitedStore>[1],
): Promise<{ store: LimitedStore; db: TestEngine; lock: GatedLock }> {
  const store = new LimitedStore(new MemoryStore(), options)
  const lock = new GatedLock()
  const db = await TestEngine.open(store, { lock })
  await db.add('films', films(0, 500))
  await db.add('other', films(0, 500))
  await db.idle()
  return { store, db, lock }
}

/** Bytes left over what is stored; negative: the disk is fuller than it may be. */
const levels = [-20_000, -1, 0, 50, 150, 400, 800, 1500, 5000]

describe.each(levels)('with %i bytes left', (left) => {
  test.each([
    ['deleting documents', { type: 'DocumentsDeletion', indexUid: 'films', ids: [1, 2, 3] }, 497],
    ['deleting all documents', { type: 'ClearAll', indexUid: 'films' }, 0],
    ['deleting an index', { type: 'IndexDeletion', indexUid: 'films' }, null],
  ] as const)('%s works', async (_, request, documents) => {
    const { store, db } = await filled()
    store.limit = (await store.used()) + left
    await db.send(request)
    await db.idle()
    expect((await db.outcomes()).at(-1)).toBe(`3 ${request.type} processed`)
    expect((await db.manifests()).find(({ uid }) => uid === 'films')?.documents ?? null).toBe(documents)
    expect(await checkStore(store)).toEqual([])
    await db.engine.close()
  })

  test('an addition whose payload does not fit is refused, and nothing of it is stored', async () => {
    const { store, db } = await filled()
    store.limit = (await store.used()) + left
    await expect(db.add('films', films(1000, 500))).rejects.toMatchObject({ code: 'no_space_left_on_device' })
    await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 DocumentsAddition processed',
      '3 DocumentsDeletion processed',
    ])
    expect(await checkStore(store)).toEqual([])
    await db.engine.close()
  })
})

test.each([0, 100, 500, 5000, 20_000])(
  'an update that does not fit with %i bytes left fails, and the next one runs',
  async (left) => {
    const { store, db, lock } = await filled()
    await lock.hold()
    await db.add('films', films(1000, 500))
    await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
    store.limit = (await store.used()) + left
    lock.release()
    await db.idle()
    expect((await db.outcomes()).slice(2)).toEqual([
      '3 DocumentsAddition failed no_space_left_on_device',
      '4 DocumentsDeletion processed',
    ])
    expect(db.heard.filter(({ type }) => type === 'status')).toEqual([])
    expect(await checkStore(store)).toEqual([])
    store.limit = Number.POSITIVE_INFINITY
    await db.add('films', films(1000, 1))
    await db.idle()
    expect((await db.outcomes()).at(-1)).toBe('5 DocumentsAddition processed')
    await db.engine.close()
  },
)

test('what nothing names any more is swept before anything is refused', async () => {
  const { store, db, lock } = await filled()
  await lock.hold()
  await db.add('films', films(1000, 500))
  store.limit = await store.used()
  // Canceled, so that its payload is garbage no loop has come to.
  expect(await db.engine.cancelUpdates({ statuses: ['enqueued'] })).toEqual([{ updateId: 3 }])
  await db.add('films', films(2000, 100))
  lock.release()
  await db.idle()
  expect((await db.outcomes()).slice(2)).toEqual([
    '3 DocumentsAddition failed update_canceled',
    '4 DocumentsAddition processed',
  ])
  await db.engine.close()
})

test.each([0, 1000, 60_000, 150_000, 400_000, 800_000])(
  'where refused and deleted pages stay in a log, deleting works with %i bytes left',
  async (left) => {
    const { store, db } = await filled({ keepsLog: true })
    store.limit = (await store.used()) + left
    // Some of them do not fit, and some fit into the queue and not into the index.
    for (let i = 0; i < 6; i++) {
      await db.add('films', films(1000 + i * 500, 500)).catch(({ code }) => {
        expect(code).toBe('no_space_left_on_device')
      })
      await db.idle()
    }
    const before = (await db.outcomes()).length
    for (let id = 0; id < 20; id++) {
      await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [id] })
      await db.idle()
    }
    await db.send({ type: 'ClearAll', indexUid: 'films' })
    await db.send({ type: 'IndexDeletion', indexUid: 'other' })
    await db.idle()
    const outcomes = (await db.outcomes()).slice(before)
    expect(outcomes.filter((outcome) => !outcome.endsWith(' processed'))).toEqual([])
    expect(outcomes).toHaveLength(22)
    expect(await checkStore(store)).toEqual([])
    await db.engine.close()
  },
)
