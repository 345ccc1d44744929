/**
 * What a `prepare` function may use. It reads an immutable state and returns a changeset; it writes
 * nothing.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { UpdateProgress } from '../../shared/update.ts'
import type { AnalysisBasis, PayloadAnalysis } from '../analysis/payload-analysis.ts'
import type { Snapshot } from '../read/snapshot.ts'
import type { FileRef, Manifest, PendingUpdate } from '../store/schema.ts'
import type { Changeset } from './changeset.ts'

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
  /** The documents of this update's payload in order, as parsed values. */
  payload(): Promise<readonly JsonObject[]>
  /**
   * The payload as it was analyzed while it was received, if it was and this is still the basis;
   * then `payload` need not be read.
   */
  analysis(basis: AnalysisBasis): PayloadAnalysis | null
  /**
   * Numbers and shelves a new file of these sealed pages. The changeset must carry it in `files`.
   */
  newFile(pages: readonly Uint8Array[]): FileRef
  /**
   * Reports progress, lets messages in, and throws if the update was canceled or its worker is
   * closing. Call every few milliseconds of work; it is cheap when called more often.
   */
  checkpoint(progress: UpdateProgress): Promise<void>
}

export type Prepare = (preparation: Preparation, update: PendingUpdate) => Promise<Changeset>
