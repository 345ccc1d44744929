/**
 * One writer at a time. The lock saves work, not the data: a commit checks for itself that no other
 * engine got in between, so where there are no Web Locks a lock of this thread is enough, and
 * taking the lock from a writer that stands still does no harm when that writer goes on.
 */

/**
 * `lost` is aborted when the lock was taken away: the body should end soon, and whatever it still
 * commits is checked.
 */
export type LockedBody = (lost: AbortSignal) => Promise<void>

export interface WriterLock {
  /**
   * Runs `body` while no other engine of this database runs one; waits for its turn as long as it
   * takes. Aborting `signal` ends the wait: then `run` resolves without having run `body`. It does
   * not stop a body that runs. With `frozen` the body keeps updates from running, so `isHeld`
   * resolves with false. A caller that awaits `isHeld` after calling `run` knows that its place in
   * the line is taken: no later `run` comes before it.
   */
  run(body: LockedBody, signal?: AbortSignal, frozen?: boolean): Promise<void>
  /** Whether any engine, in any tab, runs updates now. */
  isHeld(): Promise<boolean>
}

/** Orders the engines of one thread that share this object. */
export class LocalWriterLock implements WriterLock {
  #last: Promise<unknown> = Promise.resolve()
  #held = false

  run(body: LockedBody, signal?: AbortSignal, frozen = false): Promise<void> {
    const turn = this.#last.then(async () => {
      if (signal?.aborted) return
      this.#held = !frozen
      try {
        await body(neverLost)
      } finally {
        this.#held = false
      }
    })
    this.#last = turn.catch(() => {})
    return turn
  }

  async isHeld(): Promise<boolean> {
    return this.#held
  }
}

const neverLost = new AbortController().signal
