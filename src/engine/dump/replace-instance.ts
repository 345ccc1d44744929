/**
 * The one transaction of an import: the new indexes, updates and history take the place of the old
 * ones, or nothing changes. Everything large was written ahead (staging.ts); this transaction puts
 * only small records.
 *
 * Updates that were enqueued after the import began are not part of what it replaces: they stay,
 * and run on the new state. Those of the dump join the queue after them, with new ids, because an
 * id is never used twice.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { FinishedUpdate, UpdateId } from '../../shared/update.ts'
import { readCounters } from '../store/ahead.ts'
import { bucketsOf, filesNamedBy } from '../store/files.ts'
import { addGarbage } from '../store/garbage.ts'
import { isAsOpened } from '../store/origin.ts'
import type { Counters, Manifest, PendingUpdate, UpdateContent } from '../store/schema.ts'
import type { Durability, Store, WriteTransaction } from '../store/store.ts'
import { indexUidOf, typeOf } from '../work/update-views.ts'
import { disturbed, type Staging } from './staging.ts'

/** An update of the dump, in the order of its queue. */
export type NewUpdate =
  | { readonly state: 'finished'; readonly update: FinishedUpdate }
  | { readonly state: 'pending'; readonly enqueuedAt: string; readonly content: UpdateContent }

export interface NewInstance {
  readonly manifests: readonly Manifest[]
  /** null: updates and history stay as they are. */
  readonly updates: readonly NewUpdate[] | null
  /**
   * Which indexes are deleted. `all`: every one. `own`: those of the same names, if no documents
   * are lost by it; `named`: those of the same names in any case.
   */
  readonly replaces: 'all' | 'own' | 'named'
  /** Numbers of files whose pages may lie on a site instead of being stored. Default: none. */
  readonly onSite?: ReadonlySet<number>
  /** By uid, versions of indexes whose documents are in `manifests` as well. Default: none. */
  readonly carries?: ReadonlyMap<string, number>
}

export interface Replaced {
  /** As stored. */
  readonly manifests: readonly Manifest[]
  /** Uids of the indexes that were deleted. */
  readonly gone: readonly string[]
  readonly enqueued: readonly PendingUpdate[]
  /** Pending updates that were removed. */
  readonly canceled: readonly UpdateId[]
}

/**
 * `before`: the last updateId given out when the import began. Rejects with
 * `index_has_other_documents`, the storage's errors, or as `Staging.adopt` does; then nothing is
 * changed.
 */
export function replaceInstance(
  store: Store,
  durability: Durability,
  staging: Staging,
  before: UpdateId,
  { manifests, updates, replaces, onSite, carries = new Map() }: NewInstance,
): Promise<Replaced> {
  const buckets = bucketsOf([...manifests, ...(updates ?? [])].flatMap(filesNamedBy))
  return store.write(['meta', 'pending', 'finished', 'indexes', ...buckets], durability, async (transaction) => {
    const counters = await readCounters(transaction)
    const version = counters.lastVersion + 1
    const stored = manifests.map((manifest) => ({ ...manifest, version }))
    const gone = await replaceIndexes(transaction, stored, replaces, carries)
    const queue = updates === null ? null : await replaceUpdates(transaction, counters, before, updates)
    const named = [...stored, ...(queue?.enqueued ?? [])].flatMap(filesNamedBy)
    await staging.adopt(transaction, named, onSite)
    await transaction.put('meta', 'counters', { ...counters, ...queue?.counters, lastVersion: version })
    return { manifests: stored, gone, enqueued: queue?.enqueued ?? [], canceled: queue?.canceled ?? [] }
  })
}

async function replaceIndexes(
  transaction: WriteTransaction,
  manifests: readonly Manifest[],
  replaces: NewInstance['replaces'],
  carries: ReadonlyMap<string, number>,
): Promise<string[]> {
  const there = (await transaction.getAll('indexes')) as Manifest[]
  const named = new Set(manifests.map(({ uid }) => uid))
  const replaced = there.filter(({ uid }) => named.has(uid))
  for (const { uid, version } of replaced) if ((carries.get(uid) ?? version) !== version) throw disturbed()
  if (replaces === 'own') refuseLosses(replaced.filter(({ uid }) => !carries.has(uid)))
  const gone = replaces === 'all' ? there.filter(({ uid }) => !named.has(uid)) : []
  await addGarbage(transaction, [...replaced, ...gone].flatMap(filesNamedBy))
  for (const { uid } of gone) void transaction.delete('indexes', uid)
  for (const manifest of manifests) void transaction.put('indexes', manifest.uid, manifest)
  return gone.map(({ uid }) => uid)
}

/**
 * Throws `index_has_other_documents` if one of the named indexes has documents that its snapshot
 * cannot bring back.
 */
export async function assertReplaceable(store: Store, named: ReadonlySet<string>): Promise<void> {
  const there = (await store.read(['indexes'], (transaction) => transaction.getAll('indexes'))) as Manifest[]
  refuseLosses(there.filter(({ uid }) => named.has(uid)))
}

function refuseLosses(indexes: readonly Manifest[]): void {
  const lost = indexes.find((manifest) => !isAsOpened(manifest))
  if (lost === undefined) return
  const { uid, documents, origin } = lost
  const why = origin ? 'was written to since it was opened from a snapshot' : 'did not come from a snapshot'
  throw new SeeklingError(
    'index_has_other_documents',
    `Index "${uid}" ${why}: its ${documents} documents would be lost. Pass \`replace: true\` to lose them, rename the index, or choose others with \`indexes\`. Nothing was changed.`,
    { indexUid: uid, documents },
  )
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
