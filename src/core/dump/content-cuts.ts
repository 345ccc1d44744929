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
  /** What is read as a whole: it shares no piece with what lies beside it, and is one if it can. */
  readonly isAlone?: boolean
}

/** For what has no sizes of its own below. */
export const contentSizes: CutSizes = { least: 8 * 1024, mean: 8 * 1024, most: 32 * 1024 }

/** For field sizes, rows of columns, and the postings of a frequent word. */
export const wholeSizes: CutSizes = { least: 40 * 1024, mean: 10 * 1024, most: 60_000, isAlone: true }

/** Of these a query reads some hundred bytes here and there. */
export const postingsSizes: CutSizes = { least: 4 * 1024, mean: 4 * 1024, most: 16 * 1024 }

/** Postings of one word that are this long are pieces of their own. */
export const longPostingsBytes = 8 * 1024

/**
 * A query with a word that may have typos, or may be two, reads about eight leaves of 2 KB anywhere
 * in a dictionary: of a small one that is all in fewer and larger pieces, of a large one few bytes
 * in smaller ones.
 */
export const dictionarySizes = (length: number): CutSizes =>
  length <= 128 * 1024
    ? { least: 20 * 1024, mean: 8 * 1024, most: 48 * 1024 }
    : { least: 4 * 1024, mean: 4 * 1024, most: 16 * 1024 }

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

/** Content from `start` to where the next region starts. */
export interface Region {
  readonly start: number
  readonly sizes: CutSizes
}

/**
 * Cuts a file's content that comes in runs, in ascending order and with gaps between them. What
 * lies on both sides of the border of two regions is read at different times, so a piece that is
 * not too small ends there.
 */
export class ContentCutter {
  readonly #regions: readonly Region[]
  #nextRegion = 0
  #sizes = contentSizes
  #start = 0
  #waiting = new Uint8Array(0)

  /** By ascending start; where several have the same, the last counts. */
  constructor(regions: readonly Region[]) {
    this.#regions = regions
  }

  /** The pieces that are whole now. */
  *push({ start, bytes }: Placed): Generator<Placed, void> {
    if (start !== this.#start + this.#waiting.length) {
      yield* this.finish()
      this.#start = start
    }
    for (let at = 0; at < bytes.length; ) {
      yield* this.#enter(start + at)
      const border = (this.#regions[this.#nextRegion]?.start ?? Number.POSITIVE_INFINITY) - start
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

  *#enter(place: number): Generator<Placed, void> {
    let entered: Region | undefined
    while (this.#regions[this.#nextRegion]?.start <= place) entered = this.#regions[this.#nextRegion++]
    if (entered === undefined) return
    if (this.#sizes.isAlone || entered.sizes.isAlone) yield* this.finish()
    this.#sizes = entered.sizes
  }

  /** At the end of a region all cuts are known; what remains may be too small to stand alone. */
  *#cut(atEnd: boolean): Generator<Placed, void> {
    const { least, most, isAlone } = this.#sizes
    if (atEnd && isAlone && this.#waiting.length > 0 && this.#waiting.length <= most)
      yield this.#take(this.#waiting.length)
    while (this.#waiting.length >= (atEnd ? least / 2 : most)) yield this.#take(cutAfter(this.#waiting, this.#sizes))
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
