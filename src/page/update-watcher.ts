/**
 * Makes sure that pending updates are run, and resolves the calls that wait for one. An
 * announcement can be lost (a sleeping tab, a killed one), so while a call waits or an update is
 * pending the watcher also asks the store from time to time. When updates are pending and no tab
 * runs them, because the tab that did is gone, this page's update worker takes them over.
 */
import type { Announcement } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { FinishedUpdate, Update, UpdateId } from '../shared/update.ts'
import { untilAborted } from './abort.ts'
import type { Engines } from './engines.ts'
import { WriterWatch } from './writer-watch.ts'

export interface WaitOptions {
  /** Rejects with `wait_timeout` after this long; default: no limit. */
  readonly timeOutMs?: number | undefined
  /** Stops waiting, not the update, and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /**
   * Rejects with the error of an update that failed, whose details name the update; default false:
   * it resolves with the failed update.
   */
  readonly throwOnFailure?: boolean | undefined
}

interface Waiter {
  readonly resolve: (update: FinishedUpdate) => void
  readonly reject: (error: SeeklingError) => void
}

const askEveryMs = 2_000
/** One failure may be a worker that died just now; three in a row are reported. */
const failuresBorne = 2
/** A timer cannot be set for longer; it would fire at once. */
const longestTimerMs = 2 ** 31 - 1

export class UpdateWatcher {
  readonly #engines: Engines
  readonly #waiters = new Map<UpdateId, Set<Waiter>>()
  readonly #pending = new Set<UpdateId>()
  readonly #watch: WriterWatch
  /** The newest update that was heard to have finished: of later ones the end is still to come. */
  #lastFinished = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #stopped = false

  constructor(engines: Engines) {
    this.#engines = engines
    // After failures the timer asks less and less often.
    this.#watch = new WriterWatch(engines.scope, () => void (this.#failures || this.takeOverPending()))
  }

  /**
   * Resolves with the finished update, processed or, unless told to throw, failed. Rejects with
   * `task_not_found` if there is none.
   */
  async wait(
    updateId: UpdateId,
    { timeOutMs = Infinity, signal, throwOnFailure = false }: WaitOptions = {},
  ): Promise<FinishedUpdate> {
    if (typeof timeOutMs !== 'number')
      throw new SeeklingError('invalid_options', '`timeOutMs` is a number of milliseconds.')
    if (typeof throwOnFailure !== 'boolean')
      throw new SeeklingError('invalid_options', '`throwOnFailure` is true or false.')
    const update = await this.#finished(updateId, timeOutMs, signal)
    if (!throwOnFailure || update.status === 'processed') return update
    const { indexUid, type } = update
    throw new SeeklingError(update.errorCode, update.error, { updateId, indexUid, type: type.name })
  }

  /** This page's own call was answered that the update is stored. */
  stored(updateId: UpdateId): void {
    if (updateId <= this.#lastFinished) return
    this.#pending.add(updateId)
    this.#askLater()
  }

  hear(announcement: Announcement): void {
    if (announcement.type === 'update') this.#note(announcement.update)
    else if (announcement.type === 'beat') this.#watch.heard()
    else if (announcement.type === 'replaced') {
      this.#pending.clear()
      this.#lastFinished = 0
      this.#rejectAll(
        new SeeklingError('database_replaced', 'The update is gone: the database was deleted. Make it again.'),
      )
    } else if (
      announcement.type === 'canceled' &&
      announcement.updateIds.some((updateId) => this.#waiters.has(updateId))
    )
      void this.takeOverPending()
  }

  /** Asks what is pending and takes over what no tab runs. */
  async takeOverPending(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      await this.#askForFirst()
      const { pending, running, torn } = await (await this.#engines.search()).pendingWork()
      if (!pending) this.#pending.clear()
      if (torn || (pending && !running)) await (await this.#engines.update()).resume()
      this.#failures = 0
      if (pending) return this.#askLater()
    } catch (thrown) {
      if (++this.#failures > failuresBorne) this.#rejectAll(SeeklingError.from(thrown))
    }
    if (this.#waiters.size || this.#pending.size) this.#askLater()
    else this.#rest()
  }

  /** Rejects the calls that still wait with `reason`. */
  stop(reason: SeeklingError): void {
    this.#stopped = true
    this.#rest()
    this.#rejectAll(reason)
  }

  #finished(updateId: UpdateId, timeOutMs: number, signal?: AbortSignal | undefined): Promise<FinishedUpdate> {
    let leave = () => {}
    const finished = new Promise<FinishedUpdate>((resolve, reject) => {
      const waiter = { resolve, reject }
      const waiters = this.#waiters.get(updateId) ?? new Set()
      const timer =
        timeOutMs <= longestTimerMs ? setTimeout(() => reject(timeout(updateId, timeOutMs)), timeOutMs) : undefined
      leave = () => {
        clearTimeout(timer)
        waiters.delete(waiter)
        if (!waiters.size) this.#waiters.delete(updateId)
        this.#restIfDone()
      }
      // Registered before the store is asked, so that no announcement falls in between.
      this.#waiters.set(updateId, waiters.add(waiter))
      // Of an update that is known and not finished the end will be heard; should that message be
      // lost, it is asked for from time to time.
      if (!this.#pending.has(updateId)) this.#ask(updateId).catch(reject)
    })
    return untilAborted(signal, finished).finally(leave)
  }

  #note(update: Update): void {
    if (isFinished(update)) {
      this.#pending.delete(update.updateId)
      this.#lastFinished = Math.max(this.#lastFinished, update.updateId)
      for (const { resolve } of this.#waiters.get(update.updateId) ?? []) resolve(update)
      this.#restIfDone()
    } else {
      if (update.status === 'processing') this.#watch.heard()
      this.#pending.add(update.updateId)
      this.#askLater()
    }
  }

  #askLater(): void {
    if (this.#stopped) return
    this.#watch.start()
    this.#timer ??= setTimeout(() => void this.takeOverPending(), askEveryMs * 2 ** Math.min(this.#failures, 4))
  }

  /** With nothing left to watch, no timer keeps a process alive. */
  #restIfDone(): void {
    if (!this.#waiters.size && !this.#pending.size) this.#rest()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#watch.stop()
  }

  async #ask(updateId: UpdateId): Promise<Update> {
    const update = await (await this.#engines.search()).getUpdate(updateId)
    this.#note(update)
    return update
  }

  /** Updates finish in the order of their ids, so only the first has to be asked for. */
  async #askForFirst(): Promise<void> {
    for (const [updateId, waiters] of [...this.#waiters].sort(([a], [b]) => a - b)) {
      try {
        if (!isFinished(await this.#ask(updateId))) return
      } catch (thrown) {
        // Another tab deleted everything.
        if ((thrown as SeeklingError).code !== 'task_not_found') throw thrown
        for (const { reject } of waiters) reject(thrown as SeeklingError)
      }
    }
  }

  #rejectAll(reason: SeeklingError): void {
    for (const waiters of this.#waiters.values()) for (const { reject } of waiters) reject(reason)
  }
}

const isFinished = (update: Update): update is FinishedUpdate =>
  update.status === 'processed' || update.status === 'failed'

const timeout = (updateId: UpdateId, timeOutMs: number): SeeklingError =>
  new SeeklingError(
    'wait_timeout',
    `Update ${updateId} was not finished within ${timeOutMs} ms. It goes on: wait again, or longer.`,
    { updateId },
  )
