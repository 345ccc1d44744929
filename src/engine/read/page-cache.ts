/**
 * Pages in memory, checked once when they are loaded: least recently used ones go when the byte bound is passed, so memory is bounded by the
 * cache and not by what is stored. A search holds the pages it works on itself; the cache only spares it the loading.
 */
import { openPage } from '../../core/bytes/page.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { bucketOf, type FileRef, pageKey } from '../store/schema.ts'
import type { Bucket, Key, Store } from '../store/store.ts'
import { LruCache } from './lru-cache.ts'

export const defaultCacheBytes = 64 * 1024 * 1024

/** A page is gone: either a commit replaced its file since the manifest was read (read the manifest again), or storage lost it. */
export class MissingPage extends Error {
  override readonly name = 'MissingPage'
}

export interface PageRequest {
  readonly file: FileRef
  readonly page: number
  /** The code of the error if it is damaged. */
  readonly code: ErrorCode
}

export class PageCache {
  readonly #pages: LruCache<Key, Uint8Array>

  constructor(limit: number = defaultCacheBytes) {
    this.#pages = new LruCache(limit, (content) => content.length)
  }

  /** The page's content if it is in memory. */
  get(file: FileRef, page: number): Uint8Array | undefined {
    return this.#pages.get(pageKey(file, page))
  }

  /** Contents of the pages in the order asked for; those not in memory are read in one transaction. Throws MissingPage or the request's code. */
  async load(store: Store, requests: readonly PageRequest[]): Promise<Uint8Array[]> {
    const contents = requests.map(({ file, page }) => this.get(file, page))
    // Each page once: many documents of one block may be asked for together.
    const missing = new Map<Key, PageRequest>()
    requests.forEach((request, i) => {
      if (contents[i] === undefined) missing.set(pageKey(request.file, request.page), request)
    })
    if (missing.size === 0) return contents as Uint8Array[]
    const wanted = [...missing]
    const buckets = [...new Set(wanted.map(([, { file }]) => bucketOf(file)))]
    const stored = await store.read(buckets as Bucket[], (transaction) =>
      Promise.all(wanted.map(([key, { file }]) => transaction.get(bucketOf(file), key))),
    )
    const loaded = new Map<Key, Uint8Array>()
    wanted.forEach(([key, { file, page, code }], n) => {
      if (stored[n] === undefined) throw new MissingPage(`Page ${page} of file ${file.file} is not stored.`)
      const content = openPage(stored[n], code, `Page ${page} of file ${file.file}`)
      loaded.set(key, content)
      this.#pages.set(key, content)
    })
    return requests.map(({ file, page }, i) => contents[i] ?? (loaded.get(pageKey(file, page)) as Uint8Array))
  }

  /** Forgets everything. */
  clear(): void {
    this.#pages.clear()
  }
}
