/**
 * Takes an image into the store: its pages are written as they come, ahead of the one transaction
 * that puts its indexes in the place of those of the same names (dump/staging.ts,
 * dump/replace-instance.ts). While some chunks are being written the next ones are unpacked.
 */
import { checkChunk, decodePages, type ImageChunk, ImageReader, invalidSnapshot } from '../../core/dump/image-file.ts'
import type { DumpParts } from '../dump/dump-parts.ts'
import { assertReplaceable, type Replaced, replaceInstance } from '../dump/replace-instance.ts'
import { Staging } from '../dump/staging.ts'
import { dateText } from '../store/clock.ts'
import { filesNamedBy, totalBytes } from '../store/files.ts'
import { fromSnapshot } from '../store/origin.ts'
import { bucketOf, commitFileNumber, type FileRef, formatVersion, type Manifest, pageKey } from '../store/schema.ts'
import type { Key, Store, WriteTransaction } from '../store/store.ts'
import type { RunningWork } from '../work/running-work.ts'
import { inflate } from './chunk-compression.ts'
import { type ImageDescription, mapFiles, parseDescription } from './description.ts'
import { type CheckedImport, choose } from './image-options.ts'

const decoder = new TextDecoder()

/**
 * Chunks that may be on their way to the storage at once, a megabyte each: with one, unpacking
 * waits for writing and then writing for it.
 */
const mostWrites = 3

/**
 * The caller must hold the writer lock. Rejects with `invalid_snapshot`, `snapshot_incompatible`,
 * `index_not_found`, `index_has_other_documents`, what `source` throws, or the storage's errors.
 */
export async function importImage(
  { store, durability, clock }: DumpParts,
  source: AsyncIterable<Uint8Array>,
  options: CheckedImport,
  work: RunningWork,
): Promise<Replaced> {
  const staging = new Staging(store, durability)
  const now = dateText(clock.now())
  const writes: Promise<void>[] = []
  try {
    const reader = new ImageReader(formatVersion)
    let opened: OpenedImage | null = null
    for await (const piece of source) {
      for (const chunk of reader.push(piece)) {
        const content = await inflate(chunk.compressed, chunk.length)
        checkChunk(chunk, content)
        if (opened === null) opened = await openDescription(chunk, content, { store, staging, options, now })
        else if (chunk.kind === 'pages') {
          const batch = opened.place(decodePages(content))
          if (writes.length === mostWrites) await writes.shift()
          const write = batch()
          // The caller, which awaits it, gets the failure.
          write.catch(() => {})
          writes.push(write)
        } else opened.finish(chunk, content)
        await work.checkpoint({ step: 'storing pages', done: opened.pages, total: opened.total })
      }
    }
    reader.finish()
    await Promise.all(writes)
    if (opened === null) throw invalidSnapshot('it is empty')
    return await replaceInstance(store, durability, staging, {
      manifests: opened.manifests,
      replaces: options.replace ? 'named' : 'own',
    })
  } catch (thrown) {
    await Promise.allSettled(writes)
    await staging.discard().catch(() => {})
    throw thrown
  }
}

/** What an import has before the description has come. */
interface Receiving {
  readonly store: Store
  readonly staging: Staging
  readonly options: CheckedImport
  readonly now: string
}

async function openDescription(
  chunk: ImageChunk,
  content: Uint8Array,
  { store, staging, options, now }: Receiving,
): Promise<OpenedImage> {
  if (chunk.kind !== 'description') throw invalidSnapshot('its description is missing')
  const description = parseDescription(decoder.decode(content), now)
  const chosen = choose(description.manifests, options, 'the snapshot')
  // Checked before anything is written; the transaction that replaces them checks again.
  if (!options.replace) await assertReplaceable(store, new Set(chosen.map(({ uid }) => uid)))
  const wanted = chosen.flatMap(filesNamedBy)
  const segments = chosen.reduce((sum, manifest) => sum + manifest.segments.length, 0)
  const { files, next } = await staging.reserve(wanted, segments)
  const stored = new Map(wanted.map(({ file }, i) => [file, files[i]]))
  return new OpenedImage({
    described: description.files,
    stored,
    manifests: placed(chosen, stored, next),
    store,
  })
}

/**
 * The indexes with their files where they are stored. From `next` on there is a number for every
 * segment.
 */
function placed(manifests: readonly Manifest[], stored: ReadonlyMap<number, FileRef>, next: number): Manifest[] {
  let number = next
  return manifests.map((manifest) => {
    const moved = mapFiles(manifest, (file) => ({ ...file, ...stored.get(file.file) })) as Manifest
    const segments = moved.segments.map((segment) => ({ ...segment, id: commitFileNumber(number++) }))
    return { ...moved, segments, origin: fromSnapshot }
  })
}

interface Opening {
  readonly described: ImageDescription['files']
  /** The files to be stored, by their place in the image: those of the chosen indexes. */
  readonly stored: ReadonlyMap<number, FileRef>
  readonly manifests: readonly Manifest[]
  readonly store: Store
}

/** An image whose description has come: it says where its pages go. */
class OpenedImage {
  readonly manifests: readonly Manifest[]
  readonly total: number
  pages = 0
  readonly #described: Opening['described']
  readonly #stored: Opening['stored']
  readonly #store: Store
  #file = 0
  #page = 0
  #bytes = 0
  #ended = false

  constructor({ described, stored, manifests, store }: Opening) {
    this.manifests = manifests
    this.#described = described
    this.#stored = stored
    this.#store = store
    this.total = described.reduce((sum, { pages }) => sum + pages, 0)
  }

  /** Takes the next pages; returns what writes them. */
  place(pages: readonly Uint8Array[]): () => Promise<void> {
    const puts = new Map<FileRef, { readonly keys: Key[]; readonly pages: Uint8Array[] }>()
    for (const page of pages) {
      const file = this.#described[this.#file]
      if (file === undefined || this.#ended) throw invalidSnapshot('it has more pages than it says')
      const stored = this.#stored.get(this.#file)
      if (stored) {
        const put = puts.get(stored) ?? { keys: [], pages: [] }
        puts.set(stored, put)
        put.keys.push(pageKey(stored, this.#page))
        put.pages.push(page)
      }
      this.#page++
      this.#bytes += page.length
      this.pages++
      if (this.#page < file.pages) continue
      if (this.#bytes !== file.bytes) throw invalidSnapshot('a file of it is not as long as it says')
      this.#file++
      this.#page = this.#bytes = 0
    }
    const buckets = [...new Set([...puts.keys()].map(bucketOf))]
    if (buckets.length === 0) return async () => {}
    const put = async (transaction: WriteTransaction) => {
      for (const [file, { keys, pages }] of puts) await transaction.putAll(bucketOf(file), keys, pages)
    }
    const bytes = totalBytes([...puts.values()].flatMap(({ pages }) => pages))
    return () => this.#store.write(buckets, 'relaxed', put, bytes)
  }

  finish(chunk: ImageChunk, content: Uint8Array): void {
    const counted = content.length === 4 ? new DataView(content.buffer).getUint32(0, true) : -1
    if (chunk.kind !== 'end' || counted !== this.total || this.pages !== this.total) {
      throw invalidSnapshot('it does not have the pages it says')
    }
    this.#ended = true
  }
}
