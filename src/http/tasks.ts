/**
 * Tasks and batches: reading, canceling and deleting them. Every task is a batch of its own, under
 * the same uid.
 */
import type { Update, UpdateFilter, UpdateReceipt } from '../index.ts'
import type { Answer, Call } from './call.ts'
import { HttpError } from './errors.ts'
import { flag, wholeNumber } from './query.ts'
import { readFilters, requireFilters } from './task-filters.ts'
import { indexUidOf, type Task, taskOf, taskTypes, taskUid, updateIdOf } from './task-view.ts'

/** The summary of a write, 202. */
export async function accepted(call: Call, write: Promise<UpdateReceipt>): Promise<Answer> {
  const { updateId } = await write
  const uid = taskUid(updateId)
  const metadata = call.query.get('customMetadata')
  if (metadata !== null) call.state.metadata.set(uid, metadata)
  const update = await call.client.getUpdateStatus(updateId)
  const { type, enqueuedAt } = update
  const body = {
    taskUid: uid,
    indexUid: indexUidOf(update),
    status: 'enqueued',
    type: taskTypes[type.name],
    enqueuedAt,
  }
  return { status: 202, body }
}

export async function getTask(call: Call): Promise<Answer> {
  return { body: taskOf(...(await read(call, 'task'))) }
}

export async function getTaskDocuments(call: Call): Promise<Answer> {
  if (!call.state.features.getTaskDocumentsRoute) {
    const message =
      'Getting the documents of an enqueued task requires enabling the `get task documents route` experimental feature.'
    throw new HttpError('feature_not_enabled', message)
  }
  return { lines: await call.client.getUpdateDocuments(uidOf(call, 'task')) }
}

export const listTasks = async (call: Call): Promise<Answer> => page(call, {}, (task) => task)

export async function cancelTasks(call: Call): Promise<Answer> {
  const originalFilter = original(call)
  return await ok200(call, call.client.cancelUpdatesAsUpdate(requireFilters(call.query), { originalFilter }))
}

export async function deleteTasks(call: Call): Promise<Answer> {
  const originalFilter = original(call)
  return await ok200(call, call.client.deleteUpdates(requireFilters(call.query), { originalFilter }))
}

export async function getBatch(call: Call): Promise<Answer> {
  const [update, metadata] = await read(call, 'batch')
  if (update.status === 'enqueued') throw notFound('batch', call.uid)
  return { body: batchOf(taskOf(update, metadata), update) }
}

export const listBatches = async (call: Call): Promise<Answer> =>
  page(call, { statuses: ['processing', 'processed', 'failed'] }, batchOf)

/** Meilisearch answers both with 200. */
async function ok200(call: Call, write: Promise<UpdateReceipt>): Promise<Answer> {
  return { ...(await accepted({ ...call, query: new URLSearchParams() }, write)), status: 200 }
}

const original = ({ search }: Call): string => search || '?'

async function read(call: Call, what: string): Promise<[Update, string | undefined]> {
  const updateId = uidOf(call, what)
  try {
    let update = await call.client.getUpdateStatus(updateId, { details: true })
    // A dump whose worker has died is made when it is looked for.
    if (update.type.name === 'DumpCreation' && update.status === 'enqueued') {
      await call.client.getDumpStatus(update.details?.dumpUid ?? '')
      update = await call.client.getUpdateStatus(updateId, { details: true })
    }
    return [update, call.state.metadata.get(taskUid(updateId))]
  } catch (thrown) {
    throw (thrown as { code?: unknown }).code === 'task_not_found' ? notFound(what, call.uid) : thrown
  }
}

function uidOf({ uid }: Call, what: string): number {
  if (/^\d{1,10}$/.test(uid)) return updateIdOf(Number(uid))
  throw new HttpError(`invalid_${what}_uids`, `${what} uid is invalid. It should only contain numeric characters.`)
}

const notFound = (what: string, uid: string): HttpError =>
  new HttpError(`${what}_not_found`, `${what === 'task' ? 'Task' : 'Batch'} \`${uid}\` not found.`)

/** Newest first. `from` is the first of the page, `next` the first of the one after it. */
async function page(call: Call, always: UpdateFilter, show: (task: Task, update: Update) => unknown): Promise<Answer> {
  const { client, query, state } = call
  const limit = wholeNumber(query, 'limit', 'invalid_task_limit') ?? 20
  const from = wholeNumber(query, 'from', 'invalid_task_from')
  const oldestFirst = flag(query, 'reverse', 'invalid_task_reverse') ?? false
  const asked = readFilters(query, ['limit', 'from', 'reverse'])
  const within = asked.statuses?.filter((status) => always.statuses?.includes(status) ?? true)
  const filter = { ...always, ...asked, ...(within && { statuses: within }) }
  const [updates, total] = await Promise.all([
    client.getAllUpdateStatus({
      ...filter,
      details: true,
      reverse: !oldestFirst,
      limit: limit + 1,
      ...(from === undefined ? {} : { from: updateIdOf(from) }),
    }),
    client.countUpdates(filter),
  ])
  const shown = updates.slice(0, limit)
  const tasks = shown.map((update) => taskOf(update, state.metadata.get(taskUid(update.updateId))))
  const next = updates[limit]
  return {
    body: {
      results: tasks.map((task, i) => show(task, shown[i])),
      total,
      limit,
      from: tasks[0]?.uid ?? null,
      next: next === undefined ? null : taskUid(next.updateId),
    },
  }
}

function batchOf(
  { uid, details, status, type, indexUid, duration, startedAt, finishedAt, enqueuedAt }: Task,
  update: Update,
) {
  const progress = update.status === 'processing' ? update.progress : null
  return {
    uid,
    progress: progress && {
      steps: [{ currentStep: progress.step, finished: progress.done, total: progress.total }],
      percentage: progress.total === 0 ? 0 : (100 * progress.done) / progress.total,
    },
    details: details ?? {},
    stats: {
      totalNbTasks: 1,
      status: { [status]: 1 },
      types: { [type]: 1 },
      indexUids: indexUid === null ? {} : { [indexUid]: 1 },
      progressTrace: {},
    },
    duration,
    startedAt: startedAt ?? finishedAt ?? enqueuedAt,
    finishedAt,
    batchStrategy: 'every task is a batch of its own',
  }
}
