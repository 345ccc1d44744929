/**
 * What a role keeps of what it has read: pages, checked once when they are loaded, and what was
 * made of them (postings, columns, ids). One bound in bytes holds for all of it together: what was
 * not used for longest goes first, so memory is bounded by the cache and not by what is stored. A
 * search or update holds what it is working on itself; the cache only spares loading it again.
 */
import { LruCache } from '../../core/bytes/lru-cache.ts'
import { openPage } from '../../core/bytes/page.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { bucketOf, type FileRef, pageKey } from '../store/schema.ts'
import type { Bucket, Key, Store } from '../store/store.ts'

const defaultCacheBytes = 64 * 1024 * 1024

/**
 * A page is gone: either a commit replaced its file since the manifest was read (read the manifest
 * again), or storage lost it.
 */
export class MissingPage extends Error {
  override readonly name = 'MissingPage'
}

export interface PageRequest {
  readonly file: FileRef
  readonly page: number
  /** The code of the error if it is damaged. */
  readonly code: ErrorCode
  /**
   * Set where the page holds only a piece of one part, and the part itself is kept: keeping the
   * page as well would take the memory twice.
   */
  readonly once?: boolean
}

/** Where pages are read that are not in memory. */
export type PageSource = Pick<Store, 'read' | 'remote'>

interface Kept {
  readonly value: unknown
  readonly bytes: number
}

/** Bytes of an entry for the objects around its content. */
const overhead = 200

export class PageCache {
  /** Pages under their keys, which are numbers; all else under names. */
  readonly #kept: LruCache<Key, Kept>

  constructor(limit: number = defaultCacheBytes) {
    this.#kept = new LruCache(limit, ({ bytes }) => bytes)
  }

  /** The bytes of all entries. */
  get bytes(): number {
    return this.#kept.bytes
  }

  /** The page's content if it is in memory. */
  get(file: FileRef, page: number): Uint8Array | undefined {
    return this.made(pageKey(file, page))
  }

  /**
   * What was kept under this name. `T` must be the type that `keep` was given; the name says what
   * it is.
   */
  made<T>(name: Key): T | undefined {
    return this.#kept.get(name)?.value as T | undefined
  }

  /**
   * Keeps what was made of stored bytes, which takes about `bytes` of memory, until it is the least
   * recently used; returns it.
   */
  keep<T>(name: Key, value: T, bytes: number): T {
    this.#kept.set(name, { value, bytes: bytes + overhead })
    return value
  }

  /**
   * Contents of the pages in the order asked for; those not in memory are read in one transaction,
   * and those that are not stored are fetched together from their site. Throws MissingPage, the
   * request's code, or `snapshot_unavailable`.
   */
  async load(store: PageSource, requests: readonly PageRequest[]): Promise<Uint8Array[]> {
    const contents = requests.map(({ file, page }) => this.get(file, page))
    // Each page once: many documents of one block may be asked for together.
    const missing = new Map<Key, PageRequest>()
    requests.forEach((request, i) => {
      if (contents[i] !== undefined) return
      const key = pageKey(request.file, request.page)
      if (!request.once || !missing.has(key)) missing.set(key, request)
    })
    if (missing.size === 0) return contents as Uint8Array[]
    const wanted = [...missing]
    const buckets = [...new Set(wanted.map(([, { file }]) => bucketOf(file)))]
    const stored = await store.read(buckets as Bucket[], (transaction) =>
      Promise.all(wanted.map(([key, { file }]) => transaction.get(bucketOf(file), key))),
    )
    await fetchMissing(store, wanted, stored)
    const loaded = new Map<Key, Uint8Array>()
    wanted.forEach(([key, { file, page, code, once }], n) => {
      if (stored[n] === undefined) throw new MissingPage(`Page ${page} of file ${file.file} is not stored.`)
      const content = openPage(stored[n], code, `Page ${page} of file ${file.file}`)
      loaded.set(key, content)
      if (!once) this.keep(key, content, content.length)
    })
    return requests.map(({ file, page }, i) => contents[i] ?? (loaded.get(pageKey(file, page)) as Uint8Array))
  }

  /** Forgets everything. */
  clear(): void {
    this.#kept.clear()
  }
}

/** Fetches the pages of sites that are not stored, or damaged, and puts them in their places. */
async function fetchMissing(
  { remote }: PageSource,
  wanted: readonly (readonly [Key, PageRequest])[],
  stored: unknown[],
): Promise<void> {
  if (remote === undefined) return
  const places = wanted.flatMap(([, { file }], n) => (file.remote && !isWhole(stored[n]) ? [n] : []))
  if (places.length === 0) return
  const pages = await remote.fetch(places.map((n) => wanted[n][1]))
  places.forEach((n, i) => {
    stored[n] = pages[i]
  })
}

function isWhole(stored: unknown): boolean {
  try {
    openPage(stored, 'corrupt_segment', '')
    return true
  } catch {
    return false
  }
}
