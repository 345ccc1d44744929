/** Deletes documents by id. Unknown ids are not an error: what is gone stays gone, so running twice is harmless. */

import { assert } from '../../core/bytes/assert.ts'
import type { Changeset } from '../loop/changeset.ts'
import type { Preparation } from '../loop/preparation.ts'
import type { PendingUpdate } from '../store/schema.ts'
import { deleteDocuments } from '../write/deletion.ts'
import { changeManifest, requireManifest } from '../write/manifest-change.ts'

export async function prepareDeletion(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content } = update
  assert(content.type === 'DocumentsDeletion', 'a deletion is prepared as one')
  const manifest = await requireManifest(preparation, update.indexUid)
  const snapshot = await preparation.snapshot(manifest)
  const ids = [...new Set(content.ids.map(String))]
  await preparation.checkpoint({ step: 'finding documents', done: 0, total: ids.length })
  const places = (await snapshot.findIds(ids)).filter((place) => place !== null)
  const { segments, files } = deleteDocuments(preparation, snapshot, places)
  const after = {
    ...manifest,
    updatedAt: preparation.startedAt,
    segments,
    documents: manifest.documents - places.length,
  }
  return changeManifest(manifest, after, { files })
}
