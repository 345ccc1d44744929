/**
 * Fetches the root of an image's folder and makes of it the indexes as this instance would store
 * them, but for their numbers. Law: it is fetched each time, and all of it is checked before it is
 * used.
 */
import { areNames, isNamed, nameAt } from '../../core/dump/chunk-file.ts'
import { invalidSnapshot } from '../../core/dump/image-file.ts'
import { parseRoot, rootPath } from '../../core/dump/image-root.ts'
import { SeeklingError, textOf } from '../../shared/errors.ts'
import { isCount } from '../../shared/value-shapes.ts'
import { formatVersion, type Manifest } from '../store/schema.ts'
import { type SiteParts, unavailable } from '../store/site-pages.ts'
import { type DescribedFile, readDescription } from './description.ts'

interface SiteFile extends DescribedFile {
  readonly names: string
  /** Pages that came with the root. */
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
    const { build, chunks, inline, content } = parseRoot(text, formatVersion)
    const { files, manifests } = readDescription(content, now)
    const named = files.map((file, i): SiteFile => {
      const names = chunks[i]
      if (!areNames(names, file.pages)) throw invalidSnapshot('its root does not name all chunks')
      return { ...file, names, inline: new Map() }
    })
    for (const one of inline) takeInline(named, one)
    return { build, manifests, files: named }
  } catch (thrown) {
    const { code, message, details } = SeeklingError.from(thrown)
    throw new SeeklingError(code, `${url}: ${message}`, { ...details, url }, thrown)
  }
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
  if (!bytes || !isNamed(bytes, nameAt(file.names, page, file.pages)))
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
    const response = await fetch(url, { cache: 'no-cache', credentials: 'omit', signal: stop.signal })
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
