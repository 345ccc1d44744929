/**
 * A changeset: everything one update does to the store, as a value. `prepare` makes it from an
 * immutable snapshot; the commit writes it in one transaction together with the update's outcome,
 * or not at all.
 */
import type { NewFile } from '../store/files.ts'
import type { FileRef, Manifest } from '../store/schema.ts'

export interface Changeset {
  /** Manifests to put, or null to delete, by uid. Their `version` is set by the commit. */
  readonly manifests: Readonly<Record<string, Manifest | null>>
  /** New files, beside those that the preparation was given to keep. */
  readonly files: readonly NewFile[]
  /**
   * Files that no record will name any more; deleted by a later sweep, so the commit locks no shelf
   * for them.
   */
  readonly garbage: readonly FileRef[]
  /** For the finished update's `type.number`. */
  readonly number?: number
  /** For its details: how many documents it deletes. */
  readonly deleted?: number
}
