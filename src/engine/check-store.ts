/**
 * Checks a whole store and returns what is not as it must be: for tests, and for developers with a
 * database they do not trust. It reads every page, so it is slow; it changes nothing.
 */
import { openPage } from '../core/bytes/page.ts'
import type { FinishedUpdate } from '../shared/update.ts'
import { wholeFiles } from './image/stored-pages.ts'
import { filesNamedBy } from './store/files.ts'
import { fileOfPageKey } from './store/garbage.ts'
import {
  bucketOf,
  type Counters,
  type DumpRecord,
  type FileRef,
  formatVersion,
  type Manifest,
  noCounters,
  type PendingUpdate,
  pageKey,
  pageRange,
  payloadOf,
  type RemoteFile,
  shelfNames,
} from './store/schema.ts'
import type { ReadTransaction, Store } from './store/store.ts'

interface Records {
  readonly format: unknown
  readonly counters: Counters
  readonly garbage: readonly FileRef[]
  readonly dumps: readonly DumpRecord[]
  readonly pending: readonly PendingUpdate[]
  readonly finished: readonly FinishedUpdate[]
  readonly manifests: readonly Manifest[]
  readonly uids: readonly unknown[]
}

/** What is wrong, a sentence each; nothing when all is well. Checks one consistent state. */
export function checkStore(store: Store): Promise<string[]> {
  return store.read(['meta', 'pending', 'finished', 'indexes', ...shelfNames], async (transaction) => {
    const records = await readRecords(transaction)
    const files = new Map<number, { readonly ref: FileRef; readonly owner: string }>()
    return [
      ...checkUpdates(records),
      ...checkManifests(records),
      ...checkNames(records, files),
      ...(await checkPages(
        transaction,
        [...files.values()].map(({ ref }) => ref),
        new Map(wholeFiles(records.manifests).flatMap(({ file, remote }) => (remote ? [[file, remote] as const] : []))),
      )),
      ...(await checkShelves(transaction, new Set([...files.keys(), ...records.garbage.map(({ file }) => file)]))),
    ]
  })
}

async function readRecords(transaction: ReadTransaction): Promise<Records> {
  const [format, counters, garbage, dumps, pending, finished, manifests, uids] = await Promise.all([
    transaction.get('meta', 'format'),
    transaction.get('meta', 'counters'),
    transaction.get('meta', 'garbage'),
    transaction.get('meta', 'dumps'),
    transaction.getAll('pending'),
    transaction.getAll('finished'),
    transaction.getAll('indexes'),
    transaction.getAllKeys('indexes'),
  ])
  return {
    format,
    counters: (counters as Counters | undefined) ?? noCounters,
    garbage: (garbage as FileRef[] | undefined) ?? [],
    dumps: (dumps as DumpRecord[] | undefined) ?? [],
    pending: pending as PendingUpdate[],
    finished: finished as FinishedUpdate[],
    manifests: manifests as Manifest[],
    uids,
  }
}

/** Every id ever given out is in exactly one of the two buckets. */
function* checkUpdates({ format, counters, pending, finished }: Records): Iterable<string> {
  if (format !== undefined && format !== formatVersion) yield `the format is ${String(format)}`
  const seen = new Set<number>()
  for (const { updateId } of [...pending, ...finished]) {
    if (seen.has(updateId)) yield `update ${updateId} is both pending and finished`
    if (updateId > counters.lastUpdateId) yield `update ${updateId} is beyond the counter ${counters.lastUpdateId}`
    seen.add(updateId)
  }
  const lost = counters.lastUpdateId - (counters.replacedUpdates ?? 0) - seen.size
  if (lost !== 0) yield `${lost} updates are lost`
  for (const { updateId, status } of finished) {
    if (status !== 'processed' && status !== 'failed') yield `finished update ${updateId} is ${String(status)}`
  }
}

function* checkManifests({ counters, manifests, uids }: Records): Iterable<string> {
  for (const [i, { uid, version, documents, segments }] of manifests.entries()) {
    if (uids[i] !== uid) yield `index ${uid} lies under the key ${String(uids[i])}`
    if (version < 1 || version > counters.lastVersion)
      yield `index ${uid} has version ${version} of ${counters.lastVersion}`
    const living = segments.reduce((sum, segment) => sum + segment.documents - segment.deleted, 0)
    if (living !== documents) yield `index ${uid} counts ${documents} documents, its segments ${living}`
    for (const { id, documentFiles } of segments) {
      for (const { file, counts, pages } of documentFiles) {
        if (counts.length !== pages) yield `segment ${id}: file ${file} has ${pages} pages and ${counts.length} counts`
      }
    }
  }
}

/**
 * Every file has one owner: an index, a pending update, a dump, or the garbage list. Fills `files`
 * with all but garbage.
 */
function* checkNames(
  { counters, pending, manifests, garbage, dumps }: Records,
  files: Map<number, { readonly ref: FileRef; readonly owner: string }>,
): Iterable<string> {
  const owners: (readonly [string, readonly FileRef[]])[] = [
    ...manifests.map((manifest) => [`index ${manifest.uid}`, filesNamedBy(manifest)] as const),
    ...pending.map((update) => [`update ${update.updateId}`, filesNamedBy(update)] as const),
    ...dumps.map((dump) => [`dump ${dump.uid}`, filesNamedBy(dump)] as const),
  ]
  for (const [owner, refs] of owners) {
    for (const ref of refs) {
      const other = files.get(ref.file)
      if (other) yield `file ${ref.file} is named by ${other.owner} and by ${owner}`
      const number = ref.file % 2 === 0 ? ref.file / 2 : (ref.file - 1) / 2 + 1
      const given = ref.file % 2 === 0 ? counters.lastUpdateId : counters.commitFiles
      if (number > given) yield `file ${ref.file} is beyond the counter ${given}`
      files.set(ref.file, { ref, owner })
    }
  }
  for (const { file } of garbage)
    if (files.has(file)) yield `file ${file} is garbage and named by ${files.get(file)?.owner}`
  for (const update of pending) {
    const payload = payloadOf(update)
    if (payload && 'payloadCount' in update.content) {
      const counted = payload.counts.reduce((sum, count) => sum + count, 0)
      if (counted !== update.content.payloadCount)
        yield `update ${update.updateId} counts ${update.content.payloadCount} documents, its blocks ${counted}`
    }
  }
}

async function checkPages(
  transaction: ReadTransaction,
  refs: readonly FileRef[],
  onSite: ReadonlyMap<number, RemoteFile>,
): Promise<string[]> {
  const faults: string[] = []
  for (const ref of refs) {
    const name = `file ${ref.file}`
    const [keys, pages] = await Promise.all([
      transaction.getAllKeys(bucketOf(ref), pageRange(ref)),
      transaction.getAll(bucketOf(ref), pageRange(ref)),
    ])
    // Pages of a file that lies on a site may not have been fetched yet, and its tables of names
    // lie behind them.
    if (onSite.has(ref.file)) {
      const end = ref.pages + (onSite.get(ref.file)?.tables?.length ?? 0)
      if (keys.some((key) => (key as number) >= (pageKey(ref, end) as number))) faults.push(`${name} is too long`)
    } else if (keys.length !== ref.pages || keys.some((key, i) => key !== pageKey(ref, i))) {
      faults.push(`${name} has ${keys.length} pages of ${ref.pages}`)
    }
    let bytes = 0
    for (const [i, page] of pages.entries()) {
      bytes += (page as Uint8Array).length
      try {
        openPage(page, 'corrupt_segment', `page ${i} of ${name}`)
      } catch (error) {
        faults.push((error as Error).message)
      }
    }
    if (bytes !== ref.bytes && !onSite.has(ref.file)) faults.push(`${name} has ${bytes} bytes of ${ref.bytes}`)
  }
  return faults
}

/** Every page belongs to a file that a record names. */
async function checkShelves(transaction: ReadTransaction, known: ReadonlySet<number>): Promise<string[]> {
  const keys = await Promise.all(shelfNames.map((bucket) => transaction.getAllKeys(bucket)))
  const orphans = new Set(
    keys
      .flat()
      .map((key) => fileOfPageKey(key as number))
      .filter((file) => !known.has(file)),
  )
  return [...orphans].map((file) => `file ${file} has pages and no name`)
}
