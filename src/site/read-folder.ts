/**
 * Reads the pages of a folder: those that have not changed since the last build from the cache,
 * without opening them if their times say so. Law: what comes out depends on paths and bytes alone.
 */
import { type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CachedPage, Kept } from './cache.ts'
import type { CheckedOptions } from './check-options.ts'
import { filesIn } from './folder.ts'
import { isHtml, isMarkdown, type PageJob } from './read-page.ts'
import { readPages } from './read-pages.ts'
import type { SiteThreads } from './site-threads.ts'
import type { SiteWarning } from './warnings.ts'

export interface ReadFolder {
  /** In the order of paths, those that were left out too. */
  readonly pages: readonly CachedPage[]
  /** Pages that are as they were. */
  readonly unchanged: number
  readonly warnings: readonly SiteWarning[]
}

/** Rejects with `io_error` if the folder cannot be read. */
export async function readFolder(
  folder: string,
  options: CheckedOptions,
  { kept, threads }: { kept: Kept; threads: SiteThreads },
): Promise<ReadFolder> {
  const { files, warnings: walkWarnings } = filesIn(folder, options.output)
  const chosen = chosenFiles(files, options)
  const warnings = [...walkWarnings]
  const stamps = stampsOf(folder, chosen)
  const isKept = (path: string): boolean => {
    const stamp = stamps.get(path)
    return stamp !== undefined && stamp !== '' && kept.pages.get(path)?.stamp === stamp
  }
  const jobs = chosen
    .filter((path) => !isKept(path))
    .map((path): PageJob => ({ path, knownHash: kept.pages.get(path)?.hash ?? null }))
  const onDone = (done: number) => options.onProgress({ step: 'reading pages', done, total: jobs.length })
  onDone(0)
  const results = await readPages(folder, jobs, options, { threads, onDone })
  const pages = new Map(kept.pages)
  let unchanged = chosen.length - jobs.length
  for (const [place, { path }] of jobs.entries()) {
    const result = results[place]
    const known = pages.get(path)
    const stamp = stamps.get(path) ?? ''
    pages.delete(path)
    if ('code' in result) warnings.push({ file: path, line: null, message: `It cannot be read (${result.code}).` })
    else if (result.page !== null) pages.set(path, { path, stamp, ...result })
    else if (known !== undefined) {
      pages.set(path, { ...known, stamp })
      unchanged++
    }
  }
  const inOrder = chosen.flatMap((path) => pages.get(path) ?? [])
  for (const { path, page } of inOrder)
    for (const { line, message } of page.warnings) warnings.push({ file: path, line, message })
  return { pages: inOrder, unchanged, warnings }
}

function chosenFiles(files: readonly string[], { include, exclude }: CheckedOptions): string[] {
  const chosen = files.filter((path) => !exclude(path))
  if (include !== null) return chosen.filter((path) => include(path) && (isHtml(path) || isMarkdown(path)))
  const html = chosen.filter(isHtml)
  return html.length > 0 ? html : chosen.filter(isMarkdown)
}

/** By path; a file that is gone again has none, and reading it will say so. */
function stampsOf(folder: string, paths: readonly string[]): Map<string, string> {
  const now = Date.now()
  const stamps = new Map<string, string>()
  for (const path of paths) {
    const stats = statSync(join(folder, path), { throwIfNoEntry: false })
    if (stats !== undefined) stamps.set(path, stampOf(stats, now))
  }
  return stamps
}

/** Times of files may be as coarse as this. */
const coarseMs = 2_000

/**
 * Equal for a file that nobody has written since: its size, and the times of its content and of its
 * entry, the second of which no program can set. Empty for a file so young that another write could
 * leave the same times.
 */
function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats, now: number): string {
  return Math.abs(now - ctimeMs) < coarseMs ? '' : [size, mtimeMs, ctimeMs, ino].join(' ')
}
