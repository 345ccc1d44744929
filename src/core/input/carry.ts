/**
 * Bytes of a document whose end has not come yet. Copies what it is given: a chunk belongs to the
 * caller again once `push` returns.
 */
import { documentLimits } from '../../shared/document.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'

const ordinaryBytes = 64 * 1024

export class Carry {
  #writer = new ByteWriter()

  /** Bytes held. */
  get length(): number {
    return this.#writer.length
  }

  /**
   * Throws `payload_too_large` when it would hold more than one document can have; `place` names
   * the document then.
   */
  add(bytes: Uint8Array, place: () => string): void {
    if (this.length + bytes.length > documentLimits.maxDocumentBytes) throw documentTooLarge(place())
    this.#writer.raw(bytes)
  }

  /** Everything held; good until the next `add`. Nothing is held afterwards. */
  take(): Uint8Array {
    const writer = this.#writer
    const held = writer.bytes.subarray(0, writer.length)
    if (writer.bytes.length > ordinaryBytes) this.#writer = new ByteWriter()
    else writer.length = 0
    return held
  }
}

export function documentTooLarge(place: string): SeeklingError {
  const mebibytes = documentLimits.maxDocumentBytes / 2 ** 20
  return new SeeklingError(
    'payload_too_large',
    `${place} is larger than ${mebibytes} MiB, the limit for one document. Split it, or leave out what nobody searches or shows.`,
    { maxDocumentBytes: documentLimits.maxDocumentBytes },
  )
}
