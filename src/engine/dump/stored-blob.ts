/**
 * A stored file as a Blob, put together piece by piece: the browser keeps the pieces where it
 * likes, and little of them in memory.
 */
import { readPages } from '../store/files.ts'
import type { Section } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

/** About four megabytes. */
const pagesPerPiece = 64

/** `section` is all of its file. Throws `corrupt_document` if a page is missing or damaged. */
export async function storedBlob(store: Store, { file }: Section, type: string): Promise<Blob> {
  const pieces: Blob[] = []
  for (let page = 0; page < file.pages; page += pagesPerPiece) {
    const pages = Array.from({ length: Math.min(pagesPerPiece, file.pages - page) }, (_, i) => page + i)
    pieces.push(new Blob((await readPages(store, file, pages, 'corrupt_document')) as Uint8Array<ArrayBuffer>[]))
  }
  return new Blob(pieces, { type })
}
