/**
 * What a `prepare` function may use. It reads an immutable state and returns a changeset; it writes
 * nothing.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { UpdateProgress } from '../../shared/update.ts'
import type { AnalysisBasis, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { Snapshot } from '../read/snapshot.ts'
import type { NewFile } from '../store/files.ts'
import type { FileRef, Manifest, PendingUpdate } from '../store/schema.ts'
import type { Changeset } from './changeset.ts'

/** So many documents are looked at between two checkpoints where each takes little. */
export const documentsPerQuickStep = 4096

/** Documents that come together. */
export interface PayloadPiece {
  readonly documents: readonly JsonObject[]
  /** Of their JSON. */
  readonly bytes: number
  /** The sealed pages they were read from, and how many lie in each; none where they were kept. */
  readonly pages: readonly Uint8Array[]
  readonly counts: Uint8Array
}

export interface Preparation {
  /**
   * RFC 3339 time at which processing started: the `createdAt`/`updatedAt` of what this update
   * makes.
   */
  readonly startedAt: string
  /**
   * The index's manifest, or null when there is no such index. One consistent state for the whole
   * preparation.
   */
  manifest(indexUid: string): Promise<Manifest | null>
  /** A readable view of the manifest's segments; cached between updates. */
  snapshot(manifest: Manifest): Promise<Snapshot>
  /**
   * The documents of this update's payload in order, at least one piece: all of them, where they
   * were kept in memory, else as they are read back, about two megabytes at a time.
   */
  payload(): AsyncIterable<PayloadPiece>
  /**
   * Bytes of JSON that are made into one segment at most, where a payload is read back; so that
   * memory does not grow with what an update writes.
   */
  readonly partBytes: number
  /**
   * The payload as it was analyzed while it was received, if it was and this is still the basis;
   * then `payload` need not be read.
   */
  analysis(basis: AnalysisBasis): PayloadAnalysis | null
  /**
   * Numbers and shelves a new file of these sealed pages. The changeset must carry it in `files`,
   * or `keep` must be given it.
   */
  newFile(pages: readonly Uint8Array[]): FileRef
  /**
   * Takes new files of a write that makes many, to be stored with it. Beyond `partBytes` they are
   * written ahead.
   */
  keep(files: readonly NewFile[]): Promise<void>
  /**
   * Writes ahead what was kept, as files that no record names yet: a snapshot can read them now,
   * and they are swept if the update comes to nothing.
   */
  writeAhead(): Promise<void>
  /**
   * Reports progress, lets messages in, and throws if the update was canceled or its worker is
   * closing. Call every few milliseconds of work; it is cheap when called more often.
   */
  checkpoint(progress: UpdateProgress): Promise<void>
}

export type Prepare = (preparation: Preparation, update: PendingUpdate) => Promise<Changeset>
