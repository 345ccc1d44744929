/**
 * Files written ahead of the record that will name them, in as many transactions as it takes. From
 * before its first page on such a file stands in the garbage list, so that it is swept if no record
 * ever names it; the transaction that names it takes it off the list. The caller must hold the
 * writer lock: without it a sweep might come in between, which `adoptFiles` notices.
 */
import type { NewFile } from './files.ts'
import { addGarbage } from './garbage.ts'
import { bucketOf, type Counters, type FileRef, isSameState, noCounters, pageKey } from './schema.ts'
import type { Durability, Key, ReadTransaction, Store, WriteTransaction } from './store.ts'

/** Bytes put in one transaction, so that searches and writes of the page come in between. */
const bytesPerWrite = 4 * 1024 * 1024

export async function readCounters(transaction: ReadTransaction): Promise<Counters> {
  return ((await transaction.get('meta', 'counters')) as Counters | undefined) ?? noCounters
}

/**
 * Lists files that were numbered from `counters.commitFiles` on, `taken` numbers in all, and takes
 * the numbers. Returns the counters after it; null, and nothing is changed, if another writer got
 * in between.
 */
export function listAhead(
  store: Store,
  durability: Durability,
  files: readonly FileRef[],
  counters: Counters,
  taken: number,
): Promise<Counters | null> {
  return store.write(['meta'], durability, async (transaction) => {
    const current = await readCounters(transaction)
    if (!isSameState(current, counters)) return null
    const next = { ...current, commitFiles: current.commitFiles + taken }
    void transaction.put('meta', 'counters', next)
    await addGarbage(transaction, files)
    return next
  })
}

/** Writes the pages of files that were listed; waits for `checkpoint` between two transactions. */
export async function writeAhead(
  store: Store,
  durability: Durability,
  files: readonly NewFile[],
  checkpoint: () => Promise<void>,
): Promise<void> {
  for (const { ref, pages } of files) {
    const bucket = bucketOf(ref)
    for (let from = 0; from < pages.length; ) {
      await checkpoint()
      const keys: Key[] = []
      const values: Uint8Array[] = []
      let bytes = 0
      for (; from < pages.length && bytes < bytesPerWrite; from++) {
        keys.push(pageKey(ref, from))
        values.push(pages[from])
        bytes += pages[from].length
      }
      await store.write([bucket], durability, (transaction) => transaction.putAll(bucket, keys, values), bytes)
    }
  }
}

/**
 * Takes `files` off the garbage list: for the transaction that names them, which has `meta` and
 * their shelves open. `listed` is the list so far. An engine that has taken the writer lock
 * meanwhile may have swept them: files that are still listed may be deleted already. Returns the
 * list that is left; null, and nothing is changed, if some are gone. Of those whose numbers are in
 * `onSite` any page may be missing.
 */
export async function adoptFiles(
  transaction: WriteTransaction,
  files: readonly FileRef[],
  listed: Promise<unknown> = transaction.get('meta', 'garbage'),
  onSite: ReadonlySet<number> = new Set(),
): Promise<readonly FileRef[] | null> {
  const stored = files.filter(({ file }) => !onSite.has(file))
  const [garbage = [], ...firstPages] = (await Promise.all([
    listed,
    ...stored.map((file) => transaction.count(bucketOf(file), { from: pageKey(file, 0), to: pageKey(file, 0) })),
  ])) as [FileRef[] | undefined, ...number[]]
  const adopted = new Set(files.map(({ file }) => file))
  const kept = garbage.filter(({ file }) => !adopted.has(file))
  if (garbage.length - kept.length !== adopted.size || firstPages.includes(0)) return null
  await transaction.put('meta', 'garbage', kept)
  return kept
}
