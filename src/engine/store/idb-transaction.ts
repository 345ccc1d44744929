/**
 * One IndexedDB transaction as the store's laws want it: committed and complete before `run`
 * resolves, rolled back before it rejects. The raw objects are used on purpose: a large commit puts
 * hundreds of records, and each put costs one request and one promise, no more.
 */

import { AnswerWatch, type Patience } from './idb-standstill.ts'
import { exactBytes, isInside } from './keys.ts'
import type { Bucket, Key, KeyRange, WriteTransaction } from './store.ts'

const ignore = (): void => {}

/**
 * A connection that the browser closes has its transactions aborted; one that was begun in that
 * very moment gets no event any more.
 */
const endsWithinMs = 250

/** What a transaction without an answer rejects with. Nothing of it was stored. */
export class Unanswered {
  readonly ms: number
  /** Whether another tab that stands still is the reason; then the connection is sound. */
  readonly isBlocked: boolean

  constructor(ms: number, isBlocked: boolean) {
    this.ms = ms
    this.isBlocked = isBlocked
  }
}

/**
 * What a transaction rejects with, as a browser would, when its connection was closed and no event
 * came.
 */
const orphaned = { name: 'InvalidStateError', message: 'the browser closed it under a transaction' }

export class IdbTransaction implements WriteTransaction {
  readonly #transaction: IDBTransaction
  readonly #promised: <T>(request: IDBRequest<T>) => Promise<T>
  /**
   * Whether the global IDBKeyRange belongs to this transaction's implementation; else ranges are
   * picked from the keys by hand.
   */
  readonly #nativeRanges: boolean
  readonly #ended: Promise<void>
  readonly #patience: Patience
  #watch: AnswerWatch | undefined
  #orphanTimer: ReturnType<typeof setTimeout> | undefined
  #giveUp: (reason: unknown) => void = ignore

  constructor(
    transaction: IDBTransaction,
    promised: <T>(request: IDBRequest<T>) => Promise<T>,
    nativeRanges: boolean,
    patience: Patience,
  ) {
    this.#transaction = transaction
    this.#patience = patience
    this.#promised = promised
    this.#nativeRanges = nativeRanges
    this.#ended = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      // The error is null when the browser gives no reason; the store decides what that means.
      transaction.onabort = () => reject(transaction.error)
    })
    this.#ended.catch(ignore)
  }

  /**
   * Runs `body` and resolves with what it returned when the transaction is complete. Rejects with
   * what `body` threw, or, where the storage failed, with the transaction's own error. Rejects with
   * `Unanswered` and is aborted when the storage stands still: when a read gets no answer within
   * the limit, or a write none to its first request. A write that was answered once has no limit,
   * because it could not be known what became of it.
   */
  async run<T>(body: (transaction: this) => Promise<T>): Promise<T> {
    const silence = new Promise<never>((_, reject) => {
      this.#giveUp = (reason) => {
        reject(reason)
        this.#abort()
      }
      this.#watch = new AnswerWatch(this.#transaction, this.#patience, (ms, isBlocked) =>
        this.#giveUp(new Unanswered(ms, isBlocked)),
      )
    })
    try {
      return await Promise.race([this.#run(body), silence])
    } finally {
      this.#watch?.stop()
      clearTimeout(this.#orphanTimer)
    }
  }

  /** To be called when the browser has closed the connection. Rejects with `orphaned`. */
  connectionClosed(): void {
    this.#orphanTimer = setTimeout(() => this.#giveUp(orphaned), endsWithinMs)
  }

  async #run<T>(body: (transaction: this) => Promise<T>): Promise<T> {
    let answer: T
    try {
      answer = await body(this)
    } catch (thrown) {
      this.#abort()
      // A failed request aborts its transaction, and the transaction knows the reason better (a
      // full disk, for one).
      await this.#ended.catch(ignore)
      throw this.#transaction.error ?? thrown
    }
    if (this.#transaction.mode === 'readonly') return answer
    this.#commit()
    await this.#ended
    return answer
  }

  get(bucket: Bucket, key: Key): Promise<unknown> {
    return this.#settle(this.#store(bucket).get(key))
  }

  getAll(bucket: Bucket, range?: KeyRange, limit?: number): Promise<unknown[]> {
    if (limit === 0) return Promise.resolve([])
    if (!range || this.#nativeRanges) return this.#settle(this.#store(bucket).getAll(nativeRange(range), limit))
    return this.getAllKeys(bucket, range, limit).then((keys) => Promise.all(keys.map((key) => this.get(bucket, key))))
  }

  getAllKeys(bucket: Bucket, range?: KeyRange, limit?: number): Promise<Key[]> {
    if (limit === 0) return Promise.resolve([])
    const store = this.#store(bucket)
    // Only numbers and strings are ever put.
    if (!range || this.#nativeRanges) return this.#settle(store.getAllKeys(nativeRange(range), limit)) as Promise<Key[]>
    return (this.#settle(store.getAllKeys()) as Promise<Key[]>).then((keys) =>
      keys.filter((key) => isInside(key, range)).slice(0, limit),
    )
  }

  count(bucket: Bucket, range?: KeyRange): Promise<number> {
    if (!range || this.#nativeRanges) return this.#settle(this.#store(bucket).count(nativeRange(range)))
    return this.getAllKeys(bucket, range).then((keys) => keys.length)
  }

  put(bucket: Bucket, key: Key, value: unknown): Promise<void> {
    return this.#settle(this.#store(bucket).put(exactBytes(value), key)) as Promise<unknown> as Promise<void>
  }

  putAll(bucket: Bucket, keys: readonly Key[], values: readonly unknown[]): Promise<void> {
    const store = this.#store(bucket)
    const last = keys.length - 1
    for (let i = 0; i < last; i++) {
      const request = store.put(exactBytes(values[i]), keys[i])
      if (i === 0) request.onsuccess = () => this.#watch?.answered()
    }
    return this.#settle(store.put(exactBytes(values[last]), keys[last])) as Promise<unknown> as Promise<void>
  }

  delete(bucket: Bucket, keys: Key | KeyRange): Promise<void> {
    const store = this.#store(bucket)
    if (typeof keys !== 'object') return this.#settle(store.delete(keys))
    if (keys.from === undefined && keys.to === undefined) return this.#settle(store.clear())
    // An open range is undefined, and that case has just returned.
    if (this.#nativeRanges) return this.#settle(store.delete(nativeRange(keys) as IDBKeyRange))
    return this.getAllKeys(bucket, keys).then(async (found) => {
      await Promise.all(found.map((key) => this.delete(bucket, key)))
    })
  }

  #store(bucket: Bucket): IDBObjectStore {
    return this.#transaction.objectStore(bucket)
  }

  /**
   * A caller need not await every request: the transaction's own end reports a failure, so the
   * promise alone must not count as unhandled.
   */
  #settle<T>(request: IDBRequest<T>): Promise<T> {
    const promise = this.#promised(request)
    promise.then(() => this.#watch?.answered(), ignore)
    return promise
  }

  #abort(): void {
    try {
      this.#transaction.abort()
    } catch {
      // It has ended already, by a failed request or because `body` issued none.
    }
  }

  /**
   * Commits without waiting for the transaction to become idle; where there is no `commit`, or the
   * transaction made no request and ended by itself, the browser commits anyway.
   */
  #commit(): void {
    try {
      this.#transaction.commit?.()
    } catch {
      // The transaction has ended already.
    }
  }
}

function nativeRange(range: KeyRange | undefined): IDBKeyRange | undefined {
  if (range?.from === undefined) return range?.to === undefined ? undefined : IDBKeyRange.upperBound(range.to)
  return range.to === undefined ? IDBKeyRange.lowerBound(range.from) : IDBKeyRange.bound(range.from, range.to)
}
