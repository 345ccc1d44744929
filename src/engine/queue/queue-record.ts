/**
 * Work that is done at once and yet listed as an update: it takes the next id of the sequence and
 * is stored as `processed` in the transaction that does it, so it never waits and cannot be half
 * done.
 */
import type { ProcessedUpdate, UpdateDetails, UpdateId, UpdateTypeName } from '../../shared/update.ts'
import { dateText } from '../store/clock.ts'
import { type Counters, noCounters } from '../store/schema.ts'
import type { WriteTransaction } from '../store/store.ts'

/** Needs `meta` and `finished`. `act` does the work under the id and returns the details. */
export async function recordUpdate(
  transaction: WriteTransaction,
  name: UpdateTypeName,
  now: number,
  act: (updateId: UpdateId) => Promise<UpdateDetails>,
): Promise<ProcessedUpdate> {
  const updateId = ((await readCounters(transaction)).lastUpdateId + 1) as UpdateId
  const details = await act(updateId)
  // Read again: the work may have changed them.
  await transaction.put('meta', 'counters', { ...(await readCounters(transaction)), lastUpdateId: updateId })
  const at = dateText(now)
  const record: ProcessedUpdate = {
    status: 'processed',
    updateId,
    indexUid: '',
    type: { name },
    enqueuedAt: at,
    processedAt: at,
    duration: 0,
  }
  await transaction.put('finished', updateId, { ...record, details })
  return record
}

/** Notes that as many updates have no record any more. */
export async function forgetUpdates(transaction: WriteTransaction, count: number): Promise<void> {
  const counters = await readCounters(transaction)
  const replacedUpdates = (counters.replacedUpdates ?? 0) + count
  await transaction.put('meta', 'counters', { ...counters, replacedUpdates })
}

const readCounters = async (transaction: WriteTransaction): Promise<Counters> =>
  ((await transaction.get('meta', 'counters')) as Counters | undefined) ?? noCounters
