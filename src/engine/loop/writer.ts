/**
 * Turns a preparation into a commit: prepares against the newest state, tries again after passing
 * failures of the storage, and announces what was committed. The state is kept from one commit to
 * the next, and compared with the stored counters before each update: every commit changes one of
 * them.
 */
import type { Announcement, Announcer } from '../../shared/engine-api.ts'
import type { SeeklingError } from '../../shared/errors.ts'
import type { Snapshot } from '../read/snapshot.ts'
import { listAhead, writeAhead } from '../store/ahead.ts'
import type { Clock } from '../store/clock.ts'
import type { NewFile } from '../store/files.ts'
import { listUnnamed, sweepGarbage } from '../store/garbage.ts'
import { freesRoom, isFull, withReserve, withRoom } from '../store/room.ts'
import { type Counters, isSameState, type Manifest, noCounters, type PendingUpdate } from '../store/schema.ts'
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
  namedIn,
  readNext,
} from '../work/commit.ts'
import type { Preparation } from '../work/preparation.ts'
import { retrying, type Sleep } from '../work/retry.ts'
import type { RunningWork } from '../work/running-work.ts'
import { Disturbed, type PayloadSource, Preparing, type WriterState, type WritesAhead } from './preparing.ts'

export interface WriterParts {
  readonly store: Store
  readonly announcer: Announcer
  readonly clock: Clock
  readonly sleep: Sleep
  readonly durability: Durability
  readonly openSnapshot: (manifest: Manifest) => Promise<Snapshot>
  /** Takes the files of each commit, as they are stored. */
  readonly keepFiles: (files: readonly NewFile[]) => void
  /** As `Preparation` has it; default 32 MiB. */
  readonly partBytes?: number | undefined
}

export interface Work {
  /** null when it is no update: a merge, a rebuild. */
  readonly update: PendingUpdate | null
  readonly running: RunningWork
  readonly payload: PayloadSource
  /** Nothing will be committed: what would be written ahead is not even kept. Default false. */
  readonly isLook?: boolean | undefined
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
  #manifestsAt(counters: Counters): WriterState['manifests'] | undefined {
    const known = this.#state
    return known && isSameState(known.counters, counters) ? known.manifests : undefined
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

  /**
   * Rejects with what `prepare` threw or the storage could not do; then nothing is stored but files
   * on the garbage list.
   */
  async apply(work: Work): Promise<ApplyOutcome> {
    const begun: Preparing[] = []
    try {
      const outcome = await this.#attempt(work, begun)
      if (outcome.type !== 'committed') await this.#listAgain(begun)
      return outcome
    } catch (thrown) {
      await this.#listAgain(begun)
      if (!isFull(thrown) || !begun.some(wroteAhead)) throw thrown
      // A sweep may make room. It takes what was written ahead as well, so all is done again.
      this.forget()
      await sweepGarbage(this.#parts.store, () => true)
      return this.#attempt(work, [])
    }
  }

  /**
   * What was written ahead by preparations that came to nothing. Should it fail, the next start
   * finds what is not listed.
   */
  async #listAgain(begun: readonly Preparing[]): Promise<void> {
    if (!begun.some(wroteAhead)) return
    const files = begun.flatMap(({ ahead }) => ahead)
    await listUnnamed(this.#parts.store, files).catch(() => {})
  }

  /** Adds each preparation to `begun`. */
  async #attempt({ update, running, payload, isLook, prepare }: Work, begun: Preparing[]): Promise<ApplyOutcome> {
    const { store, durability, sleep, openSnapshot, keepFiles, partBytes } = this.#parts
    const ahead: WritesAhead = {
      list: (files, counters, taken) => listAhead(store, durability, files, counters, taken),
      write: (files, checkpoint) => writeAhead(store, durability, files, checkpoint),
    }
    const surroundings = { openSnapshot, ahead: isLook ? null : ahead, partBytes }
    let prepared: readonly [WriterState, Preparing, Changeset | null]
    try {
      prepared = await retrying(async () => {
        if (begun.some(wroteAhead)) this.forget()
        const state = this.#state ?? (await this.#readState())
        this.#state = state
        const preparing = new Preparing(running, state, update, surroundings, payload)
        begun.push(preparing)
        return [state, preparing, await prepare(preparing)] as const
      }, sleep)
    } catch (thrown) {
      // Files that were written ahead have taken numbers.
      if (begun.some(wroteAhead) || thrown instanceof Disturbed) this.forget()
      if (thrown instanceof Disturbed) return { type: 'conflict' }
      throw thrown
    }
    const [state, preparing, changeset] = prepared
    if (!changeset) {
      if (wroteAhead(preparing)) this.forget()
      return { type: 'nothing' }
    }
    await running.checkpoint({ step: 'storing', done: 0, total: 1 })
    const files = [...namedOf(preparing.kept, changeset), ...changeset.files]
    const outcome = await this.#commit({
      update,
      changeset: { ...changeset, files },
      startedAt: running.startedAt,
      before: preparing.counters,
      filesTaken: preparing.filesTaken,
      ahead: preparing.ahead,
    })
    if (outcome.type === 'committed') {
      keepFiles(files)
      this.#advance(state, outcome)
    } else this.forget()
    return outcome
  }

  async #commit(work: Commit): Promise<CommitOutcome> {
    const { store, clock, sleep, durability } = this.#parts
    try {
      const attempt = () => retrying(() => commit(store, work, clock, durability), sleep)
      // Sweeping would take away what was written ahead.
      if (work.ahead.length > 0) return await attempt()
      const room = work.update && freesRoom(work.update.content.type) ? withReserve : withRoom
      return await room(store, attempt)
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
    const news: Announcement[] = []
    for (const [uid, manifest] of Object.entries(manifests)) {
      if (manifest) all.set(uid, manifest)
      else all.delete(uid)
      news.push({ type: 'version', indexUid: uid, version: manifest?.version ?? null })
    }
    this.#state = { counters, manifests: all }
    if (finished) news.push({ type: 'update', update: finished })
    this.#parts.announcer.post(...news)
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

const wroteAhead = ({ ahead }: Preparing): boolean => ahead.length > 0

/** Of the files a preparation has kept, those that a manifest will name. */
function namedOf(kept: readonly NewFile[], { manifests }: Changeset): readonly NewFile[] {
  if (kept.length === 0) return kept
  const named = namedIn(manifests)
  return kept.filter(({ ref }) => named.has(ref.file))
}
