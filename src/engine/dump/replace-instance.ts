/**
 * The one transaction of an import: the new indexes, updates and history take the place of the old
 * ones, or nothing changes. Everything large was written ahead (staging.ts); this transaction puts
 * only small records.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { UpdateId } from '../../shared/update.ts'
import { readCounters } from '../store/ahead.ts'
import { bucketsOf, filesNamedBy } from '../store/files.ts'
import { addGarbage } from '../store/garbage.ts'
import { isAsOpened } from '../store/origin.ts'
import type { Counters, Manifest, PendingUpdate } from '../store/schema.ts'
import type { Durability, Store, WriteTransaction } from '../store/store.ts'
import { disturbed, type Staging } from './staging.ts'

/** What is to be stored of an instance's queue, in the transaction that replaces its indexes. */
export interface NewQueue {
  /** What names files. */
  readonly updates: readonly unknown[]
  readonly replace: (transaction: WriteTransaction, counters: Counters) => Promise<ReplacedQueue>
}

export interface ReplacedQueue {
  readonly counters: Partial<Counters>
  readonly enqueued: readonly PendingUpdate[]
  /** Pending updates that were removed. */
  readonly canceled: readonly UpdateId[]
}

export interface NewInstance {
  readonly manifests: readonly Manifest[]
  /** Absent: updates and history stay as they are. */
  readonly queue?: NewQueue
  /**
   * Which indexes are deleted. `all`: every one. `own`: those of the same names, if no documents
   * are lost by it; `named`: those of the same names in any case.
   */
  readonly replaces: 'all' | 'own' | 'named'
  /** Uids of others that are deleted, if no documents are lost by it. Default: none. */
  readonly removes?: ReadonlySet<string>
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
 * Rejects with `index_has_other_documents`, the storage's errors, or as `Staging.adopt` does; then
 * nothing is changed.
 */
export function replaceInstance(
  store: Store,
  durability: Durability,
  staging: Staging,
  { manifests, queue, replaces, removes = new Set(), onSite, carries = new Map() }: NewInstance,
): Promise<Replaced> {
  const buckets = bucketsOf([...manifests, ...(queue?.updates ?? [])].flatMap(filesNamedBy))
  return store.write(['meta', 'pending', 'finished', 'indexes', ...buckets], durability, async (transaction) => {
    const counters = await readCounters(transaction)
    const version = counters.lastVersion + 1
    const stored = manifests.map((manifest) => ({ ...manifest, version }))
    const gone = await replaceIndexes(transaction, stored, { replaces, removes, carries })
    const replaced = await queue?.replace(transaction, counters)
    const { enqueued = [], canceled = [] } = replaced ?? {}
    const named = [...stored, ...enqueued].flatMap(filesNamedBy)
    await staging.adopt(transaction, named, onSite)
    await transaction.put('meta', 'counters', { ...counters, ...replaced?.counters, lastVersion: version })
    return { manifests: stored, gone, enqueued, canceled }
  })
}

async function replaceIndexes(
  transaction: WriteTransaction,
  manifests: readonly Manifest[],
  { replaces, removes, carries }: Required<Pick<NewInstance, 'replaces' | 'removes' | 'carries'>>,
): Promise<string[]> {
  const there = (await transaction.getAll('indexes')) as Manifest[]
  const named = new Set(manifests.map(({ uid }) => uid))
  const replaced = there.filter(({ uid }) => named.has(uid))
  for (const { uid, version } of replaced) if ((carries.get(uid) ?? version) !== version) throw disturbed()
  if (replaces === 'own') refuseLosses(replaced.filter(({ uid }) => !carries.has(uid)))
  const gone = there.filter(({ uid }) => (replaces === 'all' ? !named.has(uid) : removes.has(uid)))
  if (replaces === 'own') refuseLosses(gone)
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
