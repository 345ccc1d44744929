/**
 * What was made of documents while they were received, kept for the update that will soon want it:
 * parsed values, or for additions their analysis, which takes less memory and most of the work off
 * the update. It only saves time: after a restart, or when too much is waiting, the documents are
 * read back from the payload's blocks.
 */
import type { JsonObject } from '../../shared/document.ts'
import type { UpdateId } from '../../shared/update.ts'
import type { PayloadAnalysis } from '../analysis/payload-analysis.ts'

/** Bytes of JSON; the parsed values take a few times as much. */
const defaultLimit = 64 * 1024 * 1024

export interface HotPayload {
  readonly documents: readonly JsonObject[] | null
  readonly analysis: PayloadAnalysis | null
  /** Of the documents' JSON. */
  readonly bytes: number
}

export class HotPayloads {
  readonly #limit: number
  readonly #payloads = new Map<UpdateId, HotPayload>()
  #bytes = 0

  constructor(limit: number = defaultLimit) {
    this.#limit = limit
  }

  /**
   * Keeps the payload if it fits. Otherwise this one is dropped and not an older one, since older
   * ones run sooner.
   */
  keep(updateId: UpdateId, payload: HotPayload): void {
    if (!this.fits(payload.bytes)) return
    this.#payloads.set(updateId, payload)
    this.#bytes += payload.bytes
  }

  /** Whether a payload of this many JSON bytes would be kept now. */
  fits(bytes: number): boolean {
    return this.#bytes + bytes <= this.#limit
  }

  get(updateId: UpdateId): HotPayload | undefined {
    return this.#payloads.get(updateId)
  }

  drop(updateId: UpdateId): void {
    this.#bytes -= this.#payloads.get(updateId)?.bytes ?? 0
    this.#payloads.delete(updateId)
  }
}
