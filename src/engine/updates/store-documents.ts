/** The last step both additions share: the documents' segment is written, what it replaces is deleted, the manifest names it all. */

import type { PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { NewFile } from '../store/files.ts'
import type { Manifest } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { deleteDocuments } from '../write/deletion.ts'
import type { IdentifiedDocuments } from '../write/identify.ts'
import { changeManifest } from '../write/manifest-change.ts'
import { type SegmentDocuments, writeSegment } from '../write/segment-writer.ts'

/** `files` are new files the documents lie in, if any. */
export async function storeDocuments(
  preparation: Preparation,
  before: Manifest | null,
  identified: IdentifiedDocuments,
  analysis: PayloadAnalysis,
  documents: SegmentDocuments,
  files: readonly NewFile[] = [],
): Promise<Changeset> {
  const { manifest, snapshot, ids, replaced } = identified
  const written = await writeSegment(preparation, analysis, documents)
  const deletion = snapshot === null ? { segments: [], files: [] } : deleteDocuments(preparation, snapshot, replaced)
  const after: Manifest = {
    ...manifest,
    updatedAt: preparation.startedAt,
    fields: analysis.fields.paths,
    nextOrdinal: identified.nextOrdinal,
    documents: manifest.documents - replaced.length + ids.length,
    segments: [...deletion.segments, written.ref],
  }
  return changeManifest(before, after, { files: [...files, written.file, ...deletion.files], number: ids.length })
}
