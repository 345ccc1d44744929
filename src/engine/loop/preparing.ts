/**
 * The preparation the loop hands to a `prepare` function: one state of all manifests, and numbers
 * for the files it will make.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { UpdateProgress } from '../../shared/update.ts'
import type { AnalysisBasis, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { Snapshot } from '../read/snapshot.ts'
import { dateText } from '../store/clock.ts'
import { chooseShelf, type NewFile, type ShelfLoads, shelfLoads, totalBytes } from '../store/files.ts'
import {
  type Counters,
  commitFileNumber,
  type FileRef,
  largeFileBytes,
  type Manifest,
  type PendingUpdate,
} from '../store/schema.ts'
import type { PayloadPiece, Preparation } from '../work/preparation.ts'
import type { RunningWork } from '../work/running-work.ts'

/** The state of the store, as read in one transaction or left by this writer's last commit. */
export interface WriterState {
  readonly counters: Counters
  readonly manifests: ReadonlyMap<string, Manifest>
}

/** The documents of an update, as values or as an analysis. */
export interface PayloadSource {
  documents(): AsyncIterable<PayloadPiece>
  /** null when there is none for this basis. */
  analysis(basis: AnalysisBasis): PayloadAnalysis | null
}

/** Documents that are at hand. */
export async function* onePiece(documents: readonly JsonObject[], bytes: number): AsyncGenerator<PayloadPiece, void> {
  yield { documents, bytes, pages: [], counts: new Uint8Array(0) }
}

export const noPayload: PayloadSource = { documents: () => onePiece([], 0), analysis: () => null }

/** Thrown when another writer got in between: the work is prepared again from the newest state. */
export class Disturbed extends Error {
  override readonly name = 'Disturbed'
}

/** Writes files ahead, as store/ahead.ts says. */
export interface WritesAhead {
  list(files: readonly FileRef[], counters: Counters, taken: number): Promise<Counters | null>
  write(files: readonly NewFile[], checkpoint: () => Promise<void>): Promise<void>
}

/** What a preparation does with the store, beside reading it. */
export interface Surroundings {
  readonly openSnapshot: (manifest: Manifest) => Promise<Snapshot>
  /** Absent: nothing is written ahead. null: nor is kept what would be. */
  readonly ahead?: WritesAhead | null | undefined
  /** Default 32 MiB. */
  readonly partBytes?: number | undefined
}

/** Bytes of JSON in one segment: a small multiple of it is in memory at once. */
export const defaultPartBytes = 32 * 1024 * 1024

export class Preparing implements Preparation {
  readonly startedAt: string
  readonly partBytes: number
  /** File numbers given out and not yet taken. */
  filesTaken = 0
  /** Files that the commit stores beside those of the changeset. */
  kept: NewFile[] = []
  /** Files that are stored already. */
  readonly ahead: FileRef[] = []
  readonly #work: RunningWork
  #state: WriterState
  readonly #update: PendingUpdate | null
  readonly #surroundings: Surroundings
  readonly #payload: PayloadSource
  #loads: ShelfLoads | null = null

  constructor(
    work: RunningWork,
    state: WriterState,
    update: PendingUpdate | null,
    surroundings: Surroundings,
    payload: PayloadSource,
  ) {
    this.startedAt = dateText(work.startedAt)
    this.#work = work
    this.#state = state
    this.#update = update
    this.#surroundings = surroundings
    this.partBytes = surroundings.partBytes ?? defaultPartBytes
    this.#payload = payload
  }

  async manifest(indexUid: string): Promise<Manifest | null> {
    return this.#state.manifests.get(indexUid) ?? null
  }

  snapshot(manifest: Manifest): Promise<Snapshot> {
    return this.#surroundings.openSnapshot(manifest)
  }

  /** As they are stored now: of the state it was prepared from, with what was written ahead. */
  get counters(): Counters {
    return this.#state.counters
  }

  payload(): AsyncIterable<PayloadPiece> {
    return this.#payload.documents()
  }

  analysis(basis: AnalysisBasis): PayloadAnalysis | null {
    return this.#payload.analysis(basis)
  }

  newFile(pages: readonly Uint8Array[]): FileRef {
    const bytes = totalBytes(pages)
    // The loads of the shelves are added up only for files that are large enough to matter.
    if (bytes >= largeFileBytes)
      this.#loads ??= shelfLoads([...this.#state.manifests.values(), ...(this.#update ? [this.#update] : [])])
    const file = commitFileNumber(this.#state.counters.commitFiles + this.filesTaken++)
    return { shelf: chooseShelf(bytes, this.#loads ?? []), file, pages: pages.length, bytes }
  }

  async keep(files: readonly NewFile[]): Promise<void> {
    if (this.#surroundings.ahead === null) return
    this.kept.push(...files)
    if (this.kept.reduce((sum, { ref }) => sum + ref.bytes, 0) >= this.partBytes) await this.writeAhead()
  }

  async writeAhead(): Promise<void> {
    const { ahead } = this.#surroundings
    const files = this.kept
    if (!ahead || files.length === 0) return
    const refs = files.map(({ ref }) => ref)
    const counters = await ahead.list(refs, this.counters, this.filesTaken)
    if (counters === null) throw new Disturbed()
    this.#state = { ...this.#state, counters }
    this.filesTaken = 0
    this.kept = []
    this.ahead.push(...refs)
    let done = 0
    await ahead.write(files, () =>
      this.checkpoint({ step: 'storing', done: Math.min(done++, files.length), total: files.length }),
    )
  }

  checkpoint(progress: UpdateProgress): Promise<void> {
    return this.#work.checkpoint(progress)
  }
}
