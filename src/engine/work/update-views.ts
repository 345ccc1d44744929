/** Updates as callers see them, made from what is stored. */
import type { SeeklingError } from '../../shared/errors.ts'
import type { EnqueuedUpdate, FailedUpdate, ProcessedUpdate, UpdateType } from '../../shared/update.ts'
import { dateText, durationSeconds } from '../store/clock.ts'
import type { PendingUpdate, UpdateContent } from '../store/schema.ts'

export function typeOf(content: UpdateContent): UpdateType {
  if ('ids' in content) return { name: content.type, number: content.ids.length }
  if (content.type === 'Settings') return { name: content.type, settings: content.settings }
  return { name: content.type }
}

/** The index meant; for a swap the first of the first pair. */
export const indexUidOf = (content: UpdateContent): string =>
  content.type === 'IndexSwap' ? (content.swaps[0]?.indexes[0] ?? '') : content.indexUid

export const enqueuedView = ({ updateId, indexUid, type, enqueuedAt }: PendingUpdate): EnqueuedUpdate => ({
  status: 'enqueued',
  updateId,
  indexUid,
  type,
  enqueuedAt,
})

/** Times in milliseconds since 1970. `number` is what an addition, or a deletion by a filter, ended up with. */
export function processedView(
  update: PendingUpdate,
  startedAt: number,
  processedAt: number,
  number: number | undefined,
): ProcessedUpdate {
  const { updateId, indexUid, enqueuedAt } = update
  const type = number === undefined ? update.type : { ...update.type, number }
  return {
    status: 'processed',
    updateId,
    indexUid,
    type,
    enqueuedAt,
    processedAt: dateText(processedAt),
    duration: durationSeconds(startedAt, processedAt),
  }
}

export function failedView(
  update: PendingUpdate,
  startedAt: number,
  processedAt: number,
  error: SeeklingError,
): FailedUpdate {
  const { updateId, indexUid, type, enqueuedAt } = update
  return {
    status: 'failed',
    updateId,
    indexUid,
    type,
    enqueuedAt,
    processedAt: dateText(processedAt),
    duration: durationSeconds(startedAt, processedAt),
    error: error.message,
    errorCode: error.code,
    errorType: error.type,
    errorLink: error.link,
  }
}
