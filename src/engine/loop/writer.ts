/**
 * Turns a preparation into a commit: prepares against the newest state, tries again after passing
 * failures of the storage, and announces what was committed. The state is kept from one commit to
 * the next, and compared with the stored counters before each update: every commit changes one of
 * them.
 */
import type { Announcer } from '../../shared/engine-api.ts'
import type { SeeklingError } from '../../shared/errors.ts'
import type { Snapshot } from '../read/snapshot.ts'
import type { Clock } from '../store/clock.ts'
import type { NewFile } from '../store/files.ts'
import { freesRoom, withReserve, withRoom } from '../store/room.ts'
import { type Counters, type Manifest, noCounters, type PendingUpdate } from '../store/schema.ts'
import type { Durability, ReadTransaction, Store } from '../store/store.ts'
import type { Changeset } from '../work/changeset.ts'
import {
  type Commit,
  type CommitOutcome,
  commit,
  commitFailure,
  type FailureOutcome,
  type Found,
  type Next,
  readNext,
} from '../work/commit.ts'
import type { Preparation } from '../work/preparation.ts'
import { retrying, type Sleep } from '../work/retry.ts'
import type { RunningWork } from '../work/running-work.ts'
import { type PayloadSource, Preparing, type WriterState } from './preparing.ts'

export interface WriterParts {
  readonly store: Store
  readonly announcer: Announcer
  readonly clock: Clock
  readonly sleep: Sleep
  readonly durability: Durability
  readonly openSnapshot: (manifest: Manifest) => Promise<Snapshot>
  /** Takes the files of each commit, as they are stored. */
  readonly keepFiles: (files: readonly NewFile[]) => void
}

export interface Work {
  /** null when it is no update: a merge, a rebuild. */
  readonly update: PendingUpdate | null
  readonly running: RunningWork
  readonly payload: PayloadSource
  /** null: there is nothing to do. */
  readonly prepare: (preparation: Preparation) => Promise<Changeset | null>
}

/** 'nothing': `prepare` found nothing to do. */
export type ApplyOutcome = CommitOutcome | { readonly type: 'nothing' }

export class Writer {
  readonly #parts: WriterParts
  #state: WriterState | null = null

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  /** The next work reads the state again. */
  forget(): void {
    this.#state = null
  }

  /**
   * What is to be run next. The same transaction reads the counters: if no other engine has written
   * since, the manifests are not read again.
   */
  readNext(): Promise<Next> {
    return this.#parts.store.read(['pending', 'meta', 'indexes'], async (transaction) => {
      const [stored, next] = await Promise.all([transaction.get('meta', 'counters'), readNext(transaction)])
      const counters = (stored as Counters | undefined) ?? noCounters
      const manifests = this.#manifestsAt(counters) ?? (await readManifests(transaction))
      this.#state = { counters, manifests }
      return next
    })
  }

  /** The same, where another transaction of this engine has found it. */
  takeNext({ counters, ...next }: Found): Next {
    const manifests = this.#manifestsAt(counters)
    this.#state = manifests ? { counters, manifests } : null
    return next
  }

  /** The manifests that are remembered, if these counters say that they are the newest. */
  #manifestsAt({ lastVersion, commitFiles }: Counters): WriterState['manifests'] | undefined {
    const known = this.#state
    const isNewest = known?.counters.lastVersion === lastVersion && known.counters.commitFiles === commitFiles
    return isNewest ? known.manifests : undefined
  }

  /** Lists the update as failed, unless the state it failed in is not the newest. */
  async fail(update: PendingUpdate, error: SeeklingError, startedAt: number): Promise<FailureOutcome> {
    const { store, clock, sleep, durability, announcer } = this.#parts
    const stateVersion = this.#state?.counters.lastVersion ?? null
    const failure = { update, error, startedAt, stateVersion }
    const outcome = await withReserve(store, () =>
      retrying(() => commitFailure(store, failure, clock, durability), sleep),
    )
    if (outcome.type === 'committed') announcer.post({ type: 'update', update: outcome.finished })
    else this.forget()
    return outcome
  }

  /** Rejects with what `prepare` threw or the storage could not do; then nothing is stored. */
  async apply({ update, running, payload, prepare }: Work): Promise<ApplyOutcome> {
    const { sleep, openSnapshot, keepFiles } = this.#parts
    const { state, preparing, changeset } = await retrying(async () => {
      const state = this.#state ?? (await this.#readState())
      this.#state = state
      const preparing = new Preparing(running, state, update, openSnapshot, payload)
      return { state, preparing, changeset: await prepare(preparing) }
    }, sleep)
    if (!changeset) return { type: 'nothing' }
    await running.checkpoint({ step: 'storing', done: 0, total: 1 })
    const outcome = await this.#commit({
      update,
      changeset: { ...changeset, expected: { ...preparing.expected(), ...changeset.expected } },
      startedAt: running.startedAt,
      before: state.counters,
      filesTaken: preparing.filesTaken,
    })
    if (outcome.type === 'committed') {
      keepFiles(changeset.files)
      this.#advance(state, outcome)
    } else this.forget()
    return outcome
  }

  async #commit(work: Commit): Promise<CommitOutcome> {
    const { store, clock, sleep, durability } = this.#parts
    try {
      const room = work.update && freesRoom(work.update.content.type) ? withReserve : withRoom
      return await room(store, () => retrying(() => commit(store, work, clock, durability), sleep))
    } catch (thrown) {
      // It is not known whether a commit that failed has gone through.
      this.forget()
      throw thrown
    }
  }

  /**
   * Versions are announced before the update's own end, so that a caller who hears of that can
   * search the result.
   */
  #advance(state: WriterState, { counters, manifests, finished }: Extract<CommitOutcome, { type: 'committed' }>): void {
    const all = new Map(state.manifests)
    for (const [uid, manifest] of Object.entries(manifests)) {
      if (manifest) all.set(uid, manifest)
      else all.delete(uid)
      this.#parts.announcer.post({ type: 'version', indexUid: uid, version: manifest?.version ?? null })
    }
    this.#state = { counters, manifests: all }
    if (finished) this.#parts.announcer.post({ type: 'update', update: finished })
  }

  async #readState(): Promise<WriterState> {
    const [counters, manifests] = await this.#parts.store.read(['meta', 'indexes'], (transaction) =>
      Promise.all([transaction.get('meta', 'counters'), readManifests(transaction)]),
    )
    return { counters: (counters as Counters | undefined) ?? noCounters, manifests }
  }
}

async function readManifests(transaction: ReadTransaction): Promise<Map<string, Manifest>> {
  const manifests = (await transaction.getAll('indexes')) as Manifest[]
  return new Map(manifests.map((manifest) => [manifest.uid, manifest]))
}
