/**
 * The dump role: makes dumps and snapshots and takes them in. It holds the writer lock while it
 * does, so no update runs; the update role goes on taking in new ones, and searches go on. Like the
 * other roles it knows nothing of threads; the store, the lock and the announcements stay its
 * caller's.
 */

import { invalidSnapshot } from '../core/dump/image-file.ts'
import { invalidDump } from '../core/dump/invalid-dump.ts'
import type {
  Attached,
  AttachId,
  AttachOptions,
  DumpApi,
  DumpImport,
  DumpStatus,
  IncomingId,
  PackedFiles,
  SnapshotFilesOptions,
  SnapshotImport,
  SnapshotImportOptions,
  SnapshotSelection,
} from '../shared/dump.ts'
import { DumpList } from './dump/dump-list.ts'
import { announceReplaced, type DumpParts, transferring } from './dump/dump-parts.ts'
import { askToStepAside, findDump, statusOf } from './dump/dump-records.ts'
import { FrozenTurns } from './dump/frozen-turns.ts'
import { importDump } from './dump/import-dump.ts'
import { inspectArchive } from './dump/inspect-archive.ts'
import { readInstance } from './dump/instance-state.ts'
import { exportFiles } from './image/export-files.ts'
import { exportImage } from './image/export-image.ts'
import {
  type CheckedImport,
  checkFilesOptions,
  checkImportOptions,
  checkSelection,
  choose,
} from './image/image-options.ts'
import { importImage } from './image/import-image.ts'
import { IncomingImages } from './image/incoming-images.ts'
import { putEditsOnTop, withoutEdits } from './image/local-edits.ts'
import { partsOf, SiteEngine, type SiteOptions } from './site-engine.ts'
import { readCounters } from './store/ahead.ts'
import { dateText } from './store/clock.ts'
import { openFormat } from './store/format.ts'
import type { Manifest } from './store/schema.ts'
import { closedError } from './store/storage-errors.ts'
import type { Store } from './store/store.ts'
import type { RunningWork } from './work/running-work.ts'

export class DumpEngine implements DumpApi {
  readonly #parts: DumpParts
  readonly #closing = new AbortController()
  readonly #turns: FrozenTurns
  readonly #dumps: DumpList
  readonly #sites: SiteEngine
  readonly #incoming = new IncomingImages((source, options) => this.#importImage(source, options))

  /**
   * Checks the stored format, and makes the dumps that an engine before was asked for and did not
   * finish. Rejects with the storage's errors.
   */
  static async open(options: SiteOptions): Promise<DumpEngine> {
    await openFormat(options.store)
    const engine = new DumpEngine(options)
    await engine.#dumps.resumePending()
    return engine
  }

  private constructor(options: SiteOptions) {
    this.#parts = partsOf(options, this.#closing.signal)
    this.#turns = new FrozenTurns(this.#parts)
    this.#dumps = new DumpList(this.#parts, this.#turns)
    this.#sites = new SiteEngine(options, putEditsOnTop)
  }

  async createDump(asUpdate?: boolean): Promise<DumpStatus> {
    this.#assertOpen()
    return this.#dumps.create(asUpdate === true)
  }

  async getDumpStatus(uid: string): Promise<DumpStatus> {
    this.#assertOpen()
    return statusOf(findDump(await this.#dumps.resumePending(), uid))
  }

  async getDumps(): Promise<readonly DumpStatus[]> {
    this.#assertOpen()
    return (await this.#dumps.resumePending()).map(statusOf)
  }

  async getDump(uid: string): Promise<Blob> {
    this.#assertOpen()
    return this.#dumps.file(uid)
  }

  async deleteDump(uid: string): Promise<void> {
    this.#assertOpen()
    await this.#dumps.delete(uid)
  }

  async importDump(dump: Blob): Promise<DumpImport> {
    this.#assertOpen()
    if (!isBlob(dump)) throw invalidDump('it is given as a Blob, such as the file of a file input')
    const parts = this.#parts
    const { store, clock, durability } = parts
    return transferring(parts, { type: 'dump-import' }, async (work) => {
      const archive = await inspectArchive(dump, dateText(clock.now()), (done) =>
        work.checkpoint({ step: 'reading', done, total: dump.size }),
      )
      const { report, replaced } = await this.#turns.run(
        // Updates enqueued from now on run after the import.
        () =>
          store.write(['meta'], durability, async (transaction) => {
            await askToStepAside(transaction)
            return (await readCounters(transaction)).lastUpdateId
          }),
        (before) => importDump(parts, dump, archive, before, work),
      )
      announceReplaced(this.#parts.announcer, replaced)
      return report
    })
  }

  async exportSnapshot(options?: SnapshotSelection): Promise<Blob> {
    this.#assertOpen()
    return this.#export(checkSelection(options).indexes, exportImage)
  }

  async exportSnapshotFiles(options?: SnapshotFilesOptions): Promise<PackedFiles> {
    this.#assertOpen()
    const checked = checkFilesOptions(options)
    return this.#export(checked.indexes, (store, manifests, work) => exportFiles(store, manifests, work, checked))
  }

  async importSnapshot(snapshot: Blob, options?: SnapshotImportOptions): Promise<SnapshotImport> {
    this.#assertOpen()
    const checked = checkImportOptions(options)
    if (!isBlob(snapshot)) throw invalidSnapshot('it is given as a Blob, a Response or a URL')
    return this.#importImage(piecesOf(snapshot), checked)
  }

  async beginSnapshot(options?: SnapshotImportOptions): Promise<IncomingId> {
    this.#assertOpen()
    return this.#incoming.begin(checkImportOptions(options))
  }

  async pushSnapshot(id: IncomingId, bytes: Uint8Array): Promise<void> {
    await this.#incoming.push(id, bytes)
  }

  async finishSnapshot(id: IncomingId): Promise<SnapshotImport> {
    return this.#incoming.finish(id)
  }

  async dropSnapshot(id: IncomingId): Promise<void> {
    this.#incoming.drop(id)
  }

  attachSnapshot(folder: string, options: AttachOptions, id: AttachId): Promise<Attached> {
    return this.#sites.attachSnapshot(folder, options, id) as Promise<Attached>
  }

  renewSnapshot(folder: string): Promise<Attached> {
    return this.#sites.renewSnapshot(folder) as Promise<Attached>
  }

  dropAttach(id: AttachId): Promise<void> {
    return this.#sites.dropAttach(id)
  }

  detachSnapshot(folder: string): Promise<void> {
    return this.#sites.detachSnapshot(folder)
  }

  async isIdle(): Promise<boolean> {
    return this.#turns.isIdle() && (await this.#sites.isIdle())
  }

  /**
   * Interrupts what runs: a dump stays `in_progress` and is made again later. Resolves when nothing
   * is being written any more.
   */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#incoming.close(closedError())
    await Promise.all([this.#sites.close(), this.#turns.drained()])
  }

  #export<T>(
    indexes: ReadonlySet<string> | null,
    write: (store: Store, manifests: readonly Manifest[], work: RunningWork) => Promise<T>,
  ): Promise<T> {
    const { store } = this.#parts
    return transferring(this.#parts, { type: 'snapshot-export' }, (work) =>
      this.#turns.run(
        () => this.#askToStepAside(),
        async () => {
          const { manifests } = await readInstance(store)
          return write(store, choose(manifests, { indexes }, 'this instance').map(withoutEdits), work)
        },
      ),
    )
  }

  #importImage(source: AsyncIterable<Uint8Array>, options: CheckedImport): Promise<SnapshotImport> {
    return transferring(this.#parts, { type: 'snapshot-import' }, async (work) => {
      const replaced = await this.#turns.run(
        () => this.#askToStepAside(),
        () => importImage(this.#parts, source, options, work),
      )
      announceReplaced(this.#parts.announcer, replaced)
      const { manifests } = replaced
      const documents = manifests.reduce((sum, manifest) => sum + manifest.documents, 0)
      return { indexes: manifests.length, documents }
    })
  }

  #askToStepAside(): Promise<void> {
    return this.#parts.store.write(['meta'], this.#parts.durability, askToStepAside)
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw closedError()
  }
}

/** By tag: a Blob of another frame is no instance of ours. */
const isBlob = (value: unknown): boolean => /Blob|File/.test(Object.prototype.toString.call(value))

const sliceBytes = 1024 * 1024

/** A file may change or vanish between choosing and reading it. */
async function* piecesOf(blob: Blob): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < blob.size; at += sliceBytes) {
    const read = blob.slice(at, at + sliceBytes).arrayBuffer()
    yield new Uint8Array(
      await read.catch((cause: unknown) => {
        throw invalidSnapshot('it could not be read to its end', cause)
      }),
    )
  }
}
