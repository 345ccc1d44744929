/**
 * One IndexedDB transaction as the store's laws want it: committed and complete before `run`
 * resolves, rolled back before it rejects. The raw objects are used on purpose: a large commit puts
 * hundreds of records, and each put costs one request and one promise, no more.
 */

import { AnswerWatch, type Patience } from './idb-standstill.ts'
import { exactBytes, isInside } from './keys.ts'
import type { Bucket, Key, KeyRange, WriteTransaction } from './store.ts'

const ignore = (): void => {}

/** What a request is refused with that comes after its transaction was aborted by the browser. */
const afterTheEnd: ReadonlySet<unknown> = new Set(['TransactionInactiveError', 'InvalidStateError'])

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
  /** What the browser refused at once, if it did. */
  #refused: { readonly thrown: unknown } | undefined
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
      this.#watch = new AnswerWatch(this.#transaction, this.#patience, (ms, isBlocked, isLost) =>
        this.#giveUp(isLost ? orphaned : new Unanswered(ms, isBlocked)),
      )
    })
    try {
      return await Promise.race([this.#run(body), silence])
    } finally {
      this.#watch?.stop()
      clearTimeout(this.#orphanTimer)
    }
  }

  /**
   * Resolves when the browser has ended it, in good time also where no event says so. `run` may
   * resolve with what was read before.
   */
  over(): Promise<unknown> {
    return Promise.race([this.#ended.catch(ignore), new Promise((resolve) => setTimeout(resolve, endsWithinMs))])
  }

  /** To be called when the browser has closed the connection. Rejects with `orphaned`. */
  connectionClosed(): void {
    this.#orphanTimer = setTimeout(() => this.#giveUp(orphaned), endsWithinMs)
  }

  async #run<T>(body: (transaction: this) => Promise<T>): Promise<T> {
    let answer: T
    try {
      answer = await body(this)
      if (this.#refused) throw this.#refused.thrown
    } catch (thrown) {
      const isOwn = this.#abort()
      // A failed request aborts its transaction, and the transaction knows the reason better (a
      // full disk, for one).
      const isDone = await this.#ended.then(
        () => true,
        () => false,
      )
      const isByBrowser = !isOwn && !isDone && afterTheEnd.has((thrown as { name?: unknown }).name)
      throw this.#transaction.error ?? (isByBrowser ? null : thrown)
    }
    if (this.#transaction.mode === 'readonly') return answer
    this.#commit()
    await this.#ended
    return answer
  }

  get(bucket: Bucket, key: Key): Promise<unknown> {
    return this.#ask(bucket, (store) => store.get(key))
  }

  getAll(bucket: Bucket, range?: KeyRange, limit?: number): Promise<unknown[]> {
    if (limit === 0) return Promise.resolve([])
    if (!range || this.#nativeRanges) return this.#ask(bucket, (store) => store.getAll(nativeRange(range), limit))
    return handled(
      this.getAllKeys(bucket, range, limit).then((keys) => Promise.all(keys.map((key) => this.get(bucket, key)))),
    )
  }

  getAllKeys(bucket: Bucket, range?: KeyRange, limit?: number): Promise<Key[]> {
    if (limit === 0) return Promise.resolve([])
    // Only numbers and strings are ever put.
    const keysOf = (own?: IDBKeyRange, most?: number) =>
      this.#ask(bucket, (store) => store.getAllKeys(own, most)) as Promise<Key[]>
    if (!range || this.#nativeRanges) return keysOf(nativeRange(range), limit)
    return handled(keysOf().then((keys) => keys.filter((key) => isInside(key, range)).slice(0, limit)))
  }

  count(bucket: Bucket, range?: KeyRange): Promise<number> {
    if (!range || this.#nativeRanges) return this.#ask(bucket, (store) => store.count(nativeRange(range)))
    return handled(this.getAllKeys(bucket, range).then((keys) => keys.length))
  }

  put(bucket: Bucket, key: Key, value: unknown): Promise<void> {
    return this.#ask(bucket, (store) => store.put(exactBytes(value), key)) as Promise<unknown> as Promise<void>
  }

  putAll(bucket: Bucket, keys: readonly Key[], values: readonly unknown[]): Promise<void> {
    const last = keys.length - 1
    const putEach = (store: IDBObjectStore): IDBRequest => {
      for (let i = 0; i < last; i++) {
        const request = store.put(exactBytes(values[i]), keys[i])
        if (i === 0) request.onsuccess = () => this.#watch?.answered()
      }
      return store.put(exactBytes(values[last]), keys[last])
    }
    return this.#ask(bucket, putEach) as Promise<unknown> as Promise<void>
  }

  delete(bucket: Bucket, keys: Key | KeyRange): Promise<void> {
    if (typeof keys !== 'object') return this.#ask(bucket, (store) => store.delete(keys))
    if (keys.from === undefined && keys.to === undefined) return this.#ask(bucket, (store) => store.clear())
    // An open range is undefined, and that case has just returned.
    if (this.#nativeRanges) return this.#ask(bucket, (store) => store.delete(nativeRange(keys) as IDBKeyRange))
    return handled(
      this.getAllKeys(bucket, keys).then(async (found) => {
        await Promise.all(found.map((key) => this.delete(bucket, key)))
      }),
    )
  }

  /**
   * A request. A caller need not await it: the transaction's own end reports a failure, so the
   * promise alone must not count as unhandled. Nor does it throw what the browser refuses at once,
   * as it does after an abort, because others that were made beside it would then be left alone.
   */
  #ask<T>(bucket: Bucket, make: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    let asked: Promise<T>
    try {
      asked = this.#promised(make(this.#transaction.objectStore(bucket)))
    } catch (thrown) {
      this.#refused ??= { thrown }
      asked = Promise.reject(thrown)
    }
    asked.then(() => this.#watch?.answered(), ignore)
    return asked
  }

  /** False when it has ended already, by a failed request or because `body` issued none. */
  #abort(): boolean {
    try {
      this.#transaction.abort()
      return true
    } catch {
      return false
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

/** As a promise of `#ask`, also where nobody awaits it. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(ignore)
  return promise
}

function nativeRange(range: KeyRange | undefined): IDBKeyRange | undefined {
  if (range?.from === undefined) return range?.to === undefined ? undefined : IDBKeyRange.upperBound(range.to)
  return range.to === undefined ? IDBKeyRange.lowerBound(range.from) : IDBKeyRange.bound(range.from, range.to)
}
