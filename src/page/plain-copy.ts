/**
 * What crosses from one thread to another is a copy, and so only plain data can: anything else is
 * refused before it is sent.
 */
import { SeeklingError, textOf } from '../shared/errors.ts'

/** A copy such as the other side gets. Throws `bad_request` for what cannot be copied. */
export function copied<T>(args: T): T {
  try {
    return structuredClone(args)
  } catch (thrown) {
    throw unreadable(thrown)
  }
}

/**
 * What was thrown while an argument was read or copied: by a getter or proxy of the caller's, or
 * because it is no plain data.
 */
export const unreadable = (thrown: unknown): SeeklingError =>
  thrown instanceof SeeklingError
    ? thrown
    : new SeeklingError(
        'bad_request',
        `An argument cannot be read or sent (${textOf(thrown)}): give plain JSON, without functions, symbols or getters that throw.`,
        undefined,
        thrown,
      )
