/**
 * The writer lock over Web Locks: one writer among all tabs and workers of the origin, held only while updates run. The browser gives it back
 * when its holder dies. Web Locks exist in secure contexts only. Elsewhere a lock of this thread has to do, which is safe, because every
 * commit checks for itself that nobody got in between; whether somebody else is writing is then known by hearsay. The same where the browser has
 * Web Locks and refuses them.
 */
import { LocalWriterLock, type WriterLock } from '../engine/loop/writer-lock.ts'
import type { Announcer } from '../shared/engine-api.ts'

/** A writer says several times a second how far it is. One that has been silent for so long is taken for dead. */
const silenceMs = 5_000

/** The best lock there is here. `scope` is the same for all who share a store; `now` is in milliseconds. */
export function writerLock(scope: string, announcer: Announcer, now: () => number): WriterLock {
  const hearsay = new HearsayWriterLock(scope, announcer, now)
  const { locks } = (globalThis.navigator ?? {}) as { locks?: LockManager }
  return locks ? new WebWriterLock(locks, `${scope}:writer`, hearsay) : hearsay
}

class WebWriterLock implements WriterLock {
  readonly #locks: LockManager
  readonly #name: string
  readonly #whereRefused: WriterLock

  constructor(locks: LockManager, name: string, whereRefused: WriterLock) {
    this.#locks = locks
    this.#name = name
    this.#whereRefused = whereRefused
  }

  /** A second lock says that the first freezes the queue. Only who has the first takes it, so it is always free. */
  async run(body: () => Promise<void>, signal?: AbortSignal, frozen?: boolean): Promise<void> {
    let granted = false
    try {
      await this.#locks.request(this.#name, signal ? { signal } : {}, () => {
        granted = true
        return frozen ? this.#locks.request(`${this.#name}:frozen`, body) : body()
      })
    } catch (thrown) {
      // The browser rejects a wait that is given up; that is what was asked for.
      if (!granted && signal?.aborted) return
      if (granted) throw thrown
      await this.#whereRefused.run(body, signal, frozen)
    }
  }

  async isHeld(): Promise<boolean> {
    let held: LockInfo[]
    try {
      held = (await this.#locks.query()).held ?? []
    } catch {
      return this.#whereRefused.isHeld()
    }
    const isHeld = (wanted: string) => held.some(({ name }) => name === wanted)
    return isHeld(this.#name) && !isHeld(`${this.#name}:frozen`)
  }
}

/** Engines of this thread that share a store share its lock. */
const localLocks = new Map<string, LocalWriterLock>()

class HearsayWriterLock implements WriterLock {
  readonly #local: LocalWriterLock
  readonly #now: () => number
  #heardAt = Number.NEGATIVE_INFINITY

  constructor(scope: string, announcer: Announcer, now: () => number) {
    this.#local = localLocks.get(scope) ?? new LocalWriterLock()
    localLocks.set(scope, this.#local)
    this.#now = now
    announcer.subscribe((announcement) => {
      if (announcement.type !== 'update') return
      const { status } = announcement.update
      if (status === 'processing') this.#heardAt = now()
      else if (status !== 'enqueued') this.#heardAt = Number.NEGATIVE_INFINITY
    })
  }

  run(body: () => Promise<void>, signal?: AbortSignal, frozen?: boolean): Promise<void> {
    return this.#local.run(body, signal, frozen)
  }

  async isHeld(): Promise<boolean> {
    return this.#now() - this.#heardAt < silenceMs || (await this.#local.isHeld())
  }
}
