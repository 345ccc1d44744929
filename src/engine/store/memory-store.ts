/**
 * The store's in-memory twin: for tests, and for pages whose browser refuses to store anything. It
 * keeps the laws of store.ts, copies included, so that code which works here works over IndexedDB.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { MemoryBucket, MemoryTransaction } from './memory-transaction.ts'
import { closedError } from './storage-errors.ts'
import {
  type BoundStore,
  type Bucket,
  bucketNames,
  type Durability,
  type ReadTransaction,
  type WriteTransaction,
} from './store.ts'

/**
 * What survives a restart: pass the same disk to a new MemoryStore to open it again, or to a second
 * one to share it.
 */
export class MemoryDisk {
  readonly buckets = new Map<Bucket, MemoryBucket>(bucketNames.map((bucket) => [bucket, new MemoryBucket()]))
  /**
   * Ends when all writes so far have: all writes run one after another, which is more than the laws
   * ask.
   */
  writes: Promise<unknown> = Promise.resolve()
}

export class MemoryStore implements BoundStore {
  /** Memory cannot be replaced from outside. */
  readonly connected = true
  readonly #disk: MemoryDisk
  #closed = false

  constructor(disk: MemoryDisk = new MemoryDisk()) {
    this.#disk = disk
  }

  /**
   * Waits for the writes begun before it, then reads one state; writes that commit meanwhile do not
   * disturb it.
   */
  async read<T>(buckets: readonly Bucket[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    this.#assertOpen()
    await this.#disk.writes
    const transaction = new MemoryTransaction(this.#bucketsOf(buckets), 'readonly')
    try {
      return await body(transaction)
    } finally {
      transaction.finish()
    }
  }

  write<T>(
    buckets: readonly Bucket[],
    _durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) return Promise.reject(closedError())
    const written = this.#disk.writes.then(async () => {
      const transaction = new MemoryTransaction(this.#bucketsOf(buckets), 'readwrite')
      try {
        const answer = await body(transaction)
        transaction.commit()
        return answer
      } finally {
        transaction.finish()
      }
    })
    this.#disk.writes = written.catch(() => {})
    return written
  }

  async connect(): Promise<void> {}

  async bind(): Promise<void> {}

  /** Writes that were asked for are finished first. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#disk.writes
  }

  async destroy(): Promise<void> {
    await this.close()
    for (const bucket of bucketNames) this.#disk.buckets.set(bucket, new MemoryBucket())
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError()
  }

  #bucketsOf(names: readonly Bucket[]): Map<Bucket, MemoryBucket> {
    return new Map(
      names.map((name) => {
        const bucket = this.#disk.buckets.get(name)
        if (!bucket)
          throw new SeeklingError(
            'internal',
            `There is no bucket ${name}. This is a bug of Seekling: please report it.`,
          )
        return [name, bucket]
      }),
    )
  }
}
