/**
 * Reading the queue: finished and pending updates as one list by updateId, with the dumps that were
 * asked for as updates. `processing` is laid over it by the update engine, which knows what runs
 * (processing-view.ts), because it is never stored.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { showValue } from '../../shared/show-value.ts'
import type {
  FinishedUpdate,
  ProcessingUpdate,
  Update,
  UpdateId,
  UpdateQuery,
  UpdateStatusOptions,
} from '../../shared/update.ts'
import { isCount } from '../../shared/value-shapes.ts'
import type { Counters, DumpRecord, PendingUpdate } from '../store/schema.ts'
import type { ReadTransaction, Store } from '../store/store.ts'
import { detailsOf, dumpView, enqueuedView, knownDetails } from '../work/update-views.ts'
import { checkUpdateQuery, matches } from './queue-filters.ts'

/** Finished updates read at once while looking for matching ones. */
const stride = 1000

type View = (update: PendingUpdate) => Update

/** Rejects with `task_not_found`. */
export async function getUpdate(
  store: Store,
  updateId: UpdateId,
  running: ProcessingUpdate | null,
  options: UpdateStatusOptions = {},
): Promise<Update> {
  const known = isCount(updateId) && updateId > 0
  const [finished, pending, dump] = known
    ? await store.read(['meta', 'pending', 'finished'], async (transaction) => [
        ...(await Promise.all([transaction.get('finished', updateId), transaction.get('pending', updateId)])),
        (await dumpsOf(transaction)).find((update) => update.updateId === updateId),
      ])
    : []
  const found = finished
    ? withDetails(finished as FinishedUpdate)
    : pending
      ? pendingView(running)(pending as PendingUpdate)
      : (dump as Update | undefined)
  if (found) return options.details ? found : withoutDetails(found)
  throw new SeeklingError(
    'task_not_found',
    `There is no update ${showValue(updateId)}. An updateId comes from the call that enqueued it.`,
    { updateId },
  )
}

/** One consistent list. Throws `invalid_task_*` for a malformed query. */
export async function listUpdates(
  store: Store,
  query: UpdateQuery,
  running: ProcessingUpdate | null,
): Promise<Update[]> {
  const { limit = Number.POSITIVE_INFINITY, reverse = false, details = false } = checkUpdateQuery(query)
  const from = query.from ?? (reverse ? Number.MAX_SAFE_INTEGER : 0)
  const isAhead = ({ updateId }: Update) => (reverse ? updateId <= from : updateId >= from)
  const found = await store.read(['meta', 'pending', 'finished'], async (transaction) => {
    const waiting = await waitingUpdates(transaction, pendingView(running))
    const others = waiting.filter((update) => isAhead(update) && matches(update, query))
    return [...others, ...(await finishedUpdates(transaction, query, from, limit))]
  })
  const sorted = found.sort((a, b) => (reverse ? b.updateId - a.updateId : a.updateId - b.updateId)).slice(0, limit)
  return details ? sorted : sorted.map(withoutDetails)
}

/** How many updates match the query; `from`, `limit` and `reverse` are ignored. */
export async function countUpdates(
  store: Store,
  query: UpdateQuery,
  running: ProcessingUpdate | null,
): Promise<number> {
  checkUpdateQuery(query)
  return store.read(['meta', 'pending', 'finished'], async (transaction) => {
    const all = [
      ...(await waitingUpdates(transaction, pendingView(running))),
      ...(await finishedUpdates(transaction, query, 0, Number.POSITIVE_INFINITY)),
    ]
    return all.filter((update) => matches(update, query)).length
  })
}

/** All updates, with details, in no order. Needs `meta`, `pending` and `finished`. */
export async function allUpdates(transaction: ReadTransaction, view: View): Promise<Update[]> {
  const finished = (await transaction.getAll('finished')) as FinishedUpdate[]
  return [...(await waitingUpdates(transaction, view)), ...finished.map(withDetails)]
}

async function waitingUpdates(transaction: ReadTransaction, view: View): Promise<Update[]> {
  const pending = (await transaction.getAll('pending')) as PendingUpdate[]
  return [...pending.map(view), ...(await dumpsOf(transaction))]
}

async function dumpsOf(transaction: ReadTransaction): Promise<Update[]> {
  const dumps = ((await transaction.get('meta', 'dumps')) as DumpRecord[] | undefined) ?? []
  return dumps.flatMap((dump) => dumpView(dump) ?? [])
}

/** In the direction of the query, from `from` on, until there are `limit`. */
async function finishedUpdates(
  transaction: ReadTransaction,
  query: UpdateQuery,
  from: UpdateId,
  limit: number,
): Promise<Update[]> {
  const found: Update[] = []
  const { statuses, reverse = false } = query
  if (statuses && !statuses.includes('processed') && !statuses.includes('failed')) return found
  const counters = (await transaction.get('meta', 'counters')) as Counters | undefined
  const last = counters?.lastUpdateId ?? 0
  const add = (read: readonly unknown[]) => {
    for (const stored of read) {
      const update = withDetails(stored as FinishedUpdate)
      if (matches(update, query)) found.push(update)
    }
  }
  if (reverse) {
    for (let to = Math.min(from, last); to > 0 && found.length < limit; to -= stride)
      add((await transaction.getAll('finished', { from: Math.max(1, to - stride + 1), to })).reverse())
    return found
  }
  for (let next = from; found.length < limit; ) {
    const read = await transaction.getAll('finished', { from: next }, stride)
    add(read)
    if (read.length < stride) break
    next = (read[read.length - 1] as FinishedUpdate).updateId + 1
  }
  return found
}

const withDetails = (update: FinishedUpdate): FinishedUpdate => ({
  ...update,
  details: update.details ?? knownDetails(update),
})

function withoutDetails<U extends Update>(update: U): U {
  const { details, ...rest } = update
  void details
  return rest as U
}

/**
 * `running` counts only while the update is pending: a finished update is not running, even if an
 * announcement still says so.
 */
const pendingView =
  (running: ProcessingUpdate | null): View =>
  (update) => ({
    ...(running?.updateId === update.updateId ? running : enqueuedView(update)),
    details: detailsOf(update.content),
  })
