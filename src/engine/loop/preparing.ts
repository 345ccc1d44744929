/**
 * The preparation the loop hands to a `prepare` function: one state of all manifests, and numbers
 * for the files it will make.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { UpdateProgress } from '../../shared/update.ts'
import type { AnalysisBasis, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { Snapshot } from '../read/snapshot.ts'
import { dateText } from '../store/clock.ts'
import { chooseShelf, type ShelfLoads, shelfLoads, totalBytes } from '../store/files.ts'
import {
  type Counters,
  commitFileNumber,
  type FileRef,
  largeFileBytes,
  type Manifest,
  type PendingUpdate,
} from '../store/schema.ts'
import type { Preparation } from '../work/preparation.ts'
import type { RunningWork } from '../work/running-work.ts'

/** The state of the store, as read in one transaction or left by this writer's last commit. */
export interface WriterState {
  readonly counters: Counters
  readonly manifests: ReadonlyMap<string, Manifest>
}

/** The documents of an update, as values or as an analysis. */
export interface PayloadSource {
  documents(): Promise<readonly JsonObject[]>
  /** null when there is none for this basis. */
  analysis(basis: AnalysisBasis): PayloadAnalysis | null
}

export class Preparing implements Preparation {
  readonly startedAt: string
  /** File numbers given out. */
  filesTaken = 0
  readonly #seen = new Map<string, number | null>()
  readonly #work: RunningWork
  readonly #state: WriterState
  readonly #update: PendingUpdate | null
  readonly #openSnapshot: (manifest: Manifest) => Promise<Snapshot>
  readonly #payload: PayloadSource
  #loads: ShelfLoads | null = null

  constructor(
    work: RunningWork,
    state: WriterState,
    update: PendingUpdate | null,
    openSnapshot: (manifest: Manifest) => Promise<Snapshot>,
    payload: PayloadSource,
  ) {
    this.startedAt = dateText(work.startedAt)
    this.#work = work
    this.#state = state
    this.#update = update
    this.#openSnapshot = openSnapshot
    this.#payload = payload
  }

  async manifest(indexUid: string): Promise<Manifest | null> {
    const manifest = this.#state.manifests.get(indexUid) ?? null
    this.#seen.set(indexUid, manifest?.version ?? null)
    return manifest
  }

  /** The version of every manifest that was read: the commit has to find them unchanged. */
  expected(): Record<string, number | null> {
    return Object.fromEntries(this.#seen)
  }

  snapshot(manifest: Manifest): Promise<Snapshot> {
    return this.#openSnapshot(manifest)
  }

  payload(): Promise<readonly JsonObject[]> {
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

  checkpoint(progress: UpdateProgress): Promise<void> {
    return this.#work.checkpoint(progress)
  }
}
