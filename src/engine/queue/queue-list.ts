/**
 * Reading the queue: finished and pending updates as one list, ascending by updateId. `processing` is laid over it by whoever knows what
 * runs (processing-view.ts), because it is never stored.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { FinishedUpdate, ProcessingUpdate, Update, UpdateId, UpdateQuery } from '../../shared/update.ts'
import type { PendingUpdate } from '../store/schema.ts'
import type { ReadTransaction, Store } from '../store/store.ts'
import { enqueuedView } from '../work/update-views.ts'
import { checkUpdateQuery, matches } from './queue-filters.ts'

/** Finished updates read at once while looking for matching ones. */
const stride = 1000

/** Rejects with `task_not_found`. */
export async function getUpdate(store: Store, updateId: UpdateId, running: ProcessingUpdate | null): Promise<Update> {
  const known = Number.isSafeInteger(updateId) && updateId > 0
  const [finished, pending] = known
    ? await store.read(['pending', 'finished'], (transaction) =>
        Promise.all([transaction.get('finished', updateId), transaction.get('pending', updateId)]),
      )
    : []
  if (finished) return finished as FinishedUpdate
  if (pending) return pendingView(pending as PendingUpdate, running)
  throw new SeeklingError(
    'task_not_found',
    `There is no update ${String(updateId).slice(0, 50)}. An updateId comes from the call that enqueued it.`,
    { updateId },
  )
}

/** One consistent list. Throws `invalid_task_*` for a malformed query. */
export async function listUpdates(
  store: Store,
  query: UpdateQuery,
  running: ProcessingUpdate | null,
): Promise<Update[]> {
  const { from = 0, limit = Number.POSITIVE_INFINITY, statuses } = checkUpdateQuery(query)
  const wants = (...names: Update['status'][]) => !statuses || names.some((name) => statuses.includes(name))
  return store.read(['pending', 'finished'], async (transaction) => {
    const pending = wants('enqueued', 'processing')
      ? ((await transaction.getAll('pending', { from })) as PendingUpdate[])
      : []
    const waiting = pending
      .map((update) => pendingView(update, running))
      .filter((update) => matches(update, update.status, query))
    const finished = wants('processed', 'failed') ? await finishedUpdates(transaction, query, from, limit) : []
    return [...finished, ...waiting].sort((a, b) => a.updateId - b.updateId).slice(0, limit)
  })
}

async function finishedUpdates(
  transaction: ReadTransaction,
  query: UpdateQuery,
  from: UpdateId,
  limit: number,
): Promise<FinishedUpdate[]> {
  const found: FinishedUpdate[] = []
  for (let next = from; found.length < limit; ) {
    const read = (await transaction.getAll('finished', { from: next }, stride)) as FinishedUpdate[]
    for (const update of read) if (matches(update, update.status, query)) found.push(update)
    if (read.length < stride) break
    next = (read[read.length - 1] as FinishedUpdate).updateId + 1
  }
  return found
}

/** The overlay counts only while the update is pending: what is finished cannot be running, whoever says so. */
const pendingView = (update: PendingUpdate, running: ProcessingUpdate | null): Update =>
  running?.updateId === update.updateId ? running : enqueuedView(update)
