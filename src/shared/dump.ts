/**
 * Dumps and snapshots as callers see them, and what the role that makes and takes them serves.
 * Dumps are no updates: they have names, statuses and a list of their own.
 */
import type { UpdateId, UpdateProgress } from './update.ts'

/** Of an image as files: the file that names them all. */
export const rootPath = 'index.json'

/** How it is asked for: a host may keep an older one. */
export const rootRequest = { cache: 'no-cache', credentials: 'omit' } as const

export type DumpStatusName = 'in_progress' | 'done' | 'failed'

export interface DumpStatus {
  /** The moment it was asked for, UTC, `YYYYMMDD-HHMMSSmmm`. */
  readonly uid: string
  /** Set if the dump was asked for as an update. */
  readonly updateId?: UpdateId
  readonly status: DumpStatusName
  /** RFC 3339, UTC, milliseconds. */
  readonly startedAt: string
  /** Once it is `done` or `failed`. */
  readonly finishedAt?: string
  /** Bytes of the file, once it is `done`. */
  readonly size?: number
  /** What went wrong, once it has `failed`. */
  readonly error?: string
}

/**
 * The progress of a dump or snapshot that is made or taken in, in any tab. `snapshot-fill`: of the
 * chunks of an attached snapshot that are being fetched ahead.
 */
export interface Transfer {
  readonly type: 'dump-creation' | 'dump-import' | 'snapshot-export' | 'snapshot-import' | 'snapshot-fill'
  /** The uid of a dump that is made; absent otherwise. */
  readonly uid?: string
  readonly status: DumpStatusName
  /** While it is `in_progress`. */
  readonly progress?: UpdateProgress
}

/** What became of a dump that was taken over. */
export interface DumpImport {
  /** `V1` to `V6`. */
  readonly dumpVersion: string
  readonly indexes: number
  readonly documents: number
  /** Updates of the dump that wait now, and that are listed as finished. */
  readonly enqueuedUpdates: number
  readonly finishedUpdates: number
  /** What was left out because there is no such thing here, the first thousand. */
  readonly ignored: readonly IgnoredPart[]
}

export interface IgnoredPart {
  /** null where it belongs to none. */
  readonly indexUid: string | null
  /** `settings.embedders`, `update documentEdition`. */
  readonly name: string
  readonly reason: string
}

/** What became of a snapshot that was opened. */
export interface SnapshotImport {
  readonly indexes: number
  readonly documents: number
}

export interface SnapshotSelection {
  /** Names of the indexes it is about. Default: all there are. */
  readonly indexes?: readonly string[] | null | undefined
}

export interface SnapshotFilesOptions extends SnapshotSelection {
  /**
   * Paths of chunks that a folder has from an earlier export: they are named again, without bytes,
   * and take no time. Default none.
   */
  readonly known?: readonly string[] | null | undefined
  /**
   * False: what stands behind the first 4 bytes of each chunk is left for the caller to compress
   * (zlib, as `deflateSync` of Node does) before a site serves it. A build that has several cores
   * does it sooner. Default true.
   */
  readonly compress?: boolean | null | undefined
}

export interface SnapshotImportOptions extends SnapshotSelection {
  /** Whether documents that did not come from a snapshot may be lost. Default false. */
  readonly replace?: boolean | undefined
}

/** A file of a snapshot for a static host: `path` is from the folder of the snapshot. */
export interface SnapshotFile {
  readonly path: string
  /** Empty for a chunk that is `known`; no file is. */
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Files one after the other in one Blob. */
export interface PackedFiles {
  readonly blob: Blob
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
}

/** Which chunks of an attached snapshot are fetched before a search needs them. */
export type Fill = 'idle' | 'used' | 'now'

export interface AttachOptions extends SnapshotImportOptions {
  /**
   * `idle` (default): all, little by little, unless the visitor saves data; `now`: all, as fast as
   * they come; `used`: none.
   */
  readonly fill?: Fill | undefined
}

/** What became of a snapshot that was attached. */
export interface Attached {
  /** Names the build whose indexes are searched now. */
  readonly build: string
  /** Names of the indexes. */
  readonly indexes: readonly string[]
  /** Whether it is another build than before. */
  readonly changed: boolean
}

/** Names an attachment under way. */
export type AttachId = number

/** Names a snapshot that comes in pieces. */
export type IncomingId = number

/** Served by the search role. */
export interface SiteApi {
  /**
   * Attaches the indexes of the snapshot in this folder, or their newest build, in one step, and
   * fetches only its root. Rejects with `snapshot_unavailable` where nothing was attached from
   * there before, else as `importSnapshot` does. Returns null, and has changed nothing, where local
   * edits must be applied to a newer build: then the caller asks the dump role.
   */
  attachSnapshot(folder: string, options: AttachOptions, id: AttachId): Promise<Attached | null>
  /** Attaches the newest build of the indexes that are attached from this folder. */
  renewSnapshot(folder: string): Promise<Attached | null>
  /** Cancels it, and fetches no more ahead of searches. */
  dropAttach(id: AttachId): Promise<void>
  /** Deletes the indexes attached from this folder. Rejects with `index_has_other_documents`. */
  detachSnapshot(folder: string): Promise<void>
}

/** Served by the dump role. */
export interface DumpApi extends SiteApi {
  /**
   * Returns when the record of the dump is stored; it is made as soon as the update now running is
   * done. Rejects with `dump_already_in_progress`.
   */
  createDump(asUpdate?: boolean): Promise<DumpStatus>
  /** Rejects with `dump_not_found`. */
  getDumpStatus(uid: string): Promise<DumpStatus>
  /** All there are, oldest first. */
  getDumps(): Promise<readonly DumpStatus[]>
  /**
   * The file: a gzipped tar. Rejects with `dump_not_found`, `dump_not_done`, or
   * `dump_process_failed` for one that failed.
   */
  getDump(uid: string): Promise<Blob>
  /** Rejects with `dump_not_found`, or `dump_not_done` while it is being made. */
  deleteDump(uid: string): Promise<void>
  /**
   * Puts the dump in the place of all indexes, updates and their history, in one step or not at
   * all. Rejects with `invalid_dump`, or `payload_too_large` for one beyond the declared limits.
   */
  importDump(dump: Blob): Promise<DumpImport>
  /**
   * Indexes as one file, to be opened without indexing. It has neither updates nor history. Rejects
   * with `index_not_found`.
   */
  exportSnapshot(options?: SnapshotSelection): Promise<Blob>
  /** The same as files for a static host, the root last. Rejects with `index_not_found`. */
  exportSnapshotFiles(options?: SnapshotFilesOptions): Promise<PackedFiles>
  /**
   * Adds the indexes of a snapshot, in the place of those of the same names, in one step or not at
   * all; other indexes, updates and history stay. Rejects with `invalid_snapshot`,
   * `snapshot_incompatible`, `index_not_found` for a chosen index it does not hold, or
   * `index_has_other_documents`.
   */
  importSnapshot(snapshot: Blob, options?: SnapshotImportOptions): Promise<SnapshotImport>
  /**
   * The same for a snapshot that comes in pieces. The queue is frozen until it is finished or
   * dropped.
   */
  beginSnapshot(options?: SnapshotImportOptions): Promise<IncomingId>
  /** In order; resolves when there is room for more. */
  pushSnapshot(id: IncomingId, bytes: Uint8Array): Promise<void>
  /** Rejects as `importSnapshot` does. */
  finishSnapshot(id: IncomingId): Promise<SnapshotImport>
  /** Cancels it; nothing is changed. */
  dropSnapshot(id: IncomingId): Promise<void>
  /** As in SiteApi, and applies local edits to the newer build. */
  attachSnapshot(folder: string, options: AttachOptions, id: AttachId): Promise<Attached>
  renewSnapshot(folder: string): Promise<Attached>
  /** True when nothing is being made or taken in here: the worker may be ended. */
  isIdle(): Promise<boolean>
}
