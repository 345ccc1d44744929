/**
 * Files: runs of pages on a shelf, written once. This file chooses the shelf of a new one, writes
 * and reads pages, and finds the files a record names. Files that no record names are garbage
 * (garbage.ts).
 */
import { openPage } from '../../core/bytes/page.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { bucketOf, type FileRef, largeFileBytes, pageKey, shelfNames } from './schema.ts'
import type { Bucket, Key, Store, WriteTransaction } from './store.ts'

/** A file made ready to write: final bytes, exact slices. */
export interface NewFile {
  readonly ref: FileRef
  readonly pages: readonly Uint8Array[]
}

/** Bytes in use per shelf. Shelf 0 is not counted. */
export type ShelfLoads = number[]

/** How many bytes the files named by these records hold on each shelf. */
export function shelfLoads(records: Iterable<unknown>): ShelfLoads {
  const loads: ShelfLoads = shelfNames.map(() => 0)
  for (const record of records) for (const file of filesNamedBy(record)) loads[file.shelf] += file.bytes
  return loads
}

/**
 * Shelf 0 for a small file; for a large one the emptiest of the others, to whose load the bytes are
 * added.
 */
export function chooseShelf(bytes: number, loads: ShelfLoads): number {
  if (bytes < largeFileBytes) return 0
  let best = 1
  for (let shelf = 2; shelf < shelfNames.length; shelf++) if (loads[shelf] < loads[best]) best = shelf
  loads[best] += bytes
  return best
}

/** The shelves these files lie on. */
export const bucketsOf = (files: readonly FileRef[]): Set<Bucket> => new Set(files.map(bucketOf))

export function totalBytes(pages: readonly Uint8Array[]): number {
  let bytes = 0
  for (const page of pages) bytes += page.length
  return bytes
}

export const bytesOf = (files: readonly NewFile[]): number =>
  files.reduce((bytes, { pages }) => bytes + totalBytes(pages), 0)

/**
 * The files a manifest or pending update names, each once. Whatever looks like a FileRef is one,
 * however deep: no new kind of section can be forgotten here, and a tab with an older build keeps
 * the files of sections it does not know.
 */
export function filesNamedBy(record: unknown): FileRef[] {
  const files = new Map<number, FileRef>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
    const { shelf, file, pages, bytes } = value as Partial<FileRef>
    if (
      typeof shelf === 'number' &&
      typeof file === 'number' &&
      typeof pages === 'number' &&
      typeof bytes === 'number'
    ) {
      files.set(file, { shelf, file, pages, bytes })
      return
    }
    for (const member of Object.values(value)) visit(member)
  }
  // Names, settings and field lists hold no files, and may be long.
  visit((record as { segments?: unknown }).segments ?? (record as { content?: unknown }).content)
  return [...files.values()]
}

/** Adds `more` to a list of files without naming any twice. */
export function joinFiles(files: readonly FileRef[], more: readonly FileRef[]): FileRef[] {
  const joined = new Map<number, FileRef>()
  for (const { shelf, file, pages, bytes } of [...files, ...more]) joined.set(file, { shelf, file, pages, bytes })
  return [...joined.values()]
}

const paceBytes = 1024 * 1024

/**
 * Puts the pages of new files. After about every megabyte it waits for its requests: searches over
 * other shelves then wait a few milliseconds for this transaction instead of tens, at no cost in
 * time. It does not wait for the last requests, as the commit does.
 */
export async function writeFiles(transaction: WriteTransaction, files: readonly NewFile[]): Promise<void> {
  let keys: Key[] = []
  let values: Uint8Array[] = []
  let bytes = 0
  for (const [i, { ref, pages }] of files.entries()) {
    const bucket = bucketOf(ref)
    const next = files[i + 1]
    for (const [page, content] of pages.entries()) {
      keys.push(pageKey(ref, page))
      values.push(content)
      bytes += content.length
      const isLast = page === pages.length - 1
      if (bytes < paceBytes && !(isLast && (next === undefined || bucketOf(next.ref) !== bucket))) continue
      const put = transaction.putAll(bucket, keys, values)
      if (!isLast || next !== undefined) await put
      keys = []
      values = []
      bytes = 0
    }
  }
}

/**
 * The contents of some pages of a file, in the order asked for, read in one transaction by parallel
 * gets. Throws `code` if a page is missing or damaged.
 */
export async function readPages(
  store: Store,
  file: FileRef,
  pages: readonly number[],
  code: ErrorCode,
): Promise<Uint8Array[]> {
  const bucket = bucketOf(file)
  const stored = await store.read([bucket], (transaction) =>
    Promise.all(pages.map((page) => transaction.get(bucket, pageKey(file, page)))),
  )
  return stored.map((value, i) => openPage(value, code, `Page ${pages[i]} of file ${file.file}`))
}
