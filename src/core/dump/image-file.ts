/**
 * An image as one file: the indexes of an instance, to be opened without indexing. Numbers
 * little-endian; frozen in version 1.
 *
 *   0    8  "SEEKSNAP"
 *   8    4  version of this format
 *   12   4  version of the tokenizer whose words the dictionaries hold
 *   16   4  version of the format of what is stored
 *   20   4  version of the format of columns, which changes more often
 *   24      chunks: 4 kind, 4 length as compressed, 4 length, 4 checksum of the content, then the compressed content (zlib)
 *
 * The first chunk is the description (engine/image/description.ts). Pages follow, in the order of
 * its files: per page its length and its bytes. The last chunk says how many pages there were, so
 * that a file cut short at the end of a chunk is noticed.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import { checksum } from '../bytes/checksum.ts'
import { columnFormat } from '../segment/value-column.ts'
import { tokenizerVersion } from '../text/tokenize.ts'

const imageVersion = 1
const magic = 'SEEKSNAP'
const headBytes = 24
const chunkHeadBytes = 16

const chunkKinds = { description: 1, pages: 2, end: 3 } as const
export type ChunkKind = keyof typeof chunkKinds

/** What a chunk may hold, so that a hostile file cannot ask for more memory than this. */
const maxBytes: Readonly<Record<ChunkKind, number>> = {
  description: 256 * 1024 * 1024,
  // A page holds at most one document of 4 MiB and is never split.
  pages: 8 * 1024 * 1024,
  end: 64,
}

/**
 * Pages are gathered to about this: large enough to compress well, small enough to be held twice.
 */
export const chunkBytes = 1024 * 1024

/** `what` is a clause such as `it is cut short`. */
export const invalidSnapshot = (what: string, cause?: unknown): SeeklingError =>
  new SeeklingError(
    'invalid_snapshot',
    `This is no snapshot that can be opened: ${what}. Nothing was changed.`,
    undefined,
    cause,
  )

export const incompatibleSnapshot = (what: string, details?: Readonly<Record<string, unknown>>): SeeklingError =>
  new SeeklingError(
    'snapshot_incompatible',
    `The snapshot does not fit this version of Seekling: ${what}. Make it again with the version that is to open it. Nothing was changed.`,
    details,
  )

/** `storageVersion` is that of the records and pages. */
export function encodeImageHead(storageVersion: number): Uint8Array {
  const out = new ByteWriter(headBytes)
  for (const letter of magic) out.u8(letter.charCodeAt(0))
  out.u32(imageVersion)
  out.u32(tokenizerVersion)
  out.u32(storageVersion)
  out.u32(columnFormat)
  return out.finish()
}

/** The head of a chunk; its compressed content follows. `content` must be 4-byte aligned. */
export function encodeChunkHead(kind: ChunkKind, content: Uint8Array, compressedLength: number): Uint8Array {
  const out = new ByteWriter(chunkHeadBytes)
  out.u32(chunkKinds[kind])
  out.u32(compressedLength)
  out.u32(content.length)
  out.u32(checksum(content, 0))
  return out.finish()
}

/** A chunk as read: still compressed. */
export interface ImageChunk {
  readonly kind: ChunkKind
  readonly compressed: Uint8Array
  readonly length: number
  readonly checksum: number
}

/** Throws `invalid_snapshot` unless `content` is what the chunk says. It must be 4-byte aligned. */
export function checkChunk(chunk: ImageChunk, content: Uint8Array): void {
  if (content.length !== chunk.length || checksum(content, 0) !== chunk.checksum)
    throw invalidSnapshot('a part of it is damaged')
}

/** Reads an image that comes in pieces cut anywhere. */
export class ImageReader {
  readonly #storageVersion: number
  #wanted: Uint8Array<ArrayBuffer> = new Uint8Array(headBytes)
  #filled = 0
  #chunk: Omit<ImageChunk, 'compressed'> | null = null
  #part: 'head' | 'chunk head' | 'content' | 'nothing' = 'head'

  constructor(storageVersion: number) {
    this.#storageVersion = storageVersion
  }

  /** Throws `invalid_snapshot` if the file is cut short. */
  finish(): void {
    if (this.#part !== 'nothing') throw invalidSnapshot('it is cut short')
  }

  /** The chunks that are whole now. Throws `invalid_snapshot` and `snapshot_incompatible`. */
  *push(piece: Uint8Array): Generator<ImageChunk, void> {
    for (let at = 0; at < piece.length; ) {
      if (this.#part === 'nothing') throw invalidSnapshot('there is something after its end')
      const taken = piece.subarray(at, at + this.#wanted.length - this.#filled)
      this.#wanted.set(taken, this.#filled)
      this.#filled += taken.length
      at += taken.length
      if (this.#filled < this.#wanted.length) return
      const read = this.#wanted
      if (this.#part === 'content') {
        const chunk = { ...(this.#chunk as Omit<ImageChunk, 'compressed'>), compressed: read }
        if (chunk.kind === 'end') this.#expect('nothing', 0)
        else this.#expect('chunk head', chunkHeadBytes)
        yield chunk
      } else if (this.#part === 'head') {
        this.#checkHead(read)
        this.#expect('chunk head', chunkHeadBytes)
      } else this.#readChunkHead(read)
    }
  }

  #expect(part: 'chunk head' | 'content' | 'nothing', bytes: number): void {
    this.#part = part
    this.#wanted = new Uint8Array(bytes)
    this.#filled = 0
  }

  #checkHead(head: Uint8Array): void {
    if (String.fromCharCode(...head.subarray(0, 8)) !== magic) throw invalidSnapshot('it does not begin like one')
    const view = new DataView(head.buffer)
    const needed = {
      format: imageVersion,
      tokenizer: tokenizerVersion,
      storage: this.#storageVersion,
      columns: columnFormat,
    }
    for (const [place, [name, version]] of Object.entries(needed).entries()) {
      const found = view.getUint32(8 + 4 * place, true)
      if (found !== version) {
        throw incompatibleSnapshot(`its ${name} has version ${found}, and ${version} is needed`, {
          part: name,
          found,
          needed: version,
        })
      }
    }
  }

  #readChunkHead(head: Uint8Array): void {
    const view = new DataView(head.buffer)
    const number = view.getUint32(0, true)
    const kind = (Object.keys(chunkKinds) as ChunkKind[]).find((name) => chunkKinds[name] === number)
    const compressed = view.getUint32(4, true)
    const length = view.getUint32(8, true)
    // Content that does not compress grows by a few bytes for every 16 KiB.
    if (
      kind === undefined ||
      length > maxBytes[kind] ||
      compressed === 0 ||
      compressed > length + length / 100 + 1024
    ) {
      throw invalidSnapshot('a part of it cannot be what it says')
    }
    this.#chunk = { kind, length, checksum: view.getUint32(12, true) }
    this.#expect('content', compressed)
  }
}

/** Pages as the content of a chunk. */
export function encodePages(pages: readonly Uint8Array[]): Uint8Array {
  const out = new ByteWriter(pages.reduce((sum, page) => sum + page.length + 4, 0))
  for (const page of pages) {
    out.u32(page.length)
    out.raw(page)
  }
  return out.bytes.length === out.length ? out.bytes : out.finish()
}

/** The pages of a chunk, each a buffer of its own. Throws `invalid_snapshot`. */
export function decodePages(content: Uint8Array): Uint8Array[] {
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  const pages: Uint8Array[] = []
  for (let at = 0; at < content.length; ) {
    const length = at + 4 <= content.length ? view.getUint32(at, true) : 0
    if (length === 0 || at + 4 + length > content.length) throw invalidSnapshot('a page of it is cut')
    pages.push(content.slice(at + 4, at + 4 + length))
    at += 4 + length
  }
  return pages
}
