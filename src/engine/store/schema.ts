/**
 * What is stored under which key: the records of format v1 and the arithmetic of page keys. Numbers
 * here are frozen.
 *
 *     meta      'format' -> 1, 'identity' -> string (random, see idb-identity.ts),
 *               'counters' -> Counters, 'garbage' -> FileRef[], 'dumps' -> DumpRecord[],
 *               'stepAside' -> number
 *     pending   updateId -> PendingUpdate            (enqueued; `processing` is never stored)
 *     finished  updateId -> FinishedUpdate
 *     indexes   uid      -> Manifest
 *     pagesN    file * 2^20 + page -> Uint8Array     (N is the file's shelf)
 *
 * A file is written once and never changed; a record names it or it is garbage. Large files lie on
 * shelves of their own so that committing one does not lock the pages a search is reading
 * (IndexedDB locks whole object stores).
 */
import type { Ordinal } from '../../core/docset/numbers.ts'
import type { FieldCount } from '../../core/segment/document-table.ts'
import type { LostDocuments, UpdateRequest } from '../../shared/engine-api.ts'
import type { SettingsPatch } from '../../shared/settings.ts'
import type { UpdateId, UpdateType } from '../../shared/update.ts'
import type { FileRef } from './file-ref.ts'
import type { Bucket, Key, KeyRange } from './store.ts'

export type { FileRef, RemoteFile } from './file-ref.ts'

export const formatVersion = 1

export const shelfNames = ['pages0', 'pages1', 'pages2', 'pages3'] as const satisfies readonly Bucket[]

/** Files under this size share shelf 0: their commits lock it only for a short time. */
export const largeFileBytes = 256 * 1024

/**
 * Bytes of JSON that the documents of one update may have: they are in memory as a whole until the
 * update is stored.
 */
export const maxPayloadBytes = 512 * 1024 * 1024

const pagesPerFile = 2 ** 20

export const bucketOf = (file: FileRef): Bucket => shelfNames[file.shelf]
export const pageKey = (file: FileRef, page: number): Key => file.file * pagesPerFile + page
export const pageRange = (file: FileRef): KeyRange => ({ from: pageKey(file, 0), to: pageKey(file, pagesPerFile - 1) })

/**
 * Payload files take even numbers (from the updateId), files written by a commit odd ones: neither
 * waits for the other's counter.
 */
export const payloadFileNumber = (updateId: UpdateId): number => updateId * 2
export const commitFileNumber = (nth: number): number => nth * 2 + 1

export interface Counters {
  readonly lastUpdateId: UpdateId
  /** How many files commits have written; the next is `commitFileNumber(commitFiles)`. */
  readonly commitFiles: number
  /**
   * How many of the ids up to `lastUpdateId` have no record: an import replaced them, they were
   * deleted, or a dump took them. Absent: none.
   */
  readonly replacedUpdates?: number
  /**
   * Rises with every commit over all indexes, so an index deleted and made again never repeats a
   * version.
   */
  readonly lastVersion: number
}

export const noCounters: Counters = { lastUpdateId: 0, commitFiles: 0, lastVersion: 0 }

/** Whether between these no index has changed and no file was numbered. */
export const isSameState = (a: Counters, b: Counters): boolean =>
  a.lastVersion === b.lastVersion && a.commitFiles === b.commitFiles

/** A run of bytes inside a file's content (page headers not counted). */
export interface Section {
  readonly file: FileRef
  readonly start: number
  readonly length: number
}

/**
 * Documents of a payload or a segment: pages of document blocks. `counts[p]` documents lie in page
 * p.
 */
export interface DocumentFile extends FileRef {
  readonly counts: Uint8Array
}

export interface RowsSection extends Section {
  /** How many values the column has. */
  readonly values: number
}

export interface SegmentRef {
  /** Unique within the instance. */
  readonly id: number
  /** Local documents 0 .. documents-1, in ascending ordinal. */
  readonly documents: number
  readonly deleted: number
  /** Which local documents are gone; null when none. */
  readonly deletions: Section | null
  /** Ordinals, shapes, and where each document's JSON lies. */
  readonly table: Section
  /**
   * Spare copies of table and deletions, in pages of their own, since nothing else says which
   * documents exist. Segments of older versions have neither. A copy of the deletions may be older
   * than the deletions: then their number differs.
   */
  readonly spareTable?: Section
  readonly spareDeletions?: Section
  /**
   * Of a segment that lies on a site: ids of the documents deleted here, so that a newer build can
   * leave them out. JSON, a list of texts. Absent: none.
   */
  readonly deletedIds?: Section
  readonly ids: Section
  readonly dictionary: Section
  readonly lengths: Section
  readonly postings: Section
  /**
   * The guide, which a reader keeps in memory (guide.ts), and the lengths field by field
   * (field-sizes.ts). Segments of older versions lack both.
   */
  readonly guide?: Section
  readonly fieldSizes?: Section
  /**
   * How many living documents have each top-level field, by field. Segments of older versions lack
   * it.
   */
  readonly fieldCounts?: readonly FieldCount[]
  /** Values of the attributes to sort, filter and rank by, per dot path. */
  readonly columns: Readonly<Record<string, Section>>
  /**
   * Where in its column the rows lie (column-rows.ts), per dot path. Absent, as in segments of
   * older versions: the column is read whole.
   */
  readonly columnRows?: Readonly<Record<string, RowsSection>>
  readonly documentFiles: readonly DocumentFile[]
}

/** The record of an index: all that is known of it. Every commit to the index replaces it whole. */
export interface Manifest {
  readonly uid: string
  readonly primaryKey: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly version: number
  /** Only what differs from the defaults. */
  readonly settings: SettingsPatch
  /** Field id = place in this list, dot path of the field. Only ever appended to. */
  readonly fields: readonly string[]
  /** The ordinal of the next new document: ties follow first insertion. */
  readonly nextOrdinal: Ordinal
  readonly documents: number
  readonly segments: readonly SegmentRef[]
  /** Absent: it was never damaged. */
  readonly damage?: DamageRecord
  /** Absent: it was made here. */
  readonly origin?: Origin
}

/**
 * Where an index came from. Version 1, frozen. A record of an unknown version counts as absent:
 * then no snapshot replaces the index without being told to.
 */
export interface Origin {
  readonly version: 1
  /** Whether an update has touched its documents since it was opened. */
  readonly changed: boolean
  /** Where it was attached from. Absent: it was opened from a file. */
  readonly site?: AttachedBuild
}

export interface AttachedBuild {
  readonly folder: string
  readonly build: string
  /** Of the index in the build: here it may have been renamed. Absent: it was not. */
  readonly uid?: string
  /** The settings of the build, once others were set here. Absent: it has those. */
  readonly settings?: SettingsPatch
  /**
   * Names of settings that were changed here and that the build has the same by now: the next may
   * have others. Absent: none.
   */
  readonly kept?: readonly string[]
}

/** What damage did to an index, kept until all its documents are deleted. */
export interface DamageRecord extends LostDocuments {
  /** Damage met in this version or an older one has been dealt with. */
  readonly settled: number
  /** Why the index cannot be rebuilt: then no engine tries again. Absent: it was rebuilt. */
  readonly refused?: string
}

/** What an enqueued update has to do. Documents lie in their own file; `payloadCount` of them. */
export type UpdateContent =
  | UpdateRequest
  | {
      readonly type: 'DocumentsAddition' | 'DocumentsPartial'
      readonly indexUid: string
      readonly primaryKey: string | null
      /** Absent: false. */
      readonly skipCreation?: boolean
      readonly payload: DocumentFile
      readonly payloadCount: number
    }

export interface PendingUpdate {
  readonly updateId: UpdateId
  readonly indexUid: string
  readonly type: UpdateType
  readonly enqueuedAt: string
  readonly content: UpdateContent
}

/** Where a pending update's documents lie, or null when it has none. */
export const payloadOf = (update: PendingUpdate): DocumentFile | null =>
  'payload' in update.content ? update.content.payload : null

/** A dump. The file's content is the section: all of it, without page headers. */
export interface DumpRecord {
  readonly uid: string
  /** Set if the dump was asked for as an update. */
  readonly updateId?: UpdateId
  readonly status: 'in_progress' | 'done' | 'failed'
  readonly startedAt: string
  readonly finishedAt?: string
  readonly error?: string
  /** Once it is `done`. */
  readonly content?: Section
}
