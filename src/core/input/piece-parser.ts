/**
 * What the parsers of the three formats have in common: where documents go, and how the payload
 * comes to them.
 */
import type { JsonObject } from '../../shared/document.ts'

/**
 * Takes each document in order. `json` is the document's UTF-8 JSON text, so that `JSON.parse` of
 * it equals `value`: a view that is only good until the sink returns, so copy what you keep.
 */
export type DocumentSink = (value: JsonObject, json: Uint8Array) => void

export interface ParserOptions {
  readonly csvDelimiter: string
  /** Whole numbers over 2^53 may change as doubles do, instead of being refused. */
  readonly roundsNumbers: boolean
}

/** A parser of one format, fed with pieces of moderate size that the payload parser has cut. */
export interface PieceParser {
  /** `bytes` may start and end anywhere, and are only good until this returns. */
  push(bytes: Uint8Array): void
  /** Reads what is left; throws if it is incomplete. */
  finish(): void
}
