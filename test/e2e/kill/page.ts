/**
 * The page of the kill test: it enqueues steps, kills its update worker when told, and says what it
 * sees.
 */
import { type Client, open } from 'seekling'
import { fingerprint, type KillDocument, modelAfter, stepOf } from './workload.ts'

const parameters = new URLSearchParams(location.search)
const name = parameters.get('name') ?? 'kill'
const size = Number(parameters.get('size') ?? 400)

const workers: Worker[] = []
let updateWorkersStarted = 0

/** The client makes its search worker first; every later one is an update worker. */
function makeWorker(): Worker {
  const worker = new Worker(new URL('seekling/worker', import.meta.url), { type: 'module' })
  if (workers.push(worker) > 1) updateWorkersStarted++
  return worker
}

const client: Client = await open({ name, worker: makeWorker })
const index = client.index<KillDocument>('killed')

/**
 * Enqueues step n; answers its updateId. Step n must be update n + 1: update 1 creates the index.
 */
async function enqueue(n: number): Promise<number> {
  const step = stepOf(n, size)
  if (step.type === 'delete') return (await index.deleteDocuments([...step.ids])).updateId
  if (step.type === 'clear') return (await index.deleteAllDocuments()).updateId
  if (step.type === 'settings')
    return (await index.updateSettings({ searchableAttributes: step.searchableAttributes })).updateId
  if (step.type === 'partial') return (await index.updateDocuments([...step.documents])).updateId
  return (await index.addDocuments(step.documents as KillDocument[])).updateId
}

/** Ends all update workers as a crash would. */
function kill(): void {
  for (const worker of workers.slice(1)) worker.terminate()
}

async function documents(): Promise<object[]> {
  const { results } = await index.getDocuments({ limit: 100_000 })
  return [...results]
}

/** More than a test leaves between two looks; `drain` looks at all. */
const updatesLookedAt = 60
const newest = () => client.getAllUpdateStatus({ reverse: true, limit: updatesLookedAt })

/**
 * How many steps are finished; they must be the first ones, each with the outcome it must have.
 */
async function finishedSteps(): Promise<number> {
  const updates = [...(await newest())].reverse()
  const finished = updates.filter(({ status }) => status === 'processed' || status === 'failed')
  const first = updates[0]?.updateId ?? 1
  finished.forEach((update, i) => {
    if (update.updateId !== first + i) throw new Error(`Update ${update.updateId} finished out of turn.`)
    const step = update.updateId - 1
    const expected = step > 0 && stepOf(step, size).type === 'bad' ? 'failed' : 'processed'
    if (update.status !== expected)
      throw new Error(`Update ${update.updateId} is ${update.status}: ${JSON.stringify(update)}`)
  })
  return first - 1 + finished.length - 1
}

/**
 * Is every update wholly there or wholly absent? The stored documents must be exactly those after k
 * steps, for a k between what was finished before and after looking (the queue may run on while we
 * look).
 */
async function check(): Promise<{ finished: number; isWhole: boolean }> {
  const before = await finishedSteps()
  const seen = fingerprint(await documents())
  const after = await finishedSteps()
  let isWhole = false
  for (let steps = before; steps <= after && !isWhole; steps++)
    isWhole = seen === fingerprint(modelAfter(steps, size).values())
  return { finished: after, isWhole }
}

/** Waits until all is done; answers how many steps there are, the documents and all statuses. */
async function drain(): Promise<{ state: string; statuses: string[]; found: number }> {
  const updates = await client.getAllUpdateStatus()
  const last = updates[updates.length - 1]
  if (last !== undefined) await client.waitForPendingUpdate(last.updateId, { timeOutMs: 60_000 })
  const all = await client.getAllUpdateStatus()
  const { hits } = await index.search('solar comet', { limit: 1000 })
  return { state: fingerprint(await documents()), statuses: all.map(({ status }) => status), found: hits.length }
}

/** What the test may ask of the page. */
export const killTest = {
  start: async () => client.waitForPendingUpdate((await client.createIndex('killed', { primaryKey: 'id' })).updateId),
  enqueue,
  kill,
  check,
  drain,
  updateWorkersStarted: () => updateWorkersStarted,
  /** How many updates were not finished at a time, in milliseconds since 1970. */
  unfinishedAt: async (time: number) => {
    const updates = await newest()
    return updates.filter((update) => !('processedAt' in update && Date.parse(update.processedAt) <= time)).length
  },
  processing: async () => (await client.getAllUpdateStatus({ statuses: ['processing'] })).length,
}
Object.assign(window, { killTest })
