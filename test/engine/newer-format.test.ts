/**
 * An engine that was open before a newer Seekling changed the stored format writes nothing any
 * more, whatever it is asked.
 */
import { expect, test } from 'vitest'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import { changes, fillStore } from '../support/every-update.ts'
import { picture } from '../support/picture.ts'
import { openDumps } from '../support/test-dumps.ts'
import { GatedLock, TestEngine } from '../support/test-engine.ts'

test.each(changes)('$name', async ({ act, waiting }) => {
  const store = new MemoryStore()
  const lock = new GatedLock()
  const announcer = new LocalAnnouncer()
  const db = await TestEngine.open(store, { lock, announcer })
  await fillStore(db)
  await lock.hold()
  await waiting?.(db)
  // What the change opens itself is open already.
  const engine = await openDumps(store, { lock, announcer: announcer.join() })
  await store.write(['meta'], 'relaxed', (transaction) => transaction.put('meta', 'format', 2))
  const before = await picture(store)
  lock.release()
  await expect(act({ db, store, dumps: {}, engine })).rejects.toMatchObject({ code: 'storage_too_new' })
  await db.engine.resume()
  const isResting = () => db.heard.some((heard) => heard.type === 'status' && heard.status.state === 'storage-lost')
  while (!(await db.engine.isIdle()) && !isResting()) await new Promise((resolve) => setTimeout(resolve, 0))
  expect(await picture(store)).toBe(before)
  await Promise.all([db.engine.close(), engine.close()])
  expect(await picture(store)).toBe(before)
})
