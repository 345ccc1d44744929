/** Swaps indexes by pairs: documents, settings and dates change places, all pairs or none. */
import { assert } from '../../core/bytes/assert.ts'
import type { Changeset } from '../loop/changeset.ts'
import type { Preparation } from '../loop/preparation.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import { requireManifest } from '../write/manifest-change.ts'

export async function prepareIndexSwap(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content } = update
  assert(content.type === 'IndexSwap', 'an index swap is prepared as one')
  const before: Manifest[] = []
  const after: Manifest[] = []
  // No index is in two pairs: that was checked before the update was queued.
  for (const {
    indexes: [left, right],
  } of content.swaps) {
    const leftManifest = await requireManifest(preparation, left)
    const rightManifest = await requireManifest(preparation, right)
    before.push(leftManifest, rightManifest)
    after.push({ ...rightManifest, uid: left }, { ...leftManifest, uid: right })
  }
  return {
    expected: Object.fromEntries(before.map(({ uid, version }) => [uid, version])),
    manifests: Object.fromEntries(after.map((manifest) => [manifest.uid, manifest])),
    files: [],
    garbage: [],
  }
}
