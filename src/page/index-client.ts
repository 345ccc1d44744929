/**
 * One index, as a page sees it. Making one does no I/O. Writes resolve with `{ updateId }` once
 * they are stored and are run later, in order; reads see everything processed so far.
 */
import type { AttributePath, Named, Retrieved } from '../shared/attributes.ts'
import type { JsonObject } from '../shared/document.ts'
import type {
  DamageReport,
  DocumentId,
  DocumentsPage,
  GetDocumentOptions,
  GetDocumentsOptions,
  IndexStats,
  StatsOptions,
} from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type {
  FacetSearchRequest,
  FacetSearchResponse,
  FilterInput,
  OffsetResponse,
  PageResponse,
  SearchParams,
  SearchRequest,
  SearchResponse,
} from '../shared/search.ts'
import { settingNames } from '../shared/setting-names.ts'
import type { SettingName, Settings, SettingsPatch } from '../shared/settings.ts'
import type { SuggestOptions, SuggestResponse } from '../shared/suggest.ts'
import type { FinishedUpdate, ProcessedUpdate, Update, UpdateId, UpdateQuery, UpdateReceipt } from '../shared/update.ts'
import { asGiven } from './as-given.ts'
import type { DocumentsInput } from './hand-over.ts'
import type { DocumentsCall, DocumentsOptions } from './queue-client.ts'
import type { SearchOptions, Session } from './session.ts'
import { addSettingMethods, type SettingMethods } from './setting-methods.ts'
import type { WaitOptions } from './update-watcher.ts'

type ByPage = { readonly page: number } | { readonly hitsPerPage: number }
type ByOffset = { readonly page?: undefined; readonly hitsPerPage?: undefined }

/** Names of attributes to return: those the type lists, any other, or a pattern. */
type Asked<Path extends string> = Named<Path | '*'>

/** The methods of an index, those of every setting included. */
export interface Index<Doc extends object = JsonObject> extends IndexClient<Doc>, SettingMethods<AttributePath<Doc>> {}

export class IndexClient<Doc extends object, Path extends string = AttributePath<Doc>> {
  readonly uid: string
  readonly #session: Session

  /** @internal Use `client.index(uid)`. */
  constructor(session: Session, uid: string) {
    this.#session = session
    this.uid = uid
  }

  /**
   * Adds documents; one whose id is there already is replaced whole. Makes the index if there is
   * none.
   *
   * @example
   * const { updateId } = await films.addDocuments('id,title\n5,Ran\n6,Ikiru', { format: 'csv' })
   * await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
   * await films.getDocument(5) // => { id: '5', title: 'Ran' }
   */
  addDocuments(input: DocumentsInput<Doc>, options?: DocumentsOptions): Promise<UpdateReceipt> {
    return this.#send('DocumentsAddition', input, options)
  }

  /**
   * Adds documents; of one whose id is there already only the top-level fields given are replaced.
   * Makes the index if there is none.
   *
   * @example
   * const { updateId } = await films.updateDocuments([{ id: 4, year: 2005 }])
   * await client.waitForPendingUpdate(updateId)
   * await films.getDocument(4) // => { id: 4, title: 'The Science of Sleep', year: 2005, ... }
   */
  updateDocuments(input: DocumentsInput<Partial<Doc>>, options?: DocumentsOptions): Promise<UpdateReceipt> {
    return this.#send('DocumentsPartial', input, options)
  }

  /**
   * One update for every `batchSize` documents, by default 1,000. When a batch is refused, those
   * before it are queued already.
   *
   * @example
   * const many = Array.from({ length: 2500 }, (_, id) => ({ id, title: `Film ${id}` }))
   * const receipts = await client.index('many').addDocumentsInBatches(many)
   * receipts // => [{ updateId: 3 }, { updateId: 4 }, { updateId: 5 }]
   */
  addDocumentsInBatches(
    documents: readonly Doc[],
    batchSize?: number,
    options?: DocumentsOptions,
  ): Promise<UpdateReceipt[]> {
    return this.#sendInBatches('DocumentsAddition', documents, batchSize, options)
  }

  /**
   * As `addDocumentsInBatches`, with partial updates.
   *
   * @example
   * const years = [1, 2, 3].map((id) => ({ id, year: 2000 + id }))
   * await films.updateDocumentsInBatches(years, 2) // => [{ updateId: 3 }, { updateId: 4 }]
   */
  updateDocumentsInBatches(
    documents: readonly Partial<Doc>[],
    batchSize?: number,
    options?: DocumentsOptions,
  ): Promise<UpdateReceipt[]> {
    return this.#sendInBatches('DocumentsPartial', documents, batchSize, options)
  }

  /**
   * Deletes the document of this id; one that is not there is no error.
   *
   * @example
   * const { updateId } = await films.deleteDocument(4)
   * await client.waitForPendingUpdate(updateId)
   * await films.getDocument(4) // rejects document_not_found
   */
  deleteDocument(id: DocumentId): Promise<UpdateReceipt> {
    return this.deleteDocuments([id])
  }

  /**
   * By ids, of which none needs to be there, or by a filter over filterable attributes.
   *
   * @example
   * const { updateId } = await films.deleteDocuments({ filter: 'year < 1980' })
   * await client.waitForPendingUpdate(updateId)
   * await films.getDocuments() // => { results: [{ id: 4, ... }], total: 1, ... }
   */
  async deleteDocuments(
    which: readonly DocumentId[] | { readonly ids: readonly DocumentId[] } | { readonly filter: FilterInput },
  ): Promise<UpdateReceipt> {
    const taken = asGiven(which)
    const given = Array.isArray(taken) ? { ids: taken } : (taken as { filter: FilterInput })
    return this.#session.enqueue({ type: 'DocumentsDeletion', indexUid: this.uid, ...given })
  }

  /**
   * Deletes all documents. Settings and primary key stay.
   *
   * @example
   * const { updateId } = await films.deleteAllDocuments()
   * await client.waitForPendingUpdate(updateId)
   * await films.search('') // => { hits: [], estimatedTotalHits: 0, ... }
   */
  deleteAllDocuments(): Promise<UpdateReceipt> {
    return this.#session.enqueue({ type: 'ClearAll', indexUid: this.uid })
  }

  /**
   * Rejects with `document_not_found`.
   *
   * @example
   * await films.getDocument(1, { fields: ['title'] }) // => { title: 'Solaris' }
   * await films.getDocument(99) // rejects document_not_found
   */
  async getDocument<const Names extends Asked<Path> = string>(
    id: DocumentId,
    options?: GetDocumentOptions<Path, Names>,
  ): Promise<Retrieved<Doc, Names>> {
    const given = asGiven([id, options ?? {}] as const)
    const document: Promise<unknown> = this.#session.read((api) => api.getDocument(this.uid, ...given))
    return document as Promise<Retrieved<Doc, Names>>
  }

  /**
   * Lists documents, sorted, else in the order in which they were first added.
   *
   * @example
   * const options = { filter: 'year > 1975', sort: ['year:desc'], fields: ['title'] } as const
   * await films.getDocuments(options) // => {
   * //   results: [{ title: 'The Science of Sleep' }, { title: 'Stalker' }],
   * //   offset: 0, limit: 20, total: 2,
   * // }
   */
  async getDocuments<const Names extends Asked<Path> = string>(
    options?: GetDocumentsOptions<Path, Names>,
  ): Promise<DocumentsPage<Retrieved<Doc, Names>>> {
    const given = asGiven(options ?? {})
    const page: Promise<unknown> = this.#session.read((api) => api.getDocuments(this.uid, given))
    return page as Promise<DocumentsPage<Retrieved<Doc, Names>>>
  }

  /**
   * Results come in the order of the calls. No `q` means all documents. With `page` or
   * `hitsPerPage` the totals are exact. For a search on every keystroke, abort the one before: a
   * search that has not begun is then never run.
   *
   * @example
   * const { hits } = await films.search('solris', { attributesToRetrieve: ['title'] })
   * hits // => [{ title: 'Solaris' }]
   * const pages = await films.search('tarkovsky', { page: 1, hitsPerPage: 2 })
   * pages // => { page: 1, hitsPerPage: 2, totalPages: 2, totalHits: 3, ... }
   */
  search<const Names extends Asked<Path> = string>(
    q: string | null | undefined,
    params: SearchParams<Path, Names> & ByPage,
    options?: SearchOptions,
  ): Promise<PageResponse<Doc, Names>>
  search<const Names extends Asked<Path> = string>(
    q?: string | null,
    params?: SearchParams<Path, Names> & ByOffset,
    options?: SearchOptions,
  ): Promise<OffsetResponse<Doc, Names>>
  search<const Names extends Asked<Path> = string>(
    q?: string | null,
    params?: SearchParams<Path, Names>,
    options?: SearchOptions,
  ): Promise<SearchResponse<Doc, Names>>
  async search(q?: string | null, params?: SearchParams, options?: SearchOptions): Promise<unknown> {
    const request: SearchRequest = { ...asGiven(params), q: asGiven(q) ?? null }
    return this.#session.search(this.uid, request, options)
  }

  /**
   * Values of a facet that begin like `facetQuery`, typos allowed, among the hits of `q` and
   * `filter`.
   *
   * @example
   * const request = { facetName: 'genres', facetQuery: 'dra' }
   * const { facetHits } = await films.searchForFacetValues(request)
   * facetHits // => [{ value: 'drama', count: 3 }]
   */
  async searchForFacetValues(request: FacetSearchRequest<Path>): Promise<FacetSearchResponse> {
    const given = asGiven(request)
    return this.#session.read((api) => api.searchForFacetValues(this.uid, given))
  }

  /**
   * What the query may become, by what the index holds: its last word completed, or with
   * `attribute` the whole query, to a title for example. Typos are corrected on the way. Results
   * come in the order of the calls. Rejects with `invalid_search_*` and `bad_request`.
   *
   * @example
   * const { suggestions } = await films.suggest('andrei tar')
   * suggestions // => [{ text: 'andrei tarkovsky', documents: 3 }]
   */
  async suggest(q: string, options?: SuggestOptions<Path>, turn?: SearchOptions): Promise<SuggestResponse> {
    const given = asGiven([q, options ?? {}] as const)
    // No index has a name with a space, so suggestions have a lane apart from searches.
    return this.#session.inTurn(`suggest ${this.uid}`, (api) => api.suggest(this.uid, ...given), turn)
  }

  /**
   * All settings of the index, defaults filled in.
   *
   * @example
   * const { sortableAttributes, stopWords } = await films.getSettings()
   * sortableAttributes // => ['title', 'year']
   * stopWords // => []
   */
  getSettings(): Promise<Settings> {
    return this.#session.read((api) => api.getSettings(this.uid))
  }

  /**
   * What is absent stays, `null` goes back to the default. Makes the index if there is none.
   *
   * @example
   * const { updateId } = await films.updateSettings({ stopWords: ['the'], rankingRules: null })
   * await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
   */
  updateSettings(settings: SettingsPatch<Path>): Promise<UpdateReceipt> {
    return this.#session.enqueue({ type: 'Settings', indexUid: this.uid, settings })
  }

  /**
   * All of them, or those named. Makes no index: without one, the update fails.
   *
   * @example
   * const { updateId } = await films.resetSettings(['sortableAttributes'])
   * await client.waitForPendingUpdate(updateId)
   * await films.getSortableAttributes() // => []
   */
  async resetSettings(names: readonly SettingName[] = settingNames): Promise<UpdateReceipt> {
    const given = asGiven(names)
    const isList = Array.isArray(given) && given.length <= settingNames.length
    if (!isList || !given.every((name) => typeof name === 'string'))
      throw new SeeklingError('bad_request', 'Give the names of settings as an array of strings, each once.')
    const settings = Object.fromEntries(given.map((name) => [name, null]))
    return this.#session.enqueue({ type: 'Settings', indexUid: this.uid, settings, isReset: true })
  }

  /**
   * What the index holds. Rejects with `index_not_found`.
   *
   * @example
   * const { numberOfDocuments, fieldDistribution } = await films.getStats()
   * numberOfDocuments // => 4
   * fieldDistribution // => { id: 4, title: 4, ... }
   */
  async getStats(...options: [options?: StatsOptions]): Promise<IndexStats> {
    const given = asGiven(options)
    return this.#session.read((api) => api.getIndexStats(this.uid, ...given))
  }

  /**
   * Reads all that is stored of the index and says what is damaged; changes nothing. Rejects with
   * `index_not_found`.
   *
   * @example
   * await films.verify() // => {
   * //   indexUid: 'films', state: 'sound', problem: null, lostDocuments: 0, lostIds: [],
   * // }
   */
  verify(): Promise<DamageReport> {
    return this.#session.check(this.uid, false)
  }

  /**
   * Rebuilds what is damaged from the documents and says which of them are lost. Rejects with
   * `index_not_found`.
   *
   * @example
   * await films.repair() // => { state: 'sound', ... }
   */
  repair(): Promise<DamageReport> {
    return this.#session.check(this.uid, true)
  }

  /**
   * One update of this index. Rejects with `task_not_found`, also for an update of another index.
   *
   * @example
   * await films.getUpdateStatus(2) // => { status: 'processed', indexUid: 'films', ... }
   */
  async getUpdateStatus(updateId: UpdateId): Promise<Update> {
    const given = asGiven(updateId)
    const update = await this.#session.read((api) => api.getUpdate(given))
    if (update.indexUid === this.uid) return update
    throw new SeeklingError('task_not_found', `Update ${updateId} is one of the index ${update.indexUid}.`)
  }

  /**
   * Lists the updates of this index by ascending updateId.
   *
   * @example
   * const updates = await films.getAllUpdateStatus({ types: ['DocumentsAddition'] })
   * updates.map(({ updateId }) => updateId) // => [2]
   */
  async getAllUpdateStatus(query?: Omit<UpdateQuery, 'indexUids'>): Promise<readonly Update[]> {
    const given = { ...asGiven(query), indexUids: [this.uid] }
    return this.#session.read((api) => api.getUpdates(given))
  }

  /**
   * Resolves with the finished update, whether processed or failed; with `throwOnFailure` it
   * rejects with the error of one that failed. Rejects with `wait_timeout`, `task_not_found` or the
   * signal's reason.
   *
   * @example
   * const { updateId } = await films.deleteDocument(4)
   * await films.waitForPendingUpdate(updateId) // => { status: 'processed', ... }
   */
  waitForPendingUpdate(
    updateId: UpdateId,
    options: WaitOptions & { readonly throwOnFailure: true },
  ): Promise<ProcessedUpdate>
  waitForPendingUpdate(updateId: UpdateId, options?: WaitOptions): Promise<FinishedUpdate>
  waitForPendingUpdate(updateId: UpdateId, options?: WaitOptions): Promise<FinishedUpdate> {
    return this.#session.wait(updateId, options)
  }

  async #send(type: DocumentsCall['type'], input: unknown, options?: DocumentsOptions): Promise<UpdateReceipt> {
    return this.#session.send({ type, indexUid: this.uid, documents: input, options: asGiven(options) })
  }

  async #sendInBatches(
    type: DocumentsCall['type'],
    input: unknown,
    batchSize = 1000,
    options?: DocumentsOptions,
  ): Promise<UpdateReceipt[]> {
    return this.#session.send({ type, indexUid: this.uid, documents: input, options: asGiven(options), batchSize })
  }
}

addSettingMethods(IndexClient.prototype)
