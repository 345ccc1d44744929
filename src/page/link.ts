/**
 * A link to engines that are up, in one worker or in this thread. Every call through it settles:
 * with its result, or with the reason why the link failed. Comlink never rejects when a worker is
 * gone, so each call under way is kept here until it has settled.
 */
import { SeeklingError } from '../shared/errors.ts'
import type { Call } from '../shared/wire.ts'
import type { WorkerParts } from '../shared/worker-control.ts'
import { copied, unreadable } from './plain-copy.ts'

/**
 * A killed worker fires no event. While calls wait it is pinged this often, and given up after ten
 * seconds without a response.
 */
const pingEveryMs = 2_000
const silentPings = 4

export class Link {
  readonly #call: Call
  readonly #silent: () => void
  readonly #settled: (error?: SeeklingError) => void
  readonly #pending = new Set<(error: SeeklingError) => void>()
  #failure: SeeklingError | undefined
  #watch: ReturnType<typeof setInterval> | undefined

  /**
   * `silent` is called when the other side has not responded for ten seconds, `settled` with how
   * each call has ended to which it responded.
   */
  constructor(call: Call, silent: () => void = () => {}, settled: (error?: SeeklingError) => void = () => {}) {
    this.#call = call
    this.#silent = silent
    this.#settled = settled
  }

  /** True while calls have not settled. */
  get busy(): boolean {
    return this.#pending.size > 0
  }

  /**
   * Typed calls of one part. `then` is left out, because awaiting the part would call it. `another`
   * returns the link to repeat a call on that was rejected with `thrown`, or rejects.
   */
  part<Name extends keyof WorkerParts>(
    part: Name,
    another?: (thrown: SeeklingError) => Promise<Link>,
  ): WorkerParts[Name] {
    const call = (method: string, args: unknown[]): Promise<unknown> => {
      const answer = this.#send(part, method, args)
      return another ? answer.catch(async (thrown) => (await another(thrown)).#send(part, method, args)) : answer
    }
    return new Proxy({} as WorkerParts[Name], {
      get: (_, method) => (method === 'then' ? undefined : (...args: unknown[]) => call(method as string, args)),
    })
  }

  /** Rejects every call under way and all later ones. */
  fail(reason: SeeklingError): void {
    this.#failure = reason
    for (const reject of this.#pending) reject(reason)
    this.#pending.clear()
    this.#stopWatch()
  }

  #send(part: keyof WorkerParts, method: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#pending.add(reject)
      this.#watch ??= this.#startWatch()
      this.#call(part, method, args)
        .finally(() => {
          this.#pending.delete(reject)
          if (!this.busy) this.#stopWatch()
        })
        .then(
          (answer) => {
            this.#settled()
            resolve(answer)
          },
          (thrown) => {
            const error = asTyped(thrown, args)
            this.#settled(error)
            reject(error)
          },
        )
    })
  }

  #startWatch(): ReturnType<typeof setInterval> {
    let pings = 0
    const heard = () => {
      pings = 0
    }
    return setInterval(() => {
      if (pings++ < silentPings) this.#call('control', 'ping', []).then(heard, heard)
      else this.#silent()
    }, pingEveryMs)
  }

  #stopWatch(): void {
    clearInterval(this.#watch)
    this.#watch = undefined
  }
}

/** An error that no engine threw may come from an argument that could not be sent. */
function asTyped(thrown: unknown, args: readonly unknown[]): SeeklingError {
  if (thrown instanceof SeeklingError) return thrown
  if ((thrown as { name?: unknown } | null)?.name === 'DataCloneError') return unreadable(thrown)
  try {
    copied(args)
  } catch (unsendable) {
    return unsendable as SeeklingError
  }
  return SeeklingError.from(thrown)
}
