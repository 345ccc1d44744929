/**
 * One writer at a time. The lock saves work, not the data: a commit checks for itself that nobody got in between, so where there are no Web
 * Locks a lock of this thread is enough.
 */

export interface WriterLock {
  /**
   * Runs `body` while no other engine of this database runs one; waits for its turn as long as it takes. An aborted `signal` gives up the
   * wait: then `run` resolves without having run `body`. It does not stop a body that runs.
   */
  run(body: () => Promise<void>, signal?: AbortSignal): Promise<void>
  /** As `run`, for work that keeps updates from running: meanwhile `isHeld` says no. Once a later `isHeld` has answered, no later `run` is before it. */
  freeze(body: () => Promise<void>, signal?: AbortSignal): Promise<void>
  /** Whether anybody, in any tab, runs updates now. */
  isHeld(): Promise<boolean>
}

/** Orders the engines of one thread that share this object. */
export class LocalWriterLock implements WriterLock {
  #last: Promise<unknown> = Promise.resolve()
  #held = false

  run(body: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    return this.#take(body, signal, true)
  }

  freeze(body: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    return this.#take(body, signal, false)
  }

  async isHeld(): Promise<boolean> {
    return this.#held
  }

  #take(body: () => Promise<void>, signal: AbortSignal | undefined, held: boolean): Promise<void> {
    const turn = this.#last.then(async () => {
      if (signal?.aborted) return
      this.#held = held
      try {
        await body()
      } finally {
        this.#held = false
      }
    })
    this.#last = turn.catch(() => {})
    return turn
  }
}
