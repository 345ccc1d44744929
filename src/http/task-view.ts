/**
 * Updates as tasks. A task's uid is the updateId less one: tasks count from 0 and updates from 1,
 * in one sequence, so each can be had by either name on the same instance.
 */
import type { Update, UpdateTypeName } from '../index.ts'

export const taskUid = (updateId: number): number => updateId - 1
export const updateIdOf = (uid: number): number => uid + 1

export const taskTypes: { readonly [Name in UpdateTypeName]: string } = {
  DocumentsAddition: 'documentAdditionOrUpdate',
  DocumentsPartial: 'documentAdditionOrUpdate',
  DocumentsDeletion: 'documentDeletion',
  ClearAll: 'documentDeletion',
  Settings: 'settingsUpdate',
  IndexCreation: 'indexCreation',
  IndexUpdate: 'indexUpdate',
  IndexSwap: 'indexSwap',
  IndexDeletion: 'indexDeletion',
  UpdateCancelation: 'taskCancelation',
  UpdateDeletion: 'taskDeletion',
  DumpCreation: 'dumpCreation',
}

export interface Task {
  readonly uid: number
  readonly batchUid: number | null
  readonly indexUid: string | null
  readonly status: string
  readonly type: string
  readonly canceledBy: number | null
  readonly details?: Readonly<Record<string, unknown>>
  readonly error: { message: string; code: string; type: string; link: string } | null
  readonly duration: string | null
  readonly enqueuedAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly customMetadata?: string
}

/** Of an update read with its details. */
export function taskOf(update: Update, metadata?: string): Task {
  const uid = taskUid(update.updateId)
  const canceledBy = update.details?.canceledBy
  const finished = 'processedAt' in update ? update : null
  const canceled = update.status === 'failed' && update.errorCode === 'update_canceled'
  const started = finished !== null && !(canceled && finished.duration === 0)
  const startedAt = started
    ? new Date(Date.parse(finished.processedAt) - finished.duration * 1000).toISOString()
    : update.status === 'processing'
      ? update.startedProcessingAt
      : null
  const details = detailsOf(update)
  return {
    uid,
    batchUid: update.status === 'enqueued' ? null : uid,
    indexUid: indexUidOf(update),
    status: canceled ? 'canceled' : update.status === 'processed' ? 'succeeded' : update.status,
    type: taskTypes[update.type.name],
    canceledBy: canceledBy === undefined ? null : taskUid(canceledBy),
    ...(details === undefined ? {} : { details }),
    error:
      update.status === 'failed' && !canceled
        ? { message: update.error, code: update.errorCode, type: update.errorType, link: update.errorLink }
        : null,
    duration: started ? `PT${finished.duration}S` : null,
    enqueuedAt: update.enqueuedAt,
    startedAt,
    finishedAt: finished?.processedAt ?? null,
    ...(metadata === undefined ? {} : { customMetadata: metadata }),
  }
}

/** null for what belongs to no index. */
export const indexUidOf = ({ type, indexUid }: Update): string | null =>
  type.name === 'IndexSwap' || indexUid === '' ? null : indexUid

/** What the page calls updates are tasks here. */
const names: Readonly<Record<string, string>> = {
  matchedUpdates: 'matchedTasks',
  canceledUpdates: 'canceledTasks',
  deletedUpdates: 'deletedTasks',
}

function detailsOf({ type, details = {} }: Update): Readonly<Record<string, unknown>> | undefined {
  if (type.name === 'Settings') return { ...type.settings }
  const { canceledBy, ...others } = details
  void canceledBy
  const entries = Object.entries(others).map(([name, value]) => [names[name] ?? name, value] as const)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
