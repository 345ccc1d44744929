/**
 * Canceling: one transaction moves updates from `pending` to failed with `update_canceled`. It and a commit both need the pending record, so
 * of the two only one wins, in whatever tabs they run; the loop that was running the update notices and throws its work away.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { CancelFilter, FailedUpdate, ProcessingUpdate } from '../../shared/update.ts'
import type { Clock } from '../store/clock.ts'
import { addGarbage } from '../store/garbage.ts'
import type { PendingUpdate } from '../store/schema.ts'
import { payloadOf } from '../store/schema.ts'
import type { Durability, Store } from '../store/store.ts'
import { finish } from '../work/commit.ts'
import { failedView } from '../work/update-views.ts'
import { checkCancelFilter, matches } from './queue-filters.ts'

/** The update some tab is processing, and since when. */
export type RunningUpdate = Pick<ProcessingUpdate, 'updateId' | 'startedProcessingAt'>

/** The canceled updates, ascending. `running` is what some tab is processing now. Throws as `checkCancelFilter` does. */
export async function cancelUpdates(
  store: Store,
  filter: CancelFilter,
  running: RunningUpdate | null,
  clock: Clock,
  durability: Durability,
): Promise<FailedUpdate[]> {
  checkCancelFilter(filter)
  const isRunning = (update: PendingUpdate) => update.updateId === running?.updateId
  return store.write(['meta', 'pending', 'finished'], durability, async (transaction) => {
    const pending = (await transaction.getAll('pending')) as PendingUpdate[]
    const meant = pending.filter((update) => matches(update, isRunning(update) ? 'processing' : 'enqueued', filter))
    const now = clock.now()
    const canceled: FailedUpdate[] = []
    for (const update of meant) {
      const startedAt = running && isRunning(update) ? Date.parse(running.startedProcessingAt) : now
      const failed = failedView(update, startedAt, now, canceledError(update))
      canceled.push(failed)
      await finish(transaction, failed)
    }
    await addGarbage(
      transaction,
      meant.flatMap((update) => payloadOf(update) ?? []),
    )
    return canceled
  })
}

const canceledError = (update: PendingUpdate): SeeklingError =>
  new SeeklingError(
    'update_canceled',
    `Update ${update.updateId} was canceled before it took effect. Send it again if it was meant after all.`,
  )
