/**
 * Writes an image as one file: the pages of all indexes as they are stored, compressed chunk by
 * chunk into a Blob, which the browser keeps where it likes.
 */

import { ByteWriter } from '../../core/bytes/byte-writer.ts'
import {
  type ChunkKind,
  chunkBytes,
  encodeChunkHead,
  encodeImageHead,
  encodePages,
} from '../../core/dump/image-file.ts'
import { type FileRef, formatVersion, type Manifest } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { RunningWork } from '../work/running-work.ts'
import { deflate } from './chunk-compression.ts'
import { describe } from './description.ts'
import { pagesOf, wholeFiles } from './stored-pages.ts'

const encoder = new TextEncoder()

/**
 * The caller must hold the writer lock. Rejects with `corrupt_segment`, MissingPage, or the
 * storage's errors.
 */
export async function exportImage(store: Store, manifests: readonly Manifest[], work: RunningWork): Promise<Blob> {
  const files = wholeFiles(manifests)
  const total = files.reduce((sum, { pages }) => sum + pages, 0)
  const parts: BlobPart[] = [part(encodeImageHead(formatVersion))]
  const add = async (kind: ChunkKind, content: Uint8Array) => {
    const compressed = await deflate(content)
    parts.push(new Blob([part(encodeChunkHead(kind, content, compressed.length)), part(compressed)]))
  }
  await add('description', encoder.encode(JSON.stringify(describe(manifests, files))))
  let done = 0
  for await (const pages of chunksOf(store, files)) {
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
async function* chunksOf(store: Store, files: readonly FileRef[]): AsyncGenerator<Uint8Array[], void> {
  let group: Uint8Array[] = []
  let bytes = 0
  for (const file of files) {
    for await (const page of pagesOf(store, file)) {
      if (group.length > 0 && bytes + page.length > chunkBytes) {
        yield group
        group = []
        bytes = 0
      }
      group.push(page)
      bytes += page.length
    }
  }
  if (group.length > 0) yield group
}
