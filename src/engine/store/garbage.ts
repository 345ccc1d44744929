/**
 * Deletes files that no record names any more. Commits only list them, so that a commit locks no
 * shelf for files it replaces; a sweep deletes them, a few megabytes a transaction, when no update
 * is to be run. A crash in between loses nothing: the list says what is left.
 *
 * LevelDB keeps what a transaction deletes in its log, to be able to undo it, unless it is one
 * record: garbage of 2.4 MB made the database 2.4 MB larger until it was compacted. There every
 * page has a transaction of its own.
 */
import { filesNamedBy, joinFiles } from './files.ts'
import { assertFormat } from './format.ts'
import { bucketOf, type DumpRecord, type FileRef, pageKey, pageRange, shelfNames } from './schema.ts'
import type { Store, WriteTransaction } from './store.ts'

/** Deletions of about this many bytes or files share a transaction. */
const sweepBytes = 8 * 1024 * 1024
const sweepFiles = 256

/**
 * Deletes the files on the garbage list, until it is empty or `goOn` returns false. Another tab may
 * sweep too: deleting twice is harmless. A sweep of a whole list puts no record, so it works on a
 * full disk.
 */
export async function sweepGarbage(store: Store, goOn: () => boolean): Promise<void> {
  const listed = await store.read(['meta'], async (transaction) => {
    await assertFormat(transaction)
    return transaction.get('meta', 'garbage')
  })
  const garbage = (listed as FileRef[] | undefined) ?? []
  const swept = new Set<number>()
  for (let next = 0; next < garbage.length && goOn(); ) {
    const batch: FileRef[] = []
    for (let bytes = 0; next < garbage.length && batch.length < sweepFiles && bytes < sweepBytes; next++) {
      batch.push(garbage[next])
      bytes += garbage[next].bytes
    }
    if (store.logsDeletions) {
      if (!(await deletePageByPage(store, batch, goOn))) break
    } else {
      await store.write([...new Set(batch.map(bucketOf))], 'relaxed', async (transaction) => {
        await Promise.all(batch.map((file) => transaction.delete(bucketOf(file), pageRange(file))))
      })
    }
    for (const { file } of batch) swept.add(file)
  }
  if (swept.size === 0) return
  await store.write(['meta'], 'relaxed', async (transaction) => {
    const current = (await transaction.get('meta', 'garbage')) as FileRef[] | undefined
    const left = (current ?? []).filter(({ file }) => !swept.has(file))
    if (left.length > 0) await transaction.put('meta', 'garbage', left)
    else await transaction.delete('meta', 'garbage')
  })
}

/** Transactions of one page each that are under way at a time. */
const pagesAtOnce = 16

/** Returns whether all are deleted: not if `goOn` has returned false. */
async function deletePageByPage(store: Store, files: readonly FileRef[], goOn: () => boolean): Promise<boolean> {
  for (const file of files) {
    const bucket = bucketOf(file)
    const keys = await store.read([bucket], (transaction) => transaction.getAllKeys(bucket, pageRange(file)))
    for (let next = 0; next < keys.length; next += pagesAtOnce) {
      if (!goOn()) return false
      const some = keys.slice(next, next + pagesAtOnce)
      await Promise.all(
        some.map((key) => store.write([bucket], 'relaxed', (transaction) => transaction.delete(bucket, key))),
      )
    }
  }
  return true
}

/**
 * Files that have pages but are named by no record and are not in the garbage list. None should
 * exist, since pages and the record that names them are written together; looking for them at the
 * start keeps a bug from filling the disk. One key is read per file, never a page.
 */
export function findOrphans(store: Store): Promise<FileRef[]> {
  return store.read(['meta', 'pending', 'indexes', ...shelfNames], async (transaction) => {
    const [garbage, dumps, pending, manifests] = await Promise.all([
      transaction.get('meta', 'garbage') as Promise<FileRef[] | undefined>,
      transaction.get('meta', 'dumps') as Promise<DumpRecord[] | undefined>,
      transaction.getAll('pending'),
      transaction.getAll('indexes'),
    ])
    const known = new Set((garbage ?? []).map((file) => file.file))
    for (const record of [...pending, ...manifests, ...(dumps ?? [])])
      for (const file of filesNamedBy(record)) known.add(file.file)
    const orphans = await Promise.all(
      shelfNames.map(async (bucket, shelf) => {
        const found: FileRef[] = []
        let next = 0
        for (;;) {
          const [key] = await transaction.getAllKeys(bucket, { from: pageKey({ file: next } as FileRef, 0) }, 1)
          if (typeof key !== 'number') return found
          const file = fileOfPageKey(key)
          if (!known.has(file)) found.push({ shelf, file, pages: 0, bytes: 0 })
          next = file + 1
        }
      }),
    )
    return orphans.flat()
  })
}

/**
 * Lists files as garbage within a transaction that has `meta`. `listed` is the list so far, where
 * the caller has read it.
 */
export async function addGarbage(
  transaction: WriteTransaction,
  files: readonly FileRef[],
  listed?: Promise<unknown>,
): Promise<void> {
  if (files.length === 0) return
  const garbage = (await (listed ?? transaction.get('meta', 'garbage'))) as FileRef[] | undefined
  await transaction.put('meta', 'garbage', joinFiles(garbage ?? [], files))
}

/**
 * Puts files on the garbage list. No record will name them again: a file is named by the
 * transaction that writes it, or never.
 */
export async function listGarbage(store: Store, files: readonly FileRef[]): Promise<void> {
  if (files.length === 0) return
  await store.write(['meta'], 'relaxed', async (transaction) => {
    const garbage = (await transaction.get('meta', 'garbage')) as FileRef[] | undefined
    await transaction.put('meta', 'garbage', joinFiles(garbage ?? [], files))
  })
}

/**
 * Puts files that were written ahead of a record on the garbage list again, but those that a
 * manifest names after all: it may not be known whether a commit has gone through. Another engine
 * may have taken them off while their pages were still being written.
 */
export async function listUnnamed(store: Store, files: readonly FileRef[]): Promise<void> {
  await store.write(['meta', 'indexes'], 'relaxed', async (transaction) => {
    const named = new Set((await transaction.getAll('indexes')).flatMap(filesNamedBy).map(({ file }) => file))
    await addGarbage(
      transaction,
      files.filter(({ file }) => !named.has(file)),
    )
  })
}

const pagesPerFile = pageKey({ file: 1 } as FileRef, 0) as number
export const fileOfPageKey = (key: number): number => Math.floor(key / pagesPerFile)
