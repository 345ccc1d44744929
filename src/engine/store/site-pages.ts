/**
 * Fetches pages that lie among the files of a site. Laws: only pages that an index names are asked
 * for, without credentials; a page is taken only if it fits its name, so a missing, cut or wrong
 * page is an error that names the URL and never fewer hits; and a fetched page is stored while the
 * search goes on, so that it is fetched once.
 */
import { chunkPath, isNamed } from '../../core/dump/chunk-file.ts'
import { SeeklingError, textOf } from '../../shared/errors.ts'
import { ChunkNames } from './chunk-names.ts'
import { bucketsOf, filesNamedBy } from './files.ts'
import { assertFormat } from './format.ts'
import { openChunk } from './open-chunk.ts'
import { bucketOf, type FileRef, type Manifest, pageKey, type RemoteFile } from './schema.ts'
import type { RemotePages, Store } from './store.ts'

/** `fetch`, as far as it is needed here. */
type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface SiteParts {
  readonly fetch: Fetch
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>
  /** Whether the browser says that it is offline. */
  readonly isOffline: () => boolean
}

/** Waits before another attempt. */
const delaysMs = [250, 1000, 3000]
/** How long one attempt may take, for one chunk of a few kilobytes. */
const attemptMs = 20_000
/** Pages that come within this time are stored together. */
const gatherMs = 40

interface Fetched {
  readonly url: string
  readonly file: FileRef
  readonly page: number
  readonly bytes: Uint8Array
}

/** Why one attempt brought no page. */
interface Failure {
  readonly why: string
  /** The host says that it has no such file. */
  readonly gone?: boolean
}

export class SitePages implements RemotePages {
  readonly #store: Store
  readonly #parts: SiteParts
  readonly #names: ChunkNames
  /** By URL, until they are stored: another search may begin before that. */
  readonly #underWay = new Map<string, Promise<Uint8Array>>()
  #unstored: Fetched[] = []
  #storing: Promise<void> | undefined
  /** Why pages could not be stored, since that was last asked for. */
  #failure: { readonly thrown: unknown } | undefined

  constructor(store: Store, parts: SiteParts) {
    this.#store = store
    this.#parts = parts
    this.#names = new ChunkNames(store, (file, page) => this.#fetch(file, page))
  }

  fetch(pages: readonly Pick<Fetched, 'file' | 'page'>[]): Promise<Uint8Array[]> {
    return Promise.all(pages.map(({ file, page }) => this.#fetch(file, page)))
  }

  async stored(): Promise<void> {
    while (this.#storing) await this.#storing
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.thrown
  }

  async #fetch(file: FileRef, page: number): Promise<Uint8Array> {
    const { folder } = file.remote as RemoteFile
    const name = await this.#names.nameOf(file, page)
    const url = `${folder}${chunkPath(name)}`
    let loading = this.#underWay.get(url)
    if (loading === undefined) {
      loading = this.#load(folder, url, name)
      this.#underWay.set(url, loading)
      loading.catch(() => this.#underWay.delete(url))
    }
    const bytes = await loading
    this.#unstored.push({ url, file, page, bytes })
    this.#storing ??= this.#storeLater()
    return bytes
  }

  async #load(folder: string, url: string, name: string): Promise<Uint8Array> {
    for (let attempt = 0; ; attempt++) {
      const came = await this.#attempt(url, name, attempt > 0)
      if (came instanceof Uint8Array) return came
      const { why, gone = false } = came
      if (gone) throw unavailable(url, why, folder)
      if (attempt === delaysMs.length || this.#parts.isOffline()) throw unavailable(url, why)
      await this.#parts.sleep(delaysMs[attempt])
    }
  }

  /** A response that was wrong may lie in the browser's own cache, which `again` passes over. */
  async #attempt(url: string, name: string, again: boolean): Promise<Uint8Array | Failure> {
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), attemptMs)
    try {
      const cache = again ? 'reload' : 'default'
      const response = await this.#parts.fetch(url, { cache, credentials: 'omit', signal: stop.signal })
      const { ok, status } = response
      if (!ok) return { why: `the server answered ${status}`, gone: status === 404 || status === 410 }
      const page = await openChunk(new Uint8Array(await response.arrayBuffer()))
      if (typeof page === 'string') return { why: page }
      return isNamed(page, name) ? page : { why: 'what came is another chunk than its name says' }
    } catch (thrown) {
      return { why: stop.signal.aborted ? 'nothing came in time' : textOf(thrown) }
    } finally {
      clearTimeout(timer)
    }
  }

  async #storeLater(): Promise<void> {
    await this.#parts.sleep(gatherMs)
    const batch = this.#unstored
    this.#unstored = []
    try {
      await this.#storeNow(batch)
    } catch (thrown) {
      // The pages are in memory; another time they are fetched again.
      this.#failure = { thrown }
    }
    for (const { url } of batch) this.#underWay.delete(url)
    this.#storing = this.#unstored.length > 0 ? this.#storeLater() : undefined
  }

  /**
   * A file that no index names any more may be swept already, and pages stored now would never be
   * swept.
   */
  async #storeNow(batch: readonly Fetched[]): Promise<void> {
    const buckets = bucketsOf(batch.map(({ file }) => file))
    await this.#store.write(['meta', 'indexes', ...buckets], 'relaxed', async (transaction) => {
      const [manifests] = await Promise.all([transaction.getAll('indexes'), assertFormat(transaction)])
      const named = new Set((manifests as Manifest[]).flatMap(filesNamedBy).map(({ file }) => file))
      for (const { file, page, bytes } of batch)
        if (named.has(file.file)) void transaction.put(bucketOf(file), pageKey(file, page), bytes)
    })
  }
}

/**
 * `gone`: the folder, if its host has no such file: the file will not come back, but the folder may
 * have a newer build.
 */
export function unavailable(url: string, why: string, gone?: string): SeeklingError {
  const next = gone
    ? 'The site has perhaps a newer build: call attachSnapshot() again.'
    : 'Try again when the site can be reached.'
  const details = { url, ...(gone && { gone: true, folder: gone }) }
  return new SeeklingError('snapshot_unavailable', `${url} cannot be had: ${why}. ${next}`, details)
}

export const hostSite: SiteParts = {
  fetch: (url, init) => fetch(url, init),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  isOffline: () => globalThis.navigator?.onLine === false,
}
