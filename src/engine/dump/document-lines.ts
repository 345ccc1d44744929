/**
 * Documents as JSON lines, one block after the other: what is in memory is a few blocks, whatever
 * the number of documents. The number of bytes is known before the first line is read, because a
 * tar header needs it: files and blocks have their sizes recorded, so only blocks with dropped
 * documents have to be read.
 */
import { assert } from '../../core/bytes/assert.ts'
import { Bitset } from '../../core/docset/bitset.ts'
import type { NumbersOf, Ordinal } from '../../core/docset/numbers.ts'
import { blockOverhead, documentAt, readBlock } from '../../core/document/block.ts'
import { decodeDeletions } from '../../core/segment/deletions.ts'
import { decodeDocumentTable } from '../../core/segment/document-table.ts'
import { BlockMap, type BlockPlace } from '../read/block-map.ts'
import { PageCache, type PageRequest } from '../read/page-cache.ts'
import { readSections } from '../read/sections.ts'
import type { DocumentFile, Manifest, SegmentRef } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

export interface DocumentLines {
  readonly documents: number
  readonly bytes: number
  /** Each piece is good until the next one is asked for. */
  pieces(): AsyncGenerator<Uint8Array, void>
}

/** Blocks kept while reading; several segments are read side by side. */
const cacheBytes = 8 * 1024 * 1024
/** Blocks read in one transaction: about a megabyte, but for huge documents. */
const blocksPerRead = 32

/**
 * The living documents of an index, by first insertion. Throws `corrupt_segment`,
 * `corrupt_document`, MissingPage.
 */
export async function indexLines(store: Store, manifest: Manifest): Promise<DocumentLines> {
  const cache = new PageCache(cacheBytes)
  const living = await Promise.all(manifest.segments.map((ref) => readLiving(store, cache, ref)))
  const slots = mergeByOrdinal(living)
  const sizes = await Promise.all(living.map(({ blocks, used }) => usedBytes(store, cache, blocks, used)))
  const documents = slots.slots.length
  return {
    documents,
    bytes: sizes.reduce((sum, size) => sum + size, documents),
    pieces: () => readPieces(store, cache, documents, (i) => living[slots.segments[i]].blocks.find(slots.slots[i])),
  }
}

/**
 * The documents of a payload, in the order they were sent. Throws `corrupt_document`, MissingPage.
 */
export async function payloadLines(store: Store, file: DocumentFile): Promise<DocumentLines> {
  const blocks = new BlockMap([file])
  const bytes = await jsonBytes(store, new PageCache(0), file)
  return {
    documents: blocks.slots,
    bytes: bytes + blocks.slots,
    pieces: () => readPieces(store, new PageCache(cacheBytes), blocks.slots, (slot) => blocks.find(slot)),
  }
}

interface Living {
  readonly blocks: BlockMap
  readonly ordinals: NumbersOf<Ordinal>
  /** Of the living documents in ascending ordinal. */
  readonly slots: Uint32Array
  /** The slots of the living. */
  readonly used: Bitset
}

async function readLiving(store: Store, cache: PageCache, ref: SegmentRef): Promise<Living> {
  const sections = ref.deletions === null ? [ref.table] : [ref.table, ref.deletions]
  const [tableBytes, deletionBytes] = await readSections(store, cache, sections)
  const blocks = new BlockMap(ref.documentFiles)
  const table = decodeDocumentTable(tableBytes as Uint8Array, ref.documents, blocks.slots)
  const deletions = deletionBytes ? decodeDeletions(deletionBytes, ref.documents) : null
  const used = new Bitset(blocks.slots)
  const ordinals = new Uint32Array(ref.documents)
  const slots = new Uint32Array(ref.documents)
  let count = 0
  for (let document = 0; document < ref.documents; document++) {
    if (deletions?.has(document)) continue
    const slot = table.slots[document]
    used.add(slot)
    ordinals[count] = table.ordinals[document]
    slots[count++] = slot
  }
  return { blocks, ordinals: ordinals.slice(0, count), slots: slots.slice(0, count), used }
}

/** The order of the documents: for each its segment, and its slot there. */
function mergeByOrdinal(living: readonly Living[]): { readonly segments: Uint16Array; readonly slots: Uint32Array } {
  const total = living.reduce((sum, { slots }) => sum + slots.length, 0)
  const segments = new Uint16Array(total)
  const slots = new Uint32Array(total)
  const next = living.map(() => 0)
  for (let i = 0; i < total; i++) {
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (let segment = 0; segment < living.length; segment++) {
      const ordinal = living[segment].ordinals[next[segment]]
      if (ordinal !== undefined && ordinal < least) {
        best = segment
        least = ordinal
      }
    }
    segments[i] = best
    slots[i] = living[best].slots[next[best]]
    next[best] = next[best] + 1
  }
  return { segments, slots }
}

/**
 * JSON bytes of all documents in a file: the bytes of its pages less those of the blocks' heads.
 * All its blocks are of one format.
 */
async function jsonBytes(store: Store, cache: PageCache, file: DocumentFile): Promise<number> {
  const [content] = await cache.load(store, [{ file, page: 0, code: 'corrupt_document' }])
  const { hasSums } = readBlock(content as Uint8Array)
  return file.counts.reduce((sum, count) => sum - blockOverhead(count, hasSums), file.bytes)
}

async function usedBytes(store: Store, cache: PageCache, blocks: BlockMap, used: Bitset): Promise<number> {
  let bytes = 0
  let slot = 0
  for (const file of blocks.files) {
    bytes += await jsonBytes(store, cache, file)
    for (let page = 0; page < file.counts.length; page++) {
      const count = file.counts[page]
      const dropped = Array.from({ length: count }, (_, i) => i).filter((i) => !used.has(slot + i))
      slot += count
      if (dropped.length === 0) continue
      const [content] = await cache.load(store, [{ file, page, code: 'corrupt_document' }])
      const block = readBlock(content as Uint8Array)
      for (const i of dropped) bytes -= documentAt(block, i).length
    }
  }
  return bytes
}

async function* readPieces(
  store: Store,
  cache: PageCache,
  documents: number,
  placeOf: (i: number) => BlockPlace,
): AsyncGenerator<Uint8Array, void> {
  let piece = new Uint8Array(0)
  for (let next = 0; next < documents; ) {
    const places: BlockPlace[] = []
    const requests = new Map<string, PageRequest>()
    while (next < documents && requests.size < blocksPerRead) {
      const place = placeOf(next++)
      places.push(place)
      requests.set(nameOf(place.file, place.page), { file: place.file, page: place.page, code: 'corrupt_document' })
    }
    const pageOf = await loadBlocks(store, cache, requests)
    const texts = places.map(({ file, page, index }) => documentAt(pageOf(file, page), index))
    const length = texts.reduce((sum, text) => sum + text.length, texts.length)
    if (piece.length < length) piece = new Uint8Array(length)
    let at = 0
    for (const text of texts) {
      piece.set(text, at)
      // A document sent as indented JSON has line ends between its tokens, where a blank means the
      // same.
      for (const lineEnd of [10, 13]) {
        for (let i = text.indexOf(lineEnd); i >= 0; i = text.indexOf(lineEnd, i + 1)) piece[at + i] = 32
      }
      at += text.length
      piece[at++] = 10
    }
    yield piece.subarray(0, length)
  }
}

const nameOf = (file: DocumentFile, page: number): string => `${file.file}:${page}`

async function loadBlocks(store: Store, cache: PageCache, requests: ReadonlyMap<string, PageRequest>) {
  const contents = await cache.load(store, [...requests.values()])
  const blocks = new Map([...requests.keys()].map((name, i) => [name, readBlock(contents[i])]))
  return (file: DocumentFile, page: number) => {
    const block = blocks.get(nameOf(file, page))
    assert(block !== undefined, 'the block of every place is loaded')
    return block
  }
}
