/**
 * Deleting finished updates from the list, in one transaction that is an update itself. Pending and
 * running updates stay; so do the effects of the updates deleted, and the file of a dump.
 */
import type { ProcessedUpdate, RecordOptions, UpdateFilter } from '../../shared/update.ts'
import type { Clock } from '../store/clock.ts'
import type { DumpRecord, PendingUpdate } from '../store/schema.ts'
import type { Durability, Store } from '../store/store.ts'
import { enqueuedView } from '../work/update-views.ts'
import { checkRecordOptions, checkUpdateFilter, matches } from './queue-filters.ts'
import { allUpdates } from './queue-list.ts'
import { forgetUpdates, recordUpdate } from './queue-record.ts'

/** Throws as `checkUpdateFilter` does. */
export async function deleteUpdates(
  store: Store,
  filter: UpdateFilter,
  clock: Clock,
  durability: Durability,
  options: RecordOptions,
): Promise<ProcessedUpdate> {
  checkUpdateFilter(filter)
  const { originalFilter = JSON.stringify(filter) } = checkRecordOptions(options)
  return store.write(['meta', 'pending', 'finished'], durability, (transaction) =>
    recordUpdate(transaction, 'UpdateDeletion', clock.now(), async () => {
      const all = await allUpdates(transaction, (update: PendingUpdate) => enqueuedView(update))
      const meant = all.filter((update) => matches(update, filter))
      const finished = meant.filter(({ status }) => status === 'processed' || status === 'failed')
      const dumps = new Set(finished.filter(({ type }) => type.name === 'DumpCreation').map(({ updateId }) => updateId))
      for (const { updateId } of finished) if (!dumps.has(updateId)) void transaction.delete('finished', updateId)
      if (dumps.size > 0) {
        const records = ((await transaction.get('meta', 'dumps')) as DumpRecord[] | undefined) ?? []
        const unnamed = records.map(({ updateId, ...dump }) =>
          updateId === undefined || dumps.has(updateId) ? dump : { ...dump, updateId },
        )
        await transaction.put('meta', 'dumps', unnamed)
      }
      // The id of a dump never had a record of its own.
      await forgetUpdates(transaction, finished.length - dumps.size)
      return { matchedUpdates: meant.length, deletedUpdates: finished.length, originalFilter }
    }),
  )
}
