/**
 * The loop: a tab that has updates takes the writer lock, runs all that are pending in ascending
 * order, whichever tab enqueued them, and gives the lock back. It never spins: if the storage keeps
 * failing, that is announced, and the loop tries again later, less and less often.
 */
import type { Announcer, DamageReport } from '../../shared/engine-api.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { UpdateId } from '../../shared/update.ts'
import { closedError, isLost } from '../store/storage-errors.ts'
import type { Found, Next } from '../work/commit.ts'
import { Interruption } from '../work/interruption.ts'
import { isReplaced, retrying, type Sleep } from '../work/retry.ts'
import type { Maintenance } from './maintenance.ts'
import type { UpdateRunner } from './update-runner.ts'
import type { Writer } from './writer.ts'
import type { LockedBody, WriterLock } from './writer-lock.ts'

export interface LoopParts {
  readonly runner: UpdateRunner
  readonly maintenance: Maintenance
  readonly writer: Writer
  readonly lock: WriterLock
  /** Rejects where the storage cannot be reached: then the lock is left to others. */
  readonly connect: () => Promise<void>
  readonly announcer: Announcer
  readonly sleep: Sleep
}

const updatesBetweenSweeps = 128

/** After so long without a request, the loop sweeps garbage and does other maintenance. */
const quietMs = 200

const firstRestMs = 1000
const longestRestMs = 30_000

export class UpdateLoop {
  readonly #parts: LoopParts
  readonly #closing = new AbortController()
  /** Per index the newest version in which damage was met. */
  readonly #damaged = new Map<string, number>()
  readonly #checks: { readonly run: () => Promise<void>; readonly reject: (error: unknown) => void }[] = []
  #cycle: Promise<void> | null = null
  #holdsLock = false
  /** Whether a look at the queue was asked for since the last one began. */
  #asked = false
  /** What the last commit has found to come next. */
  #next: Next | undefined
  /** What the transaction that stored the last update has found to come next. */
  #found: Found | undefined
  #lookAgain = false
  #endRest: (() => void) | null = null
  #restMs = 0
  /** Whether it was announced that updates wait. */
  #isAnnounced = false
  /**
   * The engine that freezes the queue raises this stored number while it already waits for the
   * lock. If the loop then gives the lock back once and asks for it again, that engine is the next
   * to get it; should it have died, the loop goes on, and no tab waits for it.
   */
  #steppedAside: unknown

  constructor(parts: LoopParts) {
    this.#parts = parts
  }

  /** There may be something to do. Returns at once; calling it too often does no harm. */
  wake(): void {
    this.#asked = true
    this.#endRest?.()
    if (this.#closing.signal.aborted) return
    this.#cycle ??= this.#run().finally(() => {
      this.#cycle = null
      if (this.#asked) this.wake()
    })
  }

  /**
   * What a transaction of this engine has found, before `wake`: a loop that rests begins with it
   * instead of a read of its own. It may be outdated when the lock is had: every commit makes sure.
   */
  begin(found: Found): void {
    if (!this.#holdsLock) this.#found = found
  }

  /** Another engine has run this update. */
  finished(updateId: UpdateId): void {
    if (this.#found?.head?.updateId === updateId) this.#found = undefined
  }

  /** To be called when the queue was changed elsewhere than at its end: its head is read again. */
  lookAgain(): void {
    this.#lookAgain = true
    this.#next = this.#found = undefined
  }

  /** The index is rebuilt from its documents before the next update runs. */
  rebuild(indexUid: string, metIn = Number.POSITIVE_INFINITY): void {
    this.#damaged.set(indexUid, Math.max(metIn, this.#damaged.get(indexUid) ?? 0))
    this.wake()
  }

  /**
   * Looks the index over, and with `repair` rebuilds what is damaged, before the next update runs.
   */
  check(indexUid: string, repair: boolean): Promise<DamageReport> {
    return new Promise((resolve, reject) => {
      const check = {
        run: () =>
          this.#parts.maintenance.check(indexUid, repair).then(resolve, (thrown) => {
            if (isTaken(thrown)) this.#checks.push(check)
            else reject(thrown)
          }),
        reject,
      }
      this.#checks.push(check)
      this.wake()
    })
  }

  isIdle(): boolean {
    return this.#cycle === null
  }

  /** Interrupts what runs; it stays pending. Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#asked = false
    this.#closing.abort()
    this.#interrupt('closed')
    this.#parts.maintenance.close()
    for (const { reject } of this.#checks.splice(0)) reject(closedError())
    this.#endRest?.()
    // It does not wait for a lock that another tab holds.
    if (this.#holdsLock) await this.#cycle
  }

  async #run(): Promise<void> {
    while (this.#asked && !this.#isClosing()) {
      this.#asked = false
      try {
        await this.#parts.connect()
        await this.#locked((lost) => this.#runAll(lost))
        this.#recovered()
        // Updates come first: a request ends the maintenance.
        if (await this.#isQuiet()) {
          await this.#parts.connect()
          await this.#locked((lost) => this.#tidy(lost))
        }
      } catch (thrown) {
        if (this.#isClosing() || thrown instanceof Interruption || isReplaced(thrown)) return
        await this.#rest(thrown)
      }
    }
  }

  #locked(body: LockedBody): Promise<void> {
    const hold = async (lost: AbortSignal) => {
      if (this.#isClosing()) return
      this.#holdsLock = true
      lost.onabort = () => {
        // What is pending is another tab's to run now, unless that ends too.
        this.#asked = true
        this.#interrupt('taken')
      }
      try {
        await body(lost)
      } finally {
        this.#holdsLock = false
      }
    }
    return this.#parts.lock.run(hold, this.#closing.signal)
  }

  #interrupt(reason: 'closed' | 'taken'): void {
    this.#parts.runner.interrupt(reason)
    this.#parts.maintenance.interrupt(reason)
  }

  async #runAll(lost: AbortSignal): Promise<void> {
    const { writer, runner, maintenance, sleep } = this.#parts
    let ran = 0
    do {
      this.#asked = false
      this.#next = undefined
      for (;;) {
        await this.#rebuildDamaged()
        if (this.#isClosing() || lost.aborted) return
        const { head, stepAside } = this.#next ?? this.#takeFound() ?? (await retrying(() => writer.readNext(), sleep))
        if (stepAside !== this.#steppedAside) {
          this.#steppedAside = stepAside
          this.#asked = true
          return
        }
        if (!head) break
        this.#next = undefined
        const following = await runner.run(head)
        if (!this.#lookAgain) this.#next = following
        this.#lookAgain = false
        // Every update leaves garbage, and every commit rewrites its list: a queue that never runs
        // empty must not let it grow.
        if (++ran % updatesBetweenSweeps === 0) await maintenance.tidy(() => !this.#isClosing() && !lost.aborted)
      }
    } while (this.#asked && !this.#isClosing())
  }

  #takeFound(): Next | undefined {
    const found = this.#found
    this.#found = undefined
    return found && this.#parts.writer.takeNext(found)
  }

  async #tidy(lost: AbortSignal): Promise<void> {
    const { maintenance } = this.#parts
    await maintenance.renew(() => !this.#asked && !this.#isClosing() && !lost.aborted)
    await maintenance.tidy(() => !this.#asked)
  }

  /**
   * Whether no request comes for a while: a page that writes again and again does not wait for
   * sweeping.
   */
  async #isQuiet(): Promise<boolean> {
    if (this.#asked || this.#isClosing()) return false
    await this.#sleepUnlessAsked(quietMs)
    return !this.#asked && !this.#isClosing()
  }

  async #rebuildDamaged(): Promise<void> {
    while (this.#checks.length > 0) await this.#checks.shift()?.run()
    for (const [uid, metIn] of this.#damaged) {
      this.#damaged.delete(uid)
      try {
        await this.#parts.maintenance.rebuild(uid, metIn)
      } catch (thrown) {
        if (isTaken(thrown)) this.#damaged.set(uid, metIn)
        if (thrown instanceof Interruption) throw thrown
        // The reader that asked keeps its named error; an update of this index will meet the damage
        // again and fail with it.
        console.error(`Seekling could not rebuild index "${uid}":`, thrown)
      }
    }
  }

  async #rest(thrown: unknown): Promise<void> {
    const { announcer } = this.#parts
    const { message } = SeeklingError.from(thrown)
    // The loss of this page's connection alone is not announced: it does not concern other tabs,
    // and the page's own calls reject with it.
    if (!this.#isAnnounced && !isLost(thrown)) {
      this.#isAnnounced = true
      announcer.post({ type: 'status', status: { state: 'storage-lost', message: `Updates wait: ${message}` } })
    }
    this.#restMs = Math.min(longestRestMs, this.#restMs === 0 ? firstRestMs : this.#restMs * 2)
    await this.#sleepUnlessAsked(this.#restMs)
    this.#asked = true
  }

  async #sleepUnlessAsked(ms: number): Promise<void> {
    await Promise.race([
      this.#parts.sleep(ms),
      new Promise<void>((resolve) => {
        this.#endRest = resolve
      }),
    ])
    this.#endRest = null
  }

  #recovered(): void {
    this.#restMs = 0
    if (!this.#isAnnounced) return
    this.#isAnnounced = false
    this.#parts.announcer.post({
      type: 'status',
      status: { state: 'recovered', message: 'The storage answers again; updates go on.' },
    })
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted
  }
}

const isTaken = (thrown: unknown): boolean => thrown instanceof Interruption && thrown.reason === 'taken'
