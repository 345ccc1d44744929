/**
 * The pages of a file as they are stored, in order. Law: damage is not passed on; a damaged page
 * ends the export.
 */
import { openPage } from '../../core/bytes/page.ts'
import { MissingPage } from '../read/page-cache.ts'
import { filesNamedBy } from '../store/files.ts'
import { bucketOf, type FileRef, type Manifest, pageKey } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { mapFiles } from './description.ts'

const perRead = 16

/**
 * Pages that are not stored are fetched. Throws `corrupt_segment`, MissingPage,
 * `snapshot_unavailable`, or the storage's errors.
 */
export async function* pagesOf(store: Store, file: FileRef): AsyncGenerator<Uint8Array, void> {
  for (let from = 0; from < file.pages; from += perRead) {
    const places = Array.from({ length: Math.min(perRead, file.pages - from) }, (_, i) => from + i)
    const stored = await store.read([bucketOf(file)], (transaction) =>
      Promise.all(places.map((page) => transaction.get(bucketOf(file), pageKey(file, page)))),
    )
    await fetchMissing(store, file, places, stored)
    for (const [i, page] of stored.entries()) {
      const name = `Page ${places[i]} of file ${file.file}`
      if (page === undefined) throw new MissingPage(`${name} is not stored.`)
      openPage(page, 'corrupt_segment', name)
      yield page as Uint8Array
    }
  }
}

async function fetchMissing(
  { remote }: Store,
  file: FileRef,
  places: readonly number[],
  stored: unknown[],
): Promise<void> {
  const missing = places.flatMap((page, i) => (stored[i] === undefined ? [{ file, page, i }] : []))
  if (remote === undefined || file.remote === undefined || missing.length === 0) return
  const pages = await remote.fetch(missing)
  missing.forEach(({ i }, n) => {
    stored[i] = pages[n]
  })
}

/** The files these indexes name, in order and each once, as complete references. */
export function wholeFiles(manifests: readonly Manifest[]): FileRef[] {
  const whole = new Map<number, FileRef>()
  mapFiles(
    manifests.map(({ segments }) => segments),
    (file) => {
      whole.set(file.file, file)
      return file
    },
  )
  return manifests.flatMap(filesNamedBy).map((file) => whole.get(file.file) ?? file)
}
