/**
 * Where the content of an image's files is cut into chunks. Law: a cut depends only on the bytes
 * around it, never on how much lies before it. So after a document or a word that changed, the cuts
 * soon are the same again: all chunks but those around the change keep their bytes, and with them
 * their names.
 */

/** The sizes of pieces before compression, which shrinks text to a third and postings hardly. */
export interface CutSizes {
  readonly least: number
  readonly most: number
  /** Bytes from the least size to the next cut, on average. */
  readonly mean: number
}

/**
 * For dictionaries, postings and all that is read by byte ranges: a query reads a few leaves of
 * about 2 KB, and postings of some hundred bytes each that lie anywhere.
 */
export const contentSizes: CutSizes = { least: 8 * 1024, mean: 8 * 1024, most: 32 * 1024 }

/** For documents, of which a query reads as many as it has hits, anywhere. */
export const documentSizes: CutSizes = { least: 6 * 1024, mean: 4 * 1024, most: 24 * 1024 }

/** A number for each byte, by which the sum below rolls over the last 32 of them. */
const gear = ((): Uint32Array => {
  const table = new Uint32Array(256)
  let state = 0x9e3779b9
  for (let byte = 0; byte < 256; byte++) {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + byte + 1
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
    table[byte] = (state ^ (state >>> 16)) >>> 0
  }
  return table
})()

const window = 32

/** How many of the first bytes make a piece; all of them where none of them ends one. */
function cutAfter(bytes: Uint8Array, { least, most, mean }: CutSizes): number {
  const end = Math.min(bytes.length, most)
  const below = Math.floor(2 ** 32 / mean)
  let rolling = 0
  for (let at = Math.max(0, least - window); at < end; at++) {
    rolling = ((rolling << 1) + gear[bytes[at]]) >>> 0
    if (at >= least && rolling < below) return at + 1
  }
  return end
}

/** Whether a piece ends with a document of this checksum; `bytes` with it. */
export const endsWithDocument = (bytes: number, sum: number, documentBytes: number): boolean =>
  bytes >= documentSizes.least && sum % Math.max(1, Math.round(documentSizes.mean / documentBytes)) === 0

/** Bytes from a place on. */
export interface Placed {
  readonly start: number
  readonly bytes: Uint8Array
}

/**
 * Cuts a file's content that comes in runs, in ascending order and with gaps between them. What
 * lies on both sides of a `border` (a section begins there) is read at different times, so a piece
 * that is not too small ends there.
 */
export class ContentCutter {
  readonly #borders: readonly number[]
  #nextBorder = 0
  #start = 0
  #waiting = new Uint8Array(0)

  /** Ascending. */
  constructor(borders: readonly number[]) {
    this.#borders = borders
  }

  /** The pieces that are whole now. */
  *push({ start, bytes }: Placed): Generator<Placed, void> {
    if (start !== this.#start + this.#waiting.length) {
      yield* this.finish()
      this.#start = start
    }
    for (let at = 0; at < bytes.length; ) {
      while (this.#borders[this.#nextBorder] <= start + at) this.#nextBorder++
      const border = (this.#borders[this.#nextBorder] ?? Number.POSITIVE_INFINITY) - start
      const end = Math.min(border, bytes.length)
      this.#waiting = joined(this.#waiting, bytes.subarray(at, end))
      at = end
      yield* this.#cut(end === border)
    }
  }

  /** What is left. */
  *finish(): Generator<Placed, void> {
    yield* this.#cut(true)
    if (this.#waiting.length > 0) yield this.#take(this.#waiting.length)
  }

  /** At the end of a section all cuts are known; what remains may be too small to stand alone. */
  *#cut(atEnd: boolean): Generator<Placed, void> {
    const { least, most } = contentSizes
    while (this.#waiting.length >= (atEnd ? least / 2 : most)) yield this.#take(cutAfter(this.#waiting, contentSizes))
  }

  #take(length: number): Placed {
    const piece = { start: this.#start, bytes: this.#waiting.slice(0, length) }
    this.#start += length
    this.#waiting = this.#waiting.subarray(length)
    return piece
  }
}

function joined(before: Uint8Array, after: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(before.length + after.length)
  bytes.set(before)
  bytes.set(after, before.length)
  return bytes
}
