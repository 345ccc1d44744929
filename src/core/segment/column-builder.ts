/** Gathers the values of one attribute and writes them as a column; how the bytes lie says `value-column.ts`. */
import { ByteWriter } from '../bytes/byte-writer.ts'
import { absent, type FieldState, present } from '../document/field-state.ts'
import { cutValue, normalizeValue } from './normalize-value.ts'
import { columnFormat } from './value-column.ts'

const encoder = new TextEncoder()

export class ColumnBuilder {
  /** Documents that have a value, one entry per value; strings as they were written. */
  readonly #documents: number[] = []
  readonly #values: (number | string)[] = []
  readonly #stateDocuments: number[] = []
  readonly #states: FieldState[] = []

  /** Documents come ascending; repeated values of a document count once. Booleans are the strings `true` and `false`. */
  add(document: number, value: number | string): void {
    this.#documents.push(document)
    this.#values.push(value)
  }

  /** What can be said of the attribute in a document beside its values. Documents come ascending. */
  mark(document: number, state: FieldState): void {
    this.#stateDocuments.push(document)
    this.#states.push(state)
  }

  /** `order` says which documents the segment has, and in which order: numbers given to `add` and `mark`. */
  finish(order: Uint32Array): Uint8Array {
    const startOf = starts(this.#documents)
    // Not all: a document that is left out may have been the only one with a value.
    const written = new Set<number | string>()
    for (const document of order) {
      const to = startOf(document + 1)
      for (let i = startOf(document); i < to; i++) written.add(this.#values[i] as number | string)
    }
    const { numbers, strings, placeOf } = placeValues([...written])
    const stateStartOf = starts(this.#stateDocuments)
    const rows = new ByteWriter(16 + this.#values.length * 2 + order.length)
    const spellings: { document: number; text: string }[][] = strings.map(() => [])
    const own: number[] = []
    const lastRow = new Int32Array(numbers.length + strings.length).fill(-1)
    order.forEach((document, row) => {
      own.length = 0
      const to = startOf(document + 1)
      for (let i = startOf(document); i < to; i++) {
        const value = this.#values[i] as number | string
        const place = placeOf.get(value) as number
        if (lastRow[place] === row) continue
        lastRow[place] = row
        own.push(place)
        if (typeof value === 'number') continue
        const known = spellings[place - numbers.length] as { document: number; text: string }[]
        const text = cutValue(value)
        if (known[known.length - 1]?.text !== text) known.push({ document: row, text })
      }
      let state = own.length > 0 ? present : absent
      const stateTo = stateStartOf(document + 1)
      for (let i = stateStartOf(document); i < stateTo; i++) state = Math.max(state, this.#states[i] as number)
      rows.varint(own.length * 4 + state)
      let previous = 0
      for (const place of own.length > 1 ? own.sort((a, b) => a - b) : own) {
        rows.varint(place - previous)
        previous = place
      }
    })
    const out = new ByteWriter(64 + numbers.length * 8 + rows.length)
    out.u32(columnFormat)
    out.u32(order.length)
    out.u32(numbers.length)
    out.u32(strings.length)
    for (const number of numbers) out.f64(number)
    writeTexts(out, strings)
    for (const list of spellings) out.varint(list.length - 1)
    for (const list of spellings) {
      let previous = 0
      for (const { document } of list.slice(1)) {
        out.varint(document - previous)
        previous = document
      }
    }
    // One that is the normalised form itself, as very many are, takes a byte.
    writeTexts(
      out,
      spellings.flatMap((list, i) => list.map(({ text }) => (text === strings[i] ? '' : text))),
    )
    out.raw(rows.bytes.subarray(0, rows.length))
    return out.finish()
  }
}

/** Where the entries of a document start in an ascending list of documents. */
function starts(documents: readonly number[]): (document: number) => number {
  const last = documents[documents.length - 1] ?? -1
  const found = new Uint32Array(last + 2)
  for (const document of documents) found[document + 1] = (found[document + 1] as number) + 1
  for (let document = 0; document <= last; document++)
    found[document + 1] = (found[document + 1] as number) + (found[document] as number)
  return (document) => found[Math.min(document, last + 1)] as number
}

/** Every distinct value: numbers first, then normalised strings, both ascending; and the place of every value as it was written. */
function placeValues(written: readonly (number | string)[]) {
  const numbers = Float64Array.from(written.filter((value) => typeof value === 'number')).sort()
  const normal = new Map<string, string>()
  for (const value of written) if (typeof value === 'string') normal.set(value, normalizeValue(value))
  const strings = [...new Set(normal.values())].sort()
  const placeOf = new Map<number | string, number>()
  numbers.forEach((number, place) => placeOf.set(number, place))
  const placeOfNormal = new Map(strings.map((string, place) => [string, numbers.length + place]))
  for (const [value, string] of normal) placeOf.set(value, placeOfNormal.get(string) as number)
  return { numbers, strings, placeOf }
}

/** All lengths in UTF-8 bytes, then all texts: plain ASCII is then read as one text. */
function writeTexts(out: ByteWriter, texts: readonly string[]): void {
  const all = encoder.encode(texts.join(''))
  let total = 0
  for (const { length } of texts) total += length
  for (const text of texts) out.varint(all.length === total ? text.length : encoder.encode(text).length)
  out.raw(all)
}
