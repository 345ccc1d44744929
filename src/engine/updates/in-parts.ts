/**
 * A large write of documents, part by part, so that memory does not grow with it: each part is
 * prepared as an update of its own on what the parts before it have made, and its files are written
 * ahead. What comes of it is still one changeset, which names all of them or none.
 */
import { assert } from '../../core/bytes/assert.ts'
import type { Manifest } from '../store/schema.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Preparation } from '../work/preparation.ts'
import { changeManifest } from '../write/manifest-change.ts'

/**
 * Versions of manifests that are not stored: never used twice, so that a snapshot of one is told
 * from that of the next.
 */
let lastUnstored = 0

export class PartsOfUpdate {
  readonly #preparation: Preparation
  readonly #indexUid: string
  readonly #before: Manifest | null
  #manifest: Manifest | null
  #isFirst = true

  /** `before`: the stored manifest, or null when there is no such index. */
  constructor(preparation: Preparation, indexUid: string, before: Manifest | null) {
    this.#preparation = preparation
    this.#indexUid = indexUid
    this.#before = before
    this.#manifest = before
  }

  /** What the next part is prepared on. */
  get manifest(): Manifest | null {
    return this.#manifest
  }

  /** False once there was a part. */
  get isFirst(): boolean {
    return this.#isFirst
  }

  /** A part that others follow. */
  async add({ manifests, files }: Changeset): Promise<void> {
    await this.#preparation.keep(files)
    await this.#preparation.writeAhead()
    this.#manifest = { ...this.#changed(manifests), version: --lastUnstored }
    this.#isFirst = false
  }

  /** The changeset of all parts, of which this is the last. */
  finish(last: Changeset): Changeset {
    if (this.#isFirst) return last
    const after = this.#changed(last.manifests)
    const known = new Set(this.#before?.segments.map(({ id }) => id))
    // An id that comes in several parts is one document, and was deleted in all but the last.
    const own = after.segments.filter(({ id }) => !known.has(id))
    const number = own.reduce((sum, { documents, deleted }) => sum + documents - deleted, 0)
    return changeManifest(this.#before, after, { files: last.files, number })
  }

  #changed(manifests: Changeset['manifests']): Manifest {
    const manifest = manifests[this.#indexUid]
    assert(manifest !== null && manifest !== undefined, 'documents are added to an index')
    return manifest
  }
}
