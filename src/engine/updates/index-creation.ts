/** Creates an empty index. */

import { assert } from '../../core/bytes/assert.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { PendingUpdate } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { changeManifest, newManifest } from '../write/manifest-change.ts'

export async function prepareIndexCreation(preparation: Preparation, update: PendingUpdate): Promise<Changeset> {
  const { content, indexUid } = update
  assert(content.type === 'IndexCreation', 'an index creation is prepared as one')
  if (await preparation.manifest(indexUid)) throw alreadyExists(indexUid)
  return changeManifest(null, newManifest(indexUid, content.primaryKey, preparation.startedAt))
}

export const alreadyExists = (indexUid: string): SeeklingError =>
  new SeeklingError('index_already_exists', `Index "${indexUid}" already exists. Use it as it is, or delete it first.`)
