/**
 * Makes indexes of the documents of a dump, ahead of the records that will name them. As in an
 * addition the documents are packed into blocks and analyzed as they come, then made into a segment
 * by the code that updates use, a few tens of megabytes at a time.
 */
import { assert } from '../../core/bytes/assert.ts'
import { BlockWriter } from '../../core/document/block.ts'
import { createPayloadParser, type PayloadParser } from '../../core/input/payload-parser.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { SettingsPatch } from '../../shared/settings.ts'
import { basisOf, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import { defaultPartBytes, noPayload, Preparing } from '../loop/preparing.ts'
import { PageCache } from '../read/page-cache.ts'
import { Snapshots } from '../read/snapshots.ts'
import {
  type Counters,
  type DocumentFile,
  type Manifest,
  maxPayloadBytes,
  type UpdateContent,
} from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { addAnalyzed } from '../updates/add-analyzed.ts'
import type { Changeset } from '../work/changeset.ts'
import type { Prepare } from '../work/preparation.ts'
import type { RunningWork } from '../work/running-work.ts'
import { typeOf } from '../work/update-views.ts'
import { newManifest } from '../write/manifest-change.ts'
import type { Staging } from './staging.ts'

export interface NewIndex {
  readonly uid: string
  readonly primaryKey: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly settings: SettingsPatch
}

/** Takes documents in pieces of JSON text. */
export interface DocumentsTaker {
  push(bytes: Uint8Array): Promise<void>
  finish(): Promise<void>
}

/** Documents that will be one segment. */
interface Batch {
  readonly blocks: BlockWriter
  readonly analysis: PayloadAnalysis
}

export class ImportedFiles {
  readonly #staging: Staging
  readonly #work: RunningWork
  readonly #snapshots: Snapshots
  readonly #manifests = new Map<string, Manifest>()
  #counters: Counters
  #steps = 0
  documents = 0

  constructor(store: Store, staging: Staging, work: RunningWork, counters: Counters) {
    this.#staging = staging
    this.#work = work
    this.#counters = counters
    this.#snapshots = new Snapshots(store, new PageCache())
  }

  /** The manifests to be stored; the transaction that stores them sets their versions. */
  get manifests(): readonly Manifest[] {
    return [...this.#manifests.values()]
  }

  /** Adds an index, still empty. */
  addIndex({ uid, primaryKey, createdAt, updatedAt, settings }: NewIndex): void {
    this.#manifests.set(uid, { ...newManifest(uid, primaryKey, createdAt), updatedAt, settings })
  }

  /** Takes an index as it is, to change it. Its files are not stored by this. */
  takeIndex(manifest: Manifest): void {
    this.#manifests.set(manifest.uid, { ...manifest, version: ++this.#steps })
  }

  /** Changes the index as an update of this content without documents would. */
  async change(prepare: Prepare, content: UpdateContent & { readonly indexUid: string }): Promise<void> {
    const { indexUid } = content
    const preparing = this.#preparing()
    const enqueuedAt = (this.#manifests.get(indexUid) as Manifest).createdAt
    const update = { updateId: 0, indexUid, type: typeOf(content), enqueuedAt, content }
    await this.#note(indexUid, preparing, await prepare(preparing, update))
  }

  /** The documents of an index, one a line. Throws what makes an addition fail. */
  documentsOf(uid: string): DocumentsTaker {
    let batch = this.#newBatch(uid)
    const parser = createPayloadParser({ format: 'ndjson', roundsNumbers: true }, (document, json) => {
      batch.blocks.add(json)
      batch.analysis.add(document)
    })
    const store = async (): Promise<void> => {
      if (batch.blocks.documents === 0) return
      await this.#addSegment(uid, batch)
      batch = this.#newBatch(uid)
    }
    return {
      push: async (bytes) => {
        parser.push(bytes)
        if (batch.blocks.bytes >= defaultPartBytes) await store()
      },
      finish: async () => {
        finishParser(parser)
        await store()
      },
    }
  }

  /**
   * The documents of a waiting update. `done` gets the file they lie in and their number; not
   * called when there are none.
   */
  payload(done: (file: DocumentFile, count: number) => void): DocumentsTaker {
    const blocks = new BlockWriter()
    let parser: PayloadParser | null = null
    return {
      push: async (bytes) => {
        // Before V3 a payload was stored as it came: an array.
        const first = bytes.find((byte) => byte > 32)
        if (parser === null && first === undefined) return
        parser ??= createPayloadParser({ format: first === 91 ? 'json' : 'ndjson', roundsNumbers: true }, (_, json) =>
          blocks.add(json),
        )
        parser.push(bytes)
        if (blocks.bytes > maxPayloadBytes)
          throw new SeeklingError(
            'payload_too_large',
            `An update waits with more than ${maxPayloadBytes} bytes of documents.`,
          )
      },
      finish: async () => {
        if (parser) finishParser(parser)
        if (blocks.documents === 0) return
        const { pages, counts } = blocks.finish()
        const preparing = this.#preparing()
        const file = preparing.newFile(pages)
        this.#counters = await this.#staging.write([{ ref: file, pages }], this.#counters, preparing.filesTaken)
        done({ ...file, counts }, blocks.documents)
      },
    }
  }

  #newBatch(uid: string): Batch {
    const manifest = this.#manifests.get(uid) ?? null
    return { blocks: new BlockWriter(), analysis: new PayloadAnalysis(basisOf(manifest, uid, null)) }
  }

  async #addSegment(uid: string, { blocks, analysis }: Batch): Promise<void> {
    const { pages, counts } = blocks.finish()
    const preparing = this.#preparing()
    const ref = preparing.newFile(pages)
    const documents = { analysis, documentFile: { ...ref, counts }, files: [{ ref, pages }] }
    const before = this.#manifests.get(uid) ?? null
    await this.#note(
      uid,
      preparing,
      await addAnalyzed(preparing, before, { indexUid: uid, primaryKey: null }, documents),
    )
  }

  /** Stores the files of a changeset, and takes the index as it is after it. */
  async #note(indexUid: string, preparing: Preparing, changeset: Changeset): Promise<void> {
    const before = this.#manifests.get(indexUid) as Manifest
    const files = [...preparing.kept, ...changeset.files]
    this.#counters = await this.#staging.write(files, this.#counters, preparing.filesTaken)
    const after = changeset.manifests[indexUid]
    assert(after !== null, 'documents are added to an index, or deleted from it')
    // Each step has a version of its own, so that its snapshot is told from that of the next step.
    this.#manifests.set(indexUid, { ...after, updatedAt: before.updatedAt, version: ++this.#steps })
    this.documents += after.documents - before.documents
  }

  #preparing(): Preparing {
    const state = { counters: this.#counters, manifests: this.#manifests }
    const openSnapshot = (manifest: Manifest) => this.#snapshots.open(manifest)
    return new Preparing(this.#work, state, null, { openSnapshot }, noPayload)
  }
}

/** A file may hold no document at all. Any other error names its place. */
function finishParser(parser: PayloadParser): void {
  try {
    parser.finish()
  } catch (error) {
    if (!(error instanceof SeeklingError) || error.details !== undefined) throw error
  }
}
