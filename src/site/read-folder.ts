/**
 * Reads the pages of a folder: those that have not changed since the last build from the cache,
 * without opening them if their times say so. Law: what comes out depends on paths and bytes alone.
 */
import { readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CachedPage, Kept } from './cache.ts'
import { decodeText } from './charset.ts'
import type { CheckedOptions } from './check-options.ts'
import { leftOutPage, type PageWithDocuments } from './document.ts'
import { filesIn } from './folder.ts'
import { readHtml } from './html/read-html.ts'
import { readMarkdown } from './markdown.ts'
import { hashOf } from './package-files.ts'
import { pageUrl } from './urls.ts'
import type { SiteWarning } from './warnings.ts'

export interface ReadFolder {
  /** In the order of paths, those that were left out too. */
  readonly pages: readonly CachedPage[]
  /** Pages that are as they were. */
  readonly unchanged: number
  readonly warnings: readonly SiteWarning[]
}

const isHtml = (path: string): boolean => /\.(x?html?)$/i.test(path)
const isMarkdown = (path: string): boolean => /\.(md|markdown)$/i.test(path)
/** At the root, or at that of a language: deeper down it may be a page about errors. */
const isNotFoundPage = (path: string): boolean => /^([a-z]{2,3}(-\w+)*\/)?404(\.\w+|\/index\.\w+)$/i.test(path)

/** Throws `io_error` if the folder cannot be read. */
export function readFolder(folder: string, options: CheckedOptions, kept: Kept): ReadFolder {
  const { files, warnings: walkWarnings } = filesIn(folder, options.output)
  const chosen = chosenFiles(files, options)
  const warnings = [...walkWarnings]
  const pages: CachedPage[] = []
  let unchanged = 0
  const startedAt = Date.now()
  for (const [done, path] of chosen.entries()) {
    options.onProgress({ step: 'reading pages', done, total: chosen.length })
    const known = kept.pages.get(path)
    try {
      const page = readOne(folder, path, { options, known, startedAt })
      if (page.documents === known?.documents) unchanged++
      pages.push(page)
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException
      if (code === undefined) throw thrown
      warnings.push({ file: path, line: null, message: `It cannot be read (${code}).` })
    }
  }
  for (const { path, page } of pages)
    for (const { line, message } of page.warnings) warnings.push({ file: path, line, message })
  return { pages, unchanged, warnings }
}

interface ReadOptions {
  readonly options: CheckedOptions
  readonly known: CachedPage | undefined
  /** In milliseconds. */
  readonly startedAt: number
}

/** Throws the file system's errors. */
function readOne(folder: string, path: string, { options, known, startedAt }: ReadOptions): CachedPage {
  const file = join(folder, path)
  const stamp = stampOf(statSync(file), startedAt)
  if (known !== undefined && stamp !== '' && known.stamp === stamp) return known
  const bytes = readFileSync(file)
  const hash = hashOf([bytes])
  if (known?.hash === hash) return { ...known, stamp }
  return { path, hash, stamp, ...encoded(readFile(path, bytes, options)) }
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

function chosenFiles(files: readonly string[], { include, exclude }: CheckedOptions): string[] {
  const chosen = files.filter((path) => !exclude(path))
  if (include !== null) return chosen.filter((path) => include(path) && (isHtml(path) || isMarkdown(path)))
  const html = chosen.filter(isHtml)
  return html.length > 0 ? html : chosen.filter(isMarkdown)
}

function readFile(path: string, bytes: Uint8Array, options: CheckedOptions): PageWithDocuments {
  if (isNotFoundPage(path)) return { page: { ...leftOutPage, skipped: 'not found page' }, documents: '' }
  const { text, problem } = decodeText(bytes, isHtml(path))
  const style = options.urls ?? (isHtml(path) ? 'files' : 'clean')
  const page = pageUrl(options.base, path, style)
  const read = isHtml(path)
    ? readHtml({ html: text, page, hasLines: true }, options)
    : readMarkdown({ text, page, base: options.base }, options)
  if (problem === null) return read
  return { ...read, page: { ...read.page, warnings: [{ line: 1, message: problem }, ...read.page.warnings] } }
}

const encoded = ({ page, documents }: PageWithDocuments) => ({ page, documents: Buffer.from(documents) })
