/**
 * The pages of a file as they are stored, in order. Law: damage is not handed on; a page that does
 * not check out ends the export.
 */
import { openPage } from '../../core/bytes/page.ts'
import { MissingPage } from '../read/page-cache.ts'
import { bucketOf, type FileRef, pageKey } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

const perRead = 16

/** Throws `corrupt_segment`, MissingPage, or the storage's errors. */
export async function* pagesOf(store: Store, file: FileRef): AsyncGenerator<Uint8Array, void> {
  for (let from = 0; from < file.pages; from += perRead) {
    const places = Array.from({ length: Math.min(perRead, file.pages - from) }, (_, i) => from + i)
    const stored = await store.read([bucketOf(file)], (transaction) =>
      Promise.all(places.map((page) => transaction.get(bucketOf(file), pageKey(file, page)))),
    )
    for (const [i, page] of stored.entries()) {
      const name = `Page ${places[i]} of file ${file.file}`
      if (page === undefined) throw new MissingPage(`${name} is not stored.`)
      openPage(page, 'corrupt_segment', name)
      yield page as Uint8Array
    }
  }
}
