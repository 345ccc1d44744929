/** Updates as callers see them, made from what is stored. */
import { SeeklingError } from '../../shared/errors.ts'
import type {
  EnqueuedUpdate,
  FailedUpdate,
  FinishedUpdate,
  ProcessedUpdate,
  Update,
  UpdateDetails,
  UpdateType,
} from '../../shared/update.ts'
import { dateText, durationSeconds } from '../store/clock.ts'
import type { DumpRecord, PendingUpdate, UpdateContent } from '../store/schema.ts'

export function typeOf(content: UpdateContent): UpdateType {
  if ('ids' in content) return { name: content.type, number: content.ids.length }
  if (content.type === 'Settings') return { name: content.type, settings: content.settings }
  return { name: content.type }
}

/** The index meant; for a swap the first of the first pair. */
export const indexUidOf = (content: UpdateContent): string =>
  content.type === 'IndexSwap' ? (content.swaps[0]?.indexes[0] ?? '') : content.indexUid

/** The details of an update that has not run. */
export function detailsOf(content: UpdateContent): UpdateDetails {
  switch (content.type) {
    case 'DocumentsAddition':
    case 'DocumentsPartial':
      return { receivedDocuments: content.payloadCount, indexedDocuments: null }
    case 'DocumentsDeletion':
      return 'ids' in content
        ? { providedIds: content.ids.length, deletedDocuments: null, originalFilter: null }
        : { providedIds: 0, deletedDocuments: null, originalFilter: JSON.stringify(content.filter) }
    case 'ClearAll':
    case 'IndexDeletion':
      return { deletedDocuments: null }
    case 'IndexCreation':
      return { primaryKey: content.primaryKey }
    case 'IndexUpdate': {
      const names = content.newUid === undefined ? {} : { oldIndexUid: content.indexUid, newIndexUid: content.newUid }
      return { primaryKey: content.primaryKey ?? null, ...names }
    }
    case 'IndexSwap':
      return { swaps: content.swaps.map(({ indexes, rename = false }) => ({ indexes, rename })) }
    default:
      return {}
  }
}

/**
 * The details of one that has run. `deleted`: how many documents it deleted; one that failed has
 * changed nothing.
 */
export function finishedDetails(content: UpdateContent, succeeded: boolean, deleted = 0): UpdateDetails {
  const details = detailsOf(content)
  return {
    ...details,
    ...('indexedDocuments' in details ? { indexedDocuments: succeeded ? (details.receivedDocuments ?? 0) : 0 } : {}),
    ...('deletedDocuments' in details ? { deletedDocuments: succeeded ? deleted : 0 } : {}),
  }
}

/** A dump that was asked for as an update; null for any other. */
export function dumpView({ updateId, uid, status, startedAt, finishedAt, error }: DumpRecord): Update | null {
  if (updateId === undefined) return null
  const base = {
    updateId,
    indexUid: '',
    type: { name: 'DumpCreation' },
    enqueuedAt: startedAt,
    details: { dumpUid: uid },
  } as const
  if (status === 'in_progress' || finishedAt === undefined) return { ...base, status: 'enqueued' }
  const duration = durationSeconds(Date.parse(startedAt), Date.parse(finishedAt))
  const finished = { ...base, processedAt: finishedAt, duration }
  if (status === 'done') return { ...finished, status: 'processed' }
  const failure = new SeeklingError('dump_process_failed', `Dump ${uid} failed: ${error}`)
  return { ...finished, status: 'failed', ...errorFields(failure) }
}

/**
 * The details of an update that was finished before details were kept, as far as its type has them.
 */
export function knownDetails({ type: { name, number = 0 }, status }: FinishedUpdate): UpdateDetails {
  const done = status === 'processed' ? number : 0
  if (name === 'DocumentsAddition' || name === 'DocumentsPartial')
    return { receivedDocuments: number, indexedDocuments: done }
  if (name === 'DocumentsDeletion') return { providedIds: number, deletedDocuments: done, originalFilter: null }
  return name === 'ClearAll' || name === 'IndexDeletion' ? { deletedDocuments: done } : {}
}

export const enqueuedView = ({ updateId, indexUid, type, enqueuedAt }: PendingUpdate): EnqueuedUpdate => ({
  status: 'enqueued',
  updateId,
  indexUid,
  type,
  enqueuedAt,
})

/**
 * Times in milliseconds since 1970. `number` is what an addition, or a deletion by a filter, ended
 * up with.
 */
export function processedView(
  update: PendingUpdate,
  startedAt: number,
  processedAt: number,
  number: number | undefined,
): ProcessedUpdate {
  const type = number === undefined ? update.type : { ...update.type, number }
  return { status: 'processed', ...finishedFields(update, startedAt, processedAt), type }
}

export function failedView(
  update: PendingUpdate,
  startedAt: number,
  processedAt: number,
  error: SeeklingError,
): FailedUpdate {
  return { status: 'failed', ...finishedFields(update, startedAt, processedAt), ...errorFields(error) }
}

const finishedFields = (
  { updateId, indexUid, type, enqueuedAt }: PendingUpdate,
  startedAt: number,
  processedAt: number,
) => ({
  updateId,
  indexUid,
  type,
  enqueuedAt,
  processedAt: dateText(processedAt),
  duration: durationSeconds(startedAt, processedAt),
})

const errorFields = ({ message, code, type, link }: SeeklingError) => ({
  error: message,
  errorCode: code,
  errorType: type,
  errorLink: link,
})
