/**
 * Snapshots: opened elsewhere they answer as the original does, all or nothing, and updates go on
 * on top.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { dateText } from '../../../src/engine/store/clock.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { failEverywhere } from '../../support/failing-everywhere.ts'
import { picture } from '../../support/picture.ts'
import { bytesOf, films, original, search, shapeOf } from '../../support/snapshots.ts'
import { openDumps, settled } from '../../support/test-dumps.ts'
import { TestClock, TestEngine } from '../../support/test-engine.ts'

describe('a snapshot opened in a fresh instance', () => {
  test('has the same indexes, and answers the same', async () => {
    const { store, db, snapshot } = await original()
    const copy = new MemoryStore()
    const engine = await openDumps(copy)
    expect(await engine.importSnapshot(snapshot)).toEqual({ indexes: 3, documents: 3002 })
    const copied = await TestEngine.open(copy)
    expect(await shapeOf(copied)).toEqual(await shapeOf(db))
    for (const q of ['', 'solris', 'amarcord again', 'mirror']) {
      expect(await search(copy, 'films', q)).toEqual(await search(store, 'films', q))
    }
    expect((await search(copy, 'films', 'solris')).hits).toEqual([films[0]])
    expect(await copied.updates()).toEqual([])
    expect(await checkStore(copy)).toEqual([])
  })

  test('takes updates on top of it', async () => {
    const { snapshot } = await original()
    const copy = new MemoryStore()
    await (await openDumps(copy)).importSnapshot(snapshot)
    const db = await TestEngine.open(copy)
    expect(
      await db.add('films', [
        { id: 1, title: 'Solaris, restored', year: 1972 },
        { id: 9, title: 'Nostalgia' },
      ]),
    ).toBe(1)
    await db.send({ type: 'DocumentsDeletion', indexUid: 'many', ids: [5] })
    await db.send({ type: 'Settings', indexUid: 'many', settings: { searchableAttributes: ['text'] } })
    await db.idle()
    expect(await db.outcomes()).toEqual([
      '1 DocumentsAddition processed',
      '2 DocumentsDeletion processed',
      '3 Settings processed',
    ])
    expect((await db.documents('films')).map(({ title }) => title)).toEqual([
      'Solaris, restored',
      'Amarcord, again',
      'Nostalgia',
    ])
    expect(await db.documents('many')).toHaveLength(2999)
    expect(await checkStore(copy)).toEqual([])
  })

  test('made of it again is the same snapshot', async () => {
    const { snapshot } = await original()
    const copy = new MemoryStore()
    const engine = await openDumps(copy)
    await engine.importSnapshot(snapshot)
    const third = new MemoryStore()
    await (await openDumps(third)).importSnapshot(await engine.exportSnapshot())
    expect(await shapeOf(await TestEngine.open(third))).toEqual(await shapeOf(await TestEngine.open(copy)))
  })

  test('comes in pieces cut anywhere', async () => {
    const { snapshot, db } = await original()
    const bytes = await bytesOf(snapshot)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 12 }), async (cuts) => {
        const store = new MemoryStore()
        const engine = await openDumps(store)
        const id = await engine.beginSnapshot()
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        for (let i = 1; i < places.length; i++) await engine.pushSnapshot(id, bytes.slice(places[i - 1], places[i]))
        expect(await engine.finishSnapshot(id)).toEqual({ indexes: 3, documents: 3002 })
        expect(await shapeOf(await TestEngine.open(store))).toEqual(await shapeOf(db))
      }),
      { numRuns: 12 },
    )
  })

  test('any documents are found as in the original', async () => {
    const word = fc.constantFrom('solaris', 'mirror', 'stalker', 'sun', 'sunflower', '映画')
    const document = fc.record({ id: fc.nat({ max: 20 }), title: word, year: fc.nat({ max: 3 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(document, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        async (adds) => {
          const store = new MemoryStore()
          const db = await TestEngine.open(store)
          await db.send({ type: 'Settings', indexUid: 'a', settings: { sortableAttributes: ['year'] } })
          for (const documents of adds) await db.add('a', documents)
          await db.send({ type: 'DocumentsDeletion', indexUid: 'a', ids: [1, 2, 3] })
          await db.idle()
          const copy = new MemoryStore()
          await (await openDumps(copy)).importSnapshot(await (await openDumps(store)).exportSnapshot())
          for (const q of ['', 'solris', 'sun', 'mirror stalker'])
            expect(await search(copy, 'a', q)).toEqual(await search(store, 'a', q))
          expect(await shapeOf(await TestEngine.open(copy))).toEqual(await shapeOf(db))
          expect(await checkStore(copy)).toEqual([])
        },
      ),
      { numRuns: 25 },
    )
  })
})

test('equal documents and settings in equal order give equal bytes, whatever else the instance has been through', async () => {
  const build = async (before: (db: TestEngine) => Promise<unknown>): Promise<Blob> => {
    const store = new MemoryStore()
    const db = await TestEngine.open(store)
    await before(db)
    await db.send({ type: 'Settings', indexUid: 'films', settings: { sortableAttributes: ['year'] } })
    await db.add('films', films)
    await db.add('films', [{ id: 2, title: 'Amarcord, again', year: 1974 }])
    await db.idle()
    return (await openDumps(store)).exportSnapshot()
  }
  const plain = await build(async () => {})
  const used = await build(async (db) => {
    await db.add('gone', films)
    await db.send({ type: 'IndexDeletion', indexUid: 'gone' })
  })
  expect(await bytesOf(used)).toEqual(await bytesOf(plain))
  const copy = await openDumps(new MemoryStore())
  await copy.importSnapshot(plain)
  expect(await bytesOf(await copy.exportSnapshot())).toEqual(await bytesOf(plain))
})

test('its indexes are made when it is opened', async () => {
  const { snapshot } = await original()
  const copy = new MemoryStore()
  const clock = new TestClock()
  await (await openDumps(copy, { clock })).importSnapshot(snapshot)
  for (const { createdAt, updatedAt } of await (await TestEngine.open(copy)).manifests()) {
    expect([createdAt, updatedAt]).toEqual([dateText(clock.now()), dateText(clock.now())])
  }
})

describe('refused, and nothing is changed:', () => {
  const refuse = async (snapshot: Blob, code: string, disk: MemoryDisk) => {
    const store = new MemoryStore(disk)
    const before = (await picture(store)).replace(/ {2}(counters|stepAside|garbage).*\n/g, '')
    const engine = await openDumps(store)
    const error = await engine.importSnapshot(snapshot, { replace: true }).then(
      () => expect.fail('it was opened'),
      (thrown) => thrown,
    )
    expect(error).toMatchObject({ name: 'SeeklingError', code })
    await settled(engine)
    expect((await picture(store)).replace(/ {2}(counters|stepAside|garbage).*\n/g, '')).toBe(before)
    expect(await checkStore(store)).toEqual([])
  }

  const small = async (): Promise<{ disk: MemoryDisk; bytes: Uint8Array }> => {
    const disk = new MemoryDisk()
    const db = await TestEngine.open(new MemoryStore(disk))
    await db.add('films', films)
    await db.idle()
    await db.engine.close()
    return { disk, bytes: await bytesOf(await (await openDumps(new MemoryStore(disk))).exportSnapshot()) }
  }

  test('what is no snapshot', async () => {
    const { disk } = await small()
    await refuse('text' as never, 'invalid_snapshot', disk)
    await refuse(new Blob([]), 'invalid_snapshot', disk)
    await refuse(new Blob(['something else that is long enough']), 'invalid_snapshot', disk)
  })

  test('what is cut short, wherever, or goes on', async () => {
    const { disk, bytes } = await small()
    for (let length = 1; length < bytes.length; length += 29) {
      await refuse(new Blob([bytes.slice(0, length)]), 'invalid_snapshot', disk)
    }
    await refuse(new Blob([bytes as never, 'more']), 'invalid_snapshot', disk)
  })

  test('whatever byte is damaged', async () => {
    const { disk, bytes } = await small()
    for (let at = 0; at < bytes.length; at += at < 64 ? 1 : 17) {
      const damaged = bytes.slice()
      damaged[at] = damaged[at] ^ 0x15
      await refuse(new Blob([damaged]), at >= 8 && at < 24 ? 'snapshot_incompatible' : 'invalid_snapshot', disk)
    }
  })

  test.each([
    ['another version of the format', 8],
    ['another tokenizer', 12],
    ['another storage', 16],
    ['another format of columns', 20],
  ])('%s', async (_, at) => {
    const { disk, bytes } = await small()
    bytes[at] = 99
    await refuse(new Blob([bytes as never]), 'snapshot_incompatible', disk)
  })

  test('pieces that are none: who pushes them is not left waiting', async () => {
    const { disk } = await small()
    const engine = await openDumps(new MemoryStore(disk))
    const id = await engine.beginSnapshot()
    await engine.pushSnapshot(id, new Uint8Array(50))
    await engine.pushSnapshot(id, new Uint8Array(50))
    await expect(engine.finishSnapshot(id)).rejects.toMatchObject({ code: 'invalid_snapshot' })
    await expect(engine.finishSnapshot(id)).rejects.toMatchObject({ code: 'bad_request' })
  })

  test('one that is given up', async () => {
    const { disk, bytes } = await small()
    const engine = await openDumps(new MemoryStore(disk))
    const before = await picture(new MemoryStore(disk))
    const id = await engine.beginSnapshot()
    await engine.pushSnapshot(id, bytes.slice(0, 200))
    await engine.dropSnapshot(id)
    await settled(engine)
    await expect(engine.pushSnapshot(id, bytes)).rejects.toMatchObject({ code: 'bad_request' })
    expect(await checkStore(new MemoryStore(disk))).toEqual([])
    expect((await picture(new MemoryStore(disk))).split('pending:')[1]).toBe(before.split('pending:')[1])
  })
})

test('while the storage fails, wherever it does, the old indexes are there or the new ones, never anything between', async () => {
  const { snapshot } = await original()
  const old = async (): Promise<MemoryDisk> => {
    const disk = new MemoryDisk()
    const db = await TestEngine.open(new MemoryStore(disk))
    await db.add('films', [{ id: 77, title: 'Old' }])
    await db.idle()
    await db.engine.close()
    return disk
  }
  const stateOf = async (disk: MemoryDisk) =>
    JSON.stringify(await shapeOf(await TestEngine.open(new MemoryStore(disk))))
  await failEverywhere({
    old,
    replace: (engine) => engine.importSnapshot(snapshot, { replace: true }),
    stateOf,
    leastOperations: 12,
  })
})
