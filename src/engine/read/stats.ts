/**
 * Counts an instance and its indexes from what their manifests say: no index is opened, and no
 * document touched.
 */
import { decodeDeletions } from '../../core/segment/deletions.ts'
import { countFields, decodeDocumentTable, type FieldCount } from '../../core/segment/document-table.ts'
import type { IndexStats, LostDocuments, Stats, StatsOptions } from '../../shared/engine-api.ts'
import type { FinishedUpdate, ProcessingUpdate } from '../../shared/update.ts'
import { filesNamedBy } from '../store/files.ts'
import type { Counters, DumpRecord, Manifest, SegmentRef } from '../store/schema.ts'
import type { ReadTransaction, Store } from '../store/store.ts'
import { BlockMap } from './block-map.ts'
import type { PageCache } from './page-cache.ts'
import { readSections } from './sections.ts'

/** Bytes of the blocks its documents lie in; those of deleted documents count until a merge. */
function documentSizes({ segments, documents }: Manifest) {
  const bytes = segments.flatMap(({ documentFiles }) => documentFiles).reduce((sum, file) => sum + file.bytes, 0)
  return { rawDocumentDbSize: bytes, avgDocumentSize: documents === 0 ? 0 : Math.round(bytes / documents) }
}

/** Rejects with MissingPage if the manifest has been replaced meanwhile. */
export async function indexStats(
  store: Store,
  cache: PageCache,
  manifest: Manifest,
  running: ProcessingUpdate | null,
  options: StatsOptions,
): Promise<IndexStats> {
  const counts = new Map<number, number>()
  for (const ref of manifest.segments) {
    const ofSegment = ref.fieldCounts ?? (await countStored(store, cache, ref))
    for (const [field, documents] of ofSegment) counts.set(field, (counts.get(field) ?? 0) + documents)
  }
  const fields = manifest.fields
    .map((path, field) => [path, counts.get(field) ?? 0] as const)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    numberOfDocuments: manifest.documents,
    isIndexing: running?.indexUid === manifest.uid,
    fieldDistribution: Object.fromEntries(fields),
    ...lossOf(manifest),
    ...(options.sizes ? documentSizes(manifest) : {}),
  }
}

/** Counts a segment that an older version wrote. */
async function countStored(store: Store, cache: PageCache, ref: SegmentRef): Promise<FieldCount[]> {
  const { table, deletions, documents, documentFiles } = ref
  const sections = deletions === null ? [table] : [table, deletions]
  const [ofTable, ofDeletions] = await readSections(store, cache, sections)
  const decoded = decodeDocumentTable(ofTable, documents, new BlockMap(documentFiles).slots)
  return countFields(decoded, ofDeletions === undefined ? null : decodeDeletions(ofDeletions, documents))
}

/** The statistics of an index that cannot be read, as far as its manifest has them. */
export const unreadableStats = (manifest: Manifest, running: ProcessingUpdate | null, problem: string): IndexStats => ({
  numberOfDocuments: manifest.documents,
  isIndexing: running?.indexUid === manifest.uid,
  fieldDistribution: {},
  ...lossOf(manifest),
  problem,
})

const lossOf = ({ damage }: Manifest): Partial<LostDocuments> =>
  damage?.lostDocuments ? { lostDocuments: damage.lostDocuments, lostIds: damage.lostIds } : {}

/**
 * Bytes of all files named by an index, a waiting update or a dump; small records are not counted.
 */
export async function instanceStats(store: Store, indexes: Stats['indexes']): Promise<Omit<Stats, 'storage'>> {
  return store.read(['meta', 'indexes', 'pending', 'finished'], async (transaction) => {
    const [manifests, pending, dumps] = await Promise.all([
      transaction.getAll('indexes'),
      transaction.getAll('pending'),
      transaction.get('meta', 'dumps') as Promise<DumpRecord[] | undefined>,
    ])
    let databaseSize = 0
    for (const record of [...manifests, ...pending, ...(dumps ?? [])])
      for (const { bytes } of filesNamedBy(record)) databaseSize += bytes
    return { databaseSize, lastUpdate: await newestProcessed(transaction), indexes }
  })
}

const updatesPerRead = 64

/**
 * When the newest successful update was processed. Reads backwards: there may be very many updates,
 * and mostly the last one succeeded.
 */
async function newestProcessed(transaction: ReadTransaction): Promise<string | null> {
  const counters = (await transaction.get('meta', 'counters')) as Counters | undefined
  for (let to = counters?.lastUpdateId ?? 0; to > 0; to -= updatesPerRead) {
    const updates = (await transaction.getAll('finished', {
      from: Math.max(1, to - updatesPerRead + 1),
      to,
    })) as FinishedUpdate[]
    const newest = updates.filter(({ status }) => status === 'processed').pop()
    if (newest !== undefined) return newest.processedAt
  }
  return null
}
