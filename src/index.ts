/**
 * The package's page entry. Importing it touches no `window`, `Worker` or `indexedDB`, so it may be
 * imported on a server. What a page that only searches does not need is loaded when it is first
 * used.
 */
import './shared/platform.ts'
import type { Client } from './page/client.ts'
import { type OpenOptions, openWith } from './page/open.ts'

/**
 * Opens an instance, and makes it if there is none. Resolves when it can be searched.
 *
 * @example
 * import { open } from 'seekling'
 *
 * const client = await open({ name: 'library', durability: 'strict' })
 * await client.getIndexes() // => []
 */
export async function open(options: OpenOptions = {}): Promise<Client> {
  return openWith(options, {
    inThread: async (inThreadOptions) => new (await import('./in-thread-engines.ts')).InThreadEngines(inThreadOptions),
    queueClient: async () => (await import('./page/queue-client.ts')).QueueClient,
    allRoles: async () => (await import('./page/all-roles.ts')).startAllRoles(),
  })
}

export type { Client } from './page/client.ts'
export type { AttachWith, SnapshotSource } from './page/dump-client.ts'
export type { ClientEvents } from './page/events.ts'
export type { DocumentsInput } from './page/hand-over.ts'
export type { Index } from './page/index-client.ts'
export type { InThreadOptions, OpenOptions } from './page/open.ts'
export type { DocumentsOptions } from './page/queue-client.ts'
export type { SearchOptions } from './page/session.ts'
export type { WaitOptions } from './page/update-watcher.ts'
export type { AttributePath, Retrieved } from './shared/attributes.ts'
export type { JsonObject, JsonValue } from './shared/document.ts'
export type {
  Attached,
  AttachOptions,
  DumpImport,
  DumpStatus,
  DumpStatusName,
  Fill,
  IgnoredPart,
  SnapshotFile,
  SnapshotFilesOptions,
  SnapshotImport,
  SnapshotImportOptions,
  SnapshotSelection,
  Transfer,
} from './shared/dump.ts'
export type {
  DamageReport,
  DocumentId,
  DocumentsPage,
  EngineStatus,
  GetDocumentOptions,
  GetDocumentsOptions,
  IndexInfo,
  IndexStats,
  LostDocuments,
  PayloadFormat,
  Stats,
  StatsOptions,
  StorageUse,
  SwappedIndexes,
} from './shared/engine-api.ts'
export { type ErrorCode, type ErrorDetails, type ErrorType, SeeklingError } from './shared/errors.ts'
export { presets } from './shared/presets.ts'
export type {
  Correction,
  FacetDistribution,
  FacetHit,
  FacetSearchRequest,
  FacetSearchResponse,
  FacetStats,
  FederatedResponse,
  Federation,
  FilterInput,
  Hit,
  HitExtras,
  InParts,
  MatchingStrategy,
  MatchPosition,
  MultiSearchQuery,
  MultiSearchRequest,
  MultiSearchResponse,
  OffsetResponse,
  PageResponse,
  SearchParams,
  SearchRequest,
  SearchResponse,
  TextPart,
} from './shared/search.ts'
export type {
  Faceting,
  FilterableAttribute,
  SettingName,
  Settings,
  SettingsPatch,
  TypoTolerance,
} from './shared/settings.ts'
export type { Suggestion, SuggestOptions, SuggestResponse } from './shared/suggest.ts'
export type {
  CancelFilter,
  EnqueuedUpdate,
  FailedUpdate,
  FinishedUpdate,
  Moment,
  ProcessedUpdate,
  ProcessingUpdate,
  RecordOptions,
  Update,
  UpdateDetails,
  UpdateFilter,
  UpdateId,
  UpdateProgress,
  UpdateQuery,
  UpdateReceipt,
  UpdateStatusName,
  UpdateStatusOptions,
  UpdateType,
  UpdateTypeName,
} from './shared/update.ts'
