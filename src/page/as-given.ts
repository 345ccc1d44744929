/**
 * Arguments as they are at the call. A caller may use an object again, or change it while its call
 * waits for a turn; and a reactive proxy, also one whose members are proxies, cannot be sent to a
 * worker, while a copy of what it shows can.
 */

import { SeeklingError } from '../shared/errors.ts'
import { unreadable } from './plain-copy.ts'

/** No argument needs more levels, and no document may have more. */
const deepest = 64

/**
 * Values copied; enough for the first 256 KiB of documents, and few enough for a frame. What comes
 * after them stays as it is.
 */
const mostValues = 50_000
const longestList = 1_000_000

/**
 * A copy down to plain values; a value that is no plain object or list stays what it is, for the
 * check of the argument to refuse. Throws `bad_request` for what cannot be read, contains itself or
 * is nested too deeply.
 */
export function asGiven<T>(given: T): T {
  let left = mostValues
  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (depth > deepest) throw new SeeklingError('bad_request', `An argument is nested deeper than ${deepest} levels.`)
    if (left-- <= 0) return value
    if (Array.isArray(value))
      return value.length > longestList ? value : Array.from(value, (member) => copy(member, depth + 1))
    const prototype = Object.getPrototypeOf(value)
    if (prototype && Object.getPrototypeOf(prototype)) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, depth + 1)]))
  }
  try {
    return copy(given, 0) as T
  } catch (thrown) {
    throw unreadable(thrown)
  }
}
