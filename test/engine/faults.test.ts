/**
 * Every operation of the storage fails once, the first, the second, the third... until a run needs
 * no more of them; and, counted the same way, the whole storage dies there and is opened anew. Each
 * time the store must be sound, and hold all of an update or nothing of it.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { type FaultMode, Faults, FaultyStore } from '../support/faulty-store.ts'
import { picture } from '../support/picture.ts'
import { sendAll } from '../support/scenario.ts'
import { GatedLock, TestEngine } from '../support/test-engine.ts'

/** A disk with all updates enqueued and none run. */
async function enqueuedDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const lock = new GatedLock()
  await lock.hold()
  const db = await TestEngine.open(new MemoryStore(disk), { lock })
  await sendAll(db)
  await db.engine.close()
  return disk
}

async function finish(disk: MemoryDisk): Promise<string> {
  const db = await TestEngine.open(new MemoryStore(disk))
  await db.engine.resume()
  await db.idle()
  expect(await checkStore(db.store)).toEqual([])
  return picture(db.store)
}

/** Idle, or at rest because the storage does not answer. */
async function settled(db: TestEngine): Promise<void> {
  const lost = () => db.heard.some((a) => a.type === 'status' && a.status.state === 'storage-lost')
  while (!(await db.engine.isIdle()) && !lost()) await new Promise((resolve) => setTimeout(resolve, 0))
}

describe.each<FaultMode>(['once', 'dead'])('running all types of updates while storage fails %s', (mode) => {
  test('ends in the same state as without a fault, wherever it is', async () => {
    const undisturbed = await finish(await enqueuedDisk())
    const places = new Set<string>()
    let n = 0
    for (let failed = true; failed; ) {
      n++
      const disk = await enqueuedDisk()
      const faults = new Faults()
      const db = await TestEngine.open(new FaultyStore(new MemoryStore(disk), faults))
      faults.failAfter(n, mode)
      await db.engine.resume()
      await settled(db)
      failed = faults.failedAt !== null
      if (failed) places.add(faults.failedAt as string)
      await db.engine.close()
      expect(await checkStore(new MemoryStore(disk)), `after a fault at operation ${n}`).toEqual([])
      expect(await finish(disk), `after a fault at operation ${n}`).toBe(undisturbed)
    }
    expect(n).toBeGreaterThan(100)
    expect([...places].sort()).toEqual(['begin', 'commit', 'committed', 'request'])
  })
})

describe('enqueuing while storage fails', () => {
  test('stores an update wholly or not at all, and wholly when it was acknowledged', async () => {
    const enqueueOn = async (disk: MemoryDisk, faults: Faults, n: number): Promise<boolean> => {
      const lock = new GatedLock()
      await lock.hold()
      const db = await TestEngine.open(new FaultyStore(new MemoryStore(disk), faults), { lock })
      if (n > 0) faults.failAfter(n, 'dead')
      try {
        await db.add('a', [{ id: 1, title: 'Solaris' }])
        return true
      } catch (error) {
        expect(error).toMatchObject({ code: 'io_error' })
        return false
      } finally {
        await db.engine.close()
      }
    }
    const stateOf = (disk: MemoryDisk) => picture(new MemoryStore(disk))
    const empty = new MemoryDisk()
    await (await TestEngine.open(new MemoryStore(empty))).engine.close()
    const before = await stateOf(empty)
    const full = new MemoryDisk()
    await enqueueOn(full, new Faults(), 0)
    const after = await stateOf(full)

    const seen = new Set<string>()
    for (let n = 1, acknowledged = false; !acknowledged; n++) {
      const disk = new MemoryDisk()
      acknowledged = await enqueueOn(disk, new Faults(), n)
      const state = await stateOf(disk)
      seen.add(state)
      if (acknowledged) expect(state).toBe(after)
      else expect([before, after]).toContain(state)
    }
    expect(seen.size).toBe(2)
  })
})

describe('canceling while storage fails', () => {
  test('cancels all that was meant or nothing', async () => {
    const cancelOn = async (disk: MemoryDisk, n: number): Promise<boolean> => {
      const faults = new Faults()
      const lock = new GatedLock()
      await lock.hold()
      const db = await TestEngine.open(new FaultyStore(new MemoryStore(disk), faults), { lock })
      if (n > 0) faults.failAfter(n, 'dead')
      const done = await db.engine.cancelUpdates({ indexUids: ['a'] }).then(
        () => true,
        () => false,
      )
      await db.engine.close()
      return done
    }
    const before = await picture(new MemoryStore(await enqueuedDisk()))
    const canceled = await enqueuedDisk()
    await cancelOn(canceled, 0)
    const after = await picture(new MemoryStore(canceled))
    for (let n = 1, done = false; !done; n++) {
      const disk = await enqueuedDisk()
      done = await cancelOn(disk, n)
      expect(await checkStore(new MemoryStore(disk))).toEqual([])
      expect([before, after]).toContain(await picture(new MemoryStore(disk)))
    }
  })
})
