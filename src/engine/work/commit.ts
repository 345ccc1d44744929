/**
 * The one transaction in which an update takes effect (laws 2 and 3): its pages, its manifests and
 * its outcome are stored together, or none of them is. Everything was computed before; a commit
 * only checks and puts.
 *
 * Two fences make it safe without trusting any lock. The update must still be pending: else it was
 * canceled, or has been committed before. The counters must say that no index has changed since the
 * changeset was prepared: else another writer got in, and it is prepared again.
 */
import type { SeeklingError } from '../../shared/errors.ts'
import type { FailedUpdate, ProcessedUpdate, UpdateDetails } from '../../shared/update.ts'
import { adoptFiles } from '../store/ahead.ts'
import type { Clock } from '../store/clock.ts'
import { bucketsOf, bytesOf, filesNamedBy, writeFiles } from '../store/files.ts'
import { addGarbage } from '../store/garbage.ts'
import { asChanged } from '../store/origin.ts'
import {
  bucketOf,
  type Counters,
  type FileRef,
  isSameState,
  type Manifest,
  noCounters,
  type PendingUpdate,
  pageRange,
  payloadOf,
} from '../store/schema.ts'
import type { Durability, KeyRange, ReadTransaction, Store, WriteTransaction } from '../store/store.ts'
import type { Changeset } from './changeset.ts'
import { failedView, finishedDetails, processedView } from './update-views.ts'

export interface Commit {
  /** null for work that is no update: a merge, a rebuild. */
  readonly update: PendingUpdate | null
  readonly changeset: Changeset
  /** When processing began. */
  readonly startedAt: number
  /** Of the state it was prepared from: its files are numbered from `commitFiles` on. */
  readonly before: Counters
  /** Files that are stored already; those that no manifest names stay on the garbage list. */
  readonly ahead: readonly FileRef[]
  /** How many numbers were taken. */
  readonly filesTaken: number
}

/** The update to be run next, and how often engines that run updates were asked to step aside. */
export interface Next {
  readonly head: PendingUpdate | undefined
  readonly stepAside: unknown
}

/** What comes next, beside the counters of the same moment. */
export interface Found extends Next {
  readonly counters: Counters
}

export type CommitOutcome =
  | {
      readonly type: 'committed'
      readonly finished: ProcessedUpdate | null
      /** What comes after the update; null if the work was no update. */
      readonly next: Next | null
      readonly counters: Counters
      /** As stored, versions included; null where the index is gone. */
      readonly manifests: Readonly<Record<string, Manifest | null>>
    }
  /** The update is not pending any more. */
  | { readonly type: 'gone' }
  /** The state has moved on: prepare again. */
  | { readonly type: 'conflict' }

/** Thrown to roll the transaction back; never leaves this file. */
class Refused {
  readonly outcome: { readonly type: 'gone' } | { readonly type: 'conflict' }

  constructor(type: 'gone' | 'conflict') {
    this.outcome = { type }
  }
}

/**
 * Rejects with the storage's error; then nothing is stored, except that after a lost connection the
 * commit may have gone through.
 */
export async function commit(store: Store, work: Commit, clock: Clock, durability: Durability): Promise<CommitOutcome> {
  const { update, changeset } = work
  const adopted = adoptedOf(work)
  const buckets = bucketsOf([...changeset.files.map(({ ref }) => ref), ...adopted])
  try {
    return await store.write(
      ['meta', 'pending', 'finished', 'indexes', ...buckets],
      durability,
      async (transaction) => {
        const garbage = garbageOf(changeset, update)
        // All reads are requested at once: each wait is a round trip to the storage.
        let listed = garbage.length + adopted.length > 0 ? transaction.get('meta', 'garbage') : undefined
        const reads = Promise.all([
          checkFences(transaction, work),
          update && readNext(transaction, { from: update.updateId + 1 }),
        ])
        reads.catch(() => {})
        // So are the puts, as if the fences held; where they do not, all is rolled back.
        const changed = Object.entries(changeset.manifests)
        const version = changed.length > 0 ? work.before.lastVersion + 1 : work.before.lastVersion
        const after = touchesDocuments(update, changeset) ? asChanged : (manifest: Manifest) => manifest
        const stamped = changed.map(([uid, manifest]) => [uid, manifest && { ...after(manifest), version }] as const)
        for (const [uid, manifest] of stamped) {
          if (manifest) void transaction.put('indexes', uid, manifest)
          else void transaction.delete('indexes', uid)
        }
        const finished = update && processedView(update, work.startedAt, clock.now(), changeset.number)
        if (finished) void finish(transaction, finished, finishedDetails(update.content, true, changeset.deleted))
        const files = writeFiles(transaction, changeset.files)
        files.catch(() => {})

        const [counters, next] = await reads
        if (adopted.length > 0) {
          const left = await adoptFiles(transaction, adopted, listed)
          if (left === null) throw new Refused('conflict')
          listed = Promise.resolve(left)
        }
        const countersAfter: Counters = {
          ...counters,
          commitFiles: counters.commitFiles + work.filesTaken,
          lastVersion: version,
        }
        void transaction.put('meta', 'counters', countersAfter)
        await addGarbage(transaction, garbage, listed)
        await files
        return {
          type: 'committed',
          finished,
          next,
          counters: countersAfter,
          manifests: Object.fromEntries(stamped),
        } as const
      },
      bytesOf(changeset.files),
    )
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.outcome
    throw thrown
  }
}

export type FailureOutcome = { readonly type: 'committed'; readonly finished: FailedUpdate } | Refused['outcome']

export interface Failure {
  readonly update: PendingUpdate
  readonly error: SeeklingError
  readonly startedAt: number
  /**
   * `counters.lastVersion` of the state in which it failed: in a newer one it may succeed. null: it
   * would fail in any.
   */
  readonly stateVersion: number | null
}

/**
 * Nothing of the update is applied; it is listed as failed, and its payload makes room for that:
 * later, where deleting it would first fill the disk further.
 */
export async function commitFailure(
  store: Store,
  { update, error, startedAt, stateVersion }: Failure,
  clock: Clock,
  durability: Durability,
): Promise<FailureOutcome> {
  try {
    const payload = payloadOf(update)
    const buckets = payload ? [bucketOf(payload)] : []
    return await store.write(['meta', 'pending', 'finished', ...buckets], durability, async (transaction) => {
      const [pending, counters] = await Promise.all([
        transaction.get('pending', update.updateId),
        transaction.get('meta', 'counters') as Promise<Counters | undefined>,
      ])
      if (pending === undefined) throw new Refused('gone')
      if (stateVersion !== null && (counters ?? noCounters).lastVersion !== stateVersion) throw new Refused('conflict')
      const finished = failedView(update, startedAt, clock.now(), error)
      if (payload && store.logsDeletions) await addGarbage(transaction, [payload])
      else if (payload) void transaction.delete(bucketOf(payload), pageRange(payload))
      await finish(transaction, finished, finishedDetails(update.content, false))
      return { type: 'committed', finished } as const
    })
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.outcome
    throw thrown
  }
}

/** From `pending` to `finished`: there is no moment at which an update is in both or in neither. */
export function finish(
  transaction: WriteTransaction,
  finished: ProcessedUpdate | FailedUpdate,
  details: UpdateDetails,
): Promise<void> {
  void transaction.delete('pending', finished.updateId)
  return transaction.put('finished', finished.updateId, { ...finished, details })
}

/** `range`: of the pending updates that may be next. The transaction has `pending` and `meta`. */
export async function readNext(transaction: ReadTransaction, range: KeyRange = {}): Promise<Next> {
  const [[head], stepAside] = await Promise.all([
    transaction.getAll('pending', range, 1),
    transaction.get('meta', 'stepAside'),
  ])
  return { head: head as PendingUpdate | undefined, stepAside }
}

async function checkFences(transaction: WriteTransaction, { update, before }: Commit): Promise<Counters> {
  const [pending, counters = noCounters] = (await Promise.all([
    update ? transaction.get('pending', update.updateId) : null,
    transaction.get('meta', 'counters'),
  ])) as [unknown, Counters | undefined]
  if (pending === undefined) throw new Refused('gone')
  if (!isSameState(counters, before)) throw new Refused('conflict')
  return counters
}

/**
 * Whether an update has changed documents: not settings or names, a merge or a rebuild, nor an
 * update that matched no document.
 */
const touchesDocuments = (update: PendingUpdate | null, { number = 0, deleted = 0 }: Changeset): boolean =>
  update !== null && number + deleted > 0

/** The files written ahead that a manifest will name. */
function adoptedOf({ changeset, ahead }: Commit): readonly FileRef[] {
  if (ahead.length === 0) return ahead
  const named = namedIn(changeset.manifests)
  return ahead.filter(({ file }) => named.has(file))
}

/** Numbers of all files that these manifests name. */
export const namedIn = (manifests: Changeset['manifests']): ReadonlySet<number> =>
  new Set(
    Object.values(manifests).flatMap((manifest) => (manifest ? filesNamedBy(manifest).map(({ file }) => file) : [])),
  )

/** The garbage of the changeset, and the payload unless a manifest adopts it as a document file. */
function garbageOf(changeset: Changeset, update: PendingUpdate | null): readonly FileRef[] {
  const payload = update && payloadOf(update)
  if (!payload) return changeset.garbage
  const adopted = Object.values(changeset.manifests).some(
    (manifest) => manifest && filesNamedBy(manifest).some((file) => file.file === payload.file),
  )
  return adopted ? changeset.garbage : [...changeset.garbage, payload]
}
