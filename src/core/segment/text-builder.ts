/**
 * Builds the text part of a segment: dictionary, postings and field lengths, from the texts of its
 * documents in order. All state is flat typed arrays: eight bytes per occurrence while documents
 * come in, sixteen while they are sorted by term.
 */
import { ByteWriter } from '../bytes/byte-writer.ts'
import type { LocalDocument, NumbersOf } from '../docset/numbers.ts'
import { TermTable } from '../text/term-table.ts'
import type { TextRules } from '../text/text-rules.ts'
import { hardGap, WordScanner } from '../text/word-scanner.ts'
import { DictionaryWriter } from './dictionary-writer.ts'
import { encodeFieldLengths, maxFieldLength } from './field-lengths.ts'
import { writePostings } from './postings-codec.ts'

export interface TextParts {
  readonly dictionary: Uint8Array
  readonly postings: Uint8Array
  readonly lengths: Uint8Array
}

/**
 * How far `finish` is; yielded every few thousand terms so that its caller can report, pause or
 * stop.
 */
export interface BuildStep {
  readonly done: number
  readonly total: number
}

const termsPerStep = 1024
/** While they are sorted by term, twice over. */
const occurrencesPerStep = 1 << 17

/** Occurrences of term t stand from starts[t] to starts[t + 1]. */
interface OccurrencesByTerm {
  readonly starts: Uint32Array
  readonly documents: NumbersOf<LocalDocument>
  readonly places: Uint32Array
}

/** Steps of something that does not say how far it is. */
function* inSteps<T>(steps: Generator<void, T>, at: BuildStep): Generator<BuildStep, T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    yield at
  }
}

/**
 * Per field, of the current document: the next position, and the words so far. Shared by all
 * builders, since a document is taken in without a pause and half a megabyte is much to clear for
 * an update of one document.
 */
const nextPosition = new Uint32Array(65_536)
const words = new Uint32Array(65_536)
const touched: number[] = []

function forgetDocument(): void {
  for (const field of touched) {
    words[field] = 0
    nextPosition[field] = 0
  }
  touched.length = 0
}

export class TextBuilder {
  readonly #table = new TermTable()
  readonly #scanner = new WordScanner(this.#table)
  /** Per occurrence: its term, and field * 65536 + position. */
  #terms = new Uint32Array(1 << 10)
  #places = new Uint32Array(1 << 10)
  #count = 0
  /** Occurrences before document d start at #documentStarts[d]. */
  readonly #documentStarts: number[] = []
  readonly #nextPosition = nextPosition
  readonly #words = words
  readonly #touched = touched
  readonly #lengthStarts: number[] = [0]
  readonly #lengthFields: number[] = []
  readonly #lengths: number[] = []

  beginDocument(): void {
    // A document that was refused half-way has left its counts behind.
    if (touched.length > 0) forgetDocument()
    this.#documentStarts.push(this.#count)
  }

  /**
   * One leaf of the field: a string, or an array's element. Further leaves of the same field stand
   * a hard gap apart.
   */
  addText(field: number, text: string, rules?: TextRules): void {
    const scanner = this.#scanner
    const from = this.#nextPosition[field]
    const to = scanner.scan(text, from, rules)
    const found = scanner.count
    if (scanner.words === 0) return
    if (this.#words[field] === 0) this.#touched.push(field)
    this.#words[field] = this.#words[field] + scanner.words
    this.#nextPosition[field] = to - 1 + hardGap
    if (this.#count + found > this.#terms.length) this.#grow(this.#count + found)
    const { terms, positions } = scanner
    const base = field * 65_536
    let at = this.#count
    for (let i = 0; i < found; i++) {
      this.#terms[at] = terms[i]
      this.#places[at++] = base + positions[i]
    }
    this.#count = at
  }

  endDocument(): void {
    const touched = this.#touched
    // Nearly sorted and short: an insertion sort beats `sort` with its callback.
    for (let i = 1; i < touched.length; i++) {
      const field = touched[i]
      let at = i
      for (; at > 0 && touched[at - 1] > field; at--) touched[at] = touched[at - 1]
      touched[at] = field
    }
    for (const field of touched) {
      this.#lengthFields.push(field)
      this.#lengths.push(Math.min(this.#words[field], maxFieldLength))
    }
    forgetDocument()
    this.#lengthStarts.push(this.#lengthFields.length)
  }

  /**
   * The finished parts, in steps; may be called again. `order` says which documents the segment
   * has, and in which order: places in the order they were added, each once, some perhaps not at
   * all. Default: all as they came.
   */
  *finish(order: Uint32Array = allOf(this.#documentStarts.length)): Generator<BuildStep, TextParts, void> {
    const table = this.#table
    const total = table.size
    yield { done: 0, total }
    const { starts, documents, places } = yield* this.#sortByTerm(order)
    yield { done: 0, total }
    const terms = yield* inSteps(table.sorted(), { done: 0, total })
    const dictionary = new DictionaryWriter()
    const postings = new ByteWriter(this.#count * 4 + 64)
    for (let i = 0; i < terms.length; i++) {
      if (i % termsPerStep === termsPerStep - 1) yield { done: i, total }
      const term = terms[i]
      const from = starts[term]
      const to = starts[term + 1]
      // Only documents that are left out have this term.
      if (from === to) continue
      sortPlaces(documents, places, from, to)
      const start = postings.length
      const frequency = writePostings(postings, documents, places, from, to)
      dictionary.add(table.bytes, table.starts[term], table.starts[term + 1], frequency, postings.length - start)
    }
    const lengths = this.#encodeLengths(order)
    yield { done: total, total }
    return { dictionary: dictionary.finish(), postings: postings.finish(), lengths }
  }

  #encodeLengths(order: Uint32Array): Uint8Array {
    const starts = new Uint32Array(order.length + 1)
    const fields = new Uint16Array(this.#lengthFields.length)
    const lengths = new Uint16Array(fields.length)
    let count = 0
    for (let document = 0; document < order.length; document++) {
      const place = order[document]
      for (let i = this.#lengthStarts[place]; i < this.#lengthStarts[place + 1]; i++) {
        fields[count] = this.#lengthFields[i]
        lengths[count++] = this.#lengths[i]
      }
      starts[document + 1] = count
    }
    return encodeFieldLengths({ starts, fields: fields.subarray(0, count), lengths: lengths.subarray(0, count) })
  }

  /** A counting sort: stable, so documents stay ascending within a term. */
  *#sortByTerm(order: Uint32Array): Generator<BuildStep, OccurrencesByTerm> {
    const terms = this.#terms
    const documentStarts = this.#documentStarts
    const endOf = (place: number): number =>
      place + 1 < documentStarts.length ? documentStarts[place + 1] : this.#count
    const starts = new Uint32Array(this.#table.size + 1)
    const step = { done: 0, total: this.#table.size }
    let done = 0
    for (const place of order) {
      const to = endOf(place)
      done += 1 + to - documentStarts[place]
      if (done >= occurrencesPerStep) {
        done = 0
        yield step
      }
      for (let i = documentStarts[place]; i < to; i++) {
        const next = terms[i] + 1
        starts[next] = starts[next] + 1
      }
    }
    for (let term = 1; term < starts.length; term++) starts[term] = starts[term] + starts[term - 1]
    const count = starts[starts.length - 1]
    const documents = new Uint32Array(count)
    const places = new Uint32Array(count)
    const next = starts.slice()
    for (let document = 0; document < order.length; document++) {
      const place = order[document]
      const to = endOf(place)
      done += 1 + to - documentStarts[place]
      if (done >= occurrencesPerStep) {
        done = 0
        yield step
      }
      for (let i = documentStarts[place]; i < to; i++) {
        const term = terms[i]
        const at = next[term]
        documents[at] = document
        places[at] = this.#places[i]
        next[term] = at + 1
      }
    }
    return { starts, documents, places }
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.#terms.length * 2)
    const terms = new Uint32Array(size)
    terms.set(this.#terms)
    this.#terms = terms
    const places = new Uint32Array(size)
    places.set(this.#places)
    this.#places = places
  }
}

const allOf = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, place) => place)

/**
 * Orders the places of each document: they come in the order of the document's text, where fields
 * may alternate. Nearly always sorted already.
 */
function sortPlaces(documents: NumbersOf<LocalDocument>, places: Uint32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const place = places[i]
    const document = documents[i]
    let at = i
    while (at > from && documents[at - 1] === document && places[at - 1] > place) {
      places[at] = places[at - 1]
      at--
    }
    places[at] = place
  }
}
