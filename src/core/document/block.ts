/**
 * Document blocks: the records documents are stored in, in a payload and in a segment alike. One block is the content
 * of one page:
 *
 *   0..3                 u32 LE  count, 1 to 255
 *   4..4 + 4 (count+1)   u32 LE  offsets into the JSON area, from 0 up: document i is [i] .. [i + 1]
 *   ...                  the JSON area: the documents' UTF-8 JSON texts, end to end
 *
 * Frozen in format v1. A document is found without reading those before it, and its bytes go to JSON.parse as they are.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { assert } from '../bytes/assert.ts'
import { pageHeaderBytes, sealPage } from '../bytes/page.ts'

/**
 * Few puts when writing against few bytes to read for twenty hits. With 16, 32 and 58 KiB, 20,968 documents (16 MB)
 * were indexed in 640, 585 and 557 ms; twenty random documents from cold storage take about 2.5 ms at 10 KB a block and
 * 5 to 6 ms at 40 (design.md section 6). A larger document has a block to itself.
 */
export const blockJsonBytes = 32 * 1024

/** So that a file's counts fit in a byte each. */
export const maxBlockDocuments = 255

export interface DocumentPages {
  /** Sealed pages, each a buffer of its own. */
  readonly pages: Uint8Array[]
  /** Documents in each page. */
  readonly counts: Uint8Array<ArrayBuffer>
}

/** Gathers documents into sealed pages. */
export class BlockWriter {
  readonly #pages: Uint8Array[] = []
  readonly #counts: number[] = []
  /** Ends of the open block's documents in its JSON. */
  readonly #ends = new Uint32Array(maxBlockDocuments)
  #json = new Uint8Array(blockJsonBytes)
  #count = 0
  #bytes = 0
  #documents = 0

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
    this.#ends[this.#count++] = from + json.length
    this.#documents++
  }

  /** Seals the last block. Slots count the documents through all pages in the order they were added. */
  finish(): DocumentPages {
    if (this.#count > 0) this.#seal()
    return { pages: this.#pages, counts: Uint8Array.from(this.#counts) }
  }

  #end(): number {
    return this.#count === 0 ? 0 : (this.#ends[this.#count - 1] as number)
  }

  #seal(): void {
    const jsonStart = pageHeaderBytes + 4 + 4 * (this.#count + 1)
    const page = new Uint8Array(jsonStart + this.#end())
    const view = new DataView(page.buffer)
    view.setUint32(pageHeaderBytes, this.#count, true)
    // The first offset is 0, which is there already.
    for (let i = 0; i < this.#count; i++) view.setUint32(pageHeaderBytes + 8 + 4 * i, this.#ends[i] as number, true)
    page.set(this.#json.subarray(0, this.#end()), jsonStart)
    this.#pages.push(sealPage(page))
    this.#counts.push(this.#count)
    this.#bytes += page.length
    this.#count = 0
    // A huge document's buffer is not kept for its small successors.
    if (this.#json.length > blockJsonBytes) this.#json = new Uint8Array(blockJsonBytes)
  }
}

export interface DocumentBlock {
  readonly count: number
  readonly content: Uint8Array
}

/** Reads the content of an opened page as a block. Throws `corrupt_document` unless all of it can be read safely. */
export function readBlock(content: Uint8Array): DocumentBlock {
  if (content.length < 8) throw damaged('count')
  const count = readU32(content, 0)
  const jsonStart = 4 + 4 * (count + 1)
  if (count === 0 || count > maxBlockDocuments || jsonStart > content.length) throw damaged('count')
  let last = 0
  for (let i = 0; i <= count; i++) {
    const offset = readU32(content, 4 + 4 * i)
    if (i === 0 ? offset !== 0 : offset < last) throw damaged('offsets')
    last = offset
  }
  if (jsonStart + last !== content.length) throw damaged('length')
  return { count, content }
}

/** The JSON bytes of a block's document, as a view. `slot` counts from 0 and must be below `count`. */
export function documentAt({ count, content }: DocumentBlock, slot: number): Uint8Array {
  assert(slot >= 0 && slot < count, 'a slot lies in its block')
  const jsonStart = 4 + 4 * (count + 1)
  return content.subarray(jsonStart + readU32(content, 4 + 4 * slot), jsonStart + readU32(content, 8 + 4 * slot))
}

const readU32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0

function damaged(field: string): SeeklingError {
  return new SeeklingError(
    'corrupt_document',
    `A stored block of documents is damaged: its ${field} cannot be right.`,
    { field },
  )
}
