/**
 * The boundary between a page and its two workers: what each role serves, and what they announce to
 * every tab. Everything here survives structured clone; both sides check what they get.
 */
import type { Named, Order } from './attributes.ts'
import type { JsonObject } from './document.ts'
import type { SiteApi, Transfer } from './dump.ts'
import type { ErrorRecord } from './errors.ts'
import type {
  FacetSearchRequest,
  FacetSearchResponse,
  FederatedResponse,
  FilterInput,
  MultiSearchRequest,
  MultiSearchResponse,
  SearchRequest,
  SearchResponse,
} from './search.ts'
import type { Settings, SettingsPatch } from './settings.ts'
import type { SuggestOptions, SuggestResponse } from './suggest.ts'
import type {
  CancelFilter,
  RecordOptions,
  Update,
  UpdateFilter,
  UpdateId,
  UpdateQuery,
  UpdateReceipt,
  UpdateStatusOptions,
} from './update.ts'

export type DocumentId = string | number

export interface IndexInfo {
  readonly uid: string
  readonly primaryKey: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

/** Documents that damage has made unreadable, and that have not been added again since. */
export interface LostDocuments {
  readonly lostDocuments: number
  /** Their ids, as far as they could be read; the first 1000. */
  readonly lostIds: readonly string[]
}

/** What a check of all stored bytes of an index has found, or a repair has done. */
export interface DamageReport extends LostDocuments {
  readonly indexUid: string
  /**
   * `sound`: nothing is damaged. `damaged`: it can be repaired. `repaired`: it was. `lost`: it
   * cannot be; `problem` says why.
   */
  readonly state: 'sound' | 'damaged' | 'repaired' | 'lost'
  readonly problem: string | null
}

export interface IndexStats extends Partial<LostDocuments> {
  readonly numberOfDocuments: number
  /** True while an update of this index is being processed. */
  readonly isIndexing: boolean
  /** Documents that have the attribute, per attribute. */
  readonly fieldDistribution: Readonly<Record<string, number>>
  /**
   * Among the stats of all indexes: why this one cannot be read now. Its attributes are not counted
   * then.
   */
  readonly problem?: string
  /** Where sizes were asked for: bytes of the stored documents, and of one on average. */
  readonly rawDocumentDbSize?: number
  readonly avgDocumentSize?: number
}

export interface StatsOptions {
  /** With the sizes of documents. */
  readonly sizes?: boolean | undefined
}

/**
 * What the browser says that it has stored for the whole origin, and what it grants: bytes, which
 * browsers round and pad, and null where they do not tell.
 */
export interface StorageUse {
  readonly usage: number | null
  readonly quota: number | null
  /** True: the browser deletes nothing of it by itself. `client.persist()` asks for it. */
  readonly persisted: boolean
}

export interface Stats {
  /** Bytes of all live records, as written. */
  readonly databaseSize: number
  /** When the newest update was processed; null before the first. */
  readonly lastUpdate: string | null
  readonly indexes: Readonly<Record<string, IndexStats>>
  /** Null where nothing is kept in the browser's storage. */
  readonly storage: StorageUse | null
}

export interface GetDocumentOptions<Path extends string = string, Asked extends string = Named<Path>> {
  /** Attributes to return: dot paths or patterns; default all. */
  readonly fields?: readonly Asked[] | readonly Named<Path | '*'>[] | undefined
}

export interface GetDocumentsOptions<Path extends string = string, Asked extends string = Named<Path>>
  extends GetDocumentOptions<Path, Asked> {
  /** Default 0. */
  readonly offset?: number | undefined
  /** Default 20. */
  readonly limit?: number | undefined
  readonly ids?: readonly DocumentId[] | undefined
  /** Attributes must be filterable. */
  readonly filter?: FilterInput | null | undefined
  /**
   * As in a search; default: the order in which documents were first added. Attributes must be
   * sortable.
   */
  readonly sort?: readonly Order<Path>[] | null | undefined
}

export interface DocumentsPage<Doc = JsonObject> {
  readonly results: readonly Doc[]
  readonly offset: number
  readonly limit: number
  readonly total: number
}

export interface SwappedIndexes {
  readonly indexes: readonly [string, string]
  /**
   * The first index takes the name of the second, which must not be there. Default false: the two
   * change places.
   */
  readonly rename?: boolean | undefined
}

/** A write whose content is small: all but documents. */
export type UpdateRequest =
  | { readonly type: 'DocumentsDeletion'; readonly indexUid: string; readonly ids: readonly DocumentId[] }
  | { readonly type: 'DocumentsDeletion'; readonly indexUid: string; readonly filter: FilterInput }
  | { readonly type: 'ClearAll'; readonly indexUid: string }
  | {
      readonly type: 'Settings'
      readonly indexUid: string
      readonly settings: SettingsPatch
      /** A reset makes no index. Absent: false. */
      readonly isReset?: boolean
    }
  | { readonly type: 'IndexCreation'; readonly indexUid: string; readonly primaryKey: string | null }
  | {
      readonly type: 'IndexUpdate'
      readonly indexUid: string
      readonly primaryKey?: string | null | undefined
      readonly newUid?: string
    }
  | { readonly type: 'IndexSwap'; readonly swaps: readonly SwappedIndexes[] }
  | { readonly type: 'IndexDeletion'; readonly indexUid: string }

export type PayloadFormat = 'json' | 'ndjson' | 'csv'

/** A write of documents: its payload follows in chunks. */
export interface DocumentsRequest {
  readonly type: 'DocumentsAddition' | 'DocumentsPartial'
  readonly indexUid: string
  readonly primaryKey: string | null
  /** Documents whose id is not there yet are left out. Default false. */
  readonly skipCreation?: boolean
  readonly format: PayloadFormat
  /** One ASCII character; csv only. Default `,`. */
  readonly csvDelimiter?: string
}

/** A write of few documents: all of its payload at once. */
export interface SmallPayload {
  readonly request: DocumentsRequest
  readonly documents: Uint8Array | string
}

/** What became of one of several payloads. */
export type PayloadOutcome = UpdateReceipt | { readonly error: ErrorRecord }

/** Names a payload under way in one update worker. */
export type PayloadId = number

/**
 * Served by the search worker. It only reads, except for what it takes over from sites. Calls on an
 * index that is not there reject with `index_not_found`.
 */
export interface SearchApi extends SiteApi {
  search(indexUid: string, request: SearchRequest): Promise<SearchResponse>
  multiSearch(request: MultiSearchRequest): Promise<MultiSearchResponse | FederatedResponse>
  searchForFacetValues(indexUid: string, request: FacetSearchRequest): Promise<FacetSearchResponse>
  suggest(indexUid: string, q: string, options: SuggestOptions): Promise<SuggestResponse>
  getDocument(indexUid: string, id: DocumentId, options: GetDocumentOptions): Promise<JsonObject>
  getDocuments(indexUid: string, options: GetDocumentsOptions): Promise<DocumentsPage>
  getIndexes(): Promise<readonly IndexInfo[]>
  getSettings(indexUid: string): Promise<Settings>
  getIndexStats(indexUid: string, options?: StatsOptions): Promise<IndexStats>
  getStats(options?: StatsOptions): Promise<Stats>
  /** What `Stats` has as `storage`. */
  getStorageUse(): Promise<StorageUse | null>
  /** Rejects with `task_not_found`. */
  getUpdate(updateId: UpdateId, options?: UpdateStatusOptions): Promise<Update>
  getUpdates(query: UpdateQuery): Promise<readonly Update[]>
  countUpdates(query: UpdateQuery): Promise<number>
  /**
   * The documents of an addition that has not run yet. Rejects with `task_not_found`, or
   * `task_file_not_found` where there are none.
   */
  getUpdateDocuments(updateId: UpdateId): Promise<readonly JsonObject[]>
  /**
   * Tells of a version the caller has heard of, so that every later call sees it or a newer one. A
   * page forwards each `version` announcement: its own port is ordered, while a BroadcastChannel
   * may reach the worker after the page's next call.
   */
  noteVersion(indexUid: string, version: number | null): Promise<void>
  /**
   * Tells that a dump or snapshot has replaced all indexes: every later call sees what is stored
   * now.
   */
  noteReplacement(): Promise<void>
  /**
   * Enqueued or processing updates, and whether some tab is running them: when none is, the
   * caller takes over. `torn`: a session died while it wrote, and may have left a log that only an
   * update worker mends, as it starts (log-guard.ts). Absent: false.
   */
  pendingWork(): Promise<{ readonly pending: number; readonly running: boolean; readonly torn?: boolean }>
}

/**
 * Served by the update worker. It owns the queue's writes and runs them while it holds the writer
 * lock.
 */
export interface UpdateApi {
  enqueue(request: UpdateRequest): Promise<UpdateReceipt>
  beginPayload(request: DocumentsRequest): Promise<PayloadId>
  /**
   * In order. Bytes are UTF-8 and may be cut anywhere; a Blob is read to its end. Rejects as soon
   * as the payload is found malformed.
   */
  pushPayload(payload: PayloadId, chunk: Uint8Array | string | Blob): Promise<void>
  /** Stores the update with its payload; the receipt comes when the transaction has completed. */
  finishPayload(payload: PayloadId): Promise<UpdateReceipt>
  /**
   * Stores several payloads as updates of their own, in this order and in one transaction, and
   * returns what became of each: one that is refused keeps none of the others from being stored.
   */
  addPayloads(payloads: readonly SmallPayload[]): Promise<readonly PayloadOutcome[]>
  /** Forgets a payload that will not be finished. */
  dropPayload(payload: PayloadId): Promise<void>
  cancelUpdates(filter: CancelFilter): Promise<readonly UpdateReceipt[]>
  /** Cancels by an update of its own. */
  cancelAsUpdate(filter: UpdateFilter, options: RecordOptions): Promise<UpdateReceipt>
  /** Takes finished updates off the list, as an update of its own. */
  deleteUpdates(filter: UpdateFilter, options: RecordOptions): Promise<UpdateReceipt>
  /** Runs whatever is pending, such as the updates of a tab that died. Returns at once. */
  resume(): Promise<void>
  /**
   * Rebuilds an index whose stored bytes were found damaged, from its documents, before the next
   * update runs. Returns at once. With the version in which damage was met, nothing is done if that
   * damage has been dealt with.
   */
  repair(indexUid: string, version?: number): Promise<void>
  /**
   * Reads all that is stored of an index, between two updates, and with `repair` rebuilds what is
   * damaged. Returns when that is done. Rejects with `index_not_found`.
   */
  checkIndex(indexUid: string, repair: boolean): Promise<DamageReport>
  /**
   * True when nothing is queued, running, merging or half received here: the worker may be ended.
   */
  isIdle(): Promise<boolean>
}

/**
 * What every tab hears, with the random id of the database it is about: a database that was deleted
 * is followed by another of the same name, whose update ids and versions begin again. Absent: about
 * the instance, whatever its database. `told`: the client that has heard it before, by its port.
 */
export type Announcement = News & { readonly database?: string | undefined; readonly told?: string | undefined }

/** `version` rises with every commit; null: the index is gone. */
type News =
  | { readonly type: 'update'; readonly update: Update }
  | { readonly type: 'version'; readonly indexUid: string; readonly version: number | null }
  | { readonly type: 'status'; readonly status: EngineStatus }
  | { readonly type: 'transfer'; readonly transfer: Transfer }
  /** Sent by engines only to their own client: the database they are bound to from now on. */
  | { readonly type: 'bound' }
  /** Sent in the same way: that database is gone. */
  | { readonly type: 'replaced' }
  /** A tab that just opened asks the tab that runs updates to announce that again. */
  | { readonly type: 'hello' }
  /** The sender runs updates, or keeps them from running, and is still there. */
  | { readonly type: 'beat' }
  /** The sender has a transaction of the storage for longer than a moment, and is still there. */
  | { readonly type: 'transacting' }
  | { readonly type: 'canceled'; readonly updateIds: readonly UpdateId[] }
  /**
   * A reader met damaged bytes: every update engine that lives, and each page through `repair`, has
   * the index rebuilt from its documents.
   */
  | { readonly type: 'damaged'; readonly indexUid: string; readonly version?: number; readonly reason: string }

export interface EngineStatus extends Partial<LostDocuments> {
  /**
   * `repaired`: a damaged index was rebuilt from its documents; `lostDocuments` of them could not
   * be read. `damaged`: an index cannot be rebuilt. Both name it.
   */
  readonly state: 'memory-only' | 'storage-lost' | 'recovered' | 'repaired' | 'damaged'
  readonly indexUid?: string
  readonly message: string
}

/**
 * Carries announcements to every engine of the same database, the sender's own listeners included.
 */
export interface Announcer {
  /** Several announcements are one message. */
  post(...announcements: readonly Announcement[]): void
  subscribe(listener: (announcement: Announcement) => void): () => void
  close(): void
}
