/**
 * Document blocks: the records documents are stored in, in a payload and in a segment alike. One
 * block is the content of one page:
 *
 *   0..3                 u32 LE  count of entries, 1 to 255
 *   4..4 + 4 (count+1)   u32 LE  offsets into the area behind, from 0 up: entry i is [i] .. [i + 1]
 *   ...                  the entries, end to end: the documents' UTF-8 JSON texts, then the sums
 *   last entry           u32 LE  "SUMS", then a checksum of each document's text
 *
 * Blocks of the first format end with their documents; their readers read these too, as the sums
 * are no slot that is ever asked for. A document is found without reading those before it, and its
 * bytes go to JSON.parse as they are. The page's checksum stands for all of it; the sums are for
 * telling whole documents from damaged ones in a page that fails it (salvage.ts). Both formats are
 * frozen.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { assert } from '../bytes/assert.ts'
import { checksum } from '../bytes/checksum.ts'
import { pageHeaderBytes, sealPage } from '../bytes/page.ts'

/**
 * Larger blocks cost fewer puts when writing, smaller ones fewer bytes to read for twenty hits.
 * With 16, 32 and 58 KiB, 20,968 documents (16 MB) were indexed in 640, 585 and 557 ms; twenty
 * random documents from cold storage take about 2.5 ms at 10 KB a block and 5 to 6 ms at 40. A
 * larger document has a block to itself.
 */
export const blockJsonBytes = 32 * 1024

/** Entries of a block: its counts fit in a byte each. */
const maxEntries = 255

/** One entry is that of the sums. */
export const maxBlockDocuments = maxEntries - 1

/** What the entry of the sums begins with: "SUMS". No document does. */
const sumsMark = 0x534d5553

/**
 * Texts up to this length are summed without allocating. Shared by the thread, which is safe: it is
 * filled and read in one call.
 */
const scratch = new Uint8Array(blockJsonBytes)

/** The checksum of one document's text. */
export function sumDocument(json: Uint8Array): number {
  if (json.length > scratch.length) return checksum(json.slice(), 0)
  scratch.set(json)
  return checksum(scratch.subarray(0, json.length), 0)
}

export interface DocumentPages {
  /** Sealed pages, each a buffer of its own. */
  readonly pages: Uint8Array[]
  /** Documents in each page. */
  readonly counts: Uint8Array<ArrayBuffer>
}

/** Gathers documents into sealed pages. */
export class BlockWriter {
  /**
   * A buffer that is done with: most writers get a document or two, and one after another. Safe,
   * because a writer takes it away when it begins, and gives it back when it has finished.
   */
  static #spare: Uint8Array<ArrayBuffer> | undefined
  readonly #pages: Uint8Array[] = []
  readonly #counts: number[] = []
  /** Ends of the open block's documents in its JSON. */
  readonly #ends = new Uint32Array(maxBlockDocuments)
  readonly #sums = new Uint32Array(maxBlockDocuments)
  #json = BlockWriter.#spare ?? new Uint8Array(blockJsonBytes)
  #count = 0
  #bytes = 0
  #documents = 0

  constructor() {
    BlockWriter.#spare = undefined
  }

  /** Documents added so far. */
  get documents(): number {
    return this.#documents
  }

  /** Bytes of the pages sealed so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** Appends one document's JSON, which is copied. */
  add(json: Uint8Array): void {
    const start = this.#end()
    if (this.#count === maxBlockDocuments || (this.#count > 0 && start + json.length > blockJsonBytes)) this.#seal()
    const from = this.#end()
    if (from + json.length > this.#json.length) this.#json = new Uint8Array(json.length)
    this.#json.set(json, from)
    this.#sums[this.#count] = sumDocument(json)
    this.#ends[this.#count++] = from + json.length
    this.#documents++
  }

  /**
   * Seals the last block. Slots count the documents through all pages in the order they were added.
   */
  finish(): DocumentPages {
    if (this.#count > 0) this.#seal()
    BlockWriter.#spare = this.#json
    return { pages: this.#pages, counts: Uint8Array.from(this.#counts) }
  }

  #end(): number {
    return this.#count === 0 ? 0 : this.#ends[this.#count - 1]
  }

  #seal(): void {
    const entries = this.#count + 1
    const jsonStart = pageHeaderBytes + 4 + 4 * (entries + 1)
    const sumsStart = jsonStart + this.#end()
    const page = new Uint8Array(sumsStart + 4 * entries)
    const view = new DataView(page.buffer)
    view.setUint32(pageHeaderBytes, entries, true)
    // The first offset is 0, which is there already.
    for (let i = 0; i < this.#count; i++) view.setUint32(pageHeaderBytes + 8 + 4 * i, this.#ends[i], true)
    view.setUint32(jsonStart - 4, page.length - jsonStart, true)
    page.set(this.#json.subarray(0, this.#end()), jsonStart)
    view.setUint32(sumsStart, sumsMark, true)
    for (let i = 0; i < this.#count; i++) view.setUint32(sumsStart + 4 + 4 * i, this.#sums[i], true)
    this.#pages.push(sealPage(page))
    this.#counts.push(this.#count)
    this.#bytes += page.length
    this.#count = 0
    // The buffer of a huge document is not kept for the small ones after it.
    if (this.#json.length > blockJsonBytes) this.#json = new Uint8Array(blockJsonBytes)
  }
}

export interface DocumentBlock {
  /** Documents. */
  readonly count: number
  readonly content: Uint8Array
  /** Where the first document begins. */
  readonly jsonStart: number
  /** Whether it has a sum of each document. */
  readonly hasSums: boolean
}

/**
 * Reads the content of an opened page as a block. Throws `corrupt_document` unless all of it can be
 * read safely.
 */
export function readBlock(content: Uint8Array): DocumentBlock {
  if (content.length < 8) throw damaged('count')
  const count = readU32(content, 0)
  const jsonStart = 4 + 4 * (count + 1)
  if (count === 0 || count > maxEntries || jsonStart > content.length) throw damaged('count')
  let last = 0
  for (let i = 0; i <= count; i++) {
    const offset = readU32(content, 4 + 4 * i)
    if (i === 0 ? offset !== 0 : offset < last) throw damaged('offsets')
    last = offset
  }
  if (jsonStart + last !== content.length) throw damaged('length')
  const lastStart = jsonStart + readU32(content, 4 * count)
  const hasSums = count > 1 && content.length - lastStart === 4 * count && readU32(content, lastStart) === sumsMark
  return { count: hasSums ? count - 1 : count, content, jsonStart, hasSums }
}

/** Bytes of a block's page that are no document's. */
export const blockOverhead = (documents: number, hasSums: boolean): number =>
  pageHeaderBytes + 4 * (documents + 2) + (hasSums ? 4 * (documents + 2) : 0)

/**
 * The JSON bytes of a block's document, as a view. `slot` counts from 0 and must be below `count`.
 */
export function documentAt({ count, content, jsonStart }: DocumentBlock, slot: number): Uint8Array {
  assert(slot >= 0 && slot < count, 'a slot lies in its block')
  return content.subarray(jsonStart + readU32(content, 4 + 4 * slot), jsonStart + readU32(content, 8 + 4 * slot))
}

const readU32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0

function damaged(field: string): SeeklingError {
  return new SeeklingError(
    'corrupt_document',
    `A stored block of documents is damaged: its ${field} cannot be right.`,
    { field },
  )
}
