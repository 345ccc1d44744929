/**
 * The page of the kill test: it enqueues steps, kills its update worker when told, and says what it
 * sees.
 */
import { type Client, open, type Update } from 'seekling'
import { judge, type Verdict } from './judge.ts'
import { fingerprint, type KillDocument, phrase, stepOf } from './workload.ts'

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

/**
 * Ends the workers after `delayMs`, while step n is enqueued, if that is not 0. Answers when it
 * was, in milliseconds since 1970, and whether that step was acknowledged.
 */
async function killWorkers(delayMs: number, n: number): Promise<{ killedAt: number; acknowledged: boolean }> {
  const enqueued = n === 0 ? Promise.resolve(0) : enqueue(n).catch(() => 0)
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  const killedAt = Date.now()
  kill()
  return { killedAt, acknowledged: (await enqueued) > 0 }
}

/** As `killWorkers`, but the page goes to `url`, once its answer has arrived. */
async function leave(delayMs: number, n: number, url: string): Promise<{ acknowledged: boolean }> {
  let acknowledged = false
  if (n > 0)
    enqueue(n).then(
      () => {
        acknowledged = true
      },
      () => {},
    )
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  goingTo = url
  return { acknowledged }
}

let goingTo: string | undefined

async function documents(): Promise<KillDocument[]> {
  const { results } = await index.getDocuments({ limit: 100_000 })
  return [...results]
}

const lookedAtFirst = 60

/**
 * The newest updates, in order of their ids: enough of them that the oldest is finished; `drain`
 * looks at all.
 */
async function newest(): Promise<Update[]> {
  for (let limit = lookedAtFirst; ; limit *= 2) {
    const updates = [...(await client.getAllUpdateStatus({ reverse: true, limit }))].reverse()
    if (updates.length < limit || isFinished(updates[0])) return updates
  }
}

const isFinished = (update: Update | undefined): boolean =>
  update?.status === 'processed' || update?.status === 'failed'

/**
 * How many steps are finished; they must be the first ones, each with the outcome it must have.
 */
async function finishedSteps(): Promise<number> {
  const updates = await newest()
  const finished = updates.filter(isFinished)
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
 * Is every update wholly there or wholly absent, and is that what a search finds? The queue may run
 * on while we look, so both must be so after k steps, for a k between what was finished before and
 * after.
 */
async function check(): Promise<{ finished: number; stored: number; isWhole: boolean; verdict: Verdict }> {
  const before = await finishedSteps()
  const listed = await documents()
  const { hits } = await index.search(phrase, { limit: 1000 })
  const after = await finishedSteps()
  const [last] = await client.getAllUpdateStatus({ reverse: true, limit: 1 })
  const verdict = judge({ listed, hits, before, after, size })
  return { finished: after, stored: (last?.updateId ?? 1) - 1, isWhole: verdict === 'whole', verdict }
}

/** Waits until all is done. */
async function settle(): Promise<void> {
  const last = (await newest()).at(-1)
  if (last !== undefined) await client.waitForPendingUpdate(last.updateId, { timeOutMs: 240_000 })
}

/** Waits until all is done; answers how many steps there are, the documents and all statuses. */
async function drain(): Promise<{ state: string; statuses: string[]; found: number }> {
  await settle()
  const all = await client.getAllUpdateStatus()
  const { hits } = await index.search('solar comet', { limit: 1000 })
  return { state: fingerprint(await documents()), statuses: all.map(({ status }) => status), found: hits.length }
}

/** What the test may ask of the page. */
export const killTest = {
  start: async () => client.waitForPendingUpdate((await client.createIndex('killed', { primaryKey: 'id' })).updateId),
  enqueue,
  kill,
  killWorkers,
  leave,
  answered: () => {
    if (goingTo !== undefined) location.replace(goingTo)
  },
  beganAt: () => performance.timeOrigin,
  check,
  settle,
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
