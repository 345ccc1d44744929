/** A store that tells which pages are read, and in how many transactions that read pages. */
import type { Key, ReadTransaction, Store } from '../../src/engine/store/store.ts'

export interface PageReads {
  readonly keys: Key[]
  /** Transactions that read a page: each is a round of waiting. */
  rounds: number
}

export function watchedStore(store: Store): { readonly store: Store; readonly reads: PageReads } {
  const reads: PageReads = { keys: [], rounds: 0 }
  const watch = (transaction: ReadTransaction): ReadTransaction => {
    let isCounted = false
    return {
      get(bucket, key) {
        if (bucket.startsWith('pages')) {
          reads.keys.push(key)
          if (!isCounted) reads.rounds++
          isCounted = true
        }
        return transaction.get(bucket, key)
      },
      getAll: transaction.getAll.bind(transaction),
      getAllKeys: transaction.getAllKeys.bind(transaction),
      count: transaction.count.bind(transaction),
    }
  }
  return {
    reads,
    store: {
      read: (buckets, body) => store.read(buckets, (transaction) => body(watch(transaction))),
      write: store.write.bind(store),
      close: () => store.close(),
      destroy: () => store.destroy(),
    },
  }
}
