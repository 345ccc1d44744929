/**
 * The writer lock over Web Locks: one writer among all tabs and workers of the origin, held only
 * while updates run. The browser gives it back when its holder dies. Web Locks exist in secure
 * contexts only. Elsewhere, and where the browser refuses them, a lock of this thread is used. That
 * is safe, because every commit checks that no other writer came between; whether another thread is
 * writing is then known from announcements.
 */
import { LocalWriterLock, type LockedBody, type WriterLock } from '../engine/loop/writer-lock.ts'
import type { Announcer } from '../shared/engine-api.ts'
import { beatMs, frozenName, holderPrefix, writerName } from '../shared/lock-names.ts'
import { webLocks } from './web-locks.ts'

/**
 * A writer announces its progress several times a second. One that has been silent for so long is
 * taken for dead.
 */
const silenceMs = 5_000

/**
 * The best lock there is here. `scope` is the same for all threads that share a store; `now` is in
 * milliseconds.
 */
export function writerLock(scope: string, announcer: Announcer, now: () => number): WriterLock {
  const broadcast = new BroadcastWriterLock(scope, announcer, now)
  const locks = webLocks()
  return locks ? new WebWriterLock(locks, scope, announcer, broadcast) : broadcast
}

class WebWriterLock implements WriterLock {
  readonly #locks: LockManager
  readonly #scope: string
  readonly #announcer: Announcer
  readonly #whereRefused: WriterLock

  constructor(locks: LockManager, scope: string, announcer: Announcer, whereRefused: WriterLock) {
    this.#locks = locks
    this.#scope = scope
    this.#announcer = announcer
    this.#whereRefused = whereRefused
  }

  /**
   * A second lock tells others that the holder of the first freezes the queue. Only the holder of
   * the first takes it, so it is always free. When the lock is taken away, `run` still resolves
   * only after the body has ended: two bodies of one engine would be worse than two writers.
   */
  async run(body: LockedBody, signal?: AbortSignal, frozen?: boolean): Promise<void> {
    let held: Promise<void> | undefined
    const taken = new AbortController()
    const hold = () => {
      held = this.#heard(() => body(taken.signal))
      return frozen ? this.#locks.request(frozenName(this.#scope), () => held) : held
    }
    try {
      await this.#locks.request(writerName(this.#scope), signal ? { signal } : {}, hold)
    } catch (thrown) {
      if (held) {
        if (isTaken(thrown)) taken.abort()
        return held
      }
      // The browser rejects a wait that was aborted, as the caller wanted.
      if (signal?.aborted) return
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
    return isHeld(writerName(this.#scope)) && !isHeld(frozenName(this.#scope))
  }

  /**
   * Runs `body` so that others can tell a long run from a tab that stands still: it is announced
   * again and again, under a lock that others can wait for.
   */
  async #heard(body: () => Promise<void>): Promise<void> {
    const running = body()
    let shown = false
    const beat = setInterval(() => {
      this.#announcer.post({ type: 'beat' })
      if (shown) return
      shown = true
      const name = `${holderPrefix(this.#scope)}${Math.random()}`
      this.#locks.request(name, () => running).catch(() => {})
    }, beatMs)
    try {
      await running
    } finally {
      clearInterval(beat)
    }
  }
}

/** Whether another tab has taken the lock because this one was not heard any more. */
const isTaken = (thrown: unknown): boolean => (thrown as { name?: unknown } | null)?.name === 'AbortError'

/** Engines of this thread that share a store share its lock. */
const localLocks = new Map<string, LocalWriterLock>()

class BroadcastWriterLock implements WriterLock {
  readonly #local: LocalWriterLock
  readonly #now: () => number
  #heardAt = Number.NEGATIVE_INFINITY

  constructor(scope: string, announcer: Announcer, now: () => number) {
    this.#local = localLocks.get(scope) ?? new LocalWriterLock()
    localLocks.set(scope, this.#local)
    this.#now = now
    announcer.subscribe((announcement) => {
      if (announcement.type === 'beat') this.#heardAt = now()
      if (announcement.type !== 'update') return
      const { status } = announcement.update
      if (status === 'processing') this.#heardAt = now()
      else if (status !== 'enqueued') this.#heardAt = Number.NEGATIVE_INFINITY
    })
  }

  run(body: LockedBody, signal?: AbortSignal, frozen?: boolean): Promise<void> {
    return this.#local.run(body, signal, frozen)
  }

  async isHeld(): Promise<boolean> {
    return this.#now() - this.#heardAt < silenceMs || (await this.#local.isHeld())
  }
}
