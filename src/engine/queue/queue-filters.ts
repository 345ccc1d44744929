/**
 * Which updates are meant: checks the filters of listings, cancelations and deletions before
 * anything is read, and applies them.
 */
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'
import { showValue } from '../../shared/show-value.ts'
import {
  type CancelFilter,
  type RecordOptions,
  type Update,
  type UpdateFilter,
  type UpdateQuery,
  updateStatusNames,
  updateTypeNames,
} from '../../shared/update.ts'
import { isCount, isObject, type Members } from '../../shared/value-shapes.ts'

const bounds = [
  'beforeEnqueuedAt',
  'afterEnqueuedAt',
  'beforeStartedAt',
  'afterStartedAt',
  'beforeFinishedAt',
  'afterFinishedAt',
] as const
const filterFields = ['updateIds', 'statuses', 'types', 'indexUids', 'canceled', 'canceledBy', ...bounds]

/** Throws `invalid_task_*`, `invalid_index_uid`, or `bad_request` for a field there is not. */
export function checkUpdateQuery(query: unknown): UpdateQuery {
  const fields = checkFields(query, [...filterFields, 'from', 'limit', 'reverse', 'details'])
  checkFilter(fields, updateStatusNames)
  checkWholeNumber(fields.from, 'from', 'invalid_task_from')
  checkWholeNumber(fields.limit, 'limit', 'invalid_task_limit')
  checkBoolean(fields.reverse, 'reverse', 'invalid_task_reverse')
  checkBoolean(fields.details, 'details', 'bad_request')
  return fields as UpdateQuery
}

/**
 * Throws as `checkUpdateQuery` does, and `missing_task_filters` when no field is given, so that no
 * caller cancels or deletes everything by mistake.
 */
export function checkUpdateFilter(filter: unknown): UpdateFilter {
  const fields = checkFields(filter, filterFields)
  checkNotEmpty(fields, "For all of them: { statuses: ['processed', 'failed'] }.")
  checkFilter(fields, updateStatusNames)
  return fields as UpdateFilter
}

/** The same for a cancelation that is not listed itself. */
export function checkCancelFilter(filter: unknown): CancelFilter {
  const fields = checkFields(filter, filterFields)
  checkNotEmpty(fields, "For all of them: { statuses: ['enqueued', 'processing'] }.")
  checkFilter(fields, ['enqueued', 'processing'])
  return fields as CancelFilter
}

/** Checks the options of a cancelation or deletion that is listed itself. Throws `bad_request`. */
export function checkRecordOptions(options: unknown): RecordOptions {
  const { originalFilter } = (options ?? {}) as { readonly originalFilter?: unknown }
  if (originalFilter === undefined) return {}
  if (typeof originalFilter === 'string') return { originalFilter }
  throw new SeeklingError('bad_request', `originalFilter must be a string, not ${showValue(originalFilter)}.`)
}

/** Whether an update is meant. The list applies `from` and `limit` itself. */
export function matches(update: Update, filter: UpdateFilter): boolean {
  const allows = (list: readonly unknown[] | undefined, value: unknown) => list === undefined || list.includes(value)
  const wasCanceled = update.status === 'failed' && update.errorCode === 'update_canceled'
  return (
    allows(filter.updateIds, update.updateId) &&
    allows(filter.statuses, update.status) &&
    allows(filter.types, update.type.name) &&
    allows(filter.indexUids, update.indexUid) &&
    allows(filter.canceledBy, update.details?.canceledBy) &&
    (filter.canceled === undefined || update.status !== 'failed' || wasCanceled === filter.canceled) &&
    bounds.every((bound) => isWithin(update, bound, filter[bound]))
  )
}

function isWithin(update: Update, bound: (typeof bounds)[number], moment: UpdateFilter[typeof bound]): boolean {
  if (moment === undefined) return true
  const time = timeOf(update, bound)
  const isAfter = bound.startsWith('after')
  const limit = momentTime(moment, isAfter)
  return time !== undefined && (isAfter ? time > limit : time < limit)
}

function timeOf(update: Update, bound: (typeof bounds)[number]): number | undefined {
  if (bound.endsWith('EnqueuedAt')) return Date.parse(update.enqueuedAt)
  const finished = 'processedAt' in update ? Date.parse(update.processedAt) : undefined
  if (bound.endsWith('FinishedAt')) return finished
  if (update.status === 'processing') return Date.parse(update.startedProcessingAt)
  return finished !== undefined && 'duration' in update ? finished - update.duration * 1000 : undefined
}

const day = /^\d{4}-\d\d-\d\d$/
const moment = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970; NaN for what is no moment. After a day means after all of it. */
function momentTime(value: unknown, isAfter: boolean): number {
  if (value instanceof Date) return value.getTime()
  if (typeof value !== 'string') return Number.NaN
  if (day.test(value)) return Date.parse(value) + (isAfter ? 86_399_999 : 0)
  return moment.test(value) ? Date.parse(value) : Number.NaN
}

function checkFilter(fields: Readonly<Record<string, unknown>>, statuses: readonly string[]): void {
  checkIds(fields.updateIds, 'updateIds', 'invalid_task_uids')
  checkIds(fields.canceledBy, 'canceledBy', 'invalid_task_canceled_by')
  checkNames(fields.statuses, 'statuses', statuses, 'invalid_task_statuses')
  checkNames(fields.types, 'types', updateTypeNames, 'invalid_task_types')
  checkUids(fields.indexUids)
  checkBoolean(fields.canceled, 'canceled', 'bad_request')
  for (const bound of bounds) {
    const value = fields[bound]
    if (value === undefined || !Number.isNaN(momentTime(value, false))) continue
    const code = `invalid_task_${bound.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}` as ErrorCode
    const message = `${bound} must be a Date, a moment such as 2026-01-31T12:00:00Z, or a day such as 2026-01-31.`
    throw new SeeklingError(code, message, { field: bound })
  }
}

function checkNotEmpty(fields: Readonly<Record<string, unknown>>, advice: string): void {
  if (Object.values(fields).some((value) => value !== undefined)) return
  throw new SeeklingError(
    'missing_task_filters',
    `Say which updates are meant by updateIds, statuses, types or indexUids. ${advice}`,
  )
}

function checkIds(value: unknown, field: string, code: ErrorCode): void {
  if (value === undefined) return
  // Holes are refused too, the first of them at once.
  for (const id of checkList(value, field, code)) checkWholeNumber(id ?? null, field, code)
}

function checkBoolean(value: unknown, field: string, code: ErrorCode): void {
  if (value === undefined || typeof value === 'boolean') return
  throw new SeeklingError(code, `${field} must be true or false.`, { field })
}

function checkFields(value: unknown, names: readonly string[]): Members {
  if (!isObject(value)) {
    throw new SeeklingError('bad_request', `A filter of updates is an object with any of ${names.join(', ')}.`)
  }
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) {
      throw new SeeklingError(
        'bad_request',
        `There is no filter "${name.slice(0, 50)}". Use any of ${names.join(', ')}.`,
        { field: name.slice(0, 50) },
      )
    }
  }
  return value
}

function checkList(value: unknown, field: string, code: ErrorCode): readonly unknown[] {
  if (!Array.isArray(value)) throw new SeeklingError(code, `${field} must be an array.`, { field })
  return value
}

function checkNames(value: unknown, field: string, names: readonly string[], code: ErrorCode): void {
  if (value === undefined) return
  for (const name of checkList(value, field, code)) {
    if (!names.includes(name as string)) {
      throw new SeeklingError(code, `${field} holds ${showValue(name)}; it may hold ${names.join(', ')}.`, { field })
    }
  }
}

function checkUids(value: unknown): void {
  if (value === undefined) return
  for (const uid of checkList(value, 'indexUids', 'invalid_index_uid')) checkIndexUid(uid)
}

function checkWholeNumber(value: unknown, field: string, code: ErrorCode): void {
  if (value === undefined || isCount(value)) return
  throw new SeeklingError(code, `${field} must be a whole number from 0, not ${showValue(value)}.`, {
    field,
  })
}
