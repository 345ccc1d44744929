/**
 * Writes pages as chunks, each once, in the order in which they came. Compression runs in other
 * threads of the host, so several pages are under way at a time.
 */
import { assert } from '../../core/bytes/assert.ts'
import { chunkNameLength, chunkPath, contentName, encodeChunk } from '../../core/dump/chunk-file.ts'
import { deflate } from './chunk-compression.ts'
import type { FilePacker } from './file-packer.ts'

/** Enough to keep a few threads busy; a page has at most 8 MiB, and mostly 16 KiB. */
const mostUnderWay = 8

interface UnderWay {
  readonly path: string
  readonly chunk: Promise<Uint8Array>
}

export interface ChunkOptions {
  /** Paths of chunks that the caller of the export has: they are named, and not made. */
  readonly known: ReadonlySet<string>
  /** Whether pages are compressed; else the caller does it. */
  readonly compress: boolean
}

const none = new Uint8Array(0)

export class ChunkWriter {
  readonly #packer: FilePacker
  readonly #options: ChunkOptions
  /** By name, what it is the beginning of. */
  readonly #written = new Map<string, string>()
  readonly #underWay: UnderWay[] = []

  constructor(packer: FilePacker, options: ChunkOptions) {
    this.#packer = packer
    this.#options = options
  }

  /** Returns the name. Rejects as the compression of this page or of an earlier one does. */
  async write(page: Uint8Array): Promise<string> {
    const whole = contentName(page)
    const name = whole.slice(0, chunkNameLength)
    const known = this.#written.get(name)
    assert(known === undefined || known === whole, 'pages that differ have names that differ')
    if (known !== undefined) return name
    this.#written.set(name, whole)
    const path = chunkPath(name)
    const chunk = this.#options.known.has(path) ? Promise.resolve(none) : this.#chunkOf(page)
    // Its failure is reported when its turn comes, or not at all if an earlier one has failed.
    chunk.catch(() => {})
    this.#underWay.push({ path, chunk })
    while (this.#underWay.length >= mostUnderWay) await this.#takeFirst()
    return name
  }

  async finish(): Promise<void> {
    while (this.#underWay.length > 0) await this.#takeFirst()
  }

  async #chunkOf(page: Uint8Array): Promise<Uint8Array> {
    return encodeChunk(page, this.#options.compress ? await deflate(page) : page)
  }

  async #takeFirst(): Promise<void> {
    const [{ path, chunk }] = this.#underWay
    this.#packer.add(path, await chunk)
    this.#underWay.shift()
  }
}
