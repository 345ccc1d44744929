/** What the parts of the dump role share. */
import type { Transfer } from '../../shared/dump.ts'
import type { Announcer } from '../../shared/engine-api.ts'
import type { WriterLock } from '../loop/writer-lock.ts'
import type { Clock } from '../store/clock.ts'
import type { Durability, Store } from '../store/store.ts'
import type { Sleep } from '../work/retry.ts'
import { type Pause, RunningWork } from '../work/running-work.ts'
import { enqueuedView } from '../work/update-views.ts'
import type { Replaced } from './replace-instance.ts'

export interface DumpParts {
  readonly store: Store
  readonly announcer: Announcer
  readonly lock: WriterLock
  readonly clock: Clock
  readonly sleep: Sleep
  readonly pause: Pause
  readonly durability: Durability
  /** Aborted when the engine closes. */
  readonly closing: AbortSignal
}

/**
 * Runs `body`, and announces its progress and its end to every tab. Closing interrupts it. Rejects
 * as `body` does.
 */
export async function transferring<T>(
  { announcer, clock, pause, closing }: DumpParts,
  transfer: Pick<Transfer, 'type' | 'uid'>,
  body: (work: RunningWork) => Promise<T>,
): Promise<T> {
  const post = (more: Pick<Transfer, 'status' | 'progress'>) =>
    announcer.post({ type: 'transfer', transfer: { ...transfer, ...more } })
  const work: RunningWork = new RunningWork(clock, pause, (progress) => post({ status: 'in_progress', progress }))
  const interrupt = () => work.interrupt('closed')
  closing.addEventListener('abort', interrupt)
  if (closing.aborted) interrupt()
  try {
    const answer = await body(work)
    post({ status: 'done' })
    return answer
  } catch (thrown) {
    if (!closing.aborted) post({ status: 'failed' })
    throw thrown
  } finally {
    closing.removeEventListener('abort', interrupt)
  }
}

/**
 * Announces that everything was replaced: searches of all tabs open the new state, callers that
 * wait for an update that is gone are rejected, and the new updates are run.
 */
export function announceReplaced(announcer: Announcer, { manifests, gone, enqueued, canceled }: Replaced): void {
  for (const { uid, version } of manifests) announcer.post({ type: 'version', indexUid: uid, version })
  for (const indexUid of gone) announcer.post({ type: 'version', indexUid, version: null })
  if (canceled.length > 0) announcer.post({ type: 'canceled', updateIds: canceled })
  for (const update of enqueued) announcer.post({ type: 'update', update: enqueuedView(update) })
}
