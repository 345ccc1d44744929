/**
 * Swaps indexes by pairs: documents, settings and dates change places, or one takes a new name; all
 * pairs or none.
 */
import { assert } from '../../core/bytes/assert.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { requireManifest } from '../write/manifest-change.ts'
import { alreadyExists } from './index-creation.ts'

export async function prepareIndexSwap(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content } = update
  assert(content.type === 'IndexSwap', 'an index swap is prepared as one')
  const after: [uid: string, manifest: Manifest | null][] = []
  // No index is in two pairs: that was checked before the update was queued.
  for (const {
    indexes: [left, right],
    rename,
  } of content.swaps) {
    const first = await requireManifest(preparation, left)
    const second = rename ? await preparation.manifest(right) : await requireManifest(preparation, right)
    if (rename && second !== null) throw alreadyExists(right)
    after.push([left, second && { ...second, uid: left }], [right, { ...first, uid: right }])
  }
  return { manifests: Object.fromEntries(after), files: [], garbage: [] }
}
