/** Deletes all documents of an index. Settings, primary key and fields stay. */

import { isOnSite } from '../store/origin.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { deleteDocuments } from '../write/deletion.ts'
import { changeManifest, requireManifest } from '../write/manifest-change.ts'

export async function prepareClear(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const manifest = await requireManifest(preparation, update.indexUid)
  if (manifest.segments.some(isOnSite)) return clearAttached(preparation, manifest)
  const after = { ...manifest, updatedAt: preparation.startedAt, segments: [], documents: 0 }
  return changeManifest(manifest, after, { deleted: manifest.documents })
}

/** The next build of the site must know which of its documents were deleted here. */
async function clearAttached(preparation: Preparation, manifest: Manifest): Promise<Changeset> {
  const snapshot = await preparation.snapshot(manifest)
  const places = snapshot.segments.flatMap(({ ref }, segment) =>
    Array.from({ length: ref.documents }, (_, document) => ({ segment, document })).filter(
      ({ document }) => !snapshot.segments[segment].isDeleted(document),
    ),
  )
  const { segments, files } = await deleteDocuments(preparation, snapshot, places)
  const after = { ...manifest, updatedAt: preparation.startedAt, segments, documents: 0 }
  return changeManifest(manifest, after, { files, deleted: manifest.documents })
}
