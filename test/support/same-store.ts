/** A law over kinds of stores: the same updates leave the same records, wherever they are kept. */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { picture } from './picture.ts'
import { sendAll } from './scenario.ts'
import { GatedLock, TestEngine } from './test-engine.ts'

const large = Array.from({ length: 2000 }, (_, i) => ({
  id: i,
  title: `Document ${i}`,
  text: `word${i % 97} `.repeat(60),
}))

/** `open` opens the same disk again each time. */
export function describeSameStore(kind: string, freshDisk: () => { open(): Store }): void {
  describe(`an engine over ${kind}`, () => {
    test('leaves the same records as one in memory, restarts or not', async () => {
      const inMemory = await TestEngine.open(new MemoryStore())
      await sendAll(inMemory)
      await inMemory.add('big', large)
      await inMemory.add('big', large.slice(500, 600))
      await inMemory.idle()

      const disk = freshDisk()
      const lock = new GatedLock()
      await lock.hold()
      const first = disk.open()
      const before = await TestEngine.open(first, { lock })
      await sendAll(before)
      await before.add('big', large)
      await before.engine.close()
      await first.close()
      lock.release()

      const second = disk.open()
      const after = await TestEngine.open(second)
      await after.add('big', large.slice(500, 600))
      await after.idle()
      expect(await checkStore(second)).toEqual([])
      expect(await picture(second)).toBe(await picture(inMemory.store))
      expect((await after.documents('big')).length).toBe(2000)
      await second.destroy()
    })

    test('runs one queue for two engines, each update once', async () => {
      const disk = freshDisk()
      const stores = [disk.open(), disk.open()] as const
      const announcer = new LocalAnnouncer()
      const engines = await Promise.all(stores.map((store) => TestEngine.open(store, { announcer: announcer.join() })))
      await Promise.all(
        Array.from({ length: 20 }, (_, i) => engines[i % 2]?.add('films', [{ id: i, title: `Film ${i}` }])),
      )
      await Promise.all(engines.map((db) => db.idle()))
      expect((await engines[0]?.outcomes())?.filter((line) => !line.endsWith('processed'))).toEqual([])
      expect(await engines[1]?.documents('films')).toHaveLength(20)
      expect(await checkStore(stores[0])).toEqual([])
      await Promise.all(engines.map((db) => db.engine.close()))
      await stores[1].close()
      await stores[0].destroy()
    })
  })
}
