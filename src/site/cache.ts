/**
 * What is kept from one build to the next: of each file what was read of it, by the hash of its
 * bytes, and the chunks that were made, by their names. Law: a cache that is missing, damaged or of
 * another build of this code is an empty one; no build fails for it, and none differs by it.
 *
 *   pages-KEY.bin    a line of JSON,
 *                    { code, extraction, pages: [{ path, hash, stamp, at, bytes, page }] },
 *                    then the documents of all pages, one after the other
 *   chunks-KEY.bin   a line of JSON, { build, files: [path, bytes, path, bytes, ...] },
 *                    then the files
 *
 * Before each: the hash of all that follows, and a line end.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { ReadPage } from './document.ts'
import { hashOf } from './package-files.ts'

/** What was read of one file. */
export interface CachedPage {
  readonly path: string
  /** Of the file's bytes. */
  readonly hash: string
  /** Of the file's size and times: see stampOf in read-folder.ts. */
  readonly stamp: string
  readonly page: ReadPage
  /** JSON, one document a line. */
  readonly documents: Uint8Array
}

/** The files of an index. */
export interface MadeIndex {
  /** Names what they were made of. */
  readonly build: string
  /** By path; the chunks and the root. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export interface Kept {
  /** By path. */
  readonly pages: ReadonlyMap<string, CachedPage>
  /** Read when it is asked for; null if there is none. */
  readonly index: () => MadeIndex | null
}

export interface ToKeep {
  readonly pages: readonly CachedPage[]
  /** null: the one that is there stays. */
  readonly index: MadeIndex | null
}

const nothing: Kept = { pages: new Map(), index: () => null }

/** All by which equal files may be read otherwise. */
interface CacheKey {
  /** Of the code: see codeKey in package-files.ts. */
  readonly code: string
  /** Of the checked options. */
  readonly extraction: string
}

export class BuildCache {
  readonly #files: { readonly pages: string; readonly chunks: string } | null
  readonly #key: CacheKey

  /**
   * `place`: the folder of the cache, null for the usual one, false for none. `site` names the
   * site.
   */
  constructor(place: string | false | null, site: string, key: CacheKey) {
    this.#key = key
    const name = hashOf([site])
    const folder = place === false ? null : place === null ? usualFolder() : resolve(place)
    this.#files =
      folder === null ? null : { pages: join(folder, `pages-${name}.bin`), chunks: join(folder, `chunks-${name}.bin`) }
  }

  load(): Kept {
    const files = this.#files
    if (files === null) return nothing
    try {
      const { head, body } = split(readFileSync(files.pages))
      const { code, extraction, pages } = head as PagesHead
      if (code !== this.#key.code || extraction !== this.#key.extraction) return nothing
      const kept = pages.map(
        ({ at, bytes, ...page }) => [page.path, { ...page, documents: body.subarray(at, at + bytes) }] as const,
      )
      return { pages: new Map(kept), index: () => loadIndex(files.chunks) }
    } catch {
      return nothing
    }
  }

  /** Returns whether it could be written. */
  save({ pages, index }: ToKeep): boolean {
    if (this.#files === null) return true
    try {
      mkdirSync(dirname(this.#files.pages), { recursive: true })
      if (index !== null) {
        const files = [...index.files].flatMap(([path, { length }]) => [path, length])
        write(this.#files.chunks, { build: index.build, files }, [...index.files.values()])
      }
      let at = 0
      const placed = pages.map(({ documents, ...page }) => {
        const entry = { ...page, at, bytes: documents.length }
        at += documents.length
        return entry
      })
      const head: PagesHead = { ...this.#key, pages: placed }
      write(
        this.#files.pages,
        head,
        pages.map(({ documents }) => documents),
      )
      return true
    } catch {
      return false
    }
  }
}

interface PagesHead {
  readonly code: string
  readonly extraction: string
  readonly pages: readonly (Omit<CachedPage, 'documents'> & { readonly at: number; readonly bytes: number })[]
}

function loadIndex(file: string): MadeIndex | null {
  try {
    const { head, body } = split(readFileSync(file))
    const { build, files: list } = head as { build: string; files: (string | number)[] }
    const files = new Map<string, Uint8Array>()
    let at = 0
    for (let i = 0; i < list.length; i += 2) files.set(String(list[i]), body.subarray(at, (at += Number(list[i + 1]))))
    return { build, files }
  } catch {
    return null
  }
}

/** Throws if it is not as it was written. */
function split(file: Buffer): { head: unknown; body: Buffer } {
  const start = file.indexOf(10) + 1
  const rest = file.subarray(start)
  if (hashOf([rest]) !== file.toString('latin1', 0, start - 1)) throw new Error('It is damaged.')
  const end = rest.indexOf(10)
  return { head: JSON.parse(rest.toString('utf8', 0, end)), body: rest.subarray(end + 1) }
}

/** Whole or not at all: two builds may run at the same time. */
function write(file: string, head: unknown, parts: readonly Uint8Array[]): void {
  const part = `${file}.${process.pid}`
  const content = [Buffer.from(`${JSON.stringify(head)}\n`), ...parts]
  writeFileSync(part, Buffer.concat([Buffer.from(`${hashOf(content)}\n`), ...content]))
  renameSync(part, file)
}

/** Beside the packages of the project, as tools do, else where a user's caches are. */
function usualFolder(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules', '.cache', 'seekling')
    if (folder === dirname(folder)) break
  }
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'seekling')
}
