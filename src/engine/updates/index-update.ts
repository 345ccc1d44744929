/**
 * Gives an index its primary key, another uid, or both. The key may change while the index holds no
 * document. A value it already has is no change and no error, so running twice is harmless.
 */

import { assert } from '../../core/bytes/assert.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { changeManifest, requireManifest } from '../write/manifest-change.ts'
import { alreadyExists } from './index-creation.ts'

export async function prepareIndexUpdate(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content, indexUid } = update
  assert(content.type === 'IndexUpdate', 'an index update is prepared as one')
  const before = await requireManifest(preparation, indexUid)
  const primaryKey = content.primaryKey ?? before.primaryKey
  // Ids of stored documents were taken from the old attribute.
  if (before.primaryKey !== null && primaryKey !== before.primaryKey && before.documents > 0) throw keyIsSet(before)
  const uid = content.newUid ?? indexUid
  const after: Manifest = { ...before, uid, primaryKey, updatedAt: preparation.startedAt }
  if (uid === indexUid) return changeManifest(before, after)
  if (await preparation.manifest(uid)) throw alreadyExists(uid)
  return { manifests: { [indexUid]: null, [uid]: after }, files: [], garbage: [] }
}

const keyIsSet = ({ uid, primaryKey }: Manifest): SeeklingError =>
  new SeeklingError(
    'index_primary_key_already_exists',
    `Index "${uid}" already has the primary key "${primaryKey}" and holds documents. Delete all of them to use another one; the settings stay.`,
    { primaryKey },
  )
