/** What an index may be called. Checked before anything is queued, on the page already. */
import { SeeklingError } from './errors.ts'

/**
 * Returns `uid` if it is 1 to 400 characters of A-Z a-z 0-9 _ -, else throws `invalid_index_uid`.
 */
export function checkIndexUid(uid: unknown): string {
  if (typeof uid === 'string' && /^[\w-]{1,400}$/.test(uid)) return uid
  const shown = typeof uid === 'string' ? `"${uid.slice(0, 50)}"` : `a value of type ${typeof uid}`
  throw new SeeklingError(
    'invalid_index_uid',
    `An index uid is 1 to 400 of the characters a-z A-Z 0-9 _ and -, not ${shown}.`,
  )
}
