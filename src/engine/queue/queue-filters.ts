/** Which updates are meant: checks the filters of listings and cancelations before anything is read, and applies them. */
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import { checkIndexUid } from '../../shared/index-uid.ts'
import {
  type CancelFilter,
  type UpdateId,
  type UpdateQuery,
  updateStatusNames,
  updateTypeNames,
} from '../../shared/update.ts'

interface Filter {
  readonly updateIds?: readonly UpdateId[]
  readonly statuses?: readonly string[]
  readonly types?: readonly string[]
  readonly indexUids?: readonly string[]
}

interface Described {
  readonly updateId: UpdateId
  readonly indexUid: string
  readonly type: { readonly name: string }
}

/** Throws `invalid_task_*`, `invalid_index_uid`, or `bad_request` for a field there is not. */
export function checkUpdateQuery(query: unknown): UpdateQuery {
  const fields = checkFields(query, ['statuses', 'types', 'indexUids', 'from', 'limit'])
  checkNames(fields.statuses, 'statuses', updateStatusNames, 'invalid_task_statuses')
  checkNames(fields.types, 'types', updateTypeNames, 'invalid_task_types')
  checkUids(fields.indexUids)
  checkWholeNumber(fields.from, 'from', 'invalid_task_from')
  checkWholeNumber(fields.limit, 'limit', 'invalid_task_limit')
  return fields as UpdateQuery
}

/** As above; `missing_task_filters` when no field is given, so that nobody cancels everything by a slip. */
export function checkCancelFilter(filter: unknown): CancelFilter {
  const fields = checkFields(filter, ['updateIds', 'statuses', 'types', 'indexUids'])
  if (Object.values(fields).every((value) => value === undefined)) {
    throw new SeeklingError(
      'missing_task_filters',
      "Say which updates to cancel by updateIds, statuses, types or indexUids. For all of them: { statuses: ['enqueued', 'processing'] }.",
    )
  }
  if (fields.updateIds !== undefined) {
    checkList(fields.updateIds, 'updateIds', 'invalid_task_uids').forEach((id) =>
      checkWholeNumber(id, 'updateIds', 'invalid_task_uids'),
    )
  }
  checkNames(fields.statuses, 'statuses', ['enqueued', 'processing'], 'invalid_task_statuses')
  checkNames(fields.types, 'types', updateTypeNames, 'invalid_task_types')
  checkUids(fields.indexUids)
  return fields as CancelFilter
}

/** Whether an update in this status is meant. `from` and `limit` are the list's own business. */
export function matches(update: Described, status: string, filter: Filter): boolean {
  const allows = (list: readonly unknown[] | undefined, value: unknown) => list === undefined || list.includes(value)
  return (
    allows(filter.updateIds, update.updateId) &&
    allows(filter.statuses, status) &&
    allows(filter.types, update.type.name) &&
    allows(filter.indexUids, update.indexUid)
  )
}

function checkFields(value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
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
  return value as Record<string, unknown>
}

function checkList(value: unknown, field: string, code: ErrorCode): readonly unknown[] {
  if (!Array.isArray(value)) throw new SeeklingError(code, `${field} must be an array.`, { field })
  return value
}

function checkNames(value: unknown, field: string, names: readonly string[], code: ErrorCode): void {
  if (value === undefined) return
  for (const name of checkList(value, field, code)) {
    if (!names.includes(name as string)) {
      throw new SeeklingError(
        code,
        `${field} holds ${JSON.stringify(name)?.slice(0, 50)}; it may hold ${names.join(', ')}.`,
        { field },
      )
    }
  }
}

function checkUids(value: unknown): void {
  if (value !== undefined) checkList(value, 'indexUids', 'invalid_index_uid').forEach(checkIndexUid)
}

function checkWholeNumber(value: unknown, field: string, code: ErrorCode): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)) return
  throw new SeeklingError(code, `${field} must be a whole number from 0, not ${JSON.stringify(value)?.slice(0, 50)}.`, {
    field,
  })
}
