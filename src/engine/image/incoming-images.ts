/**
 * Images that come in pieces: each is taken in while it comes, and a push waits until its piece has
 * been worked on.
 */
import { invalidSnapshot } from '../../core/dump/image-file.ts'
import type { IncomingId, SnapshotImport } from '../../shared/dump.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { ByteChannel } from './byte-channel.ts'
import type { CheckedImport } from './image-options.ts'

interface Incoming {
  readonly channel: ByteChannel
  readonly imported: Promise<SnapshotImport>
}

type TakeImage = (source: AsyncIterable<Uint8Array>, options: CheckedImport) => Promise<SnapshotImport>

export class IncomingImages {
  readonly #open: TakeImage
  readonly #incoming = new Map<IncomingId, Incoming>()
  /**
   * Shared by all engines, so that an id given by an engine that was replaced is unknown to the
   * next one.
   */
  static #lastId = 0

  /** `open` reads a source to its end. */
  constructor(open: TakeImage) {
    this.#open = open
  }

  begin(options: CheckedImport): IncomingId {
    const channel = new ByteChannel()
    const imported = this.#open(channel, options)
    const close = () => channel.close()
    // `finish` rejects with a failure; a `push` only does not wait any longer.
    imported.then(close, close)
    this.#incoming.set(++IncomingImages.#lastId, { channel, imported })
    return IncomingImages.#lastId
  }

  async push(id: IncomingId, bytes: Uint8Array): Promise<void> {
    await this.#require(id).channel.push(bytes)
  }

  finish(id: IncomingId): Promise<SnapshotImport> {
    const { channel, imported } = this.#require(id)
    this.#incoming.delete(id)
    channel.end()
    return imported
  }

  /** Cancels one with an error; an unknown id is ignored, since that one has ended already. */
  drop(id: IncomingId, error: unknown = invalidSnapshot('it was given up')): void {
    this.#incoming.get(id)?.channel.end({ error })
    this.#incoming.delete(id)
  }

  close(error: unknown): void {
    for (const id of [...this.#incoming.keys()]) this.drop(id, error)
  }

  #require(id: IncomingId): Incoming {
    const incoming = this.#incoming.get(id)
    if (incoming) return incoming
    throw new SeeklingError('bad_request', `There is no snapshot ${String(id)} under way. Begin a new one.`)
  }
}
