/**
 * Updates that are too large for one segment, with a bound so small that a few documents are: what
 * comes of them is what comes of them in one piece, wherever they are cut off, and nothing that was
 * written ahead is left over.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { LocalWriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { HotPayloads } from '../../../src/engine/queue/hot-payloads.ts'
import { PayloadIntake } from '../../../src/engine/queue/payload-intake.ts'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { findOrphans, sweepGarbage } from '../../../src/engine/store/garbage.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { type Counters, commitFileNumber, type FileRef, pageKey } from '../../../src/engine/store/schema.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import { engineWork } from '../../../src/engine/update-engine.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { DocumentsRequest } from '../../../src/shared/engine-api.ts'
import { type FaultMode, Faults, FaultyStore } from '../../support/faulty-store.ts'
import { LimitedStore } from '../../support/limited-store.ts'
import { deferred, GatedLock, TestEngine } from '../../support/test-engine.ts'

/** Two documents of `long` are a part. */
const partBytes = 40_000
const short = (id: number, word: string): JsonObject => ({ id, word, text: `word${id} ${word}` })
const long = (id: number, word: string): JsonObject => ({ id, word, text: `${word} ${'x'.repeat(24_000)}` })

const first = [short(1, 'solaris'), short(2, 'amarcord'), short(3, 'stalker')]
/** Ids that are stored, new, and twice in it. */
const second = [long(4, 'mirror'), long(2, 'nostalgia'), long(5, 'vertigo'), long(4, 'psycho'), long(2, 'birds')]

/** A disk with an index of `first`, and updates enqueued that no engine has in memory. */
async function enqueuedDisk(
  documents: readonly JsonObject[] = second,
  request: Partial<DocumentsRequest> = {},
): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const before = await TestEngine.open(new MemoryStore(disk))
  await before.add('films', first)
  await before.idle()
  await before.engine.close()
  const lock = new GatedLock()
  await lock.hold()
  const db = await TestEngine.open(new MemoryStore(disk), { lock })
  await db.add('films', documents, request)
  await db.engine.close()
  return disk
}

/** The methods of a store, to be changed one by one. */
const bound = (store: Store): Store => ({
  read: (buckets, body) => store.read(buckets, body),
  write: (buckets, durability, body) => store.write(buckets, durability, body),
  close: () => store.close(),
  destroy: () => store.destroy(),
})

async function resumed(store: Store, bytes: number | undefined): Promise<TestEngine> {
  const db = await TestEngine.open(store, { ...(bytes === undefined ? {} : { partBytes: bytes }) })
  await db.engine.resume()
  await db.idle()
  return db
}

const garbageOf = async (store: Store) =>
  ((await store.read(['meta'], (t) => t.get('meta', 'garbage'))) as FileRef[] | undefined) ?? []

const segmentsOf = async (db: TestEngine) => (await db.manifests()).flatMap(({ segments }) => segments)

const searchOver = (store: Store) =>
  new SearchEngine({
    store,
    announcer: new LocalAnnouncer(),
    isWriterRunning: async () => false,
    now: () => performance.now(),
  })

/** All that a caller can see of it. */
async function seen(db: TestEngine) {
  const [, update] = await db.updates()
  const words = ['solaris', 'mirror', 'birds', 'silence']
  const engine = searchOver(db.store)
  const hits = []
  for (const q of words) hits.push((await engine.search('films', { q })).hits.map(({ id }) => id))
  return { status: update.status, type: update.type, documents: await db.documents('films'), hits }
}

describe.each<[string, Partial<DocumentsRequest>]>([
  ['an addition', {}],
  ['an addition that creates nothing', { skipCreation: true }],
  ['a partial update', { type: 'DocumentsPartial' }],
])('%s in parts', (_, request) => {
  const documents = request.type ? [...second, { id: 5, word: 'silence' }] : second

  test('comes to the same as in one piece', async () => {
    const whole = await resumed(new MemoryStore(await enqueuedDisk(documents, request)), undefined)
    const parts = await resumed(new MemoryStore(await enqueuedDisk(documents, request)), partBytes)
    expect(await seen(parts)).toEqual(await seen(whole))
    expect(await checkStore(parts.store)).toEqual([])
    expect(await garbageOf(parts.store)).toEqual([])
    if (!request.skipCreation)
      expect((await segmentsOf(parts)).length).toBeGreaterThan((await segmentsOf(whole)).length)
  })

  // The others go the same way.
  test.each<FaultMode>(request.skipCreation ? [] : request.type ? ['dead'] : ['once', 'dead'])(
    'is wholly there or not at all where the storage fails %s, whichever operation it is',
    async (mode) => {
      const undisturbed = await seen(await resumed(new MemoryStore(await enqueuedDisk(documents, request)), partBytes))
      let n = 0
      for (let failed = true; failed; ) {
        n++
        const disk = await enqueuedDisk(documents, request)
        const faults = new Faults()
        const db = await TestEngine.open(new FaultyStore(new MemoryStore(disk), faults), { partBytes })
        faults.failAfter(n, mode)
        await db.engine.resume()
        const lost = () => db.heard.some((a) => a.type === 'status' && a.status.state === 'storage-lost')
        while (!(await db.engine.isIdle()) && !lost()) await new Promise((resolve) => setTimeout(resolve, 0))
        failed = faults.failedAt !== null
        await db.engine.close()
        const store = new MemoryStore(disk)
        expect(await checkStore(store), `after a fault at operation ${n}`).toEqual([])
        const after = await resumed(store, partBytes)
        expect(await seen(after), `after a fault at operation ${n}`).toEqual(undisturbed)
        expect(await checkStore(store), `after a fault at operation ${n}`).toEqual([])
        expect(await garbageOf(store), `after a fault at operation ${n}`).toEqual([])
      }
      expect(n).toBeGreaterThan(40)
    },
  )
})

test('a mistake in the last part leaves nothing of the others', async () => {
  const db = await resumed(new MemoryStore(await enqueuedDisk([...second, { word: 'no id' }])), partBytes)
  expect((await db.outcomes()).at(-1)).toBe('2 DocumentsAddition failed missing_document_id')
  expect(await db.documents('films')).toEqual(first)
  expect(await checkStore(db.store)).toEqual([])
  expect(await garbageOf(db.store)).toEqual([])
})

test('a change of settings writes the segments it makes anew ahead, one after the other', async () => {
  const store = new MemoryStore(await enqueuedDisk())
  const db = await resumed(store, partBytes)
  const before = await db.documents('films')
  await db.send({
    type: 'Settings',
    indexUid: 'films',
    settings: { searchableAttributes: ['word'], filterableAttributes: ['text'] },
  })
  await db.idle()
  const { hits } = await searchOver(store).search('films', { q: 'birds', filter: 'text EXISTS' })
  expect(hits.map(({ id }) => id)).toEqual([2])
  expect(await db.documents('films')).toEqual(before)
  expect(await checkStore(store)).toEqual([])
  expect(await garbageOf(store)).toEqual([])
})

/** Work that stops once, when an addition is prepared, until it may go on. */
function stoppedOnce() {
  const reached = deferred()
  const go = deferred()
  let runs = 0
  const add: typeof engineWork.prepare.DocumentsAddition = async (preparation, update) => {
    const changeset = await engineWork.prepare.DocumentsAddition(preparation, update)
    if (++runs > 1) return changeset
    reached.resolve()
    await go.promise
    return changeset
  }
  return { work: { ...engineWork, prepare: { ...engineWork.prepare, DocumentsAddition: add } }, reached, go }
}

test('canceled between two parts it leaves the index as it was, and what was written ahead is swept', async () => {
  const store = new MemoryStore(await enqueuedDisk())
  const { work, reached, go } = stoppedOnce()
  const db = await TestEngine.open(store, { partBytes, work })
  await db.engine.resume()
  await reached.promise
  expect((await garbageOf(store)).length).toBeGreaterThan(2)
  expect(await db.engine.cancelUpdates({ updateIds: [2] })).toEqual([{ updateId: 2 }])
  go.resolve()
  await db.idle()
  expect(await db.documents('films')).toEqual(first)
  expect(await checkStore(store)).toEqual([])
  expect(await garbageOf(store)).toEqual([])
})

test('an engine that commits in between, and sweeps what was written ahead, makes it begin again', async () => {
  const disk = await enqueuedDisk()
  const { work, reached, go } = stoppedOnce()
  const store = new MemoryStore(disk)
  const slow = await TestEngine.open(store, { partBytes, work, lock: new LocalWriterLock() })
  await slow.engine.resume()
  await reached.promise
  // Its lock was taken: the other runs the same update, and sweeps.
  const other = await resumed(new MemoryStore(disk), partBytes)
  const after = await seen(other)
  await other.add('films', [short(8, 'playtime')])
  await other.idle()
  go.resolve()
  await slow.idle()
  expect(await slow.outcomes()).toEqual([1, 2, 3].map((id) => `${id} DocumentsAddition processed`))
  expect(await slow.documents('films')).toEqual([...after.documents, short(8, 'playtime')])
  expect(await checkStore(store)).toEqual([])
})

test('what another engine took off the garbage list while it was written is listed again at the commit', async () => {
  const disk = new MemoryDisk()
  const store = new MemoryStore(disk)
  let isSwept = true
  const db = await TestEngine.open(
    {
      ...bound(store),
      write: async (buckets, durability, body) => {
        const answer = await store.write(buckets, durability, body)
        if (!isSwept && (await garbageOf(store)).length > 0) {
          isSwept = true
          await sweepGarbage(store, () => true)
        }
        return answer
      },
    },
    { partBytes },
  )
  await db.add('films', first)
  await db.idle()
  const lock = new GatedLock()
  await lock.hold()
  const other = await TestEngine.open(new MemoryStore(disk), { lock })
  await other.add('films', second)
  await other.engine.close()
  isSwept = false
  await db.engine.resume()
  await db.idle()
  expect(isSwept).toBe(true)
  expect(await db.outcomes()).toEqual([1, 2].map((id) => `${id} DocumentsAddition processed`))
  expect(await findOrphans(store)).toEqual([])
  expect(await garbageOf(store)).toEqual([])
  expect(await checkStore(store)).toEqual([])
})

test('on a full disk it is swept for once, and fails if that is not enough', async () => {
  for (const [left, outcome] of [
    [200_000, 'processed'],
    [60_000, 'failed no_space_left_on_device'],
  ] as const) {
    const store = new LimitedStore(new MemoryStore(await enqueuedDisk()))
    // Garbage of an earlier update, which nobody has swept: without its room the second part fails.
    await store.write(['pages0', 'meta'], 'relaxed', async (transaction) => {
      const counters = (await transaction.get('meta', 'counters')) as Counters
      const file = { shelf: 0, file: commitFileNumber(counters.commitFiles), pages: 1, bytes: 150_000 }
      void transaction.put('meta', 'counters', { ...counters, commitFiles: counters.commitFiles + 1 })
      void transaction.put('meta', 'garbage', [file])
      await transaction.put('pages0', pageKey(file, 0), new Uint8Array(150_000))
    })
    store.limit = (await store.used()) + left - 150_000
    const db = await resumed(store, partBytes)
    expect((await db.outcomes()).at(-1)).toBe(`2 DocumentsAddition ${outcome}`)
    expect(await checkStore(store)).toEqual([])
    await db.engine.close()
  }
})

test('a payload beyond the declared limit is refused while it comes, and nothing of it is stored', async () => {
  const intake = new PayloadIntake(
    new HotPayloads(),
    async () => {},
    async () => null,
    100,
  )
  const id = await intake.begin({ type: 'DocumentsAddition', indexUid: 'a', primaryKey: null, format: 'ndjson' })
  const line = `${JSON.stringify({ id: 1, text: 'x'.repeat(30) })}\n`
  await intake.push(id, line + line)
  await expect(intake.push(id, line)).rejects.toMatchObject({
    code: 'payload_too_large',
    details: { maxBytes: 100 },
    message: expect.stringContaining('addDocumentsInBatches'),
  })
  await expect(intake.finish(id)).rejects.toMatchObject({ code: 'payload_too_large' })
  expect(intake.isIdle()).toBe(true)
})
