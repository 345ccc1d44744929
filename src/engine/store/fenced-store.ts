/**
 * The store as an engine writes to it: no transaction that touches `meta`, as every commit of an
 * update, dump or payload does, commits once a newer Seekling has changed the stored format. So a
 * tab that was open before rejects with `storage_too_new` instead of writing into a format it does
 * not know.
 */
import { assertFormat } from './format.ts'
import type { BoundStore, Store } from './store.ts'

/** Passes on what a bound store says of its connection: the loop asks before it takes a lock. */
export function fenced(store: Store & Partial<BoundStore>): Store & Partial<Pick<BoundStore, 'connected' | 'connect'>> {
  return {
    read: (buckets, body) => store.read(buckets, body),
    write: (buckets, durability, body, bytes) =>
      store.write(
        buckets,
        durability,
        async (transaction) => {
          // Requested first and awaited last, so that it takes no extra time.
          const known = buckets.includes('meta') ? assertFormat(transaction) : undefined
          known?.catch(() => {})
          const answer = await body(transaction)
          await known
          return answer
        },
        bytes,
      ),
    logsDeletions: store.logsDeletions,
    remote: store.remote,
    close: () => store.close(),
    destroy: () => store.destroy(),
    get connected() {
      return store.connected ?? true
    },
    connect: async () => store.connect?.(),
  }
}
