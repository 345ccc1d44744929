/**
 * The search role: serves all calls that only read. It knows nothing of threads or tabs; newer
 * versions reach it as announcements.
 */
import { TimeLimit } from '../core/filter/time-limit.ts'
import { checkMultiSearch, inQuery } from '../core/query/request/check-multi-search.ts'
import { withSearchDefaults } from '../core/query/request/search-defaults.ts'
import { correctionsOf } from '../core/result/corrections.ts'
import { checkFacetName, checkFacetSearch, facetSearchDefaults, searchFacet } from '../core/result/facet-search.ts'
import { countFacets, facetAttributes } from '../core/result/facets.ts'
import { emptyResponse, noFacets, searchResponse } from '../core/result/paginate.ts'
import type { JsonObject } from '../shared/document.ts'
import type { SiteApi } from '../shared/dump.ts'
import type {
  Announcer,
  DocumentId,
  DocumentsPage,
  GetDocumentOptions,
  GetDocumentsOptions,
  IndexInfo,
  IndexStats,
  SearchApi,
  Stats,
  StatsOptions,
} from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type {
  FacetSearchRequest,
  FacetSearchResponse,
  FederatedResponse,
  MultiSearchRequest,
  MultiSearchResponse,
  SearchRequest,
  SearchResponse,
} from '../shared/search.ts'
import { checkSearchRequest } from '../shared/search-check.ts'
import type { Settings } from '../shared/settings.ts'
import { completeSettings } from '../shared/settings-complete.ts'
import { checkSuggest, type SuggestOptions, type SuggestResponse, suggestDefaults } from '../shared/suggest.ts'
import type { ProcessingUpdate, Update, UpdateId, UpdateQuery, UpdateStatusOptions } from '../shared/update.ts'
import { pendingDocuments } from './queue/payload.ts'
import { ProcessingView } from './queue/processing-view.ts'
import { countUpdates, getUpdate, listUpdates } from './queue/queue-list.ts'
import { isDamage, lastResort } from './read/damage.ts'
import { readDocument, readDocuments } from './read/document-reader.ts'
import { federatedSearch } from './read/federated-search.ts'
import { IndexReader } from './read/index-reader.ts'
import { PageCache } from './read/page-cache.ts'
import { runSearch } from './read/run-search.ts'
import { hitAt, readHits } from './read/shape-hits.ts'
import type { Snapshot } from './read/snapshot.ts'
import { indexStats, instanceStats, unreadableStats } from './read/stats.ts'
import { suggest } from './read/suggest.ts'
import { openFormat } from './store/format.ts'
import type { Manifest } from './store/schema.ts'
import type { Store } from './store/store.ts'

/** As in Meilisearch; documents not ranked by then follow in order of insertion. */
const defaultCutoffMs = 1500

/** So many queries of one call run at once, as they wait for the storage. */
const queriesAtOnce = 8
/**
 * As many as the panels of a page ask have the time of a search each. What a call has beyond them
 * shares its time; of those whose turn comes so many milliseconds late, nothing is looked for.
 */
const queriesWithOwnTime = 16
const lateMs = 20

/** A rebuild that has not come by then may have failed because the storage is full. */
const reportAgainMs = 30_000

export interface SearchEngineOptions {
  readonly store: Store
  readonly announcer: Announcer
  /** Returns whether some tab runs updates now. */
  readonly isWriterRunning: () => Promise<boolean>
  /** Milliseconds, for `processingTimeMs` and the search cutoff; any origin. */
  readonly now: () => number
  /** Default 64 MiB, for all that is kept of what was read: pages, and what was made of them. */
  readonly cacheBytes?: number | undefined
}

/**
 * The calls of the role that an engine serves; the role itself adds what the browser says of its
 * storage.
 */
type EngineApi = Omit<SearchApi, 'getStats' | 'getStorageUse' | keyof SiteApi>

export class SearchEngine implements EngineApi {
  readonly #store: Store
  readonly #announcer: Announcer
  readonly #isWriterRunning: () => Promise<boolean>
  readonly #now: () => number
  readonly #cache: PageCache
  readonly #indexes: IndexReader
  readonly #processing: ProcessingView
  /** Per index the version whose damage was last reported, and when. */
  readonly #reported = new Map<string, { readonly version: number; readonly at: number }>()
  readonly #unsubscribe: () => void
  #format: Promise<void> | undefined

  constructor({ store, announcer, isWriterRunning, now, cacheBytes }: SearchEngineOptions) {
    this.#store = store
    this.#announcer = announcer
    this.#isWriterRunning = isWriterRunning
    this.#now = now
    this.#cache = new PageCache(cacheBytes)
    this.#indexes = new IndexReader(store, this.#cache)
    this.#processing = new ProcessingView(announcer)
    this.#unsubscribe = announcer.subscribe((announcement) => {
      if (announcement.type === 'version') this.#indexes.noteVersion(announcement.indexUid, announcement.version)
    })
  }

  async search(indexUid: string, request: SearchRequest): Promise<SearchResponse> {
    return this.#search(indexUid, checkSearchRequest(request, true), this.#now(), false)
  }

  /** `mayBeLate`: when its turn comes too late, it finds nothing. */
  #search(indexUid: string, given: SearchRequest, started: number, mayBeLate: boolean): Promise<SearchResponse> {
    return this.#read(indexUid, async (snapshot) => {
      const whole = withSearchDefaults(given, snapshot.settings.searchDefaults)
      const limit = this.#limit(snapshot, started)
      if (mayBeLate && this.#limit(snapshot, started + lateMs).isOver)
        return emptyResponse(whole, snapshot.settings, Math.round(this.#now() - started))
      const { plan, ranked } = await runSearch(snapshot, whole, limit)
      const facets = whole.facets?.length
        ? countFacets(plan.index, ranked.candidates, facetAttributes(whole.facets, plan.index), limit)
        : whole.facets && noFacets
      const stored = await readHits(snapshot, ranked)
      const hits = Array.from(ranked.documents, (_, nth) => hitAt({ plan, ranked }, nth, stored))
      return {
        ...searchResponse(plan, hits, ranked, Math.round(this.#now() - started)),
        ...correctionsOf(plan, ranked.candidates),
        ...facets,
      }
    })
  }

  /**
   * Several searches; with `federation` as one list of hits. A query that fails fails all, and is
   * named.
   */
  async multiSearch(given: MultiSearchRequest): Promise<MultiSearchResponse | FederatedResponse> {
    const started = this.#now()
    const { queries, federation } = checkMultiSearch(given)
    if (federation !== null) {
      const host = {
        read: <T>(uid: string, read: (snapshot: Snapshot) => Promise<T>) => this.#read(uid, read),
        run: runSearch,
        limitOf: (snapshot: Snapshot) => this.#limit(snapshot, started),
      }
      const response = await federatedSearch(host, queries, federation)
      return { ...response, processingTimeMs: Math.round(this.#now() - started) } as FederatedResponse
    }
    const results: ({ indexUid: string } & SearchResponse)[] = []
    const turns = queries.entries()
    const runInTurn = async (): Promise<void> => {
      for (const [i, { indexUid, request }] of turns) {
        try {
          const isOwn = i < queriesWithOwnTime
          const response = await this.#search(indexUid, request, isOwn ? this.#now() : started, !isOwn)
          results[i] = { indexUid, ...response }
        } catch (thrown) {
          throw inQuery(i, thrown)
        }
      }
    }
    await Promise.all(Array.from({ length: queriesAtOnce }, runInTurn))
    return { results }
  }

  async searchForFacetValues(indexUid: string, request: FacetSearchRequest): Promise<FacetSearchResponse> {
    const started = this.#now()
    const search = checkFacetSearch(request)
    return this.#read(indexUid, async (snapshot) => {
      checkFacetName(search.facetName, snapshot.settings)
      const whole = withSearchDefaults(search.request, facetSearchDefaults(snapshot.settings.searchDefaults))
      const limit = this.#limit(snapshot, started)
      const { plan, ranked } = await runSearch(snapshot, whole, limit, [search.facetName])
      const facetHits = searchFacet(plan.index, ranked.candidates, search, limit)
      return { facetHits, facetQuery: search.facetQuery, processingTimeMs: Math.round(this.#now() - started) }
    })
  }

  async suggest(indexUid: string, q: string, options: SuggestOptions): Promise<SuggestResponse> {
    const started = this.#now()
    const asked = checkSuggest(q, options)
    return this.#read(indexUid, async (snapshot) => {
      const request = withSearchDefaults(asked.request, suggestDefaults(snapshot.settings.searchDefaults))
      const suggestions = await suggest(snapshot, { ...asked, request }, this.#limit(snapshot, started))
      return { suggestions, query: asked.q, processingTimeMs: Math.round(this.#now() - started) }
    })
  }

  getDocument(indexUid: string, id: DocumentId, options: GetDocumentOptions): Promise<JsonObject> {
    return this.#read(indexUid, (snapshot) => readDocument(snapshot, id, options))
  }

  getDocuments(indexUid: string, options: GetDocumentsOptions): Promise<DocumentsPage> {
    return this.#read(indexUid, (snapshot) => readDocuments(snapshot, options))
  }

  async getIndexes(): Promise<readonly IndexInfo[]> {
    await this.#open()
    const manifests = await this.#indexes.manifests()
    return manifests.map(({ uid, primaryKey, createdAt, updatedAt }) => ({ uid, primaryKey, createdAt, updatedAt }))
  }

  getSettings(indexUid: string): Promise<Settings> {
    return this.#readManifest(indexUid, async ({ settings }) => completeSettings(settings))
  }

  async getIndexStats(indexUid: string, options?: StatsOptions | null): Promise<IndexStats> {
    const running = await this.#running()
    return this.#indexStats(indexUid, running, options ?? {})
  }

  async getStats(options?: StatsOptions | null): Promise<Omit<Stats, 'storage'>> {
    const running = await this.#running()
    await this.#open()
    const manifests = await this.#indexes.manifests()
    const indexes = await Promise.all(
      manifests.map((manifest) =>
        this.#indexStats(manifest.uid, running, options ?? {})
          .then((stats) => [[manifest.uid, stats] as const])
          .catch((error) => {
            // Deleted since it was listed.
            if (error.code === 'index_not_found') return []
            if (!isDamage(error)) throw error
            return [[manifest.uid, unreadableStats(manifest, running, error.message)] as const]
          }),
      ),
    )
    return instanceStats(this.#store, Object.fromEntries(indexes.flat()))
  }

  async getUpdate(updateId: UpdateId, options?: UpdateStatusOptions): Promise<Update> {
    await this.#open()
    return getUpdate(this.#store, updateId, await this.#running(), options)
  }

  async getUpdates(query: UpdateQuery): Promise<readonly Update[]> {
    await this.#open()
    return listUpdates(this.#store, query, await this.#running())
  }

  async countUpdates(query: UpdateQuery): Promise<number> {
    await this.#open()
    return countUpdates(this.#store, query, await this.#running())
  }

  async getUpdateDocuments(updateId: UpdateId): Promise<readonly JsonObject[]> {
    await this.getUpdate(updateId)
    return pendingDocuments(this.#store, updateId)
  }

  async noteVersion(indexUid: string, version: number | null): Promise<void> {
    this.#indexes.noteVersion(indexUid, version)
  }

  async noteReplacement(): Promise<void> {
    this.#indexes.noteReplacement()
  }

  async pendingWork(): Promise<{ pending: number; running: boolean }> {
    await this.#open()
    const [pending, running] = await Promise.all([
      this.#store.read(['pending'], (transaction) => transaction.count('pending')),
      this.#isWriterRunning(),
    ])
    return { pending, running }
  }

  /** Opens what the first search of a visit will need, while nobody waits for it. */
  openAhead(): void {
    this.#open().catch(() => {})
    void this.#indexes.openAhead()
  }

  /** Stops listening; the store is the caller's to close. */
  close(): void {
    this.#unsubscribe()
    this.#processing.close()
    this.#cache.clear()
  }

  #limit({ settings }: Snapshot, started: number): TimeLimit {
    const cutoff = started + (settings.searchCutoffMs ?? defaultCutoffMs)
    return new TimeLimit(() => this.#now() >= cutoff)
  }

  #open(): Promise<void> {
    this.#format ??= openFormat(this.#store)
    this.#format.catch(() => {
      this.#format = undefined
    })
    return this.#format
  }

  /**
   * The update that was last announced as processing, unless the engine that announced it has died
   * since.
   */
  async #running(): Promise<ProcessingUpdate | null> {
    const running = this.#processing.current()
    return running !== null && (await this.#isWriterRunning()) ? running : null
  }

  #indexStats(uid: string, running: ProcessingUpdate | null, options: StatsOptions): Promise<IndexStats> {
    return this.#readManifest(uid, (manifest) => indexStats(this.#store, this.#cache, manifest, running, options))
  }

  #read<T>(indexUid: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    return this.#reading(indexUid, () => this.#indexes.read(indexUid, read))
  }

  /** For calls that need only the manifest: no segment is opened. */
  #readManifest<T>(indexUid: string, read: (manifest: Manifest) => Promise<T>): Promise<T> {
    return this.#reading(indexUid, () => this.#indexes.readManifest(indexUid, read))
  }

  async #reading<T>(indexUid: string, read: () => Promise<T>): Promise<T> {
    await this.#open()
    try {
      return await read()
    } catch (error) {
      if (isDamage(error)) throw await this.#damaged(indexUid, error)
      throw error
    }
  }

  /**
   * Reports damage of a version, not at every search, and returns the error with what is to be
   * done.
   */
  async #damaged(indexUid: string, error: Error): Promise<Error> {
    const [manifest, { code, message, details }] = [await this.#indexes.manifest(indexUid), SeeklingError.from(error)]
    if (manifest === undefined) return error
    const { version, damage } = manifest
    const reported = this.#reported.get(indexUid)
    const at = this.#now()
    const isNews = reported?.version !== version || at - reported.at > reportAgainMs
    if (!damage?.refused && isNews) {
      this.#reported.set(indexUid, { version, at })
      this.#announcer.post({ type: 'damaged', indexUid, version, reason: message })
    }
    const next = damage?.refused
      ? `Index "${indexUid}" cannot be rebuilt. ${damage.refused} ${lastResort}`
      : `Index "${indexUid}" is being rebuilt from its documents: try again in a moment.`
    return new SeeklingError(code, `${message} ${next}`, details, error)
  }
}
