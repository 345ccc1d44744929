/** Deletes all documents of an index. Settings, primary key and fields stay. */

import type { PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { changeManifest, requireManifest } from '../write/manifest-change.ts'

export async function prepareClear(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const manifest = await requireManifest(preparation, update.indexUid)
  const after = { ...manifest, updatedAt: preparation.startedAt, segments: [], documents: 0 }
  return changeManifest(manifest, after, { deleted: manifest.documents })
}
