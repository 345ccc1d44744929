/**
 * The way into one instance: its indexes, its update queue and its events. Every rejection is a
 * `SeeklingError`.
 */
import type { JsonObject } from '../shared/document.ts'
import type {
  Attached,
  DumpImport,
  DumpStatus,
  SnapshotFile,
  SnapshotFilesOptions,
  SnapshotImport,
  SnapshotImportOptions,
  SnapshotSelection,
} from '../shared/dump.ts'
import type { DamageReport, IndexInfo, Stats, StatsOptions, SwappedIndexes } from '../shared/engine-api.ts'
import type {
  FederatedResponse,
  Federation,
  MultiSearchQuery,
  MultiSearchRequest,
  MultiSearchResponse,
} from '../shared/search.ts'
import type {
  CancelFilter,
  FinishedUpdate,
  ProcessedUpdate,
  RecordOptions,
  Update,
  UpdateFilter,
  UpdateId,
  UpdateQuery,
  UpdateReceipt,
  UpdateStatusOptions,
} from '../shared/update.ts'
import { asGiven } from './as-given.ts'
import type { AttachWith, SnapshotSource } from './dump-client.ts'
import type { Engines } from './engines.ts'
import type { ClientEvents } from './events.ts'
import { type Index, IndexClient } from './index-client.ts'
import { type LoadQueueClient, type SearchOptions, Session } from './session.ts'
import type { WaitOptions } from './update-watcher.ts'

/** Where the platform has no such symbol, no `await using` looks for it either. */
const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol()

/** An open instance: its indexes, its queue, dumps, snapshots and events. `open` makes one. */
export class Client {
  readonly #session: Session

  private constructor(session: Session) {
    this.#session = session
  }

  /** @internal Opens the engines and takes over what an earlier visit left undone. */
  static async over(engines: Engines, load: LoadQueueClient): Promise<Client> {
    const session = new Session(engines, load)
    await session.open()
    return new Client(session)
  }

  /**
   * No I/O: the index need not be there yet.
   *
   * @example
   * interface Book { id: number; title: string }
   * const books = client.index<Book>('books')
   * books.uid // => 'books'
   */
  index<Doc extends object = JsonObject>(uid: string): Index<Doc> {
    return new IndexClient<Doc>(this.#session, uid) as Index<Doc>
  }

  /**
   * Rejects with `missing_index_uid`, or `bad_request` for an unknown option.
   *
   * @example
   * const { updateId } = await client.createIndex('books', { primaryKey: 'isbn' })
   * await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
   */
  async createIndex(
    uid: string,
    options?: { readonly primaryKey?: string | null | undefined },
  ): Promise<UpdateReceipt> {
    const given = asGiven(options)
    return this.#session.enqueue({
      ...given,
      primaryKey: given?.primaryKey ?? null,
      type: 'IndexCreation',
      indexUid: uid,
    })
  }

  /**
   * Gives an index without documents its primary key, or any index another name. Rejects with
   * `immutable_index_*` for what cannot be changed.
   *
   * @example
   * const { updateId } = await client.updateIndex('films', { uid: 'movies' })
   * await client.waitForPendingUpdate(updateId)
   * await client.index('movies').search('solaris') // => { hits: [{ id: 1, ... }], ... }
   */
  async updateIndex(
    uid: string,
    changes: { readonly primaryKey?: string | null | undefined; readonly uid?: string | null | undefined } = {},
  ): Promise<UpdateReceipt> {
    const { uid: newUid, ...others } = asGiven(changes) ?? {}
    const renamed = newUid === undefined || newUid === null ? {} : { newUid }
    return this.#session.enqueue({ primaryKey: null, ...others, ...renamed, type: 'IndexUpdate', indexUid: uid })
  }

  /**
   * Deletes an index, its documents and settings. If it is not there the update fails.
   *
   * @example
   * const { updateId } = await client.deleteIndex('films')
   * await client.waitForPendingUpdate(updateId)
   * await films.search('solaris') // rejects index_not_found
   */
  deleteIndex(uid: string): Promise<UpdateReceipt> {
    return this.#session.enqueue({ type: 'IndexDeletion', indexUid: uid })
  }

  /**
   * All pairs at once or none: documents and settings change places, names stay; with `rename` the
   * first takes the name of the second.
   *
   * @example
   * // A new list is filled beside the one that is searched, and takes its place when it is whole.
   * const next = client.index('films-next')
   * await next.addDocuments([{ id: 1, title: 'Ran' }])
   * const { updateId } = await client.swapIndexes([{ indexes: ['films', 'films-next'] }])
   * await client.waitForPendingUpdate(updateId)
   * await films.search('ran') // => { hits: [{ id: 1, title: 'Ran' }], ... }
   */
  swapIndexes(swaps: readonly SwappedIndexes[]): Promise<UpdateReceipt> {
    return this.#session.enqueue({ type: 'IndexSwap', swaps })
  }

  /**
   * All indexes, by name.
   *
   * @example
   * await client.getIndexes() // => [
   * //   { uid: 'films', primaryKey: 'id', createdAt: String, updatedAt: String },
   * // ]
   */
  getIndexes(): Promise<readonly IndexInfo[]> {
    return this.#session.read((api) => api.getIndexes())
  }

  /**
   * One update, as it is now. Rejects with `task_not_found`.
   *
   * @example
   * const { updateId } = await films.deleteDocument(4)
   * const { status } = await client.getUpdateStatus(updateId)
   * status // => /enqueued|processing|processed/
   */
  async getUpdateStatus(updateId: UpdateId, ...options: [options?: UpdateStatusOptions]): Promise<Update> {
    const given = asGiven([updateId, ...options] as const)
    return this.#session.read((api) => api.getUpdate(...given))
  }

  /**
   * Lists updates by ascending updateId; with `reverse` the newest first.
   *
   * @example
   * const [newest] = await client.getAllUpdateStatus({ reverse: true, limit: 1 })
   * newest // => { updateId: 2, type: { name: 'DocumentsAddition', number: 4 }, ... }
   */
  async getAllUpdateStatus(query?: UpdateQuery): Promise<readonly Update[]> {
    const given = asGiven(query ?? {})
    return this.#session.read((api) => api.getUpdates(given))
  }

  /**
   * How many `getAllUpdateStatus` would list without a limit.
   *
   * @example
   * await client.countUpdates({ statuses: ['failed'] }) // => 0
   */
  async countUpdates(query?: UpdateFilter): Promise<number> {
    const given = asGiven(query ?? {})
    return this.#session.read((api) => api.countUpdates(given))
  }

  /**
   * The documents of an addition that has not run yet. Rejects with `task_not_found`, or
   * `task_file_not_found` when it has run.
   *
   * @example
   * const { updateId } = await films.updateDocuments([{ id: 4, year: 2005 }])
   * const waiting = await client.getUpdateDocuments(updateId).catch(() => 'it has run already')
   * await client.waitForPendingUpdate(updateId)
   * await client.getUpdateDocuments(updateId) // rejects task_file_not_found
   */
  async getUpdateDocuments(updateId: UpdateId): Promise<readonly JsonObject[]> {
    const given = asGiven(updateId)
    return this.#session.read((api) => api.getUpdateDocuments(given))
  }

  /**
   * Resolves with the finished update, whether processed or failed; with `throwOnFailure` it
   * rejects with the error of one that failed. Rejects with `wait_timeout`, `task_not_found` or the
   * signal's reason.
   *
   * @example
   * const { updateId } = await films.addDocuments([{ id: 'a b' } as never])
   * const update = await client.waitForPendingUpdate(updateId)
   * update // => { status: 'failed', errorCode: 'invalid_document_id', ... }
   * const options = { throwOnFailure: true } as const
   * await client.waitForPendingUpdate(updateId, options) // rejects invalid_document_id
   */
  waitForPendingUpdate(
    updateId: UpdateId,
    options: WaitOptions & { readonly throwOnFailure: true },
  ): Promise<ProcessedUpdate>
  waitForPendingUpdate(updateId: UpdateId, options?: WaitOptions): Promise<FinishedUpdate>
  waitForPendingUpdate(updateId: UpdateId, options?: WaitOptions): Promise<FinishedUpdate> {
    return this.#session.wait(updateId, options)
  }

  /**
   * Enqueued updates become failed with code `update_canceled`; the running one is stopped and
   * changes nothing. Returns the updates canceled.
   *
   * @example
   * await films.deleteAllDocuments()
   * const canceled = await client.cancelUpdates({ types: ['ClearAll'] })
   * canceled.length // => Number
   */
  async cancelUpdates(filter: CancelFilter): Promise<readonly UpdateReceipt[]> {
    const given = asGiven(filter)
    return this.#session.write((api) => api.cancelUpdates(given))
  }

  /**
   * Cancels by an update of its own, whose details say how many updates matched and how many were
   * canceled. Any status may be in the filter.
   *
   * @example
   * const { updateId } = await client.cancelUpdatesAsUpdate({ indexUids: ['films'] })
   * const { details } = await client.getUpdateStatus(updateId, { details: true })
   * details // => { matchedUpdates: 2, canceledUpdates: 0, ... }
   */
  async cancelUpdatesAsUpdate(filter: UpdateFilter, options?: RecordOptions): Promise<UpdateReceipt> {
    const given = asGiven([filter, options ?? {}] as const)
    return this.#session.write((api) => api.cancelAsUpdate(...given))
  }

  /**
   * Takes finished updates off the list; what they did stays. It is an update itself, done when
   * this resolves, whose details say how many updates matched and how many were deleted. Rejects
   * with `missing_task_filters` for an empty filter.
   *
   * @example
   * await client.deleteUpdates({ statuses: ['processed', 'failed'] })
   * const left = await client.getAllUpdateStatus()
   * left.map(({ type }) => type.name) // => ['UpdateDeletion']
   */
  async deleteUpdates(filter: UpdateFilter, options?: RecordOptions): Promise<UpdateReceipt> {
    const given = asGiven([filter, options ?? {}] as const)
    return this.#session.write((api) => api.deleteUpdates(...given))
  }

  /**
   * Several searches in one call, or with `federation` one list of all their hits. The first query
   * that fails fails all, and is named.
   *
   * @example
   * const { results } = await client.multiSearch([
   *   { indexUid: 'films', q: 'solaris' },
   *   { indexUid: 'films', q: 'sleep', limit: 1 },
   * ])
   * results // => [{ indexUid: 'films', query: 'solaris', ... }, { query: 'sleep', ... }]
   *
   * const { hits } = await client.multiSearch({
   *   queries: [{ indexUid: 'films', q: 'solaris' }, { indexUid: 'films', q: 'stalker' }],
   *   federation: { limit: 5 },
   * })
   * hits.map(({ title }) => title) // => ['Solaris', 'Stalker']
   */
  multiSearch<Doc = JsonObject>(
    request: MultiSearchRequest & { readonly federation: Federation },
    options?: SearchOptions,
  ): Promise<FederatedResponse<Doc>>
  multiSearch<Doc = JsonObject>(
    request: readonly MultiSearchQuery[] | (MultiSearchRequest & { readonly federation?: null | undefined }),
    options?: SearchOptions,
  ): Promise<MultiSearchResponse<Doc>>
  async multiSearch(
    request: readonly MultiSearchQuery[] | MultiSearchRequest,
    options?: SearchOptions,
  ): Promise<unknown> {
    const given = asGiven(request)
    const taken = Array.isArray(given) ? { queries: given } : (given as MultiSearchRequest)
    return this.#session.inTurn('', (api) => api.multiSearch(taken), options)
  }

  /**
   * Asks for a dump of everything, in Meilisearch's format. It is made as soon as the update now
   * running is done; until then no other update starts, while new ones are taken in and searches go
   * on. `asUpdate` gives it an id among the updates, under which it is listed with them. Rejects
   * with `dump_already_in_progress`.
   *
   * @example
   * let dump = await client.createDump()
   * while (dump.status === 'in_progress') {
   *   await new Promise((resolve) => setTimeout(resolve, 100))
   *   dump = await client.getDumpStatus(dump.uid)
   * }
   * dump // => { uid: String, status: 'done', size: Number, startedAt: String, finishedAt: String }
   */
  async createDump(options?: { readonly asUpdate?: boolean | undefined }): Promise<DumpStatus> {
    const given = asGiven(options)
    return this.#session.dump((dumps) => dumps.createDump(given?.asUpdate), true)
  }

  /**
   * Rejects with `dump_not_found`. A dump whose worker died is made again.
   *
   * @example
   * const { uid } = await client.createDump()
   * await client.getDumpStatus(uid) // => { uid: String, status: /in_progress|done/, ... }
   */
  async getDumpStatus(uid: string): Promise<DumpStatus> {
    const given = asGiven(uid)
    return this.#session.dump((dumps) => dumps.getDumpStatus(given))
  }

  /**
   * All dumps, oldest first. They are kept until they are deleted.
   *
   * @example
   * await client.createDump()
   * const dumps = await client.getDumps()
   * dumps.length // => 1
   */
  getDumps(): Promise<readonly DumpStatus[]> {
    return this.#session.dump((dumps) => dumps.getDumps())
  }

  /**
   * The file, a gzipped tar, for a download. Rejects with `dump_not_found`, `dump_not_done` or
   * `dump_process_failed`.
   *
   * @example
   * ```ts run on=a-dump
   * const [{ uid }] = await client.getDumps()
   * const file = await client.getDump(uid)
   * file.type // => 'application/gzip'
   * ```
   */
  async getDump(uid: string): Promise<Blob> {
    const given = asGiven(uid)
    return this.#session.dump((dumps) => dumps.getDump(given))
  }

  /**
   * Rejects with `dump_not_found`, or `dump_not_done` while it is being made.
   *
   * @example
   * ```ts run on=a-dump
   * const [{ uid }] = await client.getDumps()
   * await client.deleteDump(uid)
   * await client.getDumps() // => []
   * ```
   */
  async deleteDump(uid: string): Promise<void> {
    const given = asGiven(uid)
    return this.#session.dump((dumps) => dumps.deleteDump(given), true)
  }

  /**
   * Puts a dump, Seekling's or Meilisearch's V1 to V6, in the place of all indexes, updates and
   * their history: in one step or not at all. Later writes of this page come after it. Rejects with
   * `invalid_dump` or `payload_too_large`; the event `transfer` says how far it is.
   *
   * @example
   * ```ts run on=a-dump
   * const [{ uid }] = await client.getDumps()
   * const file = await client.getDump(uid)
   *
   * const copy = await open({ name: 'copy' })
   * await copy.importDump(file) // => { dumpVersion: 'V6', indexes: 1, documents: 4, ... }
   * ```
   */
  importDump(dump: Blob): Promise<DumpImport> {
    return this.#session.dump((dumps) => dumps.importDump(dump), true)
  }

  /**
   * All indexes, or those chosen by `indexes`, as one file, which any page with this version opens
   * without indexing. It has neither updates nor history. Rejects with `index_not_found`.
   *
   * @example
   * const snapshot = await client.exportSnapshot({ indexes: ['films'] })
   * const copy = await open({ name: 'copy' })
   * await copy.importSnapshot(snapshot) // => { indexes: 1, documents: 4 }
   */
  async exportSnapshot(options?: SnapshotSelection): Promise<Blob> {
    const given = asGiven(options)
    return this.#session.dump((dumps) => dumps.exportSnapshot(given), true)
  }

  /**
   * The same as files for a folder of any static host, in the order in which to upload them: many
   * small ones named after their content, which need never be loaded twice, and last `index.json`,
   * which names them. Equal documents and settings in equal order give equal files, and a small
   * change gives few new ones: chunks that are `known` come without bytes. Made when this is
   * called; iterating rejects with `index_not_found`.
   *
   * @example
   * // In a build script: writes each file into a folder of the site.
   * const paths = []
   * for await (const { path } of client.exportSnapshotFiles()) paths.push(path)
   * paths.at(-1) // => 'index.json'
   */
  exportSnapshotFiles(options?: SnapshotFilesOptions): AsyncIterable<SnapshotFile> {
    const made = (async () => {
      const given = asGiven(options)
      return this.#session.dump((dumps) => dumps.exportSnapshotFiles(given), true)
    })()
    made.catch(() => {})
    return {
      async *[Symbol.asyncIterator]() {
        yield* await made
      },
    }
  }

  /**
   * Adds the indexes of a snapshot, or those chosen by `indexes`, in one step or not at all. An
   * index of the same name is replaced if all its documents came from a snapshot, and otherwise
   * only with `replace: true`. Other indexes, updates and history stay, and what waits runs on the
   * new indexes. Rejects with `index_has_other_documents`, `invalid_snapshot`,
   * `snapshot_incompatible`, `index_not_found` for a chosen index the snapshot does not hold, or
   * `io_error` for a download that fails.
   *
   * @example
   * const snapshot = await client.exportSnapshot()
   * const visitor = await open({ name: 'visitor' })
   * if ((await visitor.getIndexes()).length === 0) await visitor.importSnapshot(snapshot)
   * await visitor.index('films').search('solris') // => { hits: [{ id: 1, ... }], ... }
   */
  async importSnapshot(source: SnapshotSource, options?: SnapshotImportOptions): Promise<SnapshotImport> {
    const given = asGiven(options)
    return this.#session.dump((dumps) => dumps.importSnapshot(source, given), true)
  }

  /**
   * Attaches the snapshot in the folder at this URL, made by `exportSnapshotFiles`: its indexes are
   * searched at once, and what a search needs is fetched then, checked and stored. Called again, as
   * on every visit, it takes over the newest build, of which only what changed is fetched, with the
   * documents that were written and deleted here on top; where the site cannot be reached, what is
   * attached stays. Rejects as `importSnapshot` does, and with
   * `snapshot_unavailable` when nothing was attached before.
   *
   * @example
   * ```ts run on=a-site
   * const visitor = await open({ name: 'visitor' })
   * const attached = await visitor.attachSnapshot('https://example.org/search/', { fill: 'used' })
   * attached // => { build: String, indexes: ['films'], changed: true }
   * await visitor.index('films').search('solris') // => { hits: [{ id: 1, ... }], ... }
   * ```
   */
  async attachSnapshot(url: string | URL, options?: AttachWith): Promise<Attached> {
    const given = asGiven(options)
    return this.#session.dump((dumps) => dumps.attachSnapshot(url, given))
  }

  /**
   * Deletes the indexes attached from this URL. Rejects with `index_has_other_documents` if one of
   * them was written to.
   *
   * @example
   * ```ts run on=a-site
   * const visitor = await open({ name: 'visitor' })
   * await visitor.attachSnapshot('https://example.org/search/')
   * await visitor.detachSnapshot('https://example.org/search/')
   * await visitor.getIndexes() // => []
   * ```
   */
  async detachSnapshot(url: string | URL): Promise<void> {
    return this.#session.dump((dumps) => dumps.detachSnapshot(url), true)
  }

  /**
   * What there is: the bytes stored, the stats of each index, the room of the origin.
   *
   * @example
   * await client.stats() // => {
   * //   databaseSize: Number,
   * //   lastUpdate: String,
   * //   indexes: { films: { numberOfDocuments: 4, isIndexing: false, ... } },
   * //   ...
   * // }
   */
  async stats(...options: [options?: StatsOptions]): Promise<Stats> {
    const given = asGiven(options)
    return this.#session.read((api) => api.getStats(...given))
  }

  /**
   * Asks the browser to keep what this origin stores, also when the disk is full; some ask their
   * user. Seekling never does so by itself. Resolves with whether it is kept: false in memory, and
   * where a browser refuses or knows no such thing.
   *
   * @example
   * await client.persist() // => false
   */
  persist(): Promise<boolean> {
    return this.#session.persist()
  }

  /**
   * Reads everything stored and says, per index, what is damaged; changes nothing.
   *
   * @example
   * await client.verify() // => [
   * //   { indexUid: 'films', state: 'sound', problem: null, lostDocuments: 0, lostIds: [] },
   * // ]
   */
  verify(): Promise<readonly DamageReport[]> {
    return this.#check(false)
  }

  /**
   * Rebuilds what is damaged, index by index, and says which documents are lost. It happens by
   * itself where damage is met.
   *
   * @example
   * await client.repair() // => [{ indexUid: 'films', state: 'sound', ... }]
   */
  repair(): Promise<readonly DamageReport[]> {
    return this.#check(true)
  }

  /**
   * `update`: any change of status or progress, of any tab's updates. `version`: an index changed.
   * `status`: storage was lost or recovered, or is memory only. Returns how to stop listening.
   *
   * @example
   * const stop = client.on('update', ({ updateId, status }) => {
   *   console.info(`${updateId} is ${status}`)
   * })
   * stop()
   */
  on<Name extends keyof ClientEvents>(event: Name, listener: (payload: ClientEvents[Name]) => void): () => void {
    return this.#session.events.on(event, listener)
  }

  /**
   * Stops the workers. What is queued stays queued and goes on with the next `open`, or in another
   * tab. Calls under way reject with `client_closed`.
   *
   * @example
   * await client.close()
   * await films.search('solaris') // rejects client_closed
   */
  close(): Promise<void> {
    return this.#session.close('close')
  }

  /**
   * The end of an `await using client = await open()`: closes it.
   *
   * @example
   * ```ts
   * await using client = await open({ name: 'library' })
   * await client.index('films').search('solaris')
   * ```
   */
  [asyncDispose](): Promise<void> {
    return this.close()
  }

  /**
   * Closes and deletes everything stored, queue included.
   *
   * @example
   * await client.destroy()
   * const fresh = await open({ name: 'library' })
   * await fresh.getIndexes() // => []
   */
  destroy(): Promise<void> {
    return this.#session.close('destroy')
  }

  async #check(repair: boolean): Promise<readonly DamageReport[]> {
    const indexes = await this.getIndexes()
    return Promise.all(indexes.map(({ uid }) => this.#session.check(uid, repair)))
  }
}
