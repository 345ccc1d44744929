/**
 * Postings of one term: where it occurs, document by document.
 *
 *   per document   varint (document - previous document) * 2 + (1 if it occurs more than once)
 *                  if more than once: varint occurrences
 *   per occurrence varint field - previous field       (previous starts at 0 for each document)
 *                  varint position - previous position in that field, or the position itself where the field changed
 *
 * A word that occurs once in a document, the usual case, costs three or four bytes. Frozen in
 * format v1.
 */

import { SeeklingError } from '../../shared/errors.ts'
import type { ByteWriter } from '../bytes/byte-writer.ts'
import { VarintReader } from '../bytes/varint-reader.ts'
import type { LocalDocument, NumbersOf } from '../docset/numbers.ts'
import type { Postings } from './segment-view.ts'

/**
 * Appends the postings of documents[from .. to) with their occurrences (field * 65536 + position),
 * both ascending, one entry per occurrence: a document stands once for each of its occurrences.
 * Returns how many documents there are.
 */
export function writePostings(
  out: ByteWriter,
  documents: NumbersOf<LocalDocument>,
  occurrences: Uint32Array,
  from: number,
  to: number,
): number {
  let previousDocument = 0
  let count = 0
  let at = from
  while (at < to) {
    const document = documents[at]
    let end = at + 1
    while (end < to && documents[end] === document) end++
    const several = end - at > 1
    out.varint((document - previousDocument) * 2 + (several ? 1 : 0))
    if (several) out.varint(end - at)
    let field = 0
    let position = 0
    for (; at < end; at++) {
      const occurrence = occurrences[at]
      const nextField = occurrence >>> 16
      const nextPosition = occurrence & 0xffff
      if (nextField !== field) position = 0
      out.varint(nextField - field)
      out.varint(nextPosition - position)
      field = nextField
      position = nextPosition
    }
    previousDocument = document
    count++
  }
  return count
}

/**
 * Gathers decoded postings in growing arrays, reused from one decoding to the next: nothing is
 * allocated per document or occurrence.
 */
export class PostingsDecoder {
  #documents = new Uint32Array(1024)
  #starts = new Uint32Array(1025)
  #occurrences = new Uint32Array(2048)
  #documentCount = 0
  #occurrenceCount = 0

  clear(): void {
    this.#documentCount = 0
    this.#occurrenceCount = 0
  }

  /**
   * Decodes `count` documents, all below `limit`, from bytes[start .. end). Throws
   * `corrupt_segment` unless they fill it exactly.
   */
  read(bytes: Uint8Array, start: number, end: number, count: number, limit: number): void {
    let document = 0
    if (this.#documentCount + count + 1 > this.#starts.length) this.#growDocuments(this.#documentCount + count + 1)
    const read = new VarintReader(bytes, start)
    for (let i = 0; i < count; i++) {
      if (read.at >= end) throw damaged('it ends early')
      const head = read.varint()
      document += head >>> 1
      if (document >= limit) throw damaged('a document number is too high')
      const several = (head & 1) === 1 ? read.varint() : 1
      if (several * 2 > end - read.at) throw damaged('an occurrence count is too high')
      this.#documents[this.#documentCount] = document
      this.#starts[this.#documentCount++] = this.#occurrenceCount
      if (this.#occurrenceCount + several > this.#occurrences.length)
        this.#growOccurrences(this.#occurrenceCount + several)
      let field = 0
      let position = 0
      for (let n = 0; n < several; n++) {
        const step = read.varint()
        if (step !== 0) position = 0
        field += step
        position += read.varint()
        this.#occurrences[this.#occurrenceCount++] = (field << 16) | position
      }
    }
    this.#starts[this.#documentCount] = this.#occurrenceCount
    if (read.at !== end) throw damaged('its length is wrong')
  }

  /** What was decoded since `clear`, as exact copies. */
  finish(): Postings {
    return {
      documents: this.#documents.slice(0, this.#documentCount),
      starts: this.#documentCount === 0 ? new Uint32Array(1) : this.#starts.slice(0, this.#documentCount + 1),
      occurrences: this.#occurrences.slice(0, this.#occurrenceCount),
    }
  }

  #growDocuments(needed: number): void {
    const size = Math.max(needed, this.#starts.length * 2)
    const documents = new Uint32Array(size)
    documents.set(this.#documents)
    this.#documents = documents
    const starts = new Uint32Array(size + 1)
    starts.set(this.#starts)
    this.#starts = starts
  }

  #growOccurrences(needed: number): void {
    const occurrences = new Uint32Array(Math.max(needed, this.#occurrences.length * 2))
    occurrences.set(this.#occurrences)
    this.#occurrences = occurrences
  }
}

const damaged = (what: string): SeeklingError =>
  new SeeklingError('corrupt_segment', `Stored postings are damaged: ${what}.`, { field: 'postings' })
