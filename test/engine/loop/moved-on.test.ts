/**
 * Another engine, where there are no Web Locks, deletes an index in between, as detaching a site
 * does: it takes no number of a file, only the version says so. Nothing of that index comes back.
 */
import { expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { readCounters } from '../../../src/engine/store/ahead.ts'
import { filesNamedBy } from '../../../src/engine/store/files.ts'
import { addGarbage } from '../../../src/engine/store/garbage.ts'
import { MemoryDisk, MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import { engineWork } from '../../../src/engine/update-engine.ts'
import type { Prepare } from '../../../src/engine/work/preparation.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

const remove = (store: Store, uid: string): Promise<void> =>
  store.write(['meta', 'indexes'], 'relaxed', async (transaction) => {
    await addGarbage(transaction, filesNamedBy(await transaction.get('indexes', uid)))
    void transaction.delete('indexes', uid)
    const counters = await readCounters(transaction)
    await transaction.put('meta', 'counters', { ...counters, lastVersion: counters.lastVersion + 1 })
  })

/** An engine, and how to do something once while an addition is prepared. */
async function opened(store: Store, partBytes?: number) {
  let between = async (): Promise<void> => {}
  const DocumentsAddition: Prepare = async (preparation, update) => {
    const now = between
    between = async () => {}
    await now()
    return engineWork.prepare.DocumentsAddition(preparation, update)
  }
  const work = { ...engineWork, prepare: { ...engineWork.prepare, DocumentsAddition } }
  const db = await TestEngine.open(store, { work, ...(partBytes === undefined ? {} : { partBytes }) })
  return {
    db,
    inBetween: (act: () => Promise<void>) => {
      between = act
    },
  }
}

test('after an update of another index', async () => {
  const store = new MemoryStore()
  const { db, inBetween } = await opened(store)
  for (const index of ['films', 'books']) await db.add(index, [{ id: 1 }])
  await db.idle()
  inBetween(() => remove(store, 'books'))
  await db.add('films', [{ id: 2 }])
  await db.idle()
  await db.add('books', [{ id: 2 }])
  await db.idle()
  expect(await db.documents('films')).toEqual([{ id: 1 }, { id: 2 }])
  expect(await db.documents('books')).toEqual([{ id: 2 }])
  expect(await checkStore(store)).toEqual([])
})

test('in an update of it that is written ahead', async () => {
  const disk = new MemoryDisk()
  const before = await TestEngine.open(new MemoryStore(disk))
  await before.add('films', [{ id: 1 }])
  await before.idle()
  await before.engine.close()
  const lock = new GatedLock()
  await lock.hold()
  const enqueuing = await TestEngine.open(new MemoryStore(disk), { lock })
  const large = [2, 3, 4, 5].map((id) => ({ id, text: 'x'.repeat(24_000) }))
  await enqueuing.add('films', large)
  await enqueuing.engine.close()

  const store = new MemoryStore(disk)
  const { db, inBetween } = await opened(store, 40_000)
  inBetween(() => remove(store, 'films'))
  await db.engine.resume()
  await db.idle()
  expect((await db.manifests())[0]?.segments.length).toBeGreaterThan(1)
  expect(await db.documents('films')).toEqual(large)
  expect(await checkStore(store)).toEqual([])
})
