/** What an import does to what was there before. */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { LocalWriterLock, type WriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Announcement } from '../../../src/shared/engine-api.ts'
import { dumpOf, fixtureDump } from '../../support/archive.ts'
import { failEverywhere } from '../../support/failing-everywhere.ts'
import { films, v6 } from '../../support/small-dump.ts'
import { openDumps } from '../../support/test-dumps.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

describe('the old state', () => {
  const old = async (disk = new MemoryDisk(), lock: WriterLock = new LocalWriterLock()) => {
    const store = new MemoryStore(disk)
    const announcer = new LocalAnnouncer()
    const db = await TestEngine.open(store, { lock, announcer })
    await db.add('films', [{ id: 9, title: 'Old' }])
    await db.add('gone', [{ id: 1 }])
    await db.idle()
    return { disk, store, db, lock, announcer }
  }

  test('is replaced as a whole, and no updateId is used again', async () => {
    const { store, db, announcer } = await old()
    const heard: Announcement[] = []
    announcer.subscribe((said) => heard.push(said))
    const engine = await openDumps(store, { announcer: announcer.join() })
    await engine.importDump(fixtureDump('v6'))
    expect(await db.documents('films')).toEqual(films)
    expect((await db.manifests()).map(({ uid }) => uid)).toEqual(['books', 'films'])
    expect((await db.updates()).map(({ updateId }) => updateId)).toEqual([3, 4, 5, 6, 7, 8, 9])
    const versions = heard.flatMap((said) => (said.type === 'version' ? [[said.indexUid, said.version]] : []))
    expect(versions).toEqual([
      ['books', 3],
      ['films', 3],
      ['gone', null],
    ])
    expect(await db.add('films', [{ id: 5 }])).toBe(10)
    await db.idle()
    expect(await checkStore(store)).toEqual([])
  })

  test('takes its waiting updates along; what is enqueued after the import began stays and runs on the new state', async () => {
    const lock = new GatedLock()
    const { store, db } = await old(new MemoryDisk(), lock)
    await lock.hold()
    const before = await db.add('films', [{ id: 8, title: 'Too early' }])
    const announcer = new LocalAnnouncer()
    const heard: Announcement[] = []
    announcer.subscribe((said) => heard.push(said))
    const engine = await openDumps(store, { lock, announcer })
    const importing = engine.importDump(dumpOf(v6()))
    // The import has begun when it has asked others to step aside.
    const asked = () => store.read(['meta'], (transaction) => transaction.get('meta', 'stepAside'))
    while ((await asked()) === undefined) await new Promise((resolve) => setTimeout(resolve, 0))
    const after = await db.add('films', [{ id: 7, title: 'In time' }])
    lock.release()
    await importing
    await db.engine.resume()
    await db.idle()
    expect(await db.documents('films')).toEqual([...films, { id: 7, title: 'In time' }])
    expect((await db.updates()).map(({ updateId, status }) => [updateId, status])).toEqual([[after, 'processed']])
    expect(heard).toContainEqual({ type: 'canceled', updateIds: [before] })
    expect(await checkStore(store)).toEqual([])
  })

  test('is searched while the import runs, then the new one', async () => {
    const { store, announcer } = await old()
    const search = new SearchEngine({
      store,
      announcer: announcer.join(),
      isWriterRunning: async () => false,
      now: () => 0,
    })
    const find = async () => (await search.search('films', {})).hits.map(({ title }) => title)
    expect(await find()).toEqual(['Old'])
    const engine = await openDumps(store, { announcer: announcer.join() })
    const importing = engine.importDump(dumpOf(v6()))
    expect(await find()).toEqual(['Old'])
    await importing
    expect(await find()).toEqual(['Solaris', 'Amarcord', 'Mirror'])
    await expect(search.search('gone', {})).rejects.toMatchObject({ code: 'index_not_found' })
  })

  test('a dump can be taken over twice', async () => {
    const { store, db } = await old()
    const engine = await openDumps(store)
    for (let n = 0; n < 2; n++) {
      await engine.importDump(fixtureDump('v6'))
      expect(await db.documents('films')).toEqual(films)
      expect(await checkStore(store)).toEqual([])
    }
  })

  test('stays when the storage fails, wherever it does, or the new one is there: never anything between', async () => {
    const shape = async (disk: MemoryDisk): Promise<string> => {
      const db = await TestEngine.open(new MemoryStore(disk))
      const uids = (await db.manifests()).map(({ uid }) => uid)
      const documents = await Promise.all(uids.map((uid) => db.documents(uid)))
      return JSON.stringify([uids, documents, await db.outcomes()])
    }
    await failEverywhere({
      old: async () => (await old()).disk,
      replace: (engine) => engine.importDump(fixtureDump('v6')),
      stateOf: shape,
      leastOperations: 20,
    })
  })
})
