/**
 * Fetches the root of an image's folder and makes of it the indexes as this instance would store
 * them, but for their numbers. Law: it is fetched each time, and all of it is checked before it is
 * used.
 */
import { areNames, isNamed, nameAt } from '../../core/dump/chunk-file.ts'
import { invalidSnapshot } from '../../core/dump/image-file.ts'
import { parseRoot } from '../../core/dump/image-root.ts'
import { rootPath, rootRequest } from '../../shared/dump.ts'
import { SeeklingError, textOf } from '../../shared/errors.ts'
import { isCount } from '../../shared/value-shapes.ts'
import { formatVersion, type Manifest, type RemoteFile } from '../store/schema.ts'
import { type SiteParts, unavailable } from '../store/site-pages.ts'
import { type DescribedFile, readDescription } from './description.ts'

export interface SiteFile extends DescribedFile, Pick<RemoteFile, 'names' | 'tables'> {
  /** Pages that came with the root, and tables, behind the pages. */
  readonly inline: Map<number, Uint8Array>
}

export interface SiteRoot {
  readonly build: string
  /** File numbers are places in `files`. */
  readonly manifests: readonly Manifest[]
  readonly files: readonly SiteFile[]
}

const attemptMs = 30_000

/**
 * Rejects with `snapshot_unavailable`, `invalid_snapshot` or `snapshot_incompatible`, each naming
 * the URL, or with the signal's reason.
 */
export async function fetchRoot(
  folder: string,
  { fetch }: Pick<SiteParts, 'fetch'>,
  now: string,
  signal: AbortSignal,
): Promise<SiteRoot> {
  const url = `${folder}${rootPath}`
  const text = await fetchText(url, fetch, signal)
  try {
    const { build, chunks, inline, tables, content } = parseRoot(text, formatVersion)
    const counts = new Map(tables.map((one) => (Array.isArray(one) ? [one[0], one[1]] : [null, null])))
    const { files, manifests } = readDescription(content, now)
    const named = files.map((file, i): SiteFile => {
      const names = chunks[i]
      const parted = counts.has(i) ? { tables: readCounts(counts.get(i), file.pages) } : {}
      if (!areNames(names, parted.tables?.length ?? file.pages))
        throw invalidSnapshot('its root does not name all chunks')
      return { ...file, names, ...parted, inline: new Map() }
    })
    for (const one of inline) takeInline(named, one)
    return { build, manifests, files: named }
  } catch (thrown) {
    const { code, message, details } = SeeklingError.from(thrown)
    throw new SeeklingError(code, `${url}: ${message}`, { ...details, url }, thrown)
  }
}

/** How many chunks each table of a file names. */
function readCounts(counts: unknown, pages: number): Uint32Array {
  const list: readonly unknown[] = Array.isArray(counts) ? counts : []
  const isWhole = list.every((count) => isCount(count) && count > 0)
  if (!isWhole || list.reduce((sum: number, count) => sum + (count as number), 0) !== pages)
    throw invalidSnapshot('the tables in its root do not name all chunks')
  return Uint32Array.from(list as number[])
}

/** `one`: the place of a file, a page of it, and the bytes of that page in base64. */
function takeInline(files: readonly SiteFile[], one: unknown): void {
  const [place, page, text] = Array.isArray(one) ? one : []
  const file = files[place]
  const isKnown = file !== undefined && isCount(page) && page < file.pages && typeof text === 'string'
  const bytes =
    isKnown && text.length % 4 === 0 && /^[a-z\d+/]*={0,2}$/i.test(text)
      ? Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))
      : null
  // That no name says what it is, where there are tables, the name of the build does.
  if (!bytes || !(file.tables || isNamed(bytes, nameAt(file.names, page, file.pages))))
    throw invalidSnapshot('a page in its root is damaged')
  file.inline.set(page, bytes)
}

async function fetchText(url: string, fetch: SiteParts['fetch'], signal: AbortSignal): Promise<string> {
  const stop = new AbortController()
  const abort = () => stop.abort()
  const timer = setTimeout(abort, attemptMs)
  signal.addEventListener('abort', abort)
  try {
    signal.throwIfAborted()
    const response = await fetch(url, { ...rootRequest, signal: stop.signal })
    if (!response.ok) throw unavailable(url, `the server answered ${response.status}`)
    return await response.text()
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof SeeklingError) throw thrown
    throw unavailable(url, stop.signal.aborted ? 'nothing came in time' : textOf(thrown))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
