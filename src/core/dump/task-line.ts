/**
 * One line of `tasks/queue.jsonl` in Meilisearch's V6: an update as a task. The outer names are
 * camelCase, what `type` holds is snake_case, `details` is PascalCase outside and snake_case
 * inside; that is how Meilisearch's own types come out.
 *
 * Settings that Meilisearch does not have, and would refuse, stand in a field of their own,
 * `seekling`.
 *
 * What is not kept of a finished update (how many documents a failed one had, which ids a deletion
 * named) is written as empty.
 */
import type { SwappedIndexes, UpdateRequest } from '../../shared/engine-api.ts'
import type { SettingsPatch } from '../../shared/settings.ts'
import type { EnqueuedUpdate, FinishedUpdate, QueuedTypeName } from '../../shared/update.ts'
import { settingsForDump } from './dump-files.ts'

/** What an enqueued update still has to do; of documents only how many there are. */
export type TaskContent =
  | UpdateRequest
  | {
      readonly type: 'DocumentsAddition' | 'DocumentsPartial'
      readonly indexUid: string
      readonly primaryKey: string | null
      readonly payloadCount: number
    }

/** What is known of an update, finished or not; the rest is left empty. */
interface Known {
  readonly primaryKey: string | null
  readonly count: number
  /** As `details` has it: null before the update has run. */
  readonly done: number | null
  readonly ids: readonly unknown[]
  /** Of a deletion by filter; null where it is not known any more. */
  readonly filter: unknown
  readonly settings: SettingsPatch
  readonly newUid: string | null
  readonly swaps: readonly SwappedIndexes[]
}

const swapsOf = ({ swaps }: Known) => swaps.map(({ indexes, rename = false }) => ({ indexes, rename }))
const documents = (method: string) => (known: Known) => ({
  type: {
    documentImport: {
      primary_key: known.primaryKey,
      method,
      documents_count: known.count,
      allow_index_creation: true,
    },
  },
  details: { DocumentAdditionOrUpdate: { received_documents: known.count, indexed_documents: known.done } },
})

/** `type` and `details`, by type of update. */
const kinds: {
  readonly [Name in QueuedTypeName]: (known: Known) => { readonly type: unknown; readonly details: unknown }
} = {
  DocumentsAddition: documents('ReplaceDocuments'),
  DocumentsPartial: documents('UpdateDocuments'),
  DocumentsDeletion: ({ ids, count, filter }) =>
    filter === undefined
      ? {
          type: { documentDeletion: { documents_ids: ids.map(String) } },
          details: { DocumentDeletion: { provided_ids: count, deleted_documents: null } },
        }
      : {
          type: { documentDeletionByFilter: { filter } },
          details: { DocumentDeletionByFilter: { original_filter: JSON.stringify(filter), deleted_documents: null } },
        },
  ClearAll: () => ({ type: 'documentClear', details: { ClearAll: { deleted_documents: null } } }),
  Settings: ({ settings }) => ({
    type: { settings: { settings, is_deletion: false, allow_index_creation: true } },
    details: { SettingsUpdate: { settings } },
  }),
  IndexCreation: ({ primaryKey }) => ({
    type: { indexCreation: { primary_key: primaryKey } },
    details: { IndexInfo: { primary_key: primaryKey } },
  }),
  IndexUpdate: ({ primaryKey, newUid }) => ({
    type: { indexUpdate: { primary_key: primaryKey, uid: newUid } },
    details: { IndexInfo: { primary_key: primaryKey } },
  }),
  IndexSwap: (known) => ({
    type: { indexSwap: { swaps: swapsOf(known) } },
    details: { IndexSwap: { swaps: swapsOf(known) } },
  }),
  IndexDeletion: () => ({ type: 'indexDeletion', details: { ClearAll: { deleted_documents: null } } }),
}

const nothing: Known = {
  primaryKey: null,
  count: 0,
  done: null,
  ids: [],
  filter: undefined,
  settings: {},
  newUid: null,
  swaps: [],
}

/** The JSON of an enqueued update, without the line's end. */
export function printPendingTask(update: EnqueuedUpdate, content: TaskContent): string {
  const known: Known = {
    ...nothing,
    primaryKey: ('primaryKey' in content ? content.primaryKey : null) ?? null,
    ids: 'ids' in content ? content.ids : [],
    filter: 'filter' in content ? content.filter : undefined,
    count: 'payloadCount' in content ? content.payloadCount : 'ids' in content ? content.ids.length : 0,
    settings: 'settings' in content ? content.settings : {},
    newUid: ('newUid' in content ? content.newUid : null) ?? null,
    swaps: 'swaps' in content ? content.swaps : [],
  }
  // A swap belongs to no index.
  const indexUid = content.type === 'IndexSwap' ? null : update.indexUid
  return printTask(update, indexUid, known, { status: 'enqueued', error: null, startedAt: null, finishedAt: null })
}

/** Whether a dump lists the update; it leaves out those that only counted other updates. */
export const isListed = ({ type }: FinishedUpdate): boolean => Object.hasOwn(kinds, type.name)

/** The JSON of a finished update that `isListed`, without the line's end. */
export function printFinishedTask(update: FinishedUpdate): string {
  const { type, status, duration, processedAt } = update
  const known: Known = {
    ...nothing,
    count: type.number ?? 0,
    done: status === 'processed' ? (type.number ?? 0) : 0,
    // Only a deletion by ids counts them.
    filter: type.name === 'DocumentsDeletion' && type.number === undefined ? null : undefined,
    settings: type.settings ?? {},
  }
  const canceled = status === 'failed' && update.errorCode === 'update_canceled'
  return printTask(update, update.indexUid, known, {
    status: status === 'processed' ? 'succeeded' : canceled ? 'canceled' : 'failed',
    error:
      status === 'processed' || canceled
        ? null
        : { message: update.error, code: update.errorCode, type: update.errorType, link: update.errorLink },
    startedAt: new Date(Date.parse(processedAt) - Math.round(duration * 1000)).toISOString(),
    finishedAt: processedAt,
  })
}

interface Outcome {
  readonly status: string
  readonly error: unknown
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

function printTask(
  { updateId, type, enqueuedAt }: EnqueuedUpdate | FinishedUpdate,
  indexUid: string | null,
  known: Known,
  { status, error, startedAt, finishedAt }: Outcome,
): string {
  const { shared, own } = settingsForDump(known.settings)
  const kind = kinds[type.name as QueuedTypeName]({ ...known, settings: shared })
  return JSON.stringify({
    uid: updateId,
    batchUid: null,
    indexUid,
    status,
    type: kind.type,
    canceledBy: null,
    details: kind.details,
    error,
    enqueuedAt,
    startedAt,
    finishedAt,
    ...(own === null ? {} : { seekling: { settings: own } }),
  })
}
