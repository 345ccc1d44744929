/**
 * Watches the update worker that runs updates, in any tab, while updates are pending. It notices at
 * once when that worker has ended, by waiting for a lock that the browser gives back when its
 * holder dies; and it takes the writer lock from a holder that stands still, such as a frozen tab.
 * That is safe, because a commit checks that no other writer got in between, and because a holder
 * that does not stand still is heard.
 */
import { frozenName, holderPrefix, writerName } from '../shared/lock-names.ts'

/**
 * Milliseconds between two queries for the holder of the lock; most updates are done before the
 * first.
 */
const lookEveryMs = 300
/** Milliseconds between two checks whether the holder was heard. */
const tickMs = 250
/** A holder that was not heard for so long, several beats, stands still. */
const silenceMs = 1300

const noop = (): void => {}

/** Undefined where there are none, or the browser lets this page not even look at them. */
function locksHere(): LockManager | undefined {
  try {
    return (globalThis.navigator as Navigator | undefined)?.locks
  } catch {
    return undefined
  }
}

export class WriterWatch {
  readonly #locks: LockManager | undefined
  readonly #scope: string | null
  readonly #ended: () => void
  #watching: AbortController | undefined
  #heardAt = 0

  /**
   * `ended` is called when no tab runs updates, again and again while that stays so. Without a
   * `scope`, or Web Locks, it is never called.
   */
  constructor(scope: string | null, ended: () => void) {
    this.#scope = scope
    this.#ended = ended
    this.#locks = locksHere()
  }

  start(): void {
    if (this.#watching || this.#scope === null || !this.#locks) return
    const watching = new AbortController()
    this.#watching = watching
    for (const [target, type] of leaving()) target?.addEventListener?.(type, this.#leave)
    this.#watch(this.#locks, this.#scope, watching.signal)
      // The browser refuses its locks, or has ended a wait that was aborted.
      .catch(noop)
  }

  stop(): void {
    this.#watching?.abort()
    this.#watching = undefined
    for (const [target, type] of leaving()) target?.removeEventListener?.(type, this.#leave)
  }

  /** The update worker that runs updates was heard. */
  heard(): void {
    this.#heardAt = performance.now()
  }

  /**
   * A page in the back-forward cache must not wait for a lock; shown again, it looks at the queue
   * again.
   */
  readonly #leave = (): void => this.stop()

  async #watch(locks: LockManager, scope: string, signal: AbortSignal): Promise<void> {
    this.heard()
    let lookIn = lookEveryMs
    while (!signal.aborted) {
      await pause(lookIn)
      lookIn = lookEveryMs
      if (signal.aborted) return
      const held = await namesHeld(locks)
      if (!held.includes(writerName(scope))) {
        this.heard()
        if (!signal.aborted) this.#ended()
        continue
      }
      const holder = held.find((name) => name.startsWith(holderPrefix(scope)))
      if (await this.#endsOrStandsStill(locks, holder, signal)) lookIn = 0
      else await this.#take(locks, scope, holder)
    }
  }

  /** True when the holder has ended, or has not shown itself yet; false when it stands still. */
  async #endsOrStandsStill(locks: LockManager, holder: string | undefined, signal: AbortSignal): Promise<boolean> {
    const ended = holder === undefined ? pause(tickMs) : locks.request(holder, { mode: 'shared', signal }, noop)
    let over = false
    const settled = ended.then(() => {
      over = true
    })
    for (;;) {
      const before = performance.now()
      await Promise.race([settled, pause(tickMs)])
      // This page itself stood still, and has heard no holder.
      if (performance.now() - before > 6 * tickMs) this.heard()
      if (performance.now() - this.#heardAt > silenceMs) return false
      if (over) return true
    }
  }

  /** Unless another tab was faster. */
  async #take(locks: LockManager, scope: string, holder: string | undefined): Promise<void> {
    this.heard()
    const held = await namesHeld(locks)
    if (holder !== undefined && !held.includes(holder)) return
    for (const name of [holder, frozenName(scope), writerName(scope)])
      if (name !== undefined && held.includes(name)) await locks.request(name, { steal: true }, noop)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const namesHeld = async (locks: LockManager): Promise<string[]> =>
  ((await locks.query()).held ?? []).map(({ name = '' }) => name)

const leaving = (): readonly (readonly [EventTarget | undefined, string])[] => [
  [globalThis, 'pagehide'],
  [globalThis.document as Document | undefined, 'freeze'],
]
