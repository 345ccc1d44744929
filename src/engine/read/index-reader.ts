/**
 * The newest snapshot of each index, for a search role: opened when first asked for, refreshed when a newer version has been heard of, kept
 * otherwise. Reading never waits for the queue: an older snapshot stays readable until its files are swept, and then is read anew.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { Manifest } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { MissingPage, type PageCache } from './page-cache.ts'
import { Snapshot } from './snapshot.ts'

interface Known {
  readonly snapshot: Snapshot
  isStale: boolean
}

/** How often a manifest is read again when its files vanish before they are opened: each time, a newer commit must have come. */
const attempts = 20

export class IndexReader {
  readonly #store: Store
  readonly #cache: PageCache
  readonly #known = new Map<string, Known>()
  readonly #opening = new Map<string, Promise<Snapshot>>()

  constructor(store: Store, cache: PageCache) {
    this.#store = store
    this.#cache = cache
  }

  /** A version of the index has been committed; null: the index is gone. */
  noteVersion(indexUid: string, version: number | null): void {
    const known = this.#known.get(indexUid)
    if (known !== undefined && (version === null || version > known.snapshot.manifest.version)) known.isStale = true
    // Whoever is opening it may have read the manifest before this version: the next call opens again.
    this.#opening.delete(indexUid)
  }

  /** Every index may be another one, or gone: all of them are opened anew. */
  noteReplacement(): void {
    for (const known of this.#known.values()) known.isStale = true
    this.#opening.clear()
  }

  /** The newest snapshot heard of. Rejects with `index_not_found`. */
  snapshot(indexUid: string): Promise<Snapshot> {
    const known = this.#known.get(indexUid)
    if (known !== undefined && !known.isStale) return Promise.resolve(known.snapshot)
    let opening = this.#opening.get(indexUid)
    if (opening === undefined) {
      opening = this.#open(indexUid)
      this.#opening.set(indexUid, opening)
      const settled = () => {
        if (this.#opening.get(indexUid) === opening) this.#opening.delete(indexUid)
      }
      opening.then(settled, settled)
    }
    return opening
  }

  /** Runs `read` on the newest snapshot; if files are swept under it, once more on a newer one. */
  async read<T>(indexUid: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const snapshot = await this.snapshot(indexUid)
      try {
        return await read(snapshot)
      } catch (error) {
        if (!(error instanceof MissingPage)) throw error
        const newer = await this.manifest(indexUid)
        if (newer?.version === snapshot.manifest.version || attempt === attempts) throw lostPages(indexUid, error)
        this.noteVersion(indexUid, newer?.version ?? null)
      }
    }
  }

  async manifests(): Promise<Manifest[]> {
    return (await this.#store.read(['indexes'], (transaction) => transaction.getAll('indexes'))) as Manifest[]
  }

  async #open(indexUid: string): Promise<Snapshot> {
    for (let attempt = 1; ; attempt++) {
      const manifest = await this.manifest(indexUid)
      if (manifest === undefined) {
        this.#known.delete(indexUid)
        throw new SeeklingError(
          'index_not_found',
          `Index "${indexUid}" does not exist. Create it, or add documents to it first.`,
        )
      }
      const previous = this.#known.get(indexUid)?.snapshot
      try {
        const snapshot = await Snapshot.open(this.#store, manifest, this.#cache, previous)
        this.#known.set(indexUid, { snapshot, isStale: false })
        return snapshot
      } catch (error) {
        if (!(error instanceof MissingPage)) throw error
        const newer = await this.manifest(indexUid)
        if (newer?.version === manifest.version || attempt === attempts) throw lostPages(indexUid, error)
      }
    }
  }

  /** As stored now. */
  async manifest(indexUid: string): Promise<Manifest | undefined> {
    return (await this.#store.read(['indexes'], (transaction) => transaction.get('indexes', indexUid))) as
      | Manifest
      | undefined
  }
}

const lostPages = (indexUid: string, cause: MissingPage): SeeklingError =>
  new SeeklingError('corrupt_segment', `Index "${indexUid}" has lost stored pages. ${cause.message}`, undefined, cause)
