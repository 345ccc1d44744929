/** A queue that does not run empty for long is kept in shape while it runs. */
import { expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { GatedLock, TestEngine } from '../../support/test-engine.ts'

test('a long queue of small updates leaves little garbage while it still runs', async () => {
  const store = new MemoryStore()
  const lock = new GatedLock()
  const db = await TestEngine.open(store, { lock })
  await lock.hold()
  for (let i = 0; i < 600; i++) await db.add('films', [{ id: i % 7 }])
  const looks: Promise<number>[] = []
  db.announcer.subscribe((announcement) => {
    if (announcement.type !== 'update' || announcement.update.status !== 'processed') return
    const look = store.read(['meta'], (transaction) => transaction.get('meta', 'garbage'))
    looks.push(look.then((garbage) => ((garbage as unknown[] | undefined) ?? []).length))
  })
  lock.release()
  await db.idle()
  const most = Math.max(...(await Promise.all(looks)))
  expect(await db.updates()).toHaveLength(600)
  // Each update replaces a document, which leaves two or three files behind.
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThan(600)
  expect(await checkStore(store)).toEqual([])
})
