/** A dump engine whose time and waiting the test holds, as test-engine.ts does for updates. */
import { DumpEngine } from '../../src/engine/dump-engine.ts'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { LocalWriterLock, type WriterLock } from '../../src/engine/loop/writer-lock.ts'
import type { SiteParts } from '../../src/engine/store/site-pages.ts'
import type { Store } from '../../src/engine/store/store.ts'
import type { DumpStatus } from '../../src/shared/dump.ts'
import { noTime, TestClock } from './test-engine.ts'

export interface TestDumpsOptions {
  readonly clock?: TestClock
  readonly lock?: WriterLock
  readonly announcer?: LocalAnnouncer
  readonly site?: SiteParts
}

export const openDumps = (store: Store, options: TestDumpsOptions = {}): Promise<DumpEngine> =>
  DumpEngine.open({
    store,
    announcer: options.announcer ?? new LocalAnnouncer(),
    lock: options.lock ?? new LocalWriterLock(),
    clock: options.clock ?? new TestClock(),
    sleep: noTime,
    ...(options.site && { site: options.site }),
  })

/** Resolves when nothing is left to do here. */
export async function settled(engine: DumpEngine): Promise<void> {
  while (!(await engine.isIdle())) await new Promise((resolve) => setTimeout(resolve, 0))
}

/** Makes a dump and answers its file. */
export async function dumped(engine: DumpEngine): Promise<Blob> {
  const { uid } = await engine.createDump()
  await settled(engine)
  return engine.getDump(uid)
}

export async function finished(engine: DumpEngine, uid: string): Promise<DumpStatus> {
  await settled(engine)
  return engine.getDumpStatus(uid)
}
