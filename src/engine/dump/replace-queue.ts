/**
 * The updates and the history of a dump in the place of those that were here, as a part of the
 * transaction that replaces the indexes (replace-instance.ts).
 *
 * Updates that were enqueued after the import began are not part of what it replaces: they stay,
 * and run on the new state. Those of the dump join the queue after them, with new ids, because an
 * id is never used twice.
 */
import type { FinishedUpdate, UpdateId } from '../../shared/update.ts'
import { filesNamedBy } from '../store/files.ts'
import { addGarbage } from '../store/garbage.ts'
import type { Counters, PendingUpdate, UpdateContent } from '../store/schema.ts'
import type { WriteTransaction } from '../store/store.ts'
import { indexUidOf, typeOf } from '../work/update-views.ts'
import type { NewQueue, ReplacedQueue } from './replace-instance.ts'

/** An update of the dump, in the order of its queue. */
export type NewUpdate =
  | { readonly state: 'finished'; readonly update: FinishedUpdate }
  | { readonly state: 'pending'; readonly enqueuedAt: string; readonly content: UpdateContent }

/** `before`: the last updateId given out when the import began. */
export const newQueue = (before: UpdateId, updates: readonly NewUpdate[]): NewQueue => ({
  updates,
  replace: (transaction, counters) => replaceUpdates(transaction, counters, before, updates),
})

async function replaceUpdates(
  transaction: WriteTransaction,
  counters: Counters,
  before: UpdateId,
  updates: readonly NewUpdate[],
): Promise<ReplacedQueue> {
  const range = { to: before }
  const old = (await transaction.getAll('pending', range)) as PendingUpdate[]
  await addGarbage(transaction, old.flatMap(filesNamedBy))
  void transaction.delete('pending', range)
  void transaction.delete('finished', range)
  const [pending, finished] = await Promise.all([
    transaction.count('pending', { from: before + 1 }),
    transaction.count('finished', { from: before + 1 }),
  ])
  const enqueued: PendingUpdate[] = []
  updates.forEach((update, i) => {
    const updateId = counters.lastUpdateId + 1 + i
    if (update.state === 'finished') void transaction.put('finished', updateId, { ...update.update, updateId })
    else {
      const { content, enqueuedAt } = update
      const added = { updateId, indexUid: indexUidOf(content), type: typeOf(content), enqueuedAt, content }
      enqueued.push(added)
      void transaction.put('pending', updateId, added)
    }
  })
  const replacedUpdates = counters.lastUpdateId - pending - finished
  return {
    counters: {
      lastUpdateId: counters.lastUpdateId + updates.length,
      ...(replacedUpdates > 0 ? { replacedUpdates } : {}),
    },
    enqueued,
    canceled: old.map(({ updateId }) => updateId),
  }
}
