/** Deletes an index with its documents and settings. Its updates stay in the list. */
import type { Changeset } from '../changeset.ts'
import { filesNamedBy } from '../files.ts'
import { requireManifest } from '../manifest-change.ts'
import type { Preparation } from '../preparation.ts'
import type { PendingUpdate } from '../store/schema.ts'

export async function prepareIndexDeletion(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const manifest = await requireManifest(preparation, update.indexUid)
  return {
    expected: { [update.indexUid]: manifest.version },
    manifests: { [update.indexUid]: null },
    files: [],
    garbage: filesNamedBy(manifest),
  }
}
