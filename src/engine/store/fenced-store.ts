/**
 * The store as an engine writes to it: no transaction that touches `meta`, which all that count for
 * anything do, commits once a newer Seekling has changed the stored format. So a tab that was open
 * before rejects with `storage_too_new` instead of writing into what it does not know.
 */
import { assertFormat } from './format.ts'
import type { BoundStore, Store } from './store.ts'

/** What a bound store says of its connection is passed on: the loop asks before it takes a lock. */
export function fenced(store: Store & Partial<BoundStore>): Store & Partial<Pick<BoundStore, 'connected' | 'connect'>> {
  return {
    read: (buckets, body) => store.read(buckets, body),
    write: (buckets, durability, body) =>
      store.write(buckets, durability, async (transaction) => {
        // Asked first and looked at last, so that it costs no time of its own.
        const known = buckets.includes('meta') ? assertFormat(transaction) : undefined
        known?.catch(() => {})
        const answer = await body(transaction)
        await known
        return answer
      }),
    remote: store.remote,
    close: () => store.close(),
    destroy: () => store.destroy(),
    get connected() {
      return store.connected ?? true
    },
    connect: async () => store.connect?.(),
  }
}
