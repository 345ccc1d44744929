/**
 * Pages as a dev server renders them now, as files: a folder like the one that the site is built
 * to, which the build of the search reads as any other, and of which it reads again what changed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { filesIn } from '../site/folder.ts'

export interface RenderedPage {
  /** Of the file that the built site has of it, `guide/index.html`, with forward slashes. */
  readonly path: string
  readonly html: string
}

/** Makes the folder hold these pages and no others; files that are as they should be stay. */
export function writePages(folder: string, pages: Iterable<RenderedPage>): void {
  mkdirSync(folder, { recursive: true })
  const stale = new Set(filesIn(folder, '').files)
  for (const { path, html } of pages) {
    const file = join(folder, path)
    const isThere = stale.delete(path)
    if (isThere && readFileSync(file, 'utf8') === html) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, html)
  }
  for (const path of stale) rmSync(join(folder, path))
}
