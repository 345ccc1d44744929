/**
 * A store whose pages may lie among the files of a site. All else is passed on to the store it
 * wraps; pages that are stored are never fetched.
 */
import { hostSite, SitePages, type SiteParts } from './site-pages.ts'
import type { BoundStore, Store } from './store.ts'

type Connecting = Partial<Pick<BoundStore, 'connected' | 'connect'>>

export function withSites(store: Store & Connecting, parts: SiteParts = hostSite): Store & Connecting {
  return {
    remote: new SitePages(store, parts),
    read: (buckets, body) => store.read(buckets, body),
    write: (buckets, durability, body, bytes) => store.write(buckets, durability, body, bytes),
    logsDeletions: store.logsDeletions,
    close: () => store.close(),
    destroy: () => store.destroy(),
    get connected() {
      return store.connected ?? true
    },
    connect: async () => store.connect?.(),
  }
}
