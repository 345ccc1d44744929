/**
 * The store over IndexedDB, and the only module that knows the package `idb`. It keeps the laws of
 * store.ts: a lost connection is opened again and reads are run once more, as are writes that had
 * not started; a write that had started is never repeated, because the browser may have committed
 * it.
 */
import { wrap } from 'idb'
import { IdbConnection } from './idb-connection.ts'
import type { Neighbours, Patience } from './idb-standstill.ts'
import { IdbTransaction, Unanswered } from './idb-transaction.ts'
import {
  closedError,
  isConnectionLoss,
  isPlatformError,
  openingError,
  standstillError,
  transactionError,
} from './storage-errors.ts'
import type { BoundStore, Bucket, Durability, ReadTransaction, WriteTransaction } from './store.ts'
import { isWebKit, Turns } from './turns.ts'

export interface IdbStoreOptions {
  /** The instance's name; the database is `seekling:v1:<name>`. */
  readonly name: string
  /**
   * Default: the platform's `indexedDB`. Any other, such as fake-indexeddb in Node, works without
   * globals.
   */
  readonly indexedDB?: IDBFactory | undefined
  /**
   * Called once, when the database is another one or about to be deleted, with the id of the one
   * that was open.
   */
  readonly onReplaced?: ((gone: string) => void) | undefined
  /** How long opening, deleting or a request may take before it rejects. Default 10,000. */
  readonly timeoutMs?: number | undefined
  /** How long a call may wait behind a tab that stands still. Default 1,250. */
  readonly blockedMs?: number | undefined
  /** Tells a tab that stands still from one that is busy. Default: no difference is made. */
  readonly neighbours?: Neighbours | undefined
  /** One transaction at a time. Default: as the browser needs it, see turns.ts. */
  readonly inTurn?: boolean | undefined
}

/** How often a lost connection is opened again for one call. */
const reopenings = 2

export const databaseName = (name: string): string => `seekling:v1:${name}`

export class IdbStore implements BoundStore {
  readonly #connection: IdbConnection
  readonly #promised: <T>(request: IDBRequest<T>) => Promise<T>
  readonly #nativeRanges: boolean
  readonly #patience: Patience
  readonly #turns: Turns | undefined
  #closed = false

  /**
   * No I/O: the database is opened by the first call. Throws `storage_unavailable` where there is
   * no IndexedDB at all.
   */
  constructor(options: IdbStoreOptions) {
    const factory = options.indexedDB ?? platformFactory()
    // idb recognizes requests by the platform's global classes. A factory from elsewhere has
    // classes of its own.
    const native = typeof IDBFactory === 'function' && factory instanceof IDBFactory
    this.#promised = native ? (request) => wrap(request) : settled
    this.#nativeRanges = native
    const { timeoutMs: limitMs = 10_000, blockedMs = 1_250, neighbours, onReplaced } = options
    this.#patience = { limitMs, blockedMs, neighbours, factory }
    if (options.inTurn ?? isWebKit()) this.#turns = new Turns()
    this.#connection = new IdbConnection(factory, databaseName(options.name), {
      patience: this.#patience,
      onReplaced,
    })
  }

  get connected(): boolean {
    return this.#connection.connected
  }

  async connect(): Promise<void> {
    await this.#connection.open()
  }

  bind(identity: string): Promise<void> {
    return this.#connection.bind(identity)
  }

  read<T>(buckets: readonly Bucket[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#run(buckets, 'readonly', {}, body)
  }

  write<T>(
    buckets: readonly Bucket[],
    durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
  ): Promise<T> {
    return this.#run(buckets, 'readwrite', { durability }, body)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#connection.close()
  }

  async destroy(): Promise<void> {
    this.#closed = true
    await this.#connection.destroy()
  }

  async #run<T>(
    buckets: readonly Bucket[],
    mode: 'readonly' | 'readwrite',
    options: IDBTransactionOptions,
    body: (transaction: IdbTransaction) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      if (this.#closed) throw closedError()
      const database = await this.#connection.open()
      let raw: IDBTransaction | null = null
      let transaction: IdbTransaction | undefined
      const run = () => {
        raw = database.transaction(buckets as Bucket[], mode, options)
        const begun = new IdbTransaction(raw, this.#promised, this.#nativeRanges, this.#patience)
        transaction = begun
        return whileOpen(database, begun, () => begun.run(body))
      }
      try {
        return await (this.#turns
          ? this.#turns.take(
              async () => run(),
              () => transaction?.over(),
              Unanswered,
            )
          : run())
      } catch (error) {
        if (error instanceof Unanswered) {
          // Perhaps the connection is dead.
          if (!error.isBlocked) void this.#connection.drop(database)
          throw standstillError(error.ms)
        }
        if (!isPlatformError(error) && error !== null) throw error
        if (raw === null && isNotFound(error)) throw openingError(error)
        const repeatable = raw === null || mode === 'readonly'
        if (!isConnectionLoss(error) && error !== null) throw transactionError(error)
        await this.#connection.drop(database)
        if (repeatable && attempt < reopenings) continue
        if (this.#closed) throw closedError()
        // A write to a database that is gone can safely be made again in the next one, whether or
        // not it was committed: so `database_replaced` is the error to report.
        if (!repeatable) await this.#connection.open().catch(rethrowReplaced)
        throw transactionError(error)
      }
    }
  }
}

function rethrowReplaced(thrown: unknown): void {
  if ((thrown as { code?: unknown }).code === 'database_replaced') throw thrown
}

/** Tells the transaction when the browser closes its connection. */
async function whileOpen<T>(database: IDBDatabase, transaction: IdbTransaction, run: () => Promise<T>): Promise<T> {
  const closed = () => transaction.connectionClosed()
  database.addEventListener('close', closed)
  try {
    return await run()
  } finally {
    database.removeEventListener('close', closed)
  }
}

const isNotFound = (thrown: unknown): boolean => (thrown as { name?: unknown }).name === 'NotFoundError'

function platformFactory(): IDBFactory {
  try {
    if (typeof indexedDB !== 'undefined' && indexedDB !== null) return indexedDB
  } catch (error) {
    throw openingError(error)
  }
  throw openingError({ name: 'NotSupportedError', message: 'this environment has no IndexedDB' })
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
