/** The filters of tasks and batches in a query string, as a filter of updates. */
import type { UpdateFilter, UpdateStatusName, UpdateTypeName } from '../index.ts'
import { HttpError } from './errors.ts'
import { checkNames, invalid, list } from './query.ts'
import { taskTypes, updateIdOf } from './task-view.ts'

const dates = ['Enqueued', 'Started', 'Finished'].flatMap((moment) => [`before${moment}At`, `after${moment}At`])
const filters = ['uids', 'batchUids', 'statuses', 'types', 'indexUids', 'canceledBy', ...dates]

/** Types that Meilisearch knows, though no update here has one. */
const foreignTypes =
  `documentEdition indexCompaction snapshotCreation export upgradeDatabase networkTopologyChange dsrUpdate dsrClear`.split(
    ' ',
  )
const allTypes = [...new Set(Object.values(taskTypes)), ...foreignTypes]
const allStatuses = ['enqueued', 'processing', 'succeeded', 'failed', 'canceled']

/** Throws `invalid_task_*`, and `bad_request` for anything else but `others`. */
export function readFilters(query: URLSearchParams, others: readonly string[] = []): UpdateFilter {
  checkNames(query, [...filters, ...others])
  const batches = uids(query, 'batchUids', 'invalid_batch_uids')
  const ids = uids(query, 'uids', 'invalid_task_uids')
  const canceledBy = uids(query, 'canceledBy', 'invalid_task_canceled_by')
  const updateIds = batches === undefined ? ids : batches.filter((id) => ids?.includes(id) ?? true)
  const states = statusesOf(names(query, 'statuses', allStatuses, 'invalid_task_statuses'), batches !== undefined)
  const types = names(query, 'types', allTypes, 'invalid_task_types')
  const indexUids = values(query, 'indexUids')
  const moments = dates.flatMap((name) => {
    const value = query.get(name)
    return value === null || value === '*' ? [] : [[name, value]]
  })
  return {
    ...Object.fromEntries(moments),
    ...states,
    ...(updateIds && { updateIds }),
    ...(canceledBy && { canceledBy }),
    ...(indexUids && { indexUids }),
    ...(types && {
      types: (Object.keys(taskTypes) as UpdateTypeName[]).filter((name) => types.includes(taskTypes[name])),
    }),
  }
}

/** Reads filters as `readFilters` does, and requires at least one; a `*` is one, and means all. */
export function requireFilters(query: URLSearchParams): UpdateFilter {
  const filter = readFilters(query)
  if (![...query.keys()].length) {
    const message = `Query parameters to filter the tasks are missing. Available query parameters are: ${filters.join(', ')}.`
    throw new HttpError('missing_task_filters', message)
  }
  return Object.keys(filter).length === 0 ? { statuses: ['enqueued', 'processing', 'processed', 'failed'] } : filter
}

/** undefined where it is absent or `*`. */
function values(query: URLSearchParams, name: string): string[] | undefined {
  const all = list(query, name)
  return all?.includes('*') ? undefined : all
}

function uids(query: URLSearchParams, name: string, code: string): number[] | undefined {
  return values(query, name)?.map((value) => {
    if (/^\d{1,10}$/.test(value)) return updateIdOf(Number(value))
    throw invalid(name, value, code, 'a positive integer')
  })
}

function names(query: URLSearchParams, name: string, known: readonly string[], code: string): string[] | undefined {
  return values(query, name)?.map((value) => {
    const found = known.find((one) => one.toLowerCase() === value.toLowerCase())
    if (found !== undefined) return found
    throw new HttpError(code, `Invalid value in parameter \`${name}\`: \`${value}\` is none of ${known.join(', ')}.`)
  })
}

/** A canceled task is a failed update; what is in a batch has begun. */
function statusesOf(statuses: readonly string[] | undefined, begun: boolean): UpdateFilter {
  if (statuses === undefined && !begun) return {}
  const asked = (statuses ?? allStatuses).filter((status) => !begun || status !== 'enqueued')
  const [failed, canceled] = [asked.includes('failed'), asked.includes('canceled')]
  const others = asked.filter((status) => status !== 'failed' && status !== 'canceled')
  const mapped = others.map((status) => (status === 'succeeded' ? 'processed' : status)) as UpdateStatusName[]
  return {
    statuses: failed || canceled ? [...mapped, 'failed'] : mapped,
    ...(failed === canceled ? {} : { canceled }),
  }
}
