/** How many transactions and messages a small write takes: a count, which no load changes. */
import { expect, test } from 'vitest'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { LocalWriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Bucket, Store } from '../../../src/engine/store/store.ts'
import { GatedLock, statusesOf, TestEngine } from '../../support/test-engine.ts'

interface Begun {
  readonly mode: 'read' | 'write'
  readonly buckets: readonly Bucket[]
}

/** A store that notes each transaction. */
function noting(store: Store): { readonly store: Store; readonly begun: Begun[] } {
  const begun: Begun[] = []
  return {
    begun,
    store: {
      read: (buckets, body) => {
        begun.push({ mode: 'read', buckets })
        return store.read(buckets, body)
      },
      write: (buckets, durability, body) => {
        begun.push({ mode: 'write', buckets })
        return store.write(buckets, durability, body)
      },
      close: () => store.close(),
      destroy: () => store.destroy(),
    },
  }
}

const addOne = (db: TestEngine, id: number) =>
  db.engine.addPayloads([
    {
      request: { type: 'DocumentsAddition', indexUid: 'films', primaryKey: null, format: 'ndjson' },
      documents: JSON.stringify({ id, title: `Film ${id}` }),
    },
  ])

test('a small addition takes two transactions: one stores it, one runs it', async () => {
  const { store, begun } = noting(new MemoryStore())
  const db = await TestEngine.open(store)
  for (const id of [1, 2]) {
    await addOne(db, id)
    await db.idle()
  }
  begun.length = 0
  let taken: Begun[] = []
  // Tidying comes later, and is not counted.
  db.announcer.subscribe((announcement) => {
    if (announcement.type === 'update' && announcement.update.status === 'processed') taken = [...begun]
  })
  await addOne(db, 3)
  await db.idle()
  expect(taken).toEqual([
    { mode: 'write', buckets: ['meta', 'pending', 'pages0'] },
    { mode: 'write', buckets: ['meta', 'pending', 'finished', 'indexes', 'pages0'] },
  ])
  expect(await db.documents('films')).toHaveLength(3)
})

test('updates that are stored together are announced together', async () => {
  const announcer = new LocalAnnouncer()
  const posted: string[] = []
  const post = announcer.post.bind(announcer)
  announcer.post = (...announcements) => {
    posted.push(announcements.map((one) => (one.type === 'update' ? one.update.status : one.type)).join(' '))
    post(...announcements)
  }
  const db = await TestEngine.open(new MemoryStore(), { announcer })
  posted.length = 0
  await Promise.all([1, 2].map((id) => addOne(db, id)))
  await db.idle()
  expect(posted).toEqual(['enqueued enqueued', 'processing', 'version processed', 'processing', 'version processed'])
})

test('it announces that it is stored, begun and done, and the new version, and no step in between', async () => {
  const db = await TestEngine.open(new MemoryStore())
  await addOne(db, 1)
  await db.idle()
  db.heard.length = 0
  await addOne(db, 2)
  await db.idle()
  expect(statusesOf(db.heard, 2)).toEqual(['enqueued', 'processing', 'processed'])
  expect(db.heard.map(({ type }) => type)).toEqual(['update', 'update', 'version', 'update'])
})

test.each(['heard', 'not heard'])(
  'what was found when an update was stored is no harm when another engine, %s, runs it first',
  async (how) => {
    const disk = new MemoryStore()
    const lock = new LocalWriterLock()
    const first = await TestEngine.open(disk, { lock })
    await addOne(first, 1)
    await first.idle()
    const gate = new GatedLock()
    const slow = await TestEngine.open(disk, {
      lock: gate,
      announcer: how === 'heard' ? first.announcer.join() : new LocalAnnouncer(),
    })
    // The one engine has stored an update and waits for the lock; the other runs it, and one more.
    await gate.hold()
    await addOne(slow, 2)
    await addOne(first, 3)
    await first.idle()
    expect(await first.outcomes()).toEqual([1, 2, 3].map((id) => `${id} DocumentsAddition processed`))
    gate.release()
    await slow.idle()
    await addOne(slow, 4)
    await slow.idle()
    expect(await slow.outcomes()).toEqual([1, 2, 3, 4].map((id) => `${id} DocumentsAddition processed`))
    expect(await slow.documents('films')).toHaveLength(4)
  },
)
