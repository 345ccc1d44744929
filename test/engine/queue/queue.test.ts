import { describe, expect, test } from 'vitest'
import { BlockWriter } from '../../../src/core/document/block.ts'
import { type NewUpdate, UpdateQueue } from '../../../src/engine/queue/queue.ts'
import { cancelUpdates } from '../../../src/engine/queue/queue-cancel.ts'
import { getUpdate, listUpdates } from '../../../src/engine/queue/queue-list.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { largeFileBytes, noCounters, type PendingUpdate } from '../../../src/engine/store/schema.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import { commit, commitFailure } from '../../../src/engine/work/commit.ts'
import { SeeklingError } from '../../../src/shared/errors.ts'
import type { ProcessingUpdate } from '../../../src/shared/update.ts'
import { Faults, FaultyStore } from '../../support/faulty-store.ts'
import { TestClock } from '../../support/test-engine.ts'

const clock = new TestClock()
const clear = (indexUid: string): NewUpdate => ({ content: { type: 'ClearAll', indexUid } })
const failure = { error: new SeeklingError('index_not_found', 'Nowhere.'), startedAt: clock.now(), stateVersion: null }
const nothing = { manifests: {}, files: [], garbage: [] }

function addition(indexUid: string, bytes: number): NewUpdate {
  const blocks = new BlockWriter()
  const document = new TextEncoder().encode(JSON.stringify({ id: 1, text: 'x'.repeat(10_000) }))
  do blocks.add(document)
  while (blocks.bytes < bytes)
  const payload = blocks.finish()
  return { content: { type: 'DocumentsAddition', indexUid, primaryKey: null, payloadCount: blocks.documents }, payload }
}

const pendingIn = (store: Store) => store.read(['pending'], (t) => t.getAll('pending')) as Promise<PendingUpdate[]>
const idsOf = (updates: readonly { readonly updateId: number }[]) => updates.map(({ updateId }) => updateId)

/** Six updates: 1, 3 processed, 2 failed, 5 canceled, 4 and 6 waiting. */
async function mixedQueue(): Promise<Store> {
  const store = new MemoryStore()
  const queue = new UpdateQueue(store, clock, 'relaxed')
  await Promise.all([
    queue.enqueue(clear('a')),
    queue.enqueue(clear('b')),
    queue.enqueue({ content: { type: 'DocumentsDeletion', indexUid: 'a', ids: [1, 2] } }),
    queue.enqueue(clear('c')),
    queue.enqueue(clear('a')),
    queue.enqueue({ content: { type: 'Settings', indexUid: 'b', settings: { stopWords: ['the'] } } }),
  ])
  const [one, two, three] = (await pendingIn(store)) as [PendingUpdate, PendingUpdate, PendingUpdate]
  const work = { changeset: nothing, startedAt: clock.now(), before: noCounters, ahead: [], filesTaken: 0 }
  await commit(store, { ...work, update: one }, clock, 'relaxed')
  await commitFailure(store, { ...failure, update: two }, clock, 'relaxed')
  await commit(store, { ...work, update: three }, clock, 'relaxed')
  await cancelUpdates(store, { updateIds: [5] }, null, clock, 'relaxed')
  return store
}

describe('enqueuing', () => {
  test('gives ids from 1 in the order of the calls', async () => {
    const queue = new UpdateQueue(new MemoryStore(), clock, 'relaxed')
    const updates = await Promise.all(['a', 'b', 'c'].map((uid) => queue.enqueue(clear(uid))))
    expect(updates.map(({ updateId, indexUid }) => [updateId, indexUid])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ])
    expect((await queue.enqueue(clear('d'))).updateId).toBe(4)
    expect((await queue.head())?.updateId).toBe(1)
  })

  test('stores calls made together in one transaction', async () => {
    const faults = new Faults()
    const store = new FaultyStore(new MemoryStore(), faults)
    const queue = new UpdateQueue(store, clock, 'strict')
    let writes = 0
    const write = store.write.bind(store)
    store.write = (...args) => {
      writes++
      return write(...args)
    }
    await Promise.all(Array.from({ length: 50 }, () => queue.enqueue(clear('a'))))
    expect(writes).toBe(1)
    expect(await pendingIn(store)).toHaveLength(50)
  })

  test('describes an update as it was asked for', async () => {
    const queue = new UpdateQueue(new MemoryStore(), clock, 'relaxed')
    expect(await queue.enqueue({ content: { type: 'DocumentsDeletion', indexUid: 'a', ids: [1, 'x', 1] } })).toEqual({
      status: 'enqueued',
      updateId: 1,
      indexUid: 'a',
      type: { name: 'DocumentsDeletion', number: 3 },
      enqueuedAt: '2030-01-01T00:00:00.000Z',
    })
    expect(
      await queue.enqueue({ content: { type: 'Settings', indexUid: 'a', settings: { stopWords: null } } }),
    ).toMatchObject({ type: { name: 'Settings', settings: { stopWords: null } } })
    expect(await queue.enqueue({ content: { type: 'IndexSwap', swaps: [{ indexes: ['x', 'y'] }] } })).toMatchObject({
      indexUid: 'x',
    })
    const added = await queue.enqueue(addition('a', 1))
    expect(added.type).toEqual({ name: 'DocumentsAddition' })
  })

  test('puts small payloads on shelf 0 and large ones on the emptiest other shelf', async () => {
    const store = new MemoryStore()
    const queue = new UpdateQueue(store, clock, 'relaxed')
    for (const bytes of [1000, 3 * largeFileBytes, largeFileBytes, largeFileBytes, largeFileBytes, largeFileBytes]) {
      await queue.enqueue(addition('a', bytes))
    }
    const shelves = (await pendingIn(store)).map(({ content }) => ('payload' in content ? content.payload.shelf : null))
    expect(shelves).toEqual([0, 1, 2, 3, 2, 3])
  })

  test('of one too large for the disk does not refuse the others with it', async () => {
    const inner = new MemoryStore()
    const limited: Store = {
      read: inner.read.bind(inner),
      close: inner.close.bind(inner),
      destroy: inner.destroy.bind(inner),
      write: (buckets, durability, body) =>
        inner.write(buckets, durability, async (t) => {
          const answer = await body(t)
          if (buckets.includes('pages0')) throw new SeeklingError('no_space_left_on_device', 'Full.')
          return answer
        }),
    }
    const queue = new UpdateQueue(limited, clock, 'relaxed')
    const results = await Promise.allSettled([
      queue.enqueue(clear('a')),
      queue.enqueue(addition('b', 60_000)),
      queue.enqueue(clear('c')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await pendingIn(inner)).map(({ updateId, indexUid }) => [updateId, indexUid])).toEqual([
      [1, 'a'],
      [2, 'c'],
    ])
  })

  test('after any other failure stores nothing twice', async () => {
    const faults = new Faults()
    const inner = new MemoryStore()
    const queue = new UpdateQueue(new FaultyStore(inner, faults), clock, 'relaxed')
    faults.failAtPlace('committed', 1, 'once')
    const results = await Promise.allSettled([queue.enqueue(clear('a')), queue.enqueue(clear('b'))])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(idsOf(await pendingIn(inner))).toEqual([1, 2])
    expect((await queue.enqueue(clear('c'))).updateId).toBe(3)
  })
})

describe('the list', () => {
  test('holds finished and waiting updates in one ascending order', async () => {
    const updates = await listUpdates(await mixedQueue(), {}, null)
    expect(updates.map(({ updateId, status }) => `${updateId} ${status}`)).toEqual([
      '1 processed',
      '2 failed',
      '3 processed',
      '4 enqueued',
      '5 failed',
      '6 enqueued',
    ])
  })

  test('shows what runs as processing, but never over a finished update', async () => {
    const store = await mixedQueue()
    const running = (updateId: number): ProcessingUpdate => ({
      status: 'processing',
      updateId,
      indexUid: 'c',
      type: { name: 'ClearAll' },
      enqueuedAt: '2030-01-01T00:00:00.000Z',
      startedProcessingAt: '2030-01-01T00:00:00.000Z',
      progress: { step: 'x', done: 0, total: 1 },
    })
    expect(await listUpdates(store, { statuses: ['processing'] }, running(4))).toEqual([running(4)])
    expect(idsOf(await listUpdates(store, { statuses: ['enqueued'] }, running(4)))).toEqual([6])
    expect(await listUpdates(store, { statuses: ['processing'] }, running(1))).toEqual([])
    expect(await getUpdate(store, 4, running(4))).toEqual(running(4))
    expect((await getUpdate(store, 1, running(1))).status).toBe('processed')
  })

  test('is filtered by every field, alone and together', async () => {
    const store = await mixedQueue()
    const ids = async (query: Parameters<typeof listUpdates>[1]) => idsOf(await listUpdates(store, query, null))
    expect(await ids({ statuses: ['failed'] })).toEqual([2, 5])
    expect(await ids({ statuses: ['processed', 'enqueued'] })).toEqual([1, 3, 4, 6])
    expect(await ids({ statuses: [] })).toEqual([])
    expect(await ids({ types: ['Settings', 'DocumentsDeletion'] })).toEqual([3, 6])
    expect(await ids({ indexUids: ['a'] })).toEqual([1, 3, 5])
    expect(await ids({ from: 3 })).toEqual([3, 4, 5, 6])
    expect(await ids({ limit: 2 })).toEqual([1, 2])
    expect(await ids({ limit: 0 })).toEqual([])
    expect(await ids({ from: 2, limit: 2, types: ['ClearAll'] })).toEqual([2, 4])
    expect(await ids({ statuses: ['failed'], indexUids: ['a'], from: 1, limit: 5 })).toEqual([5])
  })

  test('finds matches far behind many others', async () => {
    const store = new MemoryStore()
    const queue = new UpdateQueue(store, clock, 'relaxed')
    await Promise.all(Array.from({ length: 2500 }, (_, i) => queue.enqueue(clear(i === 2300 ? 'b' : 'a'))))
    await cancelUpdates(store, { statuses: ['enqueued'] }, null, clock, 'relaxed')
    expect(idsOf(await listUpdates(store, { indexUids: ['b'], limit: 1 }, null))).toEqual([2301])
    expect(await listUpdates(store, { from: 900, limit: 1200 }, null)).toHaveLength(1200)
  })

  const malformed: [string, unknown, string][] = [
    ['statuses of no kind', { statuses: ['done'] }, 'invalid_task_statuses'],
    ['statuses that are no list', { statuses: 'failed' }, 'invalid_task_statuses'],
    ['types of no kind', { types: ['Customs'] }, 'invalid_task_types'],
    ['a negative limit', { limit: -1 }, 'invalid_task_limit'],
    ['a limit that is no number', { limit: '3' }, 'invalid_task_limit'],
    ['a fractional start', { from: 1.5 }, 'invalid_task_from'],
    ['bad uids', { indexUids: ['a b'] }, 'invalid_index_uid'],
    ['an unknown field', { uid: 1 }, 'bad_request'],
    ['no object', 7, 'bad_request'],
  ]
  test.each(malformed)('refuses %s', async (_, query, code) => {
    await expect(listUpdates(new MemoryStore(), query as never, null)).rejects.toMatchObject({ code })
  })

  test('knows no update that was never enqueued', async () => {
    const store = await mixedQueue()
    for (const id of [0, 7, -1, 1.5, 'x' as never, undefined as never]) {
      await expect(getUpdate(store, id, null)).rejects.toMatchObject({ code: 'task_not_found' })
    }
  })
})

describe('a commit', () => {
  const work = { changeset: nothing, startedAt: 0, before: noCounters, ahead: [], filesTaken: 0 }

  test('of an update that is not pending any more changes nothing', async () => {
    const store = new MemoryStore()
    const queue = new UpdateQueue(store, clock, 'relaxed')
    await queue.enqueue(clear('a'))
    const [update] = (await pendingIn(store)) as [PendingUpdate]
    await cancelUpdates(store, { updateIds: [1] }, null, clock, 'relaxed')
    expect(await commit(store, { ...work, update }, clock, 'relaxed')).toEqual({ type: 'gone' })
    expect(await commitFailure(store, { ...failure, update }, clock, 'relaxed')).toEqual({ type: 'gone' })
    expect(await getUpdate(store, 1, null)).toMatchObject({ errorCode: 'update_canceled' })
  })

  test('prepared from an older state is a conflict and changes nothing', async () => {
    const store = new MemoryStore()
    const queue = new UpdateQueue(store, clock, 'relaxed')
    await queue.enqueue(clear('a'))
    const [update] = (await pendingIn(store)) as [PendingUpdate]
    for (const before of [
      { ...noCounters, commitFiles: 5 },
      { ...noCounters, lastVersion: 5 },
    ])
      expect(await commit(store, { ...work, update, before }, clock, 'relaxed')).toEqual({ type: 'conflict' })
    expect(await commitFailure(store, { ...failure, update, stateVersion: 5 }, clock, 'relaxed')).toEqual({
      type: 'conflict',
    })
    expect(idsOf(await pendingIn(store))).toEqual([1])
  })

  test('makes garbage of a payload no manifest adopts', async () => {
    const store = new MemoryStore()
    const queue = new UpdateQueue(store, clock, 'relaxed')
    await queue.enqueue(addition('a', 1000))
    const [update] = (await pendingIn(store)) as [PendingUpdate]
    expect((await commit(store, { ...work, update }, clock, 'relaxed')).type).toBe('committed')
    const garbage = await store.read(['meta'], (t) => t.get('meta', 'garbage'))
    expect(garbage).toEqual([{ shelf: 0, file: 2, pages: expect.any(Number), bytes: expect.any(Number) }])
  })
})
