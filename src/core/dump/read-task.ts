/**
 * One line of a list of updates, as each version of a dump writes it, as an update here. What is no
 * update here, such as the making of a dump, is `unknown`. Finished updates are taken over from V6
 * only; of older versions just those that were pending.
 */
import type { UpdateRequest } from '../../shared/engine-api.ts'
import { type ErrorCode, type ErrorType, SeeklingError } from '../../shared/errors.ts'
import type { FinishedUpdate, UpdateType } from '../../shared/update.ts'
import { isObject, type Members, membersOf } from '../../shared/value-shapes.ts'
import { updateFilePath } from './dump-files.ts'
import { type DumpedDocuments, type DumpedUpdate, dateOr, readChoice, textOr } from './dumped-update.ts'

/** `uidOf` names the index of a uuid; `now` is RFC 3339, for dates that are missing. */
export function readTask(line: unknown, uidOf: (uuid: string) => string, now: string): DumpedUpdate {
  const fields = membersOf(line)
  if (isObject(fields.update)) return readOldUpdate(uidOf(String(fields.uuid)), fields.update, now)
  if (isObject(fields.content) || typeof fields.content === 'string') return readEventTask(fields, now)
  return readV6(fields, now)
}

type Content = UpdateRequest | DumpedDocuments

/**
 * By lower-case name of the kind, in all versions. undefined: there is no such update here, or
 * nothing to do.
 */
function contentOf(name: string, fields: Members, indexUid: string, file: string | null): Content | undefined {
  const primaryKey = textOr(fields.primary_key ?? fields.primaryKey, null)
  switch (name.toLowerCase()) {
    case 'documentimport':
    case 'documentaddition':
    case 'documentsaddition': {
      if (file === null || fields.documents_count === 0) return undefined
      const partial = (fields.method ?? fields.merge_strategy) === 'UpdateDocuments'
      return { type: partial ? 'DocumentsPartial' : 'DocumentsAddition', indexUid, primaryKey, file }
    }
    case 'documentdeletion':
    case 'deletedocuments': {
      const ids = fields.documents_ids ?? fields.ids ?? fields.Ids
      return Array.isArray(ids) ? { type: 'DocumentsDeletion', indexUid, ids } : undefined
    }
    case 'documentdeletionbyfilter':
      return { type: 'DocumentsDeletion', indexUid, filter: fields.filter as never }
    case 'documentclear':
    case 'cleardocuments':
      return { type: 'ClearAll', indexUid }
    case 'settings':
    case 'settingsupdate':
      return { type: 'Settings', indexUid, settings: membersOf(fields.settings) as never }
    case 'indexcreation':
      return { type: 'IndexCreation', indexUid, primaryKey }
    case 'indexupdate': {
      const newUid = textOr(fields.uid ?? fields.new_index_uid, null)
      return { type: 'IndexUpdate', indexUid, primaryKey, ...(newUid === null ? {} : { newUid }) }
    }
    case 'indexswap': {
      const swaps = Array.isArray(fields.swaps) ? fields.swaps.map(membersOf) : []
      const known = swaps.map(({ indexes, rename }) => ({
        indexes: indexes as [string, string],
        ...(rename === true ? { rename } : {}),
      }))
      return { type: 'IndexSwap', swaps: known }
    }
    case 'indexdeletion':
      return { type: 'IndexDeletion', indexUid }
    default:
      return undefined
  }
}

function readV6(task: Members, now: string): DumpedUpdate {
  const { name, fields: shared } = readChoice(task.type)
  const own = membersOf(membersOf(task.seekling).settings)
  const fields = name === 'settings' ? { ...shared, settings: { ...membersOf(shared.settings), ...own } } : shared
  const isPending = task.status === 'enqueued' || task.status === 'processing'
  const indexUid = textOr(task.indexUid, '')
  const content = contentOf(name, fields, indexUid, updateFilePath(String(task.uid)))
  const enqueuedAt = dateOr(task.enqueuedAt, now)
  if (isPending) return content ? { state: 'pending', enqueuedAt, content } : unknown(name, true)
  return readFinished({ task, kind: name, fields, indexUid, enqueuedAt }, now) ?? unknown(name, false)
}

/** Types of finished updates, whose content is not needed any more. */
const finishedTypes: Readonly<Record<string, UpdateType['name']>> = {
  documentDeletion: 'DocumentsDeletion',
  documentDeletionByFilter: 'DocumentsDeletion',
  documentClear: 'ClearAll',
  settings: 'Settings',
  indexCreation: 'IndexCreation',
  indexUpdate: 'IndexUpdate',
  indexSwap: 'IndexSwap',
  indexDeletion: 'IndexDeletion',
}

/** What all tasks of V6 have, and the fields of their kind. */
interface TaskParts {
  readonly task: Members
  readonly kind: string
  readonly fields: Members
  readonly indexUid: string
  readonly enqueuedAt: string
}

function readFinished({ task, kind, fields, indexUid, enqueuedAt }: TaskParts, now: string): DumpedUpdate | undefined {
  const name =
    kind === 'documentImport'
      ? fields.method === 'UpdateDocuments'
        ? 'DocumentsPartial'
        : 'DocumentsAddition'
      : Object.hasOwn(finishedTypes, kind)
        ? finishedTypes[kind]
        : undefined
  if (name === undefined) return undefined
  const succeeded = task.status === 'succeeded'
  const processedAt = dateOr(task.finishedAt, now)
  const base = {
    // The place in the queue; it gets another number when it is taken over.
    updateId: typeof task.uid === 'number' ? task.uid : 0,
    indexUid,
    type: typeOf(name, succeeded, membersOf(task.details), fields),
    enqueuedAt,
    processedAt,
    duration: Math.max(0, Date.parse(processedAt) - Date.parse(dateOr(task.startedAt, processedAt))) / 1000,
  }
  const update: FinishedUpdate = succeeded
    ? { ...base, status: 'processed' }
    : { ...base, status: 'failed', ...failureOf(task, base.updateId) }
  return { state: 'finished', update }
}

function typeOf(name: UpdateType['name'], succeeded: boolean, details: Members, fields: Members): UpdateType {
  const count = (part: unknown, field: string) => {
    const value = membersOf(part)[field]
    return typeof value === 'number' ? { number: value } : {}
  }
  if (name === 'DocumentsDeletion') return { name, ...count(details.DocumentDeletion, 'provided_ids') }
  if (name === 'Settings') return { name, settings: membersOf(fields.settings) as never }
  const isAddition = name === 'DocumentsAddition' || name === 'DocumentsPartial'
  return isAddition && succeeded ? { name, ...count(details.DocumentAdditionOrUpdate, 'indexed_documents') } : { name }
}

/** The code stays what the dump says, though this version may not give that one itself. */
function failureOf(task: Members, updateId: number) {
  const { message, code, type, link } = membersOf(task.error)
  const error =
    task.status === 'canceled'
      ? new SeeklingError(
          'update_canceled',
          `Update ${updateId} was canceled before it took effect. Send it again if it was meant after all.`,
        )
      : new SeeklingError(
          textOr(code, 'internal') as ErrorCode,
          textOr(message, 'It failed where this dump was made, and the dump does not say why.'),
        )
  return {
    error: error.message,
    errorCode: error.code,
    errorType: textOr(type, error.type) as ErrorType,
    errorLink: textOr(link, error.link),
  }
}

/** V2 and V3: `{uuid, update: {status, meta, enqueuedAt, content}}`. */
function readOldUpdate(indexUid: string, update: Members, now: string): DumpedUpdate {
  const isPending = /^(enqueued|processing)$/i.test(String(update.status))
  const { meta } = update
  // V2 has `type` among the fields; V3 has the name outside.
  const tagged = isObject(meta) && typeof meta.type === 'string'
  const { name, fields, value } = tagged
    ? { name: String(meta.type), fields: meta, value: meta as unknown }
    : readChoice(meta)
  if (!isPending) return unknown(name, false)
  const uuid = fields.content_uuid ?? update.content
  const file =
    typeof uuid !== 'string' ? null : tagged ? `updates/update_files/update_${uuid}` : `updates/updates_files/${uuid}`
  // Settings and ids lie directly in what is named.
  const { type: _, ...rest } = fields
  const held = Array.isArray(value) ? { ids: value } : name.toLowerCase() === 'settings' ? { settings: rest } : fields
  const content = contentOf(name, held, indexUid, file)
  if (!content) return unknown(name, true)
  return { state: 'pending', enqueuedAt: dateOr(update.enqueuedAt ?? update.enqueued_at, now), content }
}

/** V4 and V5: `{id, index_uid, content, events}`; V5 has the uid inside of the content. */
function readEventTask(task: Members, now: string): DumpedUpdate {
  const events = Array.isArray(task.events) ? task.events : []
  const { name, fields, value } = readChoice(task.content)
  const isFinished = events.some((event) => /^(succee?ded|failed)$/i.test(readChoice(event).name))
  if (isFinished) return unknown(name, false)
  const indexUid = textOr(fields.index_uid ?? task.index_uid, '')
  const file = typeof fields.content_uuid === 'string' ? `updates/updates_files/${fields.content_uuid}` : null
  const deletion = fields.deletion ?? value
  const isClear = name === 'DocumentDeletion' && deletion === 'Clear'
  const held = name === 'DocumentDeletion' ? membersOf(deletion) : fields
  const content = contentOf(isClear ? 'documentClear' : name, held, indexUid, file)
  if (!content) return unknown(name, name !== 'Dump')
  const created = membersOf(events.find((event) => readChoice(event).name === 'Created')).Created
  return { state: 'pending', enqueuedAt: dateOr(created, now), content }
}

const unknown = (name: string, pending: boolean): DumpedUpdate => ({
  state: 'unknown',
  name: name.slice(0, 100) || 'no known kind',
  pending,
})
