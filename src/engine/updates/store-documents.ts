/**
 * The last step both additions share: the documents' segment is written, the documents it replaces
 * are deleted, and the manifest is changed.
 */

import { type AnalysisBasis, keyWithoutDocuments, type PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { NewFile } from '../store/files.ts'
import type { DamageRecord, Manifest } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { deleteDocuments } from '../write/deletion.ts'
import type { IdentifiedDocuments } from '../write/identify.ts'
import { changeManifest, newManifest } from '../write/manifest-change.ts'
import { type SegmentDocuments, writeSegment } from '../write/segment-writer.ts'

/**
 * An empty list of documents makes an index like any other, and sets the primary key it asks for.
 */
export function storeEmptyPayload(preparation: Preparation, before: Manifest | null, basis: AnalysisBasis): Changeset {
  const primaryKey = keyWithoutDocuments(basis)
  const manifest = before ?? newManifest(basis.indexUid, primaryKey, preparation.startedAt)
  return changeManifest(before, { ...manifest, primaryKey, updatedAt: preparation.startedAt }, { number: 0 })
}

/** When all of its documents are left out, an addition only makes sure that there is an index. */
export const storeNothing = (
  preparation: Preparation,
  before: Manifest | null,
  { manifest }: IdentifiedDocuments,
): Changeset => changeManifest(before, { ...manifest, updatedAt: preparation.startedAt }, { number: 0 })

/** The documents of an update as they go into a segment. */
interface AnalyzedDocuments {
  readonly analysis: PayloadAnalysis
  readonly documents: SegmentDocuments
  /** New files the documents lie in, if any. */
  readonly files: readonly NewFile[]
}

export async function storeDocuments(
  preparation: Preparation,
  before: Manifest | null,
  identified: IdentifiedDocuments,
  { analysis, documents, files }: AnalyzedDocuments,
): Promise<Changeset> {
  const { manifest, snapshot, order, replaced } = identified
  const written = await writeSegment(preparation, analysis, documents)
  const deletion =
    snapshot === null ? { segments: [], files: [] } : await deleteDocuments(preparation, snapshot, replaced)
  const after: Manifest = {
    ...manifest,
    updatedAt: preparation.startedAt,
    fields: analysis.fields.paths,
    nextOrdinal: identified.nextOrdinal,
    documents: manifest.documents - replaced.length + order.length,
    segments: [...deletion.segments, written.ref],
    ...(manifest.damage?.lostIds.length ? { damage: withoutFound(manifest.damage, identified) } : {}),
  }
  return changeManifest(before, after, { files: [...files, written.file, ...deletion.files], number: order.length })
}

/** The record of damage without the lost documents that are added again. */
function withoutFound(damage: DamageRecord, { ids, order }: IdentifiedDocuments): DamageRecord {
  const found = new Set(Array.from(order, (i) => ids[i]))
  const lostIds = damage.lostIds.filter((id) => !found.has(id))
  return { ...damage, lostIds, lostDocuments: damage.lostDocuments - damage.lostIds.length + lostIds.length }
}
