/**
 * Pages: the records everything large is stored in. No stored byte is trusted: a page that does not
 * check out is a named error.
 *
 *   0..3   u32 LE  checksum of all that follows
 *   4..7   u32 LE  content length
 *   8..    content
 *
 * Frozen in format v1.
 */
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import { checksum } from './checksum.ts'

export const pageHeaderBytes = 8

/**
 * Content bytes of a full page. Just under 60 KiB with its header: Chromium's LevelDB store makes a
 * file of every value above 64 KiB, and smaller records cost a put each.
 */
export const pageContentBytes = 61_000

/**
 * Fills the header of a page whose content is in place from `pageHeaderBytes` on. `page` must be
 * the whole of its buffer, or 4-byte aligned in it.
 */
export function sealPage(page: Uint8Array): Uint8Array {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  view.setUint32(4, page.length - pageHeaderBytes, true)
  view.setUint32(0, checksum(page, 4), true)
  return page
}

/**
 * The content of a stored page, as a view. Throws `code` if the value is no page or is damaged;
 * `what` names it in the message.
 */
export function openPage(stored: unknown, code: ErrorCode, what: string): Uint8Array {
  if (!(stored instanceof Uint8Array)) throw new SeeklingError(code, `${what} is missing from storage.`)
  if (stored.length < pageHeaderBytes) throw new SeeklingError(code, `${what} is cut short.`)
  const page = (stored.byteOffset & 3) === 0 ? stored : stored.slice()
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  if (view.getUint32(4, true) !== page.length - pageHeaderBytes)
    throw new SeeklingError(code, `${what} has a wrong length.`)
  if (view.getUint32(0, true) !== checksum(page, 4)) throw new SeeklingError(code, `${what} fails its checksum.`)
  return page.subarray(pageHeaderBytes)
}

/** The page of which `openPage` has returned the content. */
export const wholePage = ({ buffer, byteOffset, length }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset - pageHeaderBytes, length + pageHeaderBytes)
