/** Deletes an index with its documents and settings. Its updates stay in the list. */
import type { Changeset } from '../loop/changeset.ts'
import type { Preparation } from '../loop/preparation.ts'
import { filesNamedBy } from '../store/files.ts'
import type { PendingUpdate } from '../store/schema.ts'
import { requireManifest } from '../write/manifest-change.ts'

export async function prepareIndexDeletion(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const manifest = await requireManifest(preparation, update.indexUid)
  return {
    expected: { [update.indexUid]: manifest.version },
    manifests: { [update.indexUid]: null },
    files: [],
    garbage: filesNamedBy(manifest),
  }
}
