/** Deletes an index with its documents and settings. Its updates stay in the list. */

import { filesNamedBy } from '../store/files.ts'
import type { PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { requireManifest } from '../write/manifest-change.ts'

export async function prepareIndexDeletion(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const manifest = await requireManifest(preparation, update.indexUid)
  return {
    manifests: { [update.indexUid]: null },
    files: [],
    garbage: filesNamedBy(manifest),
    deleted: manifest.documents,
  }
}
