/**
 * The newest snapshot of each index, for a search role: opened when first asked for, refreshed when
 * a newer version has been heard of, kept otherwise. Reading never waits for the queue: an older
 * snapshot stays readable until its files are swept, and then is read anew.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { Manifest } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { MissingPage, type PageCache } from './page-cache.ts'
import { Snapshot } from './snapshot.ts'

interface Known {
  readonly snapshot: Snapshot
  /** `#heard` when its manifest was read. */
  readonly heard: number
}

/**
 * Open at once. Little of an index stays in memory, but a page may have very many: those not read
 * for longest are closed.
 */
const mostOpen = 32

/** A visit asks one of them, mostly; which of many it will ask is not known. */
const mostAhead = 4

/**
 * How often a manifest is read again when its files vanish before they are opened: each time, a
 * newer commit must have come.
 */
const attempts = 20

export class IndexReader {
  readonly #store: Store
  readonly #cache: PageCache
  /** Least recently used first. */
  readonly #known = new Map<string, Known>()
  readonly #opening = new Map<string, Promise<Snapshot>>()
  /** Counts announcements that may concern an index; and by index, the count at its last one. */
  #heard = 0
  readonly #news = new Map<string, number>()
  /** The count at the last announcement that all indexes may have changed. */
  #newsOfAll = 0
  /** While indexes are opened ahead. */
  #ahead: Promise<void> | undefined

  constructor(store: Store, cache: PageCache) {
    this.#store = store
    this.#cache = cache
  }

  /** A version of the index has been committed; null: the index is gone. */
  noteVersion(indexUid: string, version: number | null): void {
    const known = this.#known.get(indexUid)
    if (known && version !== null && version <= known.snapshot.manifest.version) return
    // Also while the index is being opened for the first time: its manifest may have been read
    // before this version.
    if (known || this.#opening.has(indexUid) || this.#ahead) this.#news.set(indexUid, ++this.#heard)
    // The next call opens again.
    this.#opening.delete(indexUid)
  }

  /** Every index may be another one, or gone: all of them are opened again. */
  noteReplacement(): void {
    this.#newsOfAll = ++this.#heard
    this.#opening.clear()
  }

  /**
   * Opens the indexes there are, if they are few, as far as they are stored, so that the first
   * search of a visit finds its index open. Never rejects: what cannot be opened is opened again,
   * and reported, when it is asked for.
   */
  openAhead(): Promise<void> {
    const ahead = this.#openAhead()
      .catch(() => {})
      .then(() => {
        this.#ahead = undefined
      })
    this.#ahead = ahead
    return ahead
  }

  async #openAhead(): Promise<void> {
    const heard = this.#heard
    const found = await this.#store.read(['indexes'], (transaction) =>
      transaction.getAll('indexes', undefined, mostAhead + 1),
    )
    if (found.length > mostAhead) return
    await Promise.all(
      (found as Manifest[]).map(async (manifest) => {
        // Without a guide, opening reads everything.
        if (!manifest.segments.every(({ guide }) => guide)) return
        const snapshot = await Snapshot.openStored(this.#store, manifest, this.#cache)
        this.#keep(manifest.uid, { snapshot, heard })
      }),
    )
  }

  /** The newest snapshot heard of. Rejects with `index_not_found`. */
  snapshot(indexUid: string): Promise<Snapshot> {
    const known = this.#known.get(indexUid)
    if (known !== undefined && !this.#isStale(indexUid, known)) {
      this.#keep(indexUid, known)
      return Promise.resolve(known.snapshot)
    }
    if (this.#ahead) return this.#ahead.then(() => this.snapshot(indexUid))
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

  /**
   * Runs `read` on the manifest as it is stored now, without opening the index; if files are swept
   * under it, once more on a newer one.
   */
  async readManifest<T>(indexUid: string, read: (manifest: Manifest) => Promise<T>): Promise<T> {
    let before: Manifest | undefined
    for (let attempt = 1; ; attempt++) {
      const manifest = await this.manifest(indexUid)
      if (manifest === undefined) throw indexNotFound(indexUid)
      try {
        return await read(manifest)
      } catch (error) {
        if (!(error instanceof MissingPage)) throw error
        if (before?.version === manifest.version || attempt === attempts) throw lostPages(indexUid, error)
        before = manifest
      }
    }
  }

  async manifests(): Promise<Manifest[]> {
    return (await this.#store.read(['indexes'], (transaction) => transaction.getAll('indexes'))) as Manifest[]
  }

  async #open(indexUid: string): Promise<Snapshot> {
    for (let attempt = 1; ; attempt++) {
      const heard = this.#heard
      const manifest = await this.manifest(indexUid)
      if (manifest === undefined) {
        this.#known.delete(indexUid)
        throw indexNotFound(indexUid)
      }
      const previous = this.#known.get(indexUid)?.snapshot
      try {
        const snapshot = await Snapshot.open(this.#store, manifest, this.#cache, previous)
        // A snapshot whose opening began later may be here before this one.
        if (heard >= (this.#known.get(indexUid)?.heard ?? 0)) this.#keep(indexUid, { snapshot, heard })
        return snapshot
      } catch (error) {
        if (!(error instanceof MissingPage)) throw error
        const newer = await this.manifest(indexUid)
        if (newer?.version === manifest.version || attempt === attempts) throw lostPages(indexUid, error)
      }
    }
  }

  #keep(indexUid: string, known: Known): void {
    this.#known.delete(indexUid)
    this.#known.set(indexUid, known)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostOpen) break
      this.#known.delete(oldest)
      if (!this.#opening.has(oldest)) this.#news.delete(oldest)
    }
  }

  #isStale(indexUid: string, { heard }: Known): boolean {
    return heard < this.#newsOfAll || heard < (this.#news.get(indexUid) ?? 0)
  }

  /** As stored now. */
  async manifest(indexUid: string): Promise<Manifest | undefined> {
    return (await this.#store.read(['indexes'], (transaction) => transaction.get('indexes', indexUid))) as
      | Manifest
      | undefined
  }
}

const indexNotFound = (indexUid: string): SeeklingError =>
  new SeeklingError('index_not_found', `Index "${indexUid}" does not exist. Create it, or add documents to it first.`)

const lostPages = (indexUid: string, cause: MissingPage): SeeklingError =>
  new SeeklingError('corrupt_segment', `Index "${indexUid}" has lost stored pages. ${cause.message}`, undefined, cause)
