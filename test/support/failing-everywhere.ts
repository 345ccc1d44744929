/**
 * Replaces an instance by a dump or an image while the storage fails, at every operation in turn:
 * the state before is there or the one after, never anything between, and nothing is left behind.
 */
import { expect } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import type { DumpEngine } from '../../src/engine/dump-engine.ts'
import { type MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { type FaultMode, Faults, FaultyStore } from './faulty-store.ts'
import { picture } from './picture.ts'
import { openDumps } from './test-dumps.ts'
import { TestEngine } from './test-engine.ts'

export interface Replacement {
  /** A new disk with the state before. */
  readonly old: () => Promise<MemoryDisk>
  readonly replace: (engine: DumpEngine) => Promise<unknown>
  /** What is compared of a state. */
  readonly stateOf: (disk: MemoryDisk) => Promise<string>
  /** More operations than these are sure to be tried. */
  readonly leastOperations: number
}

export async function failEverywhere({ old, replace, stateOf, leastOperations }: Replacement): Promise<void> {
  const before = await stateOf(await old())
  const done = await old()
  await replace(await openDumps(new MemoryStore(done)))
  const after = await stateOf(done)
  const modes: FaultMode[] = ['once', 'dead']
  for (const mode of modes) {
    const seen = new Set<string>()
    let n = 0
    for (let failed = true; failed; ) {
      n++
      const disk = await old()
      const faults = new Faults()
      const engine = await openDumps(new FaultyStore(new MemoryStore(disk), faults))
      faults.failAfter(n, mode)
      const replaced = await replace(engine).then(
        () => true,
        (error) => {
          expect(error).toMatchObject({ code: 'io_error' })
          return false
        },
      )
      failed = faults.failedAt !== null
      await engine.close()
      const where = `a fault at operation ${n}, ${mode}`
      const state = await stateOf(disk)
      expect([before, after], where).toContain(state)
      if (replaced) expect(state, where).toBe(after)
      seen.add(state)
      // What was written ahead is swept by the next writer.
      const db = await TestEngine.open(new MemoryStore(disk))
      await db.engine.resume()
      await db.idle()
      expect(await checkStore(new MemoryStore(disk)), where).toEqual([])
      expect(await picture(new MemoryStore(disk)), where).not.toMatch(/garbage \d/)
    }
    expect(n).toBeGreaterThan(leastOperations)
    expect(seen.size).toBe(2)
  }
}
