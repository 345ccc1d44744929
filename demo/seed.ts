/**
 * Puts the data in the index on the first visit, and again when the data or the settings have
 * changed. Otherwise it does nothing. The update is durable once it has its id: when the page is
 * left in mid-indexing, the next visit only waits for it.
 */
import { type Client, SeeklingError, type Update, type UpdateId } from 'seekling'
import { type DataInfo, fetchDataInfo, fetchDocuments } from './data.ts'
import { codeOf } from './errors.ts'
import { type Feature, indexUid, settings } from './feature.ts'
import { recall, remember } from './remembered.ts'
import { noteTime } from './times.ts'

export type SeedStep =
  | { readonly name: 'download'; readonly bytes: number; readonly info: DataInfo }
  | { readonly name: 'store'; readonly info: DataInfo }
  | { readonly name: 'index'; readonly updateId: UpdateId; readonly info: DataInfo }

interface Remembered {
  readonly version: string
  readonly settings: string
  /** null: the index was taken from a file, and is kept as it is. */
  readonly updateId: UpdateId | null
}

export interface SeedOutcome {
  /** Undefined when the site cannot be reached and the stored index serves as it is. */
  readonly info: DataInfo | undefined
  /** `kept`: nothing was to do. */
  readonly state: 'kept' | 'indexed'
  /**
   * Seconds from handing the documents over until they could be searched; of the update alone where
   * an earlier visit handed them over.
   */
  readonly duration?: number
}

const indexingTimeoutMs = 10 * 60_000
const settingsText = JSON.stringify(settings)

/**
 * `documents` is what the index holds now. Rejects when there is nothing to search and nothing can
 * be fetched.
 */
export async function seed(client: Client, documents: number, report: (step: SeedStep) => void): Promise<SeedOutcome> {
  const info = await fetchDataInfo().catch((error: unknown) => {
    if (documents > 0) return undefined
    throw error
  })
  if (info === undefined) return { info, state: 'kept' }
  // Most of the work is done while documents are received, so the update's own duration would tell
  // too little.
  let handedOverAt: number | undefined
  const note = (step: SeedStep): void => {
    if (step.name === 'store') handedOverAt = performance.now()
    report(step)
  }
  // One tab puts it in the queue; another one that comes in meanwhile finds it there.
  const update = await alone(
    async () =>
      (await rememberedUpdate(client, info, documents)) ?? (await enqueueFirst(client, info, documents, note)),
  )
  if (update === 'done') return { info, state: 'kept' }
  report({ name: 'index', updateId: update, info })
  const finished = await client.waitForPendingUpdate(update, { timeOutMs: indexingTimeoutMs })
  if (finished.status === 'processed') {
    const duration = handedOverAt === undefined ? finished.duration : (performance.now() - handedOverAt) / 1000
    noteTime('documents', duration)
    return { info, state: 'indexed', duration }
  }
  remember('data', null)
  if (finished.status === 'failed') throw new SeeklingError(finished.errorCode, finished.error)
  throw new Error(`Update ${update} did not end in time. Reload the page to wait on.`)
}

async function enqueueFirst(
  client: Client,
  info: DataInfo,
  oldDocuments: number,
  report: (step: SeedStep) => void,
): Promise<UpdateId> {
  const index = client.index<Feature>(indexUid)
  report({ name: 'download', bytes: 0, info })
  const [content] = await Promise.all([
    fetchDocuments(info, (bytes) => report({ name: 'download', bytes, info })),
    index.updateSettings(settings),
  ])
  report({ name: 'store', info })
  if (oldDocuments > 0) await index.deleteAllDocuments()
  const { updateId } = await index.addDocuments(content, { format: 'ndjson', primaryKey: 'id' })
  const remembered: Remembered = { version: info.version, settings: settingsText, updateId }
  remember('data', JSON.stringify(remembered))
  return updateId
}

/** Queues all documents once more, over the ones that are there. */
export async function reindex(client: Client): Promise<UpdateId> {
  const content = await fetchDocuments(await fetchDataInfo(), () => {})
  const { updateId } = await client
    .index<Feature>(indexUid)
    .addDocuments(content, { format: 'ndjson', primaryKey: 'id' })
  return updateId
}

/** What was imported stays: the next visit does not put the data over it. */
export async function rememberImport(): Promise<void> {
  const { version } = await fetchDataInfo()
  const remembered: Remembered = { version, settings: settingsText, updateId: null }
  remember('data', JSON.stringify(remembered))
}

/** `done`: the data is in. An id: it is on its way. Undefined: it has to be put in. */
async function rememberedUpdate(
  client: Client,
  info: DataInfo,
  documents: number,
): Promise<UpdateId | 'done' | undefined> {
  const remembered = recallSeed()
  if (remembered?.version !== info.version || remembered.settings !== settingsText) return undefined
  if (remembered.updateId === null) return documents > 0 ? 'done' : undefined
  const update = await statusOf(client, remembered.updateId)
  if (update === undefined || update.status === 'failed') return undefined
  if (update.status !== 'processed') return update.updateId
  // Storage may have been cleared under us; what this page remembers is no proof.
  return documents > 0 ? 'done' : undefined
}

async function statusOf(client: Client, updateId: UpdateId): Promise<Update | undefined> {
  try {
    return await client.getUpdateStatus(updateId)
  } catch (error) {
    if (codeOf(error) === 'task_not_found') return undefined
    throw error
  }
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? navigator.locks.request('seekling-demo:seed', work) : work()
}

function recallSeed(): Remembered | undefined {
  try {
    return JSON.parse(recall('data') ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
