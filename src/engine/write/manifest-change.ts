/**
 * Changes of one index as changesets: the new manifest, and what becomes garbage by it.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { filesNamedBy } from '../store/files.ts'
import type { Manifest } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'

/** The index's manifest. Throws `index_not_found`. */
export async function requireManifest(preparation: Preparation, indexUid: string): Promise<Manifest> {
  const manifest = await preparation.manifest(indexUid)
  if (manifest === null)
    throw new SeeklingError(
      'index_not_found',
      `Index "${indexUid}" does not exist. Create it, or add documents to it first.`,
    )
  return manifest
}

export function newManifest(indexUid: string, primaryKey: string | null, createdAt: string): Manifest {
  return {
    uid: indexUid,
    primaryKey,
    createdAt,
    updatedAt: createdAt,
    version: 0,
    settings: {},
    fields: [],
    nextOrdinal: 0,
    documents: 0,
    segments: [],
  }
}

/**
 * A changeset that puts `after` in place of `before` (null: a new index); files only `before` names
 * become garbage.
 */
export function changeManifest(
  before: Manifest | null,
  after: Manifest,
  more: Partial<Pick<Changeset, 'files' | 'number' | 'deleted'>> = {},
): Changeset {
  const kept = new Set(filesNamedBy(after).map(({ file }) => file))
  const garbage = before === null ? [] : filesNamedBy(before).filter(({ file }) => !kept.has(file))
  const { files = [], ...counts } = more
  return {
    manifests: { [after.uid]: after },
    files,
    garbage,
    ...counts,
  }
}
