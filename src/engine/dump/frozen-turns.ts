/**
 * The turns of one engine at the writer lock, taken with the queue frozen: which wait, which run,
 * and which `close` has to wait for.
 */
import { closedError } from '../store/storage-errors.ts'
import type { DumpParts } from './dump-parts.ts'
import { type Frozen, withFrozenQueue } from './frozen-queue.ts'

export class FrozenTurns {
  readonly #parts: DumpParts
  /** All turns that wait or run; and of those the ones that run. */
  readonly #turns = new Set<Promise<unknown>>()
  readonly #bodies = new Set<Promise<unknown>>()

  constructor(parts: DumpParts) {
    this.#parts = parts
  }

  isIdle(): boolean {
    return this.#turns.size === 0
  }

  /** Resolves when nothing runs any more. A turn of another tab's is not waited for. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.#bodies)
  }

  /**
   * Resolves as soon as `ask` has stored what is to be done; see `withFrozenQueue`. If `done` is
   * not awaited, a failure of `body` is not reported: then its work must be in a record, from which
   * the next engine does it again.
   */
  async begin<A>(ask: () => Promise<A>, body: (asked: A) => Promise<void>): Promise<Frozen<A>> {
    const { lock, closing } = this.#parts
    const turn = await withFrozenQueue(lock, closing, ask, (asked) => track(this.#bodies, body(asked)))
    track(this.#turns, turn.done)
    return turn
  }

  /**
   * Returns what `body` does. Rejects as `ask` and `body` do, and with `client_closed` if it was
   * never run.
   */
  async run<A, T>(ask: () => Promise<A>, body: (asked: A) => Promise<T>): Promise<T> {
    let answer: { readonly value: T } | undefined
    const { done } = await this.begin(ask, async (asked) => {
      answer = { value: await body(asked) }
    })
    await done
    if (!answer) throw closedError()
    return answer.value
  }
}

/** Keeps `work` in `set` until it has ended. */
function track<T>(set: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  const forget = () => set.delete(work)
  set.add(work)
  work.then(forget, forget)
  return work
}
