/**
 * Writes a snapshot: the pages of all indexes as they are stored, compressed chunk by chunk into a
 * Blob, which the browser keeps where it likes.
 */

import { ByteWriter } from '../../core/bytes/byte-writer.ts'
import { openPage } from '../../core/bytes/page.ts'
import {
  type ChunkKind,
  chunkBytes,
  encodeChunkHead,
  encodePages,
  encodeSnapshotHead,
} from '../../core/dump/image-file.ts'
import { MissingPage } from '../read/page-cache.ts'
import { filesNamedBy } from '../store/files.ts'
import { bucketOf, type FileRef, formatVersion, type Manifest, pageKey } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { RunningWork } from '../work/running-work.ts'
import { deflate } from './chunk-compression.ts'
import { printDescription } from './description.ts'

const encoder = new TextEncoder()

/**
 * For who holds the writer lock. Rejects with `corrupt_segment`, MissingPage, or the storage's
 * errors.
 */
export async function exportSnapshot(store: Store, manifests: readonly Manifest[], work: RunningWork): Promise<Blob> {
  const files = manifests.flatMap(filesNamedBy)
  const total = files.reduce((sum, { pages }) => sum + pages, 0)
  const parts: BlobPart[] = [part(encodeSnapshotHead(formatVersion))]
  const add = async (kind: ChunkKind, content: Uint8Array) => {
    const compressed = await deflate(content)
    parts.push(new Blob([part(encodeChunkHead(kind, content, compressed.length)), part(compressed)]))
  }
  await add('description', encoder.encode(printDescription(manifests, files)))
  let done = 0
  for await (const pages of pagesOf(store, files)) {
    await work.checkpoint({ step: 'writing pages', done, total })
    await add('pages', encodePages(pages))
    done += pages.length
  }
  const end = new ByteWriter(8)
  end.u32(total)
  await add('end', end.finish())
  return new Blob(parts, { type: 'application/octet-stream' })
}

const part = (bytes: Uint8Array): BlobPart => bytes as Uint8Array<ArrayBuffer>

/** Groups of pages, each of about a chunk's size, in the order of the files. */
async function* pagesOf(store: Store, files: readonly FileRef[]): AsyncGenerator<Uint8Array[], void> {
  const perRead = 16
  let group: Uint8Array[] = []
  let bytes = 0
  for (const file of files) {
    for (let from = 0; from < file.pages; from += perRead) {
      const places = Array.from({ length: Math.min(perRead, file.pages - from) }, (_, i) => from + i)
      const stored = await store.read([bucketOf(file)], (transaction) =>
        Promise.all(places.map((page) => transaction.get(bucketOf(file), pageKey(file, page)))),
      )
      for (const [i, page] of stored.entries()) {
        const name = `Page ${places[i]} of file ${file.file}`
        if (page === undefined) throw new MissingPage(`${name} is not stored.`)
        // Damage is not to be handed on.
        openPage(page, 'corrupt_segment', name)
        const { length } = page as Uint8Array
        if (group.length > 0 && bytes + length > chunkBytes) {
          yield group
          group = []
          bytes = 0
        }
        group.push(page as Uint8Array)
        bytes += length
      }
    }
  }
  if (group.length > 0) yield group
}
