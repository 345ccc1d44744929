/**
 * Gathers the values of one attribute and writes them as a column, in the layout that
 * `value-column.ts` describes.
 */
import { ByteWriter } from '../bytes/byte-writer.ts'
import type { LocalDocument } from '../docset/numbers.ts'
import { absent, type FieldState, present } from '../document/field-state.ts'
import { cutValue, normalizeValue } from './normalize-value.ts'
import { sortInSteps, stringsPerStep } from './sort-in-steps.ts'
import { columnFormat } from './value-column.ts'

export class ColumnBuilder {
  /** Documents that have a value, one entry per value; strings as they were written. */
  readonly #documents: LocalDocument[] = []
  readonly #values: (number | string)[] = []
  readonly #stateDocuments: number[] = []
  readonly #states: FieldState[] = []

  /**
   * Documents come ascending; repeated values of a document count once. Booleans are the strings
   * `true` and `false`.
   */
  add(document: LocalDocument, value: number | string): void {
    this.#documents.push(document)
    this.#values.push(value)
  }

  /**
   * The state of the attribute in a document: there, null or empty. Documents come ascending.
   */
  mark(document: LocalDocument, state: FieldState): void {
    this.#stateDocuments.push(document)
    this.#states.push(state)
  }

  /**
   * `order` says which documents the segment has, and in which order: numbers given to `add` and
   * `mark`.
   */
  finish(order: Uint32Array): Uint8Array {
    const steps = this.steps(order)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  }

  /** The same, in steps of a few thousand values. */
  *steps(order: Uint32Array): Generator<void, Uint8Array> {
    let last = 0
    for (const document of order) last = Math.max(last, document)
    const starts = startsOf(this.#documents, last)
    const stateStarts = startsOf(this.#stateDocuments, last)
    // Only the values of documents that are in `order`: one that is left out may have been the only
    // document with a value.
    const written = new Map<number | string, number>()
    const nth = new Uint32Array(this.#values.length)
    const pace = new Pace()
    for (const document of order) {
      const to = starts[document + 1]
      if (pace.isStep(1 + to - starts[document])) yield
      for (let i = starts[document]; i < to; i++) {
        const value = this.#values[i] as number | string
        let known = written.get(value)
        if (known === undefined) {
          known = written.size
          written.set(value, known)
        }
        nth[i] = known
      }
    }
    const { numbers, strings, places } = yield* placeValues([...written.keys()])
    const rows = new ByteWriter(16 + this.#values.length * 2 + order.length)
    const spellings = new Spellings(strings)
    const own: number[] = []
    const lastRow = new Int32Array(numbers.length + strings.length).fill(-1)
    for (let row = 0; row < order.length; row++) {
      const document = order[row]
      own.length = 0
      const to = starts[document + 1]
      if (pace.isStep(1 + to - starts[document])) yield
      for (let i = starts[document]; i < to; i++) {
        const place = places[nth[i]]
        if (lastRow[place] === row) continue
        lastRow[place] = row
        own.push(place)
        if (place >= numbers.length) spellings.note(place - numbers.length, row, this.#values[i] as string)
      }
      let state = own.length > 0 ? present : absent
      const stateTo = stateStarts[document + 1]
      for (let i = stateStarts[document]; i < stateTo; i++) state = Math.max(state, this.#states[i])
      rows.varint(own.length * 4 + state)
      let previous = 0
      for (const place of own.length > 1 ? own.sort((a, b) => a - b) : own) {
        rows.varint(place - previous)
        previous = place
      }
    }
    const out = new ByteWriter(64 + numbers.length * 8 + rows.length)
    for (const head of [columnFormat, order.length, numbers.length, strings.length]) out.u32(head)
    for (const number of numbers) out.f64(number)
    yield* writeTexts(out, strings)
    yield* spellings.write(out)
    out.raw(rows.bytes.subarray(0, rows.length))
    return out.finish()
  }
}

/** How each string was written, from which document on. Nearly all are written in one way only. */
class Spellings {
  readonly #strings: readonly string[]
  readonly #last: string[]
  readonly #first: string[]
  readonly #further = new Map<number, { readonly row: number; readonly text: string }[]>()

  constructor(strings: readonly string[]) {
    this.#strings = strings
    this.#first = new Array(strings.length)
    this.#last = new Array(strings.length)
  }

  note(string: number, row: number, written: string): void {
    if (this.#last[string] === written) return
    if (this.#last[string] === undefined) this.#first[string] = written
    else {
      const further = this.#further.get(string) ?? []
      further.push({ row, text: written })
      this.#further.set(string, further)
    }
    this.#last[string] = written
  }

  *write(out: ByteWriter): Generator<void, void> {
    const pace = new Pace()
    const further = this.#strings.map((_, string) => this.#further.get(string) ?? [])
    for (const { length } of further) out.varint(length)
    for (const list of further) {
      let previous = 0
      for (const { row } of list) {
        out.varint(row - previous)
        previous = row
      }
    }
    const texts: string[] = []
    for (const [i, string] of this.#strings.entries()) {
      if (pace.isStep(1 + further[i].length)) yield
      // A spelling that equals the normalised form, as very many do, takes a byte.
      const add = (written: string): unknown => texts.push(written === string ? '' : cutValue(written))
      add(this.#first[i])
      for (const { text } of further[i]) add(text)
    }
    yield* writeTexts(out, texts)
  }
}

/** Counts what was done, and says when it is enough for a step. */
class Pace {
  #done = 0

  isStep(more: number): boolean {
    this.#done += more
    if (this.#done < stringsPerStep) return false
    this.#done = 0
    return true
  }
}

/**
 * Entries of document d in an ascending list of documents are those from starts[d] to starts[d +
 * 1], for documents up to `last`.
 */
function startsOf(documents: readonly LocalDocument[], last: number): Uint32Array {
  const starts = new Uint32Array(last + 2)
  let at = 0
  for (let document = 0; document <= last; document++) {
    starts[document] = at
    while (at < documents.length && documents[at] === document) at++
  }
  starts[last + 1] = at
  return starts
}

/**
 * The numbers and the normalised strings, each once and ascending; and for each value as it was
 * written its index among them, numbers first.
 */
function* placeValues(written: readonly (number | string)[]) {
  const pace = new Pace()
  const numbers = Float64Array.from(written.filter((value) => typeof value === 'number')).sort()
  const keys: (number | string)[] = []
  for (const value of written) {
    if (pace.isStep(1)) yield
    keys.push(typeof value === 'string' ? normalizeValue(value) : value)
  }
  const placeOf = new Map<number | string, number>()
  numbers.forEach((number, place) => placeOf.set(number, place))
  const strings: string[] = []
  for (const string of yield* sortInSteps(keys.filter((key) => typeof key === 'string'))) {
    if (pace.isStep(1)) yield
    if (placeOf.has(string)) continue
    placeOf.set(string, numbers.length + strings.length)
    strings.push(string)
  }
  const places = new Uint32Array(keys.length)
  for (const [i, key] of keys.entries()) {
    if (pace.isStep(1)) yield
    places[i] = placeOf.get(key) as number
  }
  return { numbers, strings, places }
}

/** All lengths in UTF-16 units, then all texts as one: it is decoded at once and cut. */
function* writeTexts(out: ByteWriter, texts: readonly string[]): Generator<void, void> {
  const areMany = texts.length > stringsPerStep
  if (areMany) yield
  for (const { length } of texts) out.varint(length)
  if (areMany) yield
  out.text(texts.join(''))
  if (areMany) yield
}
