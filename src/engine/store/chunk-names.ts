/**
 * Names of the chunks of a site's pages: they stand in the record of the file, or in tables
 * (core/dump/name-tables.ts), which are read, or fetched, when one of their names is first needed.
 * Law: a table is taken only if it fits its own name, as every page is.
 */
import { LruCache } from '../../core/bytes/lru-cache.ts'
import { openPage } from '../../core/bytes/page.ts'
import { nameAt } from '../../core/dump/chunk-file.ts'
import { readTable, tableOf } from '../../core/dump/name-tables.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { bucketOf, type FileRef, pageKey, type RemoteFile } from './schema.ts'
import type { Store } from './store.ts'

/** Tables kept in memory, the last used; each has 5 kB, or 15 at most. */
const mostKept = 128

/** The page number under which a table is stored and fetched. */
export const tablePageOf = (file: FileRef, table: number): number => file.pages + table

export class ChunkNames {
  readonly #store: Store
  readonly #fetch: (file: FileRef, page: number) => Promise<Uint8Array>
  /** By name of the table. */
  readonly #tables = new LruCache<string, Promise<string>>(mostKept, () => 1)

  /** `fetch` brings a page of a file, or a table under its page number, checked, and stores it. */
  constructor(store: Store, fetch: (file: FileRef, page: number) => Promise<Uint8Array>) {
    this.#store = store
    this.#fetch = fetch
  }

  /** Rejects with `snapshot_unavailable`, `invalid_snapshot` or the storage's errors. */
  async nameOf(file: FileRef, page: number): Promise<string> {
    const { names, tables } = file.remote as RemoteFile
    if (tables === undefined) return nameAt(names, page, file.pages)
    if (page >= file.pages) return nameAt(names, page - file.pages, tables.length)
    const { table, nth } = tableOf(tables, page)
    return nameAt(
      await this.#table(file, table, nameAt(names, table, tables.length), tables[table]),
      nth,
      tables[table],
    )
  }

  #table(file: FileRef, table: number, name: string, count: number): Promise<string> {
    const kept = this.#tables.get(name)
    if (kept !== undefined) return kept
    const read = this.#read(file, tablePageOf(file, table), count)
    this.#tables.set(name, read)
    read.catch(() => this.#tables.delete(name))
    return read
  }

  async #read(file: FileRef, page: number, count: number): Promise<string> {
    const bucket = bucketOf(file)
    const stored = await this.#store.read([bucket], (transaction) => transaction.get(bucket, pageKey(file, page)))
    const names = stored === undefined ? null : namesIn(stored, count)
    if (names !== null) return names
    const fetched = namesIn(await this.#fetch(file, page), count)
    if (fetched === null)
      throw new SeeklingError('invalid_snapshot', `A table of names in ${file.remote?.folder} is none. Build it again.`)
    return fetched
  }
}

/** null for what is damaged, or no table. */
export function namesIn(page: unknown, count: number): string | null {
  try {
    return readTable(openPage(page, 'invalid_snapshot', 'A table of names'), count)
  } catch {
    return null
  }
}
