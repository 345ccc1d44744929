/**
 * Updates as a dump holds them, whichever version wrote it: independent of files, of pages and of
 * the ids they will get.
 */
import type { UpdateRequest } from '../../shared/engine-api.ts'
import type { FinishedUpdate } from '../../shared/update.ts'
import { type Members, membersOf } from '../../shared/value-shapes.ts'

/** The documents of a pending update, which lie in a file of the archive. */
export interface DumpedDocuments {
  readonly type: 'DocumentsAddition' | 'DocumentsPartial'
  readonly indexUid: string
  readonly primaryKey: string | null
  /** Path in the archive. */
  readonly file: string
}

export interface DumpedPending {
  readonly state: 'pending'
  readonly enqueuedAt: string
  /** Not yet checked. */
  readonly content: UpdateRequest | DumpedDocuments
}

export type DumpedUpdate =
  | DumpedPending
  | { readonly state: 'finished'; readonly update: FinishedUpdate }
  /**
   * Something that is no update here, or that this version cannot run. `pending`: it had not run
   * when the dump was made.
   */
  | { readonly state: 'unknown'; readonly name: string; readonly pending: boolean }

export const textOr = <T>(value: unknown, fallback: T): string | T => (typeof value === 'string' ? value : fallback)

/** RFC 3339 in milliseconds, or `fallback` for what is no date. */
export function dateOr(value: unknown, fallback: string): string {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? fallback : new Date(time).toISOString()
}

/**
 * Serde writes a choice as its bare name, or as an object of one member: the name and what it
 * holds.
 */
export function readChoice(value: unknown): {
  readonly name: string
  readonly fields: Members
  readonly value: unknown
} {
  if (typeof value === 'string') return { name: value, fields: {}, value: null }
  const [entry] = Object.entries(membersOf(value))
  return entry === undefined
    ? { name: '', fields: {}, value: null }
    : { name: entry[0], fields: membersOf(entry[1]), value: entry[1] }
}
