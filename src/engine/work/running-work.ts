/**
 * Work under way: how far it is, and whether it may go on. A thread that computes gets no messages,
 * so it pauses every few milliseconds; otherwise a cancelation or a call from the page would wait
 * for the end of the update.
 */
import type { UpdateProgress } from '../../shared/update.ts'
import type { Clock } from '../store/clock.ts'
import { Interruption, type InterruptionReason } from './interruption.ts'

/** Lets other tasks of this thread run, then resolves. */
export type Pause = () => Promise<void>

/**
 * Half a frame: a message waits no longer than this, and a pause costs well under a hundredth of
 * it.
 */
const pauseEveryMs = 8
/** Announcements go to every tab; twenty a second look smooth. */
const announceEveryMs = 50

export class RunningWork {
  readonly startedAt: number
  readonly #clock: Clock
  readonly #pause: Pause
  readonly #announce: (progress: UpdateProgress) => void
  #progress: UpdateProgress = { step: 'preparing', done: 0, total: 1 }
  #announcedAt: number
  #pausedAt: number
  #interrupted: InterruptionReason | null = null

  /** `announce` is called at every new step, and about every 50 ms while a step goes on. */
  constructor(clock: Clock, pause: Pause, announce: (progress: UpdateProgress) => void) {
    this.#clock = clock
    this.#pause = pause
    this.#announce = announce
    this.startedAt = clock.now()
    this.#announcedAt = this.startedAt
    this.#pausedAt = this.startedAt
  }

  /** The next checkpoint throws. */
  interrupt(reason: InterruptionReason): void {
    this.#interrupted ??= reason
  }

  progress(): UpdateProgress {
    return this.#progress
  }

  /** Throws Interruption once interrupted. */
  async checkpoint(progress: UpdateProgress): Promise<void> {
    this.#throwIfInterrupted()
    const now = this.#clock.now()
    const newStep = progress.step !== this.#progress.step
    this.#progress = progress
    if (newStep || this.#isLater(now, this.#announcedAt, announceEveryMs)) {
      this.#announcedAt = now
      this.#announce(progress)
    }
    if (!this.#isLater(now, this.#pausedAt, pauseEveryMs)) return
    await this.#pause()
    this.#pausedAt = this.#clock.now()
    this.#throwIfInterrupted()
  }

  /** A clock that was set back must not stop the pauses. */
  #isLater(now: number, before: number, byMs: number): boolean {
    return now - before >= byMs || now < before
  }

  #throwIfInterrupted(): void {
    if (this.#interrupted) throw new Interruption(this.#interrupted)
  }
}
