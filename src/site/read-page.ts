/**
 * Reads one file of a folder, and shares a list of them among threads. Law: what comes out depends
 * on the file's path and bytes alone, whichever thread reads it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeText } from './charset.ts'
import type { CheckedOptions } from './check-options.ts'
import { leftOutPage, type PageWithDocuments, type ReadPage } from './document.ts'
import { readHtml } from './html/read-html.ts'
import { hashOf } from './package-files.ts'
import { pageUrl } from './urls.ts'

/** A file to read. */
export interface PageJob {
  readonly path: string
  /** Of its bytes at the last build; null if it was not there. */
  readonly knownHash: string | null
}

/** `page` is null for a file that is as it was; `code` is the file system's. */
export type PageResult =
  | { readonly hash: string; readonly page: ReadPage; readonly documents: Uint8Array<ArrayBuffer> }
  | { readonly hash: string; readonly page: null }
  | { readonly code: string }

export const isHtml = (path: string): boolean => /\.(x?html?)$/i.test(path)
export const isMarkdown = (path: string): boolean => /\.(md|markdown)$/i.test(path)
/** At the root, or at that of a language: deeper down it may be a page about errors. */
const isNotFoundPage = (path: string): boolean => /^([a-z]{2,3}(-\w+)*\/)?404(\.\w+|\/index\.\w+)$/i.test(path)

/** Files that a thread takes at a time: few enough that none waits long for the last. */
const jobsAtOnce = 16

/**
 * Reads files that no other thread has taken: `next` counts, for all, those that are. `took` is
 * called with each and its place in the list.
 */
export async function readJobs(
  folder: string,
  jobs: readonly PageJob[],
  next: Int32Array,
  options: CheckedOptions,
  took: (place: number, result: PageResult) => void,
): Promise<void> {
  const readers = await readersFor(jobs)
  for (;;) {
    const from = Atomics.add(next, 0, jobsAtOnce)
    if (from >= jobs.length) return
    for (let place = from; place < Math.min(from + jobsAtOnce, jobs.length); place++)
      took(place, readJob(folder, jobs[place], options, readers))
  }
}

/** What reads Markdown is as much code as all the rest: it is loaded where there is any. */
type Readers = Partial<typeof import('./markdown.ts')>

export async function readersFor(jobs: readonly PageJob[]): Promise<Readers> {
  return jobs.some(({ path }) => isMarkdown(path)) ? await import('./markdown.ts') : {}
}

export function readJob(
  folder: string,
  { path, knownHash }: PageJob,
  options: CheckedOptions,
  readers: Readers,
): PageResult {
  let bytes: Buffer
  try {
    bytes = readFileSync(join(folder, path))
  } catch (thrown) {
    return { code: (thrown as NodeJS.ErrnoException).code ?? 'unknown' }
  }
  const hash = hashOf([bytes])
  if (hash === knownHash) return { hash, page: null }
  const { page, documents } = readBytes(path, bytes, options, readers)
  return { hash, page, documents: encoder.encode(documents) }
}

const encoder = new TextEncoder()

function readBytes(
  path: string,
  bytes: Uint8Array,
  options: CheckedOptions,
  { readMarkdown }: Readers,
): PageWithDocuments {
  if (isNotFoundPage(path)) return { page: { ...leftOutPage, skipped: 'not found page' }, documents: '' }
  const { text, problem } = decodeText(bytes, isHtml(path))
  const style = options.urls ?? (isHtml(path) ? 'files' : 'clean')
  const page = pageUrl(options.base, path, style)
  const read =
    readMarkdown === undefined || isHtml(path)
      ? readHtml({ html: text, page, hasLines: true }, options)
      : readMarkdown({ text, page, base: options.base }, options)
  if (problem === null) return read
  return { ...read, page: { ...read.page, warnings: [{ line: 1, message: problem }, ...read.page.warnings] } }
}
