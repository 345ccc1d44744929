/**
 * Canceling: one transaction moves updates from `pending` to failed with `update_canceled`. A
 * cancelation and a commit both need the pending record, so only one of the two succeeds, in
 * whatever tabs they run; the loop that was running the update notices and drops its work.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type {
  CancelFilter,
  FailedUpdate,
  ProcessedUpdate,
  ProcessingUpdate,
  RecordOptions,
  UpdateFilter,
  UpdateId,
} from '../../shared/update.ts'
import type { Clock } from '../store/clock.ts'
import { addGarbage } from '../store/garbage.ts'
import type { PendingUpdate } from '../store/schema.ts'
import { payloadOf } from '../store/schema.ts'
import type { Durability, Store, WriteTransaction } from '../store/store.ts'
import { finish } from '../work/commit.ts'
import { enqueuedView, failedView, finishedDetails } from '../work/update-views.ts'
import { checkCancelFilter, checkRecordOptions, checkUpdateFilter, matches } from './queue-filters.ts'
import { allUpdates } from './queue-list.ts'
import { recordUpdate } from './queue-record.ts'

/** The update some tab is processing, and since when. */
export type RunningUpdate = Pick<ProcessingUpdate, 'updateId' | 'startedProcessingAt'>

/**
 * The canceled updates, ascending. `running` is what some tab is processing now. Throws as
 * `checkCancelFilter` does.
 */
export async function cancelUpdates(
  store: Store,
  filter: CancelFilter,
  running: RunningUpdate | null,
  clock: Clock,
  durability: Durability,
): Promise<FailedUpdate[]> {
  checkCancelFilter(filter)
  return store.write(['meta', 'pending', 'finished'], durability, (transaction) =>
    cancelPending(transaction, filter, running, clock.now()),
  )
}

/** What is to be canceled, and how that is recorded. */
export interface Cancelation {
  readonly filter: UpdateFilter
  readonly running: RunningUpdate | null
  readonly options: RecordOptions
}

/**
 * Cancels by an update of its own, which counts the updates it matched and canceled. Throws as
 * `checkUpdateFilter` does.
 */
export async function cancelAsUpdate(
  store: Store,
  { filter, running, options }: Cancelation,
  clock: Clock,
  durability: Durability,
): Promise<{ canceled: FailedUpdate[]; record: ProcessedUpdate }> {
  checkUpdateFilter(filter)
  const { originalFilter = JSON.stringify(filter) } = checkRecordOptions(options)
  return store.write(['meta', 'pending', 'finished'], durability, async (transaction) => {
    const now = clock.now()
    const meant = (await allUpdates(transaction, asProcessing(running))).filter((update) => matches(update, filter))
    let canceled: FailedUpdate[] = []
    const record = await recordUpdate(transaction, 'UpdateCancelation', now, async (updateId) => {
      canceled = await cancelPending(transaction, filter, running, now, updateId)
      return {
        matchedUpdates: meant.length,
        canceledUpdates: canceled.length,
        originalFilter,
      }
    })
    return { canceled, record }
  })
}

async function cancelPending(
  transaction: WriteTransaction,
  filter: UpdateFilter,
  running: RunningUpdate | null,
  now: number,
  canceledBy?: UpdateId,
): Promise<FailedUpdate[]> {
  const overlay = asProcessing(running)
  const pending = (await transaction.getAll('pending')) as PendingUpdate[]
  const meant = pending.filter((update) => matches(overlay(update), filter))
  const canceled: FailedUpdate[] = []
  for (const update of meant) {
    const startedAt = running?.updateId === update.updateId ? Date.parse(running.startedProcessingAt) : now
    const failed = failedView(update, startedAt, now, canceledError(update))
    canceled.push(failed)
    const details = finishedDetails(update.content, false)
    await finish(transaction, failed, canceledBy === undefined ? details : { ...details, canceledBy })
  }
  await addGarbage(
    transaction,
    meant.flatMap((update) => payloadOf(update) ?? []),
  )
  return canceled
}

const asProcessing =
  (running: RunningUpdate | null) =>
  (update: PendingUpdate): ReturnType<typeof enqueuedView> | ProcessingUpdate =>
    update.updateId === running?.updateId
      ? {
          ...enqueuedView(update),
          status: 'processing',
          startedProcessingAt: running.startedProcessingAt,
          progress: { step: '', done: 0, total: 1 },
        }
      : enqueuedView(update)

const canceledError = (update: PendingUpdate): SeeklingError =>
  new SeeklingError(
    'update_canceled',
    `Update ${update.updateId} was canceled before it took effect. Send it again if it was meant after all.`,
  )
