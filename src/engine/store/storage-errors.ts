/**
 * What storage failures mean. Browsers name the same failure differently, so failures are told
 * apart here, by `name` and text and never by class: `QuotaExceededError` is a DOMException in some
 * engines and a class of its own in others.
 */
import { SeeklingError } from '../../shared/errors.ts'

const nameOf = (thrown: unknown): string => (thrown as { name?: unknown } | null)?.name as string
const textOf = (thrown: unknown): string => String((thrown as { message?: unknown } | null)?.message ?? thrown)

const platformNames = new Set([
  'AbortError',
  'ConstraintError',
  'DataCloneError',
  'DataError',
  'InvalidStateError',
  'NotFoundError',
  'NotReadableError',
  'QuotaExceededError',
  'ReadOnlyError',
  'SecurityError',
  'TimeoutError',
  'TransactionInactiveError',
  'UnknownError',
  'VersionError',
  'InvalidAccessError',
])

/** Whether the storage itself threw this, rather than the code that used it. */
export const isPlatformError = (thrown: unknown): boolean =>
  !(thrown instanceof SeeklingError) && platformNames.has(nameOf(thrown))

/**
 * Whether opening the database again may help: the browser closed the connection (suspended page,
 * storage pressure, a crashed backend, "clear site data"). WebKit and Chromium report some of these
 * as an UnknownError or as an abort without a reason.
 */
export function isConnectionLoss(thrown: unknown): boolean {
  const name = nameOf(thrown)
  if (name === 'InvalidStateError' || name === 'AbortError') return true
  return name === 'UnknownError' && /connection|clos|lost|server/i.test(textOf(thrown))
}

/**
 * Whether a failure to open says that the browser's database process has ended: WebKit does, of any
 * database, until the page is loaded again.
 */
export const isServerLost = (thrown: unknown): boolean => nameOf(thrown) === 'UnknownError' && isConnectionLoss(thrown)

/**
 * Whether a failure to open may be over in a moment: the backing store of a browser that was just
 * killed is still being recovered.
 */
export const mayPass = (thrown: unknown): boolean => nameOf(thrown) === 'UnknownError' || isConnectionLoss(thrown)

/** A failure to open the database, as a `SeeklingError`. */
export function openingError(thrown: unknown): SeeklingError {
  if (thrown instanceof SeeklingError) return thrown
  if (nameOf(thrown) === 'QuotaExceededError') return fullDisk(thrown)
  if (isServerLost(thrown)) return lostError(thrown)
  const advice =
    nameOf(thrown) === 'VersionError'
      ? 'A newer Seekling wrote it: reload the page to get that version.'
      : 'Private windows, blocked cookies or a damaged profile can cause this: allow storage for this site, or use another `name`.'
  return new SeeklingError(
    'storage_unavailable',
    `The browser's database could not be opened (${nameOf(thrown)}: ${textOf(thrown)}). ${advice}`,
    undefined,
    thrown,
  )
}

/**
 * A failed transaction, as a `SeeklingError`. `null` is an abort for which the browser gave no
 * reason.
 */
export function transactionError(thrown: unknown): SeeklingError {
  if (thrown instanceof SeeklingError) return thrown
  const name = nameOf(thrown)
  if (name === 'QuotaExceededError') return fullDisk(thrown)
  if (thrown === null || thrown === undefined || name === 'AbortError') {
    return new SeeklingError(
      'io_error',
      'The browser broke off a storage transaction and gave no reason. Nothing of it was stored; try again.',
      undefined,
      thrown,
    )
  }
  if (isConnectionLoss(thrown)) return lostError(thrown)
  const misuse =
    name === 'DataCloneError' || name === 'DataError' || name === 'TransactionInactiveError' || name === 'ReadOnlyError'
  return new SeeklingError(
    misuse ? 'internal' : 'io_error',
    `The browser's database failed (${name}: ${textOf(thrown)}). ${misuse ? 'This is a bug of Seekling: please report it.' : 'Try again.'}`,
    undefined,
    thrown,
  )
}

/**
 * The connection to the storage was lost. It is another error than that of a browser without
 * storage.
 */
export const lostError = (thrown: unknown): SeeklingError =>
  new SeeklingError(
    'storage_unavailable',
    `The connection to the browser's database was lost (${textOf(thrown)}). Try again; if that does not help, reload the page.`,
    { lost: true },
    thrown,
  )

export const isLost = (thrown: unknown): boolean => thrown instanceof SeeklingError && thrown.details?.lost === true

/**
 * The storage leaves a request unanswered: the connection is dead without an event, or another tab
 * that stands still is in the way.
 */
export const standstillError = (limitMs: number): SeeklingError =>
  new SeeklingError(
    'storage_blocked',
    `The browser's database has not answered for ${limitMs} ms. Another tab of this site may stand still while it uses the database. Nothing was stored; try again.`,
  )

/** A call after `close()`. */
export const closedError = (): SeeklingError =>
  new SeeklingError('client_closed', 'This client is closed. Call `open()` for a new one.')

/** What was read or begun belongs to a database that is not there any more. */
export const replacedError = (): SeeklingError =>
  new SeeklingError(
    'database_replaced',
    "The database was deleted while it was in use (by `destroy()` in another tab, by clearing the site's data, or by the browser), and what it held is gone. Call again: everything goes on with a new one.",
  )

const fullDisk = (thrown: unknown): SeeklingError =>
  new SeeklingError(
    'no_space_left_on_device',
    'The browser gives this site no more storage. Delete documents or indexes, or free space on the device.',
    undefined,
    thrown,
  )
