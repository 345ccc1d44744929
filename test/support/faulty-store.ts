/**
 * A store that fails at a chosen operation. Every step counts as one: beginning a transaction, each
 * request, the commit (which then rolls back), and the moment after it (the write is there, but its
 * caller is told it failed, as when a connection is lost too late).
 */

import type { Bucket, Durability, ReadTransaction, Store, WriteTransaction } from '../../src/engine/store/store.ts'
import { SeeklingError } from '../../src/shared/errors.ts'

/**
 * `once`: this operation fails and the next ones work. `briefly`: so do the next few, as while a
 * connection is opened again. `dead`: from this one on everything fails, as if the process had been
 * killed.
 */
export type FaultMode = 'once' | 'briefly' | 'dead'

/** Which operations count; `method` is that of the transaction, of a request. */
export type Counted = (place: FaultPlace, method?: string) => boolean

const briefly = 3

export type FaultPlace = 'begin' | 'request' | 'commit' | 'committed'

export class Faults {
  /** Operations so far. */
  operations = 0
  /** Where the fault was, once it was. */
  failedAt: FaultPlace | null = null
  #failAt = Number.POSITIVE_INFINITY
  #mode: FaultMode = 'once'
  #error = ioError()
  #counted: Counted = all

  /** The nth operation from now fails, n from 1. With `counted`, the nth of those. */
  failAfter(n: number, mode: FaultMode, error: SeeklingError = ioError(), counted: Counted = all): void {
    this.#failAt = this.operations + n
    this.#counted = counted
    this.#mode = mode
    this.#error = error
    this.failedAt = null
  }

  /** The nth time that operations reach this place, counted from now, one fails; n from 1. */
  failAtPlace(place: FaultPlace, n: number, mode: FaultMode): void {
    this.failAfter(n, mode, ioError(), (reached) => reached === place)
  }

  /** All works again. */
  heal(): void {
    this.#failAt = Number.POSITIVE_INFINITY
  }

  step(place: FaultPlace, method?: string): void {
    this.operations++
    // While the nth is waited for, the others do not count.
    if (this.failedAt === null && !this.#counted(place, method)) {
      this.#failAt++
      return
    }
    const last = { once: this.#failAt, briefly: this.#failAt + briefly, dead: Number.POSITIVE_INFINITY }[this.#mode]
    if (this.operations < this.#failAt || this.operations > last) return
    this.failedAt ??= place
    throw this.#error
  }
}

const all: Counted = () => true

const ioError = (): SeeklingError => new SeeklingError('io_error', 'A fault was injected here.')

export class FaultyStore implements Store {
  readonly #store: Store
  readonly #faults: Faults

  constructor(store: Store, faults: Faults) {
    this.#store = store
    this.#faults = faults
  }

  async read<T>(buckets: readonly Bucket[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    this.#faults.step('begin')
    return this.#store.read(buckets, (transaction) => body(this.#counted(transaction)))
  }

  async write<T>(
    buckets: readonly Bucket[],
    durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
  ): Promise<T> {
    this.#faults.step('begin')
    const answer = await this.#store.write(buckets, durability, async (transaction) => {
      const answer = await body(this.#counted(transaction))
      this.#faults.step('commit')
      return answer
    })
    this.#faults.step('committed')
    return answer
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  destroy(): Promise<void> {
    return this.#store.destroy()
  }

  /**
   * The same transaction, each of whose methods counts. An unawaited request that fails must fail
   * the whole, as a real one does.
   */
  #counted<T extends ReadTransaction>(transaction: T): T {
    return new Proxy(transaction, {
      get: (target, property) => {
        const method = Reflect.get(target, property)
        return typeof method !== 'function'
          ? method
          : (...args: unknown[]) => {
              this.#faults.step('request', String(property))
              return method.apply(target, args)
            }
      },
    })
  }
}
