/**
 * Fetches the root of an image's folder and makes of it the indexes as this instance would store
 * them, but for their numbers. Law: it is fetched each time, and all of it is checked before it is
 * used.
 */
import { areNames } from '../../core/dump/chunk-file.ts'
import { invalidSnapshot } from '../../core/dump/image-file.ts'
import { parseRoot, rootPath } from '../../core/dump/image-root.ts'
import { SeeklingError, textOf } from '../../shared/errors.ts'
import { formatVersion, type Manifest } from '../store/schema.ts'
import { type SiteParts, unavailable } from '../store/site-pages.ts'
import { type DescribedFile, readDescription } from './description.ts'

export interface SiteRoot {
  readonly build: string
  /** File numbers are places in `files`. */
  readonly manifests: readonly Manifest[]
  readonly files: readonly (DescribedFile & { readonly names: string })[]
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
    const { build, chunks, content } = parseRoot(text, formatVersion)
    const { files, manifests } = readDescription(content, now)
    const named = files.map((file, i) => {
      const names = chunks[i]
      if (!areNames(names, file.pages)) throw invalidSnapshot('its root does not name all chunks')
      return { ...file, names }
    })
    return { build, manifests, files: named }
  } catch (thrown) {
    const { code, message, details } = SeeklingError.from(thrown)
    throw new SeeklingError(code, `${url}: ${message}`, { ...details, url }, thrown)
  }
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
