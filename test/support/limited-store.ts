/**
 * A store of limited size. It counts as Chromium's does: a transaction is refused when what it
 * puts, whatever it deletes, would not fit beside what is stored; one that only deletes always goes
 * through. With `keepsLog` it also keeps what Chromium's LevelDB keeps until it compacts its files:
 * what a refused transaction put, and what a transaction deleted of more than one record.
 */
import { serialize } from 'node:v8'
import type {
  Bucket,
  Durability,
  Key,
  KeyRange,
  ReadTransaction,
  Store,
  WriteTransaction,
} from '../../src/engine/store/store.ts'
import { bucketNames } from '../../src/engine/store/store.ts'
import { SeeklingError } from '../../src/shared/errors.ts'

const sizeOf = (value: unknown): number => serialize(value).length + 16

/** Larger values have files of their own, beside the log. */
const loggedOf = (value: unknown): number => (sizeOf(value) >= 64 * 1024 ? 0 : sizeOf(value))

export class LimitedStore implements Store {
  limit = Number.POSITIVE_INFINITY
  readonly logsDeletions: boolean
  #log = 0
  readonly #store: Store

  constructor(store: Store, { keepsLog = false } = {}) {
    this.#store = store
    this.logsDeletions = keepsLog
  }

  used(): Promise<number> {
    return this.#store.read(bucketNames, async (transaction) => {
      const values = (await Promise.all(bucketNames.map((bucket) => transaction.getAll(bucket)))).flat()
      return values.reduce<number>((sum, value) => sum + sizeOf(value), this.#log)
    })
  }

  read<T>(buckets: readonly Bucket[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#store.read(buckets, body)
  }

  async write<T>(
    buckets: readonly Bucket[],
    durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
    bytes = 0,
  ): Promise<T> {
    const full = () => new SeeklingError('no_space_left_on_device', 'The limit of this test is reached.')
    return this.#store.write(bucketNames, durability, async (transaction) => {
      const values = (await Promise.all(bucketNames.map((bucket) => transaction.getAll(bucket)))).flat()
      const used = values.reduce<number>((sum, value) => sum + sizeOf(value), this.#log)
      if (this.logsDeletions && bytes > 8192 && used + 2 * bytes > this.limit) throw full()
      let put = 0
      let logged = 0
      const deleted: number[] = []
      const allowed = new Set(buckets)
      const answer = await body({
        get: (bucket: Bucket, key: Key) => transaction.get(bucket, key),
        getAll: (bucket: Bucket, range?: KeyRange, limit?: number) => transaction.getAll(bucket, range, limit),
        getAllKeys: (bucket: Bucket, range?: KeyRange, limit?: number) => transaction.getAllKeys(bucket, range, limit),
        count: (bucket: Bucket, range?: KeyRange) => transaction.count(bucket, range),
        delete: async (bucket: Bucket, keys: Key | KeyRange) => {
          const range = typeof keys === 'object' ? keys : { from: keys, to: keys }
          const gone = this.logsDeletions ? await transaction.getAll(bucket, range) : []
          deleted.push(...gone.map(loggedOf))
          return transaction.delete(bucket, keys)
        },
        put: (bucket: Bucket, key: Key, value: unknown) => {
          if (!allowed.has(bucket)) throw new Error(`${bucket} is not in this transaction`)
          put += sizeOf(value)
          logged += loggedOf(value)
          return transaction.put(bucket, key, value)
        },
        putAll: (bucket: Bucket, keys: readonly Key[], values: readonly unknown[]) => {
          for (const value of values) {
            put += sizeOf(value)
            logged += loggedOf(value)
          }
          return transaction.putAll(bucket, keys, values)
        },
      })
      if (put > 0 && used + put > this.limit) {
        if (this.logsDeletions) this.#log += logged
        throw full()
      }
      if (this.logsDeletions && deleted.length > 1) this.#log += deleted.reduce((sum, size) => sum + size)
      return answer
    })
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  destroy(): Promise<void> {
    return this.#store.destroy()
  }
}
