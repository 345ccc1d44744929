/** Columns against a plain map of what each document says. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Bitset } from '../../../src/core/docset/bitset.ts'
import { type FieldState, isEmpty, isNull, present } from '../../../src/core/document/field-state.ts'
import { ColumnBuilder } from '../../../src/core/segment/column-builder.ts'
import { normalizeValue } from '../../../src/core/segment/normalize-value.ts'
import { ValueColumn } from '../../../src/core/segment/value-column.ts'

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom('b', 'A', 'a', 'ä', 'Ä', '', ' x ', 'X', '💡'),
  fc.string({ unit: 'grapheme' }),
)
const row = fc.record({
  values: fc.array(value, { maxLength: 4 }),
  state: fc.option(fc.constantFrom(present, isNull, isEmpty)),
})
type Row = { values: (number | string)[]; state: FieldState | null }

const inOrder = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, document) => document)

function columnOf(rows: readonly Row[], order = inOrder(rows.length)): ValueColumn {
  const builder = new ColumnBuilder()
  rows.forEach(({ values, state }, document) => {
    if (state !== null) builder.mark(document, state)
    for (const entry of values) builder.add(document, entry)
  })
  return new ValueColumn(builder.finish(order), order.length)
}

function valuesOf(column: ValueColumn, document: number): (number | string)[] {
  return [...column.places.subarray(column.starts[document], column.starts[document + 1])].map((place) =>
    place < column.numbers.length ? column.numbers[place] : column.strings[place - column.numbers.length],
  )
}

const numbersOf = (values: readonly (number | string)[]): number[] =>
  [...new Set(values.filter((entry) => typeof entry === 'number'))].sort((a, b) => a - b)
const stringsOf = (values: readonly (number | string)[]): string[] =>
  [...new Set(values.filter((entry) => typeof entry === 'string').map(normalizeValue))].filter(Boolean).sort()

test('each document has its numbers and strings, sorted and once, and its state', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const column = columnOf(rows)
      rows.forEach(({ values, state }, document) => {
        expect(valuesOf(column, document)).toEqual([...numbersOf(values), ...stringsOf(values)])
        expect(column.states[document]).toBe(Math.max(state ?? 0, values.length > 0 ? present : 0))
      })
      const isBlank = (entry: number | string): boolean => typeof entry === 'string' && normalizeValue(entry) === ''
      expect(column.blanks).toEqual(rows.flatMap(({ values }, document) => (values.some(isBlank) ? [document] : [])))
    }),
  )
})

test('the documents with a run of values', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 80 }), fc.nat(), fc.nat(), (rows, some, more) => {
      const column = columnOf(rows)
      const count = column.numbers.length + column.strings.length
      const from = some % (count + 1)
      const to = from + (more % (count - from + 1))
      const wanted = rows.flatMap((_, document) => {
        const own = [...column.places.subarray(column.starts[document], column.starts[document + 1])]
        return own.some((place) => place >= from && place < to) ? [document] : []
      })
      const found = new Bitset(rows.length)
      for (let again = 0; again < 2; again++) column.addWith(from, to, found)
      expect([...found.toArray()]).toEqual(wanted)
    }),
  )
})

test('every document keeps its own spelling of a value', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const column = columnOf(rows)
      rows.forEach(({ values }, document) => {
        for (const string of stringsOf(values)) {
          const written = values.find((entry) => typeof entry === 'string' && normalizeValue(entry) === string)
          expect(column.spelling(column.strings.indexOf(string), document)).toBe(written)
        }
      })
    }),
  )
})

test('documents can be put in another order, and left out', () => {
  const rows: Row[] = [
    { values: [5], state: null },
    { values: [], state: isNull },
    { values: ['B', 7], state: present },
    { values: ['b'], state: null },
    { values: ['only here', 9], state: null },
  ]
  const column = columnOf(rows, Uint32Array.of(3, 2, 1))
  expect([0, 1, 2].map((document) => valuesOf(column, document))).toEqual([['b'], [7, 'b'], []])
  expect([...column.numbers, ...column.strings]).toEqual([7, 'b'])
  expect([...column.states]).toEqual([present, present, isNull])
  expect([column.spelling(0, 0), column.spelling(0, 1)]).toEqual(['b', 'B'])
})

test('long values are cut between characters', () => {
  const column = columnOf([{ values: [`${'x'.repeat(467)}💡💡`, 'y'.repeat(1000)], state: null }])
  expect(column.strings).toEqual(['x'.repeat(467), 'y'.repeat(468)])
  expect(column.spelling(1, 0)).toBe('y'.repeat(468))
})

describe('damage', () => {
  const encode = (): Uint8Array => {
    const builder = new ColumnBuilder()
    builder.add(0, 'one')
    builder.mark(1, isNull)
    builder.add(2, 7)
    builder.add(2, 'Two')
    builder.add(2, 'One')
    return builder.finish(inOrder(3))
  }

  test('any bytes are a column or a named error', () => {
    const encoded = encode()
    fc.assert(
      fc.property(fc.nat(), fc.nat(255), fc.uint8Array({ maxLength: 60 }), (place, byte, noise) => {
        const damaged = encoded.slice()
        damaged[place % damaged.length] = byte
        const headed = new Uint8Array([...encoded.subarray(0, 8), ...noise])
        for (const bytes of [damaged, noise, headed, encoded.subarray(0, place % encoded.length)]) {
          try {
            const column = new ValueColumn(bytes, 3)
            column.addWith(0, column.numbers.length + column.strings.length, new Bitset(3))
            column.strings.forEach((_, string) => expect(typeof column.spelling(string, 2)).toBe('string'))
          } catch (error) {
            expect(error).toMatchObject({ code: 'corrupt_segment' })
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('a column of the first format is refused, so that its index is rebuilt', () => {
    const first = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 98, 1, 0)
    expect(() => new ValueColumn(first, 1)).toThrow('column format')
  })
})
