/**
 * Dumps and the queue: which updates a dump waits for, and what becomes of one whose maker dies.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { LocalWriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { jsonLines, unpackDump } from '../../support/archive.ts'
import { type FaultMode, Faults, FaultyStore } from '../../support/faulty-store.ts'
import { picture } from '../../support/picture.ts'
import { filmsDisk, type TaskLine } from '../../support/small-dump.ts'
import { dumped, finished, openDumps, settled } from '../../support/test-dumps.ts'
import { GatedLock, TestClock, TestEngine } from '../../support/test-engine.ts'

describe('the queue', () => {
  test('is frozen after the update that runs, takes new updates in, and goes on when the dump is made', async () => {
    const lock = new LocalWriterLock()
    const store = new MemoryStore()
    let goOn = (): void => {}
    const gate = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let pauses = 0
    // The first update stops in its middle until the dump has been asked for.
    const clock = new TestClock()
    clock.ticks = 10
    const db = await TestEngine.open(store, { lock, clock, pause: async () => (pauses++ === 0 ? gate : undefined) })
    await db.add('a', [{ id: 1 }])
    await db.add('a', [{ id: 2 }])
    await db.add('b', [{ id: 1 }])
    while (pauses === 0) await new Promise((resolve) => setTimeout(resolve, 0))
    const engine = await openDumps(store, { lock })
    const { uid } = await engine.createDump()
    await db.add('a', [{ id: 3 }])
    goOn()
    await settled(engine)
    const files = await unpackDump(await engine.getDump(uid))
    expect(jsonLines(files.get('indexes/a/documents.jsonl'))).toEqual([{ id: 1 }])
    const tasks = jsonLines(files.get('tasks/queue.jsonl')) as TaskLine[]
    expect(tasks.map(({ uid, status }) => [uid, status])).toEqual([
      [1, 'succeeded'],
      [2, 'enqueued'],
      [3, 'enqueued'],
      [4, 'enqueued'],
    ])
    await db.idle()
    expect(await db.documents('a')).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(await checkStore(store)).toEqual([])
  })

  test('asked to stop what is processing, while a dump is made, nothing is canceled: nothing runs', async () => {
    const lock = new LocalWriterLock()
    const store = new MemoryStore()
    const engine = await openDumps(store, { lock })
    const db = await TestEngine.open(store, { lock })
    await engine.createDump()
    await db.add('a', [{ id: 1 }])
    expect(await db.engine.cancelUpdates({ statuses: ['processing'] })).toEqual([])
    await settled(engine)
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed'])
  })

  test('two tabs enqueue while dumps are made: each dump is one version, nothing is lost, nothing runs early', async () => {
    const disk = new MemoryDisk()
    const lock = new LocalWriterLock()
    const announcer = new LocalAnnouncer()
    const tabs = await Promise.all(
      [0, 1].map(() => TestEngine.open(new MemoryStore(disk), { lock, announcer: announcer.join() })),
    )
    const engine = await openDumps(new MemoryStore(disk), { lock, announcer: announcer.join() })
    const perTab = 40
    const writing = tabs.map(async (db, tab) => {
      for (let i = 0; i < perTab; i++) {
        // Each update adds a document to both indexes' counterpart: document n of an index means
        // update n was run.
        await db.add(`tab${tab}`, [{ id: i }])
        if (i % 8 === tab) await new Promise((resolve) => setTimeout(resolve, 0))
      }
    })
    const dumps: Blob[] = []
    for (let n = 0; n < 6; n++) dumps.push(await dumped(engine))
    await Promise.all(writing)
    await Promise.all(tabs.map((db) => db.idle()))
    dumps.push(await dumped(engine))

    let seenBefore = -1
    for (const dump of dumps) {
      const files = await unpackDump(dump)
      const tasks = jsonLines(files.get('tasks/queue.jsonl')) as TaskLine[]
      // Every update so far is in it once, in one gapless row; those done are a beginning of it,
      // for updates run in order.
      const uids = tasks.map(({ uid }) => uid).sort((a, b) => a - b)
      expect(uids).toEqual(uids.map((_, i) => i + 1))
      const done = tasks.filter(({ status }) => status === 'succeeded')
      expect(done.map(({ uid }) => uid).sort((a, b) => a - b)).toEqual(done.map((_, i) => i + 1))
      for (const tab of [0, 1]) {
        const run = done.filter(({ indexUid }) => indexUid === `tab${tab}`).length
        const documents = files.get(`indexes/tab${tab}/documents.jsonl`)
        expect(documents === undefined ? [] : jsonLines(documents)).toEqual(
          Array.from({ length: run }, (_, id) => ({ id })),
        )
        const waiting = tasks.filter(({ indexUid, status }) => indexUid === `tab${tab}` && status === 'enqueued')
        for (const [i, { uid }] of waiting.entries())
          expect(jsonLines(files.get(`tasks/update_files/${uid}.jsonl`))).toEqual([{ id: run + i }])
      }
      expect(done.length).toBeGreaterThanOrEqual(seenBefore)
      seenBefore = done.length
    }
    expect(seenBefore).toBe(2 * perTab)
    expect(await checkStore(new MemoryStore(disk))).toEqual([])
  })
})

describe('a dump whose maker dies', () => {
  test('is made again by who looks next', async () => {
    const disk = await filmsDisk()
    const lock = new GatedLock()
    await lock.hold()
    const dead = await openDumps(new MemoryStore(disk), { lock })
    const { uid } = await dead.createDump()
    await dead.close()
    const engine = await openDumps(new MemoryStore(disk))
    await settled(engine)
    expect(await engine.getDumpStatus(uid)).toMatchObject({ status: 'done' })
    expect(await checkStore(new MemoryStore(disk))).toEqual([])
  })

  test('also by an engine that was there before', async () => {
    const disk = await filmsDisk()
    const witness = await openDumps(new MemoryStore(disk))
    const faults = new Faults()
    const dying = await openDumps(new FaultyStore(new MemoryStore(disk), faults))
    faults.failAtPlace('begin', 4, 'dead')
    const { uid } = await dying.createDump()
    await settled(dying)
    expect((await witness.getDumpStatus(uid)).status).toBe('in_progress')
    expect((await finished(witness, uid)).status).toBe('done')
  })

  test('while the storage fails, wherever it does, ends as done or failed, never half, and leaves nothing lying about', async () => {
    const stateOf = async (disk: MemoryDisk) => {
      const text = await picture(new MemoryStore(disk))
      return text.slice(text.indexOf('finished:'), text.indexOf('\npages0:'))
    }
    const before = await stateOf(await filmsDisk())
    const modes: FaultMode[] = ['once', 'dead']
    for (const mode of modes) {
      const ends = new Set<string>()
      let n = 0
      for (let failed = true; failed; ) {
        n++
        const disk = await filmsDisk()
        const faults = new Faults()
        const engine = await openDumps(new FaultyStore(new MemoryStore(disk), faults))
        faults.failAfter(n, mode)
        const asked = await engine.createDump().catch(() => null)
        await settled(engine)
        failed = faults.failedAt !== null
        await engine.close()
        const where = `a fault at operation ${n}, ${mode}`
        const later = await openDumps(new MemoryStore(disk))
        await settled(later)
        const dumps = await later.getDumps()
        expect(dumps.length, where).toBeLessThanOrEqual(1)
        if (asked) expect(dumps, where).toHaveLength(1)
        for (const { uid, status } of dumps) {
          ends.add(status)
          if (status === 'done') expect((await unpackDump(await later.getDump(uid))).size, where).toBe(7)
          else expect(status, where).toBe('failed')
        }
        expect(await checkStore(new MemoryStore(disk)), where).toEqual([])
        expect(await stateOf(disk), where).toBe(before)
      }
      expect(n).toBeGreaterThan(15)
      expect([...ends]).toContain('done')
    }
  })
})
