/** Counts an instance and its indexes without touching a document. */
import type { IndexStats, LostDocuments, Stats, StatsOptions } from '../../shared/engine-api.ts'
import type { FinishedUpdate, ProcessingUpdate } from '../../shared/update.ts'
import { filesNamedBy } from '../store/files.ts'
import type { Counters, DumpRecord, Manifest } from '../store/schema.ts'
import type { ReadTransaction, Store } from '../store/store.ts'
import type { Snapshot } from './snapshot.ts'

/** Bytes of the blocks its documents lie in; those of documents that are gone count until a merge. */
function documentSizes({ manifest: { segments, documents } }: Snapshot) {
  const bytes = segments.flatMap(({ documentFiles }) => documentFiles).reduce((sum, file) => sum + file.bytes, 0)
  return { rawDocumentDbSize: bytes, avgDocumentSize: documents === 0 ? 0 : Math.round(bytes / documents) }
}

export function indexStats(
  snapshot: Snapshot,
  running: ProcessingUpdate | null,
  options: StatsOptions = {},
): IndexStats {
  const { manifest, segments } = snapshot
  const counts = new Map<number, number>()
  segments.forEach(({ ref, parts }, place) => {
    const perShape = new Uint32Array(parts.table.shapes.length)
    const deletions = snapshot.deletionsOf(place)
    for (let document = 0; document < ref.documents; document++) {
      if (deletions?.has(document)) continue
      const shape = parts.table.shapeOf[document]
      perShape[shape] = perShape[shape] + 1
    }
    parts.table.shapes.forEach((fields, shape) => {
      for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + perShape[shape])
    })
  })
  const fields = manifest.fields
    .map((path, field) => [path, counts.get(field) ?? 0] as const)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    numberOfDocuments: manifest.documents,
    isIndexing: running?.indexUid === manifest.uid,
    fieldDistribution: Object.fromEntries(fields),
    ...lossOf(manifest),
    ...(options.sizes ? documentSizes(snapshot) : {}),
  }
}

const lossOf = ({ damage }: Manifest): Partial<LostDocuments> =>
  damage?.lostDocuments ? { lostDocuments: damage.lostDocuments, lostIds: damage.lostIds } : {}

/** Bytes of all files named by an index, a waiting update or a dump; small records are not counted. */
export async function instanceStats(store: Store, indexes: Stats['indexes']): Promise<Stats> {
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

/** When the newest successful update was processed. Reads backwards: there may be very many updates, and mostly the last one succeeded. */
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
