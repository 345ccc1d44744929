/**
 * The snapshots a writer works on, kept between updates: the next one usually changes the same
 * index and shares most of its segments.
 */

import { pageHeaderBytes } from '../../core/bytes/page.ts'
import type { NewFile } from '../store/files.ts'
import { largeFileBytes, type Manifest, pageKey } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { PageCache } from './page-cache.ts'
import { Snapshot } from './snapshot.ts'

/** How many indexes are kept; where more are written to in turn, each is opened again each time. */
const kept = 4

export class Snapshots {
  readonly #store: Store
  readonly #cache: PageCache
  /** By uid, least recently used first. */
  readonly #snapshots = new Map<string, Snapshot>()

  constructor(store: Store, cache: PageCache) {
    this.#store = store
    this.#cache = cache
  }

  async open(manifest: Manifest): Promise<Snapshot> {
    const before = this.#snapshots.get(manifest.uid)
    const snapshot =
      before?.manifest.version === manifest.version
        ? before
        : await Snapshot.open(this.#store, manifest, this.#cache, before)
    this.#snapshots.delete(manifest.uid)
    this.#snapshots.set(manifest.uid, snapshot)
    for (const uid of this.#snapshots.keys()) {
      if (this.#snapshots.size <= kept) break
      this.#snapshots.delete(uid)
    }
    return snapshot
  }

  /**
   * Keeps the pages of small files that were just committed: the next update or merge reads them.
   */
  keep(files: readonly NewFile[]): void {
    for (const { ref, pages } of files) {
      if (ref.bytes >= largeFileBytes) continue
      for (const [page, sealed] of pages.entries())
        this.#cache.keep(pageKey(ref, page), sealed.subarray(pageHeaderBytes), sealed.length)
    }
  }

  /** Also forgets the pages, which may be what is damaged. */
  clear(): void {
    this.#snapshots.clear()
    this.#cache.clear()
  }
}
