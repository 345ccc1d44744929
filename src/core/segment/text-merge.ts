/**
 * Merges the text parts of several segments into one, dropping deleted documents: a walk over all
 * dictionaries at once, in byte order. Nothing is tokenized again. Which old document becomes which
 * new one is the caller's map; within each segment it ascends.
 */

import { assert } from '../bytes/assert.ts'
import { ByteWriter } from '../bytes/byte-writer.ts'
import type { LocalDocument, NumbersOf } from '../docset/numbers.ts'
import { DictionaryWriter } from './dictionary-writer.ts'
import { encodeFieldLengths, type FieldLengths } from './field-lengths.ts'
import type { PackedDictionary } from './packed-dictionary.ts'
import { PostingsDecoder, writePostings } from './postings-codec.ts'
import type { BuildStep, TextParts } from './text-builder.ts'

export const droppedDocument = 0xffffffff

export interface MergeSource {
  readonly dictionary: PackedDictionary
  readonly postings: Uint8Array
  readonly lengths: FieldLengths
  /** New document of each old one, or `droppedDocument`. */
  readonly newDocuments: Uint32Array
}

const termsPerStep = 2048

export function* mergeText(
  sources: readonly MergeSource[],
  documentCount: number,
): Generator<BuildStep, TextParts, void> {
  const cursors = sources.map(({ dictionary }) => dictionary.cursor())
  const open = cursors.map((cursor) => cursor.next())
  const total = sources.reduce((sum, { dictionary }) => sum + dictionary.size, 0)
  const dictionary = new DictionaryWriter()
  const postings = new ByteWriter(1 << 16)
  const decoder = new PostingsDecoder()
  const gathered = new OccurrenceList()
  let done = 0
  const term = new Uint8Array(256)
  for (let step = 1; ; step++) {
    if (step % termsPerStep === 0) yield { done, total }
    let least = -1
    for (let i = 0; i < cursors.length; i++) {
      if (open[i] && (least < 0 || compareTerms(cursors, i, least) < 0)) least = i
    }
    if (least < 0) break
    const length = (cursors[least] as { length: number }).length
    term.set((cursors[least] as { term: Uint8Array }).term.subarray(0, length))
    gathered.clear()
    for (let i = 0; i < cursors.length; i++) {
      const cursor = cursors[i] as (typeof cursors)[number]
      if (!open[i] || !isTerm(cursor.term, cursor.length, term, length)) continue
      const source = sources[i]
      decoder.clear()
      const end = cursor.postingsStart + cursor.postingsLength
      decoder.read(source.postings, cursor.postingsStart, end, cursor.documentFrequency, source.newDocuments.length)
      gathered.addAll(decoder.finish(), source.newDocuments)
      open[i] = cursor.next()
      done++
    }
    if (gathered.count === 0) continue
    gathered.sortByDocument()
    const start = postings.length
    const frequency = writePostings(postings, gathered.documents, gathered.occurrences, 0, gathered.count)
    dictionary.add(term, 0, length, frequency, postings.length - start)
  }
  return { dictionary: dictionary.finish(), postings: postings.finish(), lengths: mergeLengths(sources, documentCount) }
}

interface TermAt {
  readonly term: Uint8Array
  readonly length: number
}

function compareTerms(cursors: readonly TermAt[], left: number, right: number): number {
  const a = cursors[left]
  const b = cursors[right]
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = a.term[i] - b.term[i]
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function isTerm(term: Uint8Array, length: number, wanted: Uint8Array, wantedLength: number): boolean {
  if (length !== wantedLength) return false
  for (let i = 0; i < length; i++) if (term[i] !== wanted[i]) return false
  return true
}

/** Occurrences of one term from several segments, one entry each, brought into document order. */
class OccurrenceList {
  documents = new Uint32Array(1024)
  occurrences = new Uint32Array(1024)
  count = 0

  clear(): void {
    this.count = 0
  }

  addAll(
    postings: { documents: NumbersOf<LocalDocument>; starts: Uint32Array; occurrences: Uint32Array },
    newDocuments: Uint32Array,
  ): void {
    const needed = this.count + postings.occurrences.length
    if (needed > this.documents.length) this.#grow(needed)
    for (let i = 0; i < postings.documents.length; i++) {
      const document = newDocuments[postings.documents[i]]
      if (document === droppedDocument) continue
      for (let n = postings.starts[i]; n < postings.starts[i + 1]; n++) {
        this.documents[this.count] = document
        this.occurrences[this.count++] = postings.occurrences[n]
      }
    }
  }

  /**
   * Stable, so the occurrences of a document stay ascending. Segments mostly follow one another, so
   * mostly nothing moves.
   */
  sortByDocument(): void {
    const { documents, count } = this
    let sorted = true
    for (let i = 1; i < count && sorted; i++) sorted = documents[i - 1] <= documents[i]
    if (sorted) return
    // A document number and a place in this list fit one exact integer of 53 bits, which sorts
    // natively.
    const keys = new Float64Array(count)
    const scale = 2 ** 26
    assert(count <= scale, 'the occurrences of a term in a merge are numbered in 26 bits')
    for (let i = 0; i < count; i++) keys[i] = documents[i] * scale + i
    keys.sort()
    const occurrences = this.occurrences.slice(0, count)
    for (let i = 0; i < count; i++) {
      const key = keys[i]
      const document = Math.floor(key / scale)
      documents[i] = document
      this.occurrences[i] = occurrences[key - document * scale]
    }
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.documents.length * 2)
    const documents = new Uint32Array(size)
    documents.set(this.documents)
    this.documents = documents
    const occurrences = new Uint32Array(size)
    occurrences.set(this.occurrences)
    this.occurrences = occurrences
  }
}

function mergeLengths(sources: readonly MergeSource[], documentCount: number): Uint8Array {
  const counts = new Uint32Array(documentCount)
  for (const { lengths, newDocuments } of sources) {
    for (let document = 0; document < newDocuments.length; document++) {
      const target = newDocuments[document]
      if (target !== droppedDocument) counts[target] = lengths.starts[document + 1] - lengths.starts[document]
    }
  }
  const starts = new Uint32Array(documentCount + 1)
  for (let document = 0; document < documentCount; document++) {
    starts[document + 1] = starts[document] + counts[document]
  }
  const fields = new Uint16Array(starts[documentCount])
  const values = new Uint16Array(fields.length)
  for (const { lengths, newDocuments } of sources) {
    for (let document = 0; document < newDocuments.length; document++) {
      const target = newDocuments[document]
      if (target === droppedDocument) continue
      const from = lengths.starts[document]
      const to = lengths.starts[document + 1]
      fields.set(lengths.fields.subarray(from, to), starts[target])
      values.set(lengths.lengths.subarray(from, to), starts[target])
    }
  }
  return encodeFieldLengths({ starts, fields, lengths: values })
}
