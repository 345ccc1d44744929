/**
 * Updates as callers see them: one queue, one sequence of ids, four statuses.
 * `processing` exists only while an update runs and is never stored.
 */
import type { ErrorCode, ErrorType } from './errors.ts'
import type { SettingsPatch } from './settings.ts'

/** A whole number from 1, one sequence for the instance, never reused. */
export type UpdateId = number

/** What waits in the queue and is run in its turn. */
export type QueuedTypeName =
  | 'DocumentsAddition'
  | 'DocumentsPartial'
  | 'DocumentsDeletion'
  | 'ClearAll'
  | 'Settings'
  | 'IndexCreation'
  | 'IndexUpdate'
  | 'IndexSwap'
  | 'IndexDeletion'

/**
 * The last three are listed among updates only where their caller asked for that; they never wait
 * in the queue.
 */
export type UpdateTypeName = QueuedTypeName | 'UpdateCancelation' | 'UpdateDeletion' | 'DumpCreation'

export const queuedTypeNames: readonly QueuedTypeName[] = [
  'DocumentsAddition',
  'DocumentsPartial',
  'DocumentsDeletion',
  'ClearAll',
  'Settings',
  'IndexCreation',
  'IndexUpdate',
  'IndexSwap',
  'IndexDeletion',
]

export const updateTypeNames: readonly UpdateTypeName[] = [
  ...queuedTypeNames,
  'UpdateCancelation',
  'UpdateDeletion',
  'DumpCreation',
]

export interface UpdateType {
  readonly name: UpdateTypeName
  /**
   * Additions: documents after de-duplication by id, once `processed`. Deletions: the ids asked
   * for, in every status; of one by a filter, the documents it deleted, once `processed`.
   */
  readonly number?: number
  /** Settings updates: what was sent. */
  readonly settings?: SettingsPatch
}

export type UpdateStatusName = 'enqueued' | 'processing' | 'processed' | 'failed'

export const updateStatusNames: readonly UpdateStatusName[] = ['enqueued', 'processing', 'processed', 'failed']

/** How far a running update is: the step's name, and `done` of `total` in that step's own unit. */
export interface UpdateProgress {
  readonly step: string
  readonly done: number
  readonly total: number
}

/**
 * What an update was about, and what came of it. A count that is not known yet is null; of a failed
 * update it is 0.
 */
export interface UpdateDetails {
  /** Additions: documents sent, and taken in. */
  readonly receivedDocuments?: number
  readonly indexedDocuments?: number | null
  /**
   * Deletions: ids sent; documents that are gone; a filter as JSON, or as its sender had put it.
   */
  readonly providedIds?: number
  readonly deletedDocuments?: number | null
  readonly originalFilter?: string | null
  /** Creations and changes of an index. */
  readonly primaryKey?: string | null
  readonly oldIndexUid?: string
  readonly newIndexUid?: string
  readonly swaps?: readonly { readonly indexes: readonly [string, string]; readonly rename: boolean }[]
  /**
   * Cancelations and deletions of updates: how many matched, and how many were canceled or deleted.
   */
  readonly matchedUpdates?: number
  readonly canceledUpdates?: number
  readonly deletedUpdates?: number
  readonly dumpUid?: string
  /** Of a canceled update: the cancelation, where that is an update itself. */
  readonly canceledBy?: UpdateId
}

interface UpdateBase {
  readonly updateId: UpdateId
  /** The index meant; for a swap the first of the first pair; empty for what belongs to none. */
  readonly indexUid: string
  readonly type: UpdateType
  /** RFC 3339, UTC, milliseconds; so are all dates here. */
  readonly enqueuedAt: string
  /** Where they were asked for. */
  readonly details?: UpdateDetails
}

export interface EnqueuedUpdate extends UpdateBase {
  readonly status: 'enqueued'
}

export interface ProcessingUpdate extends UpdateBase {
  readonly status: 'processing'
  readonly startedProcessingAt: string
  readonly progress: UpdateProgress
}

export interface ProcessedUpdate extends UpdateBase {
  readonly status: 'processed'
  readonly processedAt: string
  /** Seconds. */
  readonly duration: number
}

export interface FailedUpdate extends UpdateBase {
  readonly status: 'failed'
  readonly processedAt: string
  /** Seconds. */
  readonly duration: number
  readonly error: string
  readonly errorCode: ErrorCode
  readonly errorType: ErrorType
  readonly errorLink: string
}

export type FinishedUpdate = ProcessedUpdate | FailedUpdate
export type Update = EnqueuedUpdate | ProcessingUpdate | FinishedUpdate

/** What every write resolves with. */
export interface UpdateReceipt {
  readonly updateId: UpdateId
}

/** A moment: a Date, RFC 3339, or a day as `YYYY-MM-DD`. */
export type Moment = string | Date

/** Which updates are meant: those that meet every field given. Bounds in time are exclusive. */
export interface UpdateFilter {
  readonly updateIds?: readonly UpdateId[] | undefined
  readonly statuses?: readonly UpdateStatusName[] | undefined
  readonly types?: readonly UpdateTypeName[] | undefined
  readonly indexUids?: readonly string[] | undefined
  /** Of the failed ones only those that were canceled, or only the others. */
  readonly canceled?: boolean | undefined
  /** Those that were canceled by one of these updates. */
  readonly canceledBy?: readonly UpdateId[] | undefined
  readonly beforeEnqueuedAt?: Moment | undefined
  readonly afterEnqueuedAt?: Moment | undefined
  readonly beforeStartedAt?: Moment | undefined
  readonly afterStartedAt?: Moment | undefined
  readonly beforeFinishedAt?: Moment | undefined
  readonly afterFinishedAt?: Moment | undefined
}

/** Which updates to list; absent means all. Ascending updateId, from `from` on, at most `limit`. */
export interface UpdateQuery extends UpdateFilter {
  readonly from?: UpdateId | undefined
  readonly limit?: number | undefined
  /** The newest first: descending updateId, from `from` down. */
  readonly reverse?: boolean | undefined
  /** Each with its `details`. */
  readonly details?: boolean | undefined
}

/** How one update is shown. */
export interface UpdateStatusOptions {
  /** With its `details`. */
  readonly details?: boolean | undefined
}

/**
 * Which updates to cancel; at least one field must be given. Only enqueued and processing ones are
 * touched.
 */
export interface CancelFilter extends Omit<UpdateFilter, 'statuses'> {
  readonly statuses?: readonly ('enqueued' | 'processing')[] | undefined
}

/** For a cancelation or deletion that is to be listed as an update itself. */
export interface RecordOptions {
  /** How its caller has put the filter, for the details; default: the filter as JSON. */
  readonly originalFilter?: string | undefined
}
