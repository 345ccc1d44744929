/**
 * Keys and values the way every store treats them: IndexedDB's key order, and bytes stored as exact
 * slices.
 */
import type { Key, KeyRange } from './store.ts'

/** Numbers before strings, each ascending; strings by UTF-16 code unit. */
export const compareKeys = (a: Key, b: Key): number =>
  typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === 'number' ? -1 : 1

export const isInside = (key: Key, range: KeyRange): boolean =>
  (range.from === undefined || compareKeys(key, range.from) >= 0) &&
  (range.to === undefined || compareKeys(key, range.to) <= 0)

/** A view of a larger buffer would be stored with all of that buffer. */
export const exactBytes = (value: unknown): unknown =>
  value instanceof Uint8Array && value.byteLength !== value.buffer.byteLength ? value.slice() : value
