/**
 * What a newer build of a site's image has in common with the one that is attached: pages that are
 * stored, and have the same names, are copied to their new places instead of being fetched again.
 * Law: only names are compared, so what is copied is what would come. Of a table of names that both
 * builds have, no name needs to be known; of another, the names are looked at where the table is at
 * hand, and pages that could not be compared are fetched again when they are needed.
 */
import { chunkNameLength, nameAt } from '../../core/dump/chunk-file.ts'
import { namesIn, tablePageOf } from '../store/chunk-names.ts'
import { bucketsOf } from '../store/files.ts'
import { bucketOf, type FileRef, pageKey } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { SiteFile } from './site-root.ts'

interface Place {
  readonly file: FileRef
  readonly page: number
}

/** A file of the newer build, with its number here. */
export interface PlacedFile {
  readonly file: FileRef
  /** Pages and tables that are at hand. */
  readonly inline: ReadonlyMap<number, Uint8Array>
}

const tableNames = ({ remote, pages }: FileRef): string[] =>
  remote?.tables ? Array.from(remote.tables, (_, i) => nameAt(remote.names, i, remote.tables?.length ?? pages)) : []

/**
 * Fetches the tables of the newer build that the older one, `before`, does not have, so that they
 * can be compared. Those that cannot be had now are left out.
 */
export async function fetchNewTables(
  { remote }: Store,
  folder: string,
  before: readonly FileRef[],
  files: readonly SiteFile[],
): Promise<void> {
  const known = new Set(before.flatMap(tableNames))
  if (remote === undefined || known.size === 0) return
  const fetched = files.flatMap(({ names, tables, pages, bytes, inline }) => {
    if (tables === undefined) return []
    // It has no number yet, so nothing of it is stored by being fetched.
    const file: FileRef = { shelf: 0, file: -1, pages, bytes, remote: { folder, names, tables } }
    return tableNames(file).flatMap((name, table) => {
      const page = tablePageOf(file, table)
      return known.has(name) ? [] : [remote.fetch([{ file, page }]).then(([bytes]) => inline.set(page, bytes))]
    })
  })
  await Promise.allSettled(fetched)
}

/** Pages copied in one transaction. */
const pagesPerCopy = 64

/** Copies stored pages of `before` to the keys that the same pages have in `after`. */
export async function keepPages(store: Store, before: readonly FileRef[], after: readonly PlacedFile[]): Promise<void> {
  const older = new Set(before.flatMap(tableNames))
  const shared = new Set(after.flatMap(({ file }) => tableNames(file)).filter((name) => older.has(name)))
  const places = new Map<string, Place>()
  for (const file of before) {
    const stored = (page: number) =>
      store.read([bucketOf(file)], (transaction) => transaction.get(bucketOf(file), pageKey(file, page)))
    await eachPage(file, shared, stored, (name, page) => places.set(name, { file, page }))
  }
  const copies: { from: Place; to: Place }[] = []
  for (const { file, inline } of after)
    await eachPage(
      file,
      shared,
      async (page) => inline.get(page),
      (name, page) => {
        const from = places.get(name)
        if (from) copies.push({ from, to: { file, page } })
      },
    )
  for (let at = 0; at < copies.length; at += pagesPerCopy) await copy(store, copies.slice(at, at + pagesPerCopy))
}

async function copy(store: Store, batch: readonly { from: Place; to: Place }[]): Promise<void> {
  const buckets = bucketsOf(batch.flatMap(({ from, to }) => [from.file, to.file]))
  await store.write([...buckets], 'relaxed', async (transaction) => {
    const pages = await Promise.all(
      batch.map(({ from: { file, page } }) => transaction.get(bucketOf(file), pageKey(file, page))),
    )
    batch.forEach(({ to: { file, page } }, i) => {
      if (pages[i] !== undefined) void transaction.put(bucketOf(file), pageKey(file, page), pages[i])
    })
  })
}

/** Stores the pages that came with the root, and the tables that were fetched. */
export async function storeInline(store: Store, files: readonly PlacedFile[]): Promise<void> {
  const some = files.filter(({ inline }) => inline.size > 0)
  if (some.length === 0) return
  await store.write([...bucketsOf(some.map(({ file }) => file))], 'relaxed', async (transaction) => {
    for (const { file, inline } of some)
      for (const [page, bytes] of inline) void transaction.put(bucketOf(file), pageKey(file, page), bytes)
  })
}

/**
 * Names of the pages and tables of a file; a page that a shared table names is called by its place
 * in it. `pageAt` has a table, or not.
 */
async function eachPage(
  file: FileRef,
  shared: ReadonlySet<string>,
  pageAt: (page: number) => Promise<unknown>,
  visit: (name: string, page: number) => void,
): Promise<void> {
  const { remote, pages } = file
  if (remote === undefined) return
  const { names, tables } = remote
  if (tables === undefined) {
    // Names of an older build may be longer.
    for (let page = 0; page < pages; page++) visit(nameAt(names, page, pages).slice(0, chunkNameLength), page)
    return
  }
  let from = 0
  for (const [table, name] of tableNames(file).entries()) {
    const count = tables[table]
    const tablePage = tablePageOf(file, table)
    visit(name, tablePage)
    const own = shared.has(name) ? null : namesIn(await pageAt(tablePage), count)
    for (let nth = 0; nth < count; nth++) {
      if (own !== null) visit(nameAt(own, nth, count), from + nth)
      else if (shared.has(name)) visit(`${name}/${nth}`, from + nth)
    }
    from += count
  }
}
