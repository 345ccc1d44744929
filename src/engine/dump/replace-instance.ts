/**
 * The one transaction of an import: the new indexes, updates and history take the place of the old ones, or nothing changes. Everything large
 * was written ahead (staging.ts); here are only small records.
 *
 * Updates that were enqueued after the import began are not part of what it replaces: they stay, and run on the new state. Those of
 * the dump join the queue behind them, with new ids, for an id is never used twice.
 */
import type { FinishedUpdate, UpdateId } from '../../shared/update.ts'
import { bucketsOf, filesNamedBy } from '../store/files.ts'
import { addGarbage } from '../store/garbage.ts'
import type { Counters, Manifest, PendingUpdate, UpdateContent } from '../store/schema.ts'
import type { Durability, Store, WriteTransaction } from '../store/store.ts'
import { indexUidOf, typeOf } from '../work/update-views.ts'
import { readCounters, type Staging } from './staging.ts'

/** An update of the dump, in the order of its queue. */
export type NewUpdate =
  | { readonly state: 'finished'; readonly update: FinishedUpdate }
  | { readonly state: 'pending'; readonly enqueuedAt: string; readonly content: UpdateContent }

export interface NewInstance {
  readonly manifests: readonly Manifest[]
  /** null: updates and history stay as they are. */
  readonly updates: readonly NewUpdate[] | null
}

export interface Replaced {
  /** As stored. */
  readonly manifests: readonly Manifest[]
  /** Uids of indexes that are gone. */
  readonly gone: readonly string[]
  readonly enqueued: readonly PendingUpdate[]
  /** Waiting updates that are gone. */
  readonly canceled: readonly UpdateId[]
}

/** `before`: the last updateId given out when the import began. Rejects with the storage's errors, or as `Staging.adopt` does; then nothing is changed. */
export function replaceInstance(
  store: Store,
  durability: Durability,
  staging: Staging,
  before: UpdateId,
  { manifests, updates }: NewInstance,
): Promise<Replaced> {
  const buckets = bucketsOf([...manifests, ...(updates ?? [])].flatMap(filesNamedBy))
  return store.write(['meta', 'pending', 'finished', 'indexes', ...buckets], durability, async (transaction) => {
    const counters = await readCounters(transaction)
    const version = counters.lastVersion + 1
    const stored = manifests.map((manifest) => ({ ...manifest, version }))
    const gone = await replaceIndexes(transaction, stored)
    const queue = updates === null ? null : await replaceUpdates(transaction, counters, before, updates)
    const named = [...stored, ...(queue?.enqueued ?? [])].flatMap(filesNamedBy)
    await staging.adopt(transaction, named)
    await transaction.put('meta', 'counters', { ...counters, ...queue?.counters, lastVersion: version })
    return { manifests: stored, gone, enqueued: queue?.enqueued ?? [], canceled: queue?.canceled ?? [] }
  })
}

async function replaceIndexes(transaction: WriteTransaction, manifests: readonly Manifest[]): Promise<string[]> {
  const old = (await transaction.getAll('indexes')) as Manifest[]
  await addGarbage(transaction, old.flatMap(filesNamedBy))
  void transaction.delete('indexes', {})
  for (const manifest of manifests) void transaction.put('indexes', manifest.uid, manifest)
  const kept = new Set(manifests.map(({ uid }) => uid))
  return old.map(({ uid }) => uid).filter((uid) => !kept.has(uid))
}

async function replaceUpdates(
  transaction: WriteTransaction,
  counters: Counters,
  before: UpdateId,
  updates: readonly NewUpdate[],
): Promise<{ counters: Partial<Counters>; enqueued: PendingUpdate[]; canceled: UpdateId[] }> {
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
