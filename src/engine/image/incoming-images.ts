/**
 * Snapshots that come in pieces: each is opened while it comes, and the caller that pushes its
 * pieces waits for them to be worked off.
 */
import { invalidSnapshot } from '../../core/dump/image-file.ts'
import type { IncomingId, SnapshotImport } from '../../shared/dump.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { ByteChannel } from './byte-channel.ts'
import type { CheckedImport } from './snapshot-options.ts'

interface Incoming {
  readonly channel: ByteChannel
  readonly imported: Promise<SnapshotImport>
}

type OpenSnapshot = (source: AsyncIterable<Uint8Array>, options: CheckedImport) => Promise<SnapshotImport>

export class IncomingSnapshots {
  readonly #open: OpenSnapshot
  readonly #incoming = new Map<IncomingId, Incoming>()
  /** Shared by all, so that an id of an engine that was replaced is none of its successor's. */
  static #lastId = 0

  /** `open` reads a source to its end. */
  constructor(open: OpenSnapshot) {
    this.#open = open
  }

  begin(options: CheckedImport): IncomingId {
    const channel = new ByteChannel()
    const imported = this.#open(channel, options)
    const close = () => channel.close()
    // The call that finishes it rejects with a failure; one that pushes is only not kept waiting.
    imported.then(close, close)
    this.#incoming.set(++IncomingSnapshots.#lastId, { channel, imported })
    return IncomingSnapshots.#lastId
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

  /** Gives it up with an error of its own; one that is not there is gone already. */
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
