/**
 * Opens a snapshot into the store: its pages are written as they come, ahead of the one transaction that puts its indexes in the place of those
 * there are (dump/staging.ts, dump/replace-instance.ts). While some chunks are being written the next ones are unpacked.
 */
import {
  checkChunk,
  decodePages,
  invalidSnapshot,
  type SnapshotChunk,
  SnapshotReader,
} from '../../core/dump/image-file.ts'
import type { DumpParts } from '../dump/dump-parts.ts'
import { type Replaced, replaceInstance } from '../dump/replace-instance.ts'
import { Staging } from '../dump/staging.ts'
import { bucketOf, commitFileNumber, type FileRef, formatVersion, type Manifest, pageKey } from '../store/schema.ts'
import type { Key, Store } from '../store/store.ts'
import type { RunningWork } from '../work/running-work.ts'
import { inflate } from './chunk-compression.ts'
import { mapFiles, parseDescription, type SnapshotDescription } from './description.ts'

const decoder = new TextDecoder()

/** Chunks that may be on their way to the storage at once, a megabyte each: with one, unpacking waits for writing and then writing for it. */
const mostWrites = 3

/** For who holds the writer lock. Rejects with `invalid_snapshot`, `snapshot_incompatible`, what `source` throws, or the storage's errors. */
export async function importSnapshot(
  { store, durability }: DumpParts,
  source: AsyncIterable<Uint8Array>,
  work: RunningWork,
): Promise<Replaced> {
  const staging = new Staging(store, durability)
  const writes: Promise<void>[] = []
  try {
    const reader = new SnapshotReader(formatVersion)
    let opened: OpenedSnapshot | null = null
    for await (const piece of source) {
      for (const chunk of reader.push(piece)) {
        const content = await inflate(chunk.compressed, chunk.length)
        checkChunk(chunk, content)
        if (opened === null) opened = await openDescription(chunk, content, store, staging)
        else if (chunk.kind === 'pages') {
          const batch = opened.place(decodePages(content))
          if (writes.length === mostWrites) await writes.shift()
          const write = batch()
          // Whoever awaits it hears of a failure.
          write.catch(() => {})
          writes.push(write)
        } else opened.finish(chunk, content)
        await work.checkpoint({ step: 'storing pages', done: opened.pages, total: opened.total })
      }
    }
    reader.finish()
    await Promise.all(writes)
    if (opened === null) throw invalidSnapshot('it is empty')
    return await replaceInstance(store, durability, staging, 0, { manifests: opened.manifests, updates: null })
  } catch (thrown) {
    await Promise.allSettled(writes)
    await staging.discard().catch(() => {})
    throw thrown
  }
}

async function openDescription(
  chunk: SnapshotChunk,
  content: Uint8Array,
  store: Store,
  staging: Staging,
): Promise<OpenedSnapshot> {
  if (chunk.kind !== 'description') throw invalidSnapshot('its description is missing')
  const description = parseDescription(decoder.decode(content))
  const segments = description.manifests.reduce((sum, manifest) => sum + manifest.segments.length, 0)
  const { files, next } = await staging.reserve(description.files, segments)
  return new OpenedSnapshot(description, files, next, store)
}

/** A snapshot whose description is known: where its pages go. */
class OpenedSnapshot {
  readonly manifests: readonly Manifest[]
  readonly total: number
  pages = 0
  readonly #files: readonly FileRef[]
  readonly #store: Store
  #file = 0
  #page = 0
  #bytes = 0
  #ended = false

  /** `files` as they are to be stored; from `next` on there is a number for every segment. */
  constructor({ manifests }: SnapshotDescription, files: readonly FileRef[], next: number, store: Store) {
    this.#files = files
    this.#store = store
    this.total = files.reduce((sum, { pages }) => sum + pages, 0)
    let number = next
    this.manifests = manifests.map((manifest) => {
      const moved = mapFiles(manifest, (file) => ({ ...file, ...files[file.file] })) as Manifest
      return { ...moved, segments: moved.segments.map((segment) => ({ ...segment, id: commitFileNumber(number++) })) }
    })
  }

  /** Takes the next pages; answers what writes them. */
  place(pages: readonly Uint8Array[]): () => Promise<void> {
    const puts = new Map<FileRef, { readonly keys: Key[]; readonly pages: Uint8Array[] }>()
    for (const page of pages) {
      const file = this.#files[this.#file]
      if (file === undefined || this.#ended) throw invalidSnapshot('it has more pages than it says')
      const put = puts.get(file) ?? { keys: [], pages: [] }
      puts.set(file, put)
      put.keys.push(pageKey(file, this.#page++))
      put.pages.push(page)
      this.#bytes += page.length
      this.pages++
      if (this.#page < file.pages) continue
      if (this.#bytes !== file.bytes) throw invalidSnapshot('a file of it is not as long as it says')
      this.#file++
      this.#page = this.#bytes = 0
    }
    return () =>
      this.#store.write([...new Set([...puts.keys()].map(bucketOf))], 'relaxed', async (transaction) => {
        for (const [file, { keys, pages }] of puts) await transaction.putAll(bucketOf(file), keys, pages)
      })
  }

  finish(chunk: SnapshotChunk, content: Uint8Array): void {
    const counted = content.length === 4 ? new DataView(content.buffer).getUint32(0, true) : -1
    if (chunk.kind !== 'end' || counted !== this.total || this.pages !== this.total) {
      throw invalidSnapshot('it does not have the pages it says')
    }
    this.#ended = true
  }
}
