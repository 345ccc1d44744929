/**
 * Where the index comes from. On the first visit it is attached as files, and on every later one a
 * newer build of them is taken over. A visitor may build it from the documents instead, or import a
 * dump: that is kept until there is newer data. Where the files cannot be had, it is built.
 */
import { type Client, SeeklingError, type Update, type UpdateId } from 'seekling'
import { type DataInfo, fetchDataInfo, fetchDocuments, snapshotFolder } from './data.ts'
import { codeOf } from './errors.ts'
import { indexUid, settings } from './feature.ts'
import { recall, remember } from './remembered.ts'
import { noteTime } from './times.ts'

export type SeedStep =
  | { readonly name: 'download'; readonly bytes: number; readonly info: DataInfo }
  | { readonly name: 'store'; readonly info: DataInfo }
  | { readonly name: 'index'; readonly updateId: UpdateId; readonly info: DataInfo }

/** What the visitor chose instead of the files. */
interface Remembered {
  readonly version: string
  readonly settings: string
  /** null: the index was taken from a dump, and is kept as it is. */
  readonly updateId: UpdateId | null
}

export interface SeedOutcome {
  /** Undefined when the site cannot be reached and the stored index serves as it is. */
  readonly info: DataInfo | undefined
  /** `kept`: nothing was to do. */
  readonly state: 'kept' | 'attached' | 'indexed'
}

export interface Build {
  readonly updateId: UpdateId
  readonly info: DataInfo
  /** When the documents had come, on performance.now(); absent where an earlier visit began it. */
  readonly startedAt?: number
}

const indexingTimeoutMs = 10 * 60_000
const settingsText = JSON.stringify(settings)
/** Where a build lies until it takes the place of what is searched. */
const buildUid = `${indexUid}-build`

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
  const chosen = recallChoice()
  const isCurrent = chosen?.version === info.version && chosen.settings === settingsText
  const build = isCurrent ? await chosenBuild(client, info, chosen, documents) : undefined
  if (build === 'done') return { info, state: 'kept' }
  if (build !== undefined) return follow(client, build, report)
  try {
    const { changed } = await attachFiles(client, chosen !== undefined)
    return { info, state: changed ? 'attached' : 'kept' }
  } catch (error) {
    // Made by an older version of this page, or with documents of the visitor's.
    if (documents > 0) return { info, state: 'kept' }
    const hear = (part: number) => report({ name: 'download', bytes: part * info.bytes, info })
    hear(0)
    // Why the files cannot be had counts only if the documents cannot be had either.
    return follow(
      client,
      await buildHere(client, hear).catch(() => {
        throw error
      }),
      report,
    )
  }
}

/** `replace`: in the place of what the visitor chose before. */
export async function attachFiles(
  client: Client,
  replace: boolean,
): Promise<{ readonly changed: boolean; readonly duration: number }> {
  const before = performance.now()
  const { changed } = await client.attachSnapshot(snapshotFolder, { indexes: [indexUid], replace })
  const duration = (performance.now() - before) / 1000
  remember('data', null)
  if (changed) noteTime('files', duration)
  return { changed, duration }
}

/**
 * Resolves when nothing of the index is missing for searching offline. `report` hears how much is
 * here, in percent.
 */
export async function fetchTheRest(client: Client, report: (percent: number) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = client.on('transfer', ({ type, status, progress }) => {
      if (type !== 'snapshot-fill') return
      if (status === 'in_progress') {
        if (progress) report(Math.floor((100 * progress.done) / Math.max(1, progress.total)))
        return
      }
      stop()
      if (status === 'done') resolve()
      else reject(new Error('The rest of the index could not be fetched. Try again when the site can be reached.'))
    })
    // What was built here or imported lacks nothing, and is refused as a place for the files.
    client.attachSnapshot(snapshotFolder, { indexes: [indexUid], fill: 'now' }).catch((error: unknown) => {
      stop()
      if (codeOf(error) === 'index_has_other_documents') resolve()
      else reject(error)
    })
  })
}

/**
 * Fetches the documents and queues their way into the index: built beside it, then swapped, so that
 * searches go on meanwhile. Durable when this resolves. `report` hears how far the download is, as
 * a part of 1.
 */
export async function buildHere(client: Client, report: (part: number) => void): Promise<Build> {
  const info = await fetchDataInfo()
  const content = await fetchDocuments(info, (bytes) => report(bytes / info.bytes))
  const startedAt = performance.now()
  // One tab at a time: two would build into one another.
  return alone(async () => {
    const index = client.index(buildUid)
    await index.updateSettings(settings)
    await index.deleteAllDocuments()
    await index.addDocuments(content, { format: 'ndjson', primaryKey: 'id' })
    await client.index(indexUid).updateSettings(settings)
    const { updateId } = await client.swapIndexes([{ indexes: [buildUid, indexUid] }])
    await client.deleteIndex(buildUid)
    const choice: Remembered = { version: info.version, settings: settingsText, updateId }
    remember('data', JSON.stringify(choice))
    return { updateId, info, startedAt }
  })
}

/** Returns the seconds it took. Rejects if it failed, which leaves the index as it was. */
export async function waitForBuild(client: Client, { updateId, startedAt }: Build): Promise<number> {
  const finished = await client.waitForPendingUpdate(updateId, { timeOutMs: indexingTimeoutMs })
  if (finished.status === 'processed') {
    const duration = startedAt === undefined ? finished.duration : (performance.now() - startedAt) / 1000
    if (startedAt !== undefined) noteTime('documents', duration)
    return duration
  }
  remember('data', null)
  if (finished.status === 'failed') throw new SeeklingError(finished.errorCode, finished.error)
  throw new Error(`Update ${updateId} did not end in time. Reload the page to wait on.`)
}

/** Queues all documents once more, over the ones that are there. */
export async function reindex(client: Client): Promise<UpdateId> {
  const info = await fetchDataInfo()
  const content = await fetchDocuments(info, () => {})
  const { updateId } = await client.index(indexUid).addDocuments(content, { format: 'ndjson', primaryKey: 'id' })
  const choice: Remembered = { version: info.version, settings: settingsText, updateId }
  remember('data', JSON.stringify(choice))
  return updateId
}

/** What was imported stays until there is newer data. */
export async function rememberImport(): Promise<void> {
  const { version } = await fetchDataInfo()
  const choice: Remembered = { version, settings: settingsText, updateId: null }
  remember('data', JSON.stringify(choice))
}

async function follow(client: Client, build: Build, report: (step: SeedStep) => void): Promise<SeedOutcome> {
  const { updateId, info } = build
  report({ name: 'index', updateId, info })
  await waitForBuild(client, build)
  return { info, state: 'indexed' }
}

/** `done`: it is in. A build: it is on its way. Undefined: there is nothing of it. */
async function chosenBuild(
  client: Client,
  info: DataInfo,
  { updateId }: Remembered,
  documents: number,
): Promise<Build | 'done' | undefined> {
  if (updateId === null) return documents > 0 ? 'done' : undefined
  const update = await statusOf(client, updateId)
  if (update === undefined || update.status === 'failed') return documents > 0 ? 'done' : undefined
  if (update.status !== 'processed') return { updateId, info }
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

function recallChoice(): Remembered | undefined {
  try {
    return JSON.parse(recall('data') ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
