/**
 * From documents to the files of their indexes, by the engine in memory.
 */
import type { Client } from '../in-thread.ts'
import { joinBytes } from '../shared/join-bytes.ts'
import type { SettingsPatch } from '../shared/settings.ts'
import { type IndexFile, packChunks } from './pack-chunks.ts'
import type { SiteThreads } from './site-threads.ts'

export interface IndexToMake {
  readonly name: string
  readonly settings: SettingsPatch
  /** JSON, one document a line; parts end where lines do. */
  readonly documents: readonly Uint8Array[]
}

/**
 * `known`: paths of chunks that need no bytes. Rejects with what the engine says of settings or
 * documents it cannot take.
 */
export async function makeIndexes(
  indexes: readonly IndexToMake[],
  known: readonly string[],
  threads: SiteThreads,
): Promise<IndexFile[]> {
  // Not before it is needed: where nothing has changed, it is not.
  const { open } = await import('../in-thread.ts')
  const client = await open({ storage: 'memory' })
  try {
    for (const index of indexes) await makeIndex(client, index)
    const files: IndexFile[] = []
    for await (const file of client.exportSnapshotFiles({ known, compress: false })) files.push(file)
    return await packChunks(files, threads)
  } finally {
    await client.close()
  }
}

async function makeIndex(client: Client, { name, settings, documents }: IndexToMake): Promise<void> {
  const index = client.index(name)
  // Settings first: documents are then analyzed once.
  const settled = await index.updateSettings(settings)
  const added = await index.addDocuments(joinBytes(documents), { format: 'ndjson', primaryKey: 'id' })
  for (const { updateId } of [settled, added]) await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
}
