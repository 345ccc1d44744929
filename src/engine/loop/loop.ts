/**
 * The loop: whoever has updates takes the writer lock, runs all that are pending in ascending order, whoever enqueued them, and lets go. It
 * never spins: storage that stays away is announced and asked again later, less and less often.
 */
import type { Announcer, DamageReport } from '../../shared/engine-api.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { UpdateQueue } from '../queue/queue.ts'
import { closedError } from '../store/storage-errors.ts'
import { Interruption } from '../work/interruption.ts'
import { retrying, type Sleep } from '../work/retry.ts'
import type { Maintenance } from './maintenance.ts'
import type { UpdateRunner } from './update-runner.ts'
import type { Writer } from './writer.ts'
import type { WriterLock } from './writer-lock.ts'

export interface LoopParts {
  readonly queue: UpdateQueue
  readonly runner: UpdateRunner
  readonly maintenance: Maintenance
  readonly writer: Writer
  readonly lock: WriterLock
  readonly announcer: Announcer
  readonly sleep: Sleep
}

const updatesBetweenSweeps = 128

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
  /** Somebody asked for a look at the queue since the last one began. */
  #asked = false
  #endRest: (() => void) | null = null
  #restMs = 0
  /**
   * Whoever freezes the queue raises this stored number while it already waits for the lock. Letting go of the lock once, and asking for it
   * again, then makes it the next to get it; nobody is left waiting for one who has died.
   */
  #steppedAside: unknown

  constructor(parts: LoopParts) {
    this.#parts = parts
  }

  /** There may be something to do. Answers at once; calling it too often does no harm. */
  wake(): void {
    this.#asked = true
    this.#endRest?.()
    if (this.#closing.signal.aborted) return
    this.#cycle ??= this.#run().finally(() => {
      this.#cycle = null
      if (this.#asked) this.wake()
    })
  }

  /** The index is rebuilt from its documents before the next update runs. */
  rebuild(indexUid: string, metIn = Number.POSITIVE_INFINITY): void {
    this.#damaged.set(indexUid, Math.max(metIn, this.#damaged.get(indexUid) ?? 0))
    this.wake()
  }

  /** Looks the index over, and with `repair` rebuilds what is damaged, before the next update runs. */
  check(indexUid: string, repair: boolean): Promise<DamageReport> {
    return new Promise((resolve, reject) => {
      const run = () => this.#parts.maintenance.check(indexUid, repair).then(resolve, reject)
      this.#checks.push({ run, reject })
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
    this.#parts.runner.interrupt('closed')
    this.#parts.maintenance.close()
    for (const { reject } of this.#checks.splice(0)) reject(closedError())
    this.#endRest?.()
    // A lock of another tab's is not waited for.
    if (this.#holdsLock) await this.#cycle
  }

  async #run(): Promise<void> {
    while (this.#asked && !this.#isClosing()) {
      this.#asked = false
      try {
        await this.#parts.lock.run(() => this.#hold(), this.#closing.signal)
        this.#recovered()
      } catch (thrown) {
        if (this.#isClosing() || thrown instanceof Interruption) return
        await this.#rest(thrown)
      }
    }
  }

  async #hold(): Promise<void> {
    if (this.#isClosing()) return
    this.#holdsLock = true
    try {
      await this.#runAll()
    } finally {
      // Without the lock, others may write.
      this.#parts.writer.forget()
      this.#holdsLock = false
    }
  }

  async #runAll(): Promise<void> {
    const { queue, runner, maintenance, sleep } = this.#parts
    let ran = 0
    do {
      this.#asked = false
      for (;;) {
        await this.#rebuildDamaged()
        if (this.#isClosing()) return
        const [head, stepAside] = await retrying(() => queue.next(), sleep)
        if (stepAside !== this.#steppedAside) {
          this.#steppedAside = stepAside
          this.#asked = true
          return
        }
        if (!head) break
        await runner.run(head)
        // Every update leaves garbage, and every commit rewrites its list: a queue that never runs empty must not let it grow.
        if (++ran % updatesBetweenSweeps === 0) await maintenance.tidy(() => !this.#isClosing())
      }
      // Updates go first: what is asked for meanwhile ends the tidying.
      if (!this.#isClosing()) await maintenance.tidy(() => !this.#asked)
    } while (this.#asked && !this.#isClosing())
  }

  async #rebuildDamaged(): Promise<void> {
    while (this.#checks.length > 0) await this.#checks.shift()?.run()
    for (const [uid, metIn] of this.#damaged) {
      this.#damaged.delete(uid)
      try {
        await this.#parts.maintenance.rebuild(uid, metIn)
      } catch (thrown) {
        if (thrown instanceof Interruption) throw thrown
        // The reader that asked keeps its named error; an update of this index will meet the damage again and fail with it.
        console.error(`Seekling could not rebuild index "${uid}":`, thrown)
      }
    }
  }

  async #rest(thrown: unknown): Promise<void> {
    const { announcer, sleep } = this.#parts
    const { message } = SeeklingError.from(thrown)
    if (this.#restMs === 0)
      announcer.post({ type: 'status', status: { state: 'storage-lost', message: `Updates wait: ${message}` } })
    this.#restMs = Math.min(longestRestMs, this.#restMs === 0 ? firstRestMs : this.#restMs * 2)
    await Promise.race([
      sleep(this.#restMs),
      new Promise<void>((resolve) => {
        this.#endRest = resolve
      }),
    ])
    this.#endRest = null
    this.#asked = true
  }

  #recovered(): void {
    if (this.#restMs === 0) return
    this.#restMs = 0
    this.#parts.announcer.post({
      type: 'status',
      status: { state: 'recovered', message: 'The storage answers again; updates go on.' },
    })
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted
  }
}
