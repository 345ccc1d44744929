/**
 * Files that dumps, images and imports write ahead of the record that will name them
 * (store/ahead.ts): of known size, or growing.
 */
import { pageContentBytes, pageHeaderBytes, sealPage } from '../../core/bytes/page.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { adoptFiles, readCounters } from '../store/ahead.ts'
import { bytesOf, chooseShelf, type NewFile, shelfLoads, totalBytes, writeFiles } from '../store/files.ts'
import { addGarbage, sweepGarbage } from '../store/garbage.ts'
import { bucketOf, type Counters, commitFileNumber, type FileRef, pageKey, type Section } from '../store/schema.ts'
import type { Durability, Store, WriteTransaction } from '../store/store.ts'

/**
 * Pages put in one transaction; about a megabyte, so that a search over the same shelf waits for
 * milliseconds.
 */
const pagesPerWrite = 16

export class Staging {
  readonly #store: Store
  readonly #durability: Durability
  #wrote = false

  constructor(store: Store, durability: Durability) {
    this.#store = store
    this.#durability = durability
  }

  /** A file that grows page by page, on the emptiest of the shelves for large files. */
  async grow(): Promise<GrowingFile> {
    const file = await this.#store.write(['meta', 'indexes', 'pending'], this.#durability, async (transaction) => {
      const counters = await readCounters(transaction)
      const [manifests, pending] = await Promise.all([transaction.getAll('indexes'), transaction.getAll('pending')])
      const shelf = chooseShelf(Number.POSITIVE_INFINITY, shelfLoads([...manifests, ...pending]))
      const file = { shelf, file: commitFileNumber(counters.commitFiles), pages: 0, bytes: 0 }
      void transaction.put('meta', 'counters', { ...counters, commitFiles: counters.commitFiles + 1 })
      await addGarbage(transaction, [file])
      return file
    })
    this.#wrote = true
    return new GrowingFile(this.#store, this.#durability, file)
  }

  /**
   * Numbers and shelves for files whose pages the caller writes itself, and `more` numbers from
   * `next` on, which is what `commitFileNumber` takes.
   */
  async reserve(
    files: readonly Pick<FileRef, 'pages' | 'bytes'>[],
    more: number,
  ): Promise<{ readonly files: readonly FileRef[]; readonly next: number }> {
    const reserved = await this.#store.write(['meta', 'indexes', 'pending'], this.#durability, async (transaction) => {
      const counters = await readCounters(transaction)
      const [manifests, pending] = await Promise.all([transaction.getAll('indexes'), transaction.getAll('pending')])
      const loads = shelfLoads([...manifests, ...pending])
      const named = files.map(({ pages, bytes }, i) => ({
        shelf: chooseShelf(bytes, loads),
        file: commitFileNumber(counters.commitFiles + i),
        pages,
        bytes,
      }))
      const next = counters.commitFiles + files.length
      void transaction.put('meta', 'counters', { ...counters, commitFiles: next + more })
      await addGarbage(transaction, named)
      return { files: named, next }
    })
    this.#wrote = true
    return reserved
  }

  /**
   * Writes files that were numbered from `counters.commitFiles` on, `taken` numbers in all. Returns
   * the counters after it. Rejects with `io_error`, and has written nothing, if another writer got
   * in between.
   */
  async write(files: readonly NewFile[], counters: Counters, taken: number): Promise<Counters> {
    const buckets = new Set(files.map(({ ref }) => bucketOf(ref)))
    const write = async (transaction: WriteTransaction) => {
      const current = await readCounters(transaction)
      if (current.commitFiles !== counters.commitFiles) throw disturbed()
      const next = { ...current, commitFiles: current.commitFiles + taken }
      void transaction.put('meta', 'counters', next)
      await addGarbage(
        transaction,
        files.map(({ ref }) => ref),
      )
      await writeFiles(transaction, files)
      return next
    }
    const after = await this.#store.write(['meta', ...buckets], this.#durability, write, bytesOf(files))
    this.#wrote = true
    return after
  }

  /**
   * Takes `files` off the garbage list: for the transaction that names them, which has `meta` and
   * their shelves open. All of them were written by this object. An engine that has taken the
   * writer lock meanwhile may have swept them: files that are still listed may be deleted already.
   * Of those whose numbers are in `onSite` any page may be missing.
   */
  async adopt(
    transaction: WriteTransaction,
    files: readonly FileRef[],
    onSite: ReadonlySet<number> = new Set(),
  ): Promise<void> {
    if ((await adoptFiles(transaction, files, undefined, onSite)) === null) throw disturbed()
  }

  /** Deletes the files written. Those that cannot be deleted now stay on the garbage list. */
  async discard(): Promise<void> {
    if (this.#wrote) await sweepGarbage(this.#store, () => true)
  }
}

/** A file being written: takes bytes, stores sealed pages. */
export class GrowingFile {
  readonly #store: Store
  readonly #durability: Durability
  readonly #file: FileRef
  #page = new Uint8Array(pageHeaderBytes + pageContentBytes)
  #used = pageHeaderBytes
  #waiting: Uint8Array[] = []
  #stored = 0
  #bytes = 0
  #length = 0

  constructor(store: Store, durability: Durability, file: FileRef) {
    this.#store = store
    this.#durability = durability
    this.#file = file
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#length += bytes.length
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#page.length - this.#used)
      this.#page.set(part, this.#used)
      this.#used += part.length
      at += part.length
      if (this.#used === this.#page.length) this.#seal()
    }
    if (this.#waiting.length >= pagesPerWrite) await this.#flush()
  }

  /** Returns the section that has all bytes written. */
  async finish(): Promise<Section> {
    if (this.#used > pageHeaderBytes) this.#seal()
    await this.#flush()
    return { file: { ...this.#file, pages: this.#stored, bytes: this.#bytes }, start: 0, length: this.#length }
  }

  #seal(): void {
    this.#waiting.push(sealPage(this.#page.slice(0, this.#used)))
    this.#bytes += this.#used
    this.#used = pageHeaderBytes
  }

  async #flush(): Promise<void> {
    if (this.#waiting.length === 0) return
    const pages = this.#waiting
    this.#waiting = []
    const bucket = bucketOf(this.#file)
    const keys = pages.map((_, i) => pageKey(this.#file, this.#stored + i))
    const put = (transaction: WriteTransaction) => transaction.putAll(bucket, keys, pages)
    await this.#store.write([bucket], this.#durability, put, totalBytes(pages))
    this.#stored += pages.length
  }
}

/**
 * The error when another writer got in between; it passes when the work is done again from the
 * start.
 */
export const disturbed = (): SeeklingError =>
  new SeeklingError(
    'io_error',
    'Another writer changed the instance in the middle. Nothing was changed by this call: try again.',
  )
