/**
 * The errors of an archive that cannot be taken over. They are thrown before anything is changed.
 */
import { SeeklingError } from '../../shared/errors.ts'

/** `what` is a clause such as `it ends in the middle of a file`. */
export const invalidDump = (what: string, path?: string, cause?: unknown): SeeklingError =>
  new SeeklingError(
    'invalid_dump',
    `This is no dump that can be imported: ${path === undefined ? '' : `in "${path.slice(0, 200)}", `}${what}. Nothing was changed.`,
    path === undefined ? undefined : { path: path.slice(0, 200) },
    cause,
  )

/** `what` names the limit that was passed. */
export const dumpTooLarge = (what: string, path?: string): SeeklingError =>
  new SeeklingError(
    'payload_too_large',
    `The dump is refused: ${path === undefined ? '' : `in "${path.slice(0, 200)}", `}${what}. Nothing was changed.`,
    path === undefined ? undefined : { path: path.slice(0, 200) },
  )
