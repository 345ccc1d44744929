/**
 * Updates as callers see them: one queue, one sequence of ids, four statuses (design.md section 1).
 * `processing` exists only while an update runs and is never stored.
 */
import type { ErrorCode, ErrorType } from './errors.ts'
import type { SettingsPatch } from './settings.ts'

/** A whole number from 1, one sequence for the instance, never reused. */
export type UpdateId = number

export type UpdateTypeName =
  | 'DocumentsAddition'
  | 'DocumentsPartial'
  | 'DocumentsDeletion'
  | 'ClearAll'
  | 'Settings'
  | 'IndexCreation'
  | 'IndexUpdate'
  | 'IndexSwap'
  | 'IndexDeletion'

export const updateTypeNames: readonly UpdateTypeName[] = [
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

export interface UpdateType {
  readonly name: UpdateTypeName
  /**
   * Additions: documents after de-duplication by id, once `processed`. Deletions: the ids asked for, in every
   * status; of one by a filter, the documents it deleted, once `processed`.
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

interface UpdateBase {
  readonly updateId: UpdateId
  /** The index meant; for a swap the first of the first pair. */
  readonly indexUid: string
  readonly type: UpdateType
  /** RFC 3339, UTC, milliseconds; so are all dates here. */
  readonly enqueuedAt: string
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

/** The answer to every write. */
export interface UpdateReceipt {
  readonly updateId: UpdateId
}

/** Which updates to list; absent means all. Ascending updateId, from `from` on, at most `limit`. */
export interface UpdateQuery {
  readonly statuses?: readonly UpdateStatusName[]
  readonly types?: readonly UpdateTypeName[]
  readonly indexUids?: readonly string[]
  readonly from?: UpdateId
  readonly limit?: number
}

/** Which updates to cancel; at least one field must be given. Only enqueued and processing ones are touched. */
export interface CancelFilter {
  readonly updateIds?: readonly UpdateId[]
  readonly statuses?: readonly ('enqueued' | 'processing')[]
  readonly types?: readonly UpdateTypeName[]
  readonly indexUids?: readonly string[]
}
