/** The rows of a column, found in its bytes and read alone, are those the whole column has. */
import { expect, test } from 'vitest'
import { ColumnBuilder } from '../../../src/core/segment/column-builder.ts'
import { decodeRows, placeOfRows } from '../../../src/core/segment/column-rows.ts'
import { ValueColumn } from '../../../src/core/segment/value-column.ts'
import { makeRandom } from '../../bench/random.ts'

const columnOf = (values: readonly (readonly (string | number)[])[]): Uint8Array => {
  const builder = new ColumnBuilder()
  values.forEach((own, document) => {
    for (const value of own) builder.add(document, value)
  })
  return builder.finish(Uint32Array.from(values.keys()))
}

test('for numbers, texts and several spellings', () => {
  const random = makeRandom(5)
  const some = ['Ab', 'ab', 'AB', 'x'.repeat(300), 'é', '日本', 3, -1.5, 1e9, 'z']
  for (let run = 0; run < 200; run++) {
    const values = Array.from({ length: Math.floor(random() * 40) }, () =>
      some.filter(() => random() < 0.15).slice(0, Math.floor(random() * 4)),
    )
    const bytes = columnOf(values)
    const whole = new ValueColumn(bytes, values.length)
    const place = placeOfRows(bytes)
    if (place === null) throw new Error('it has no empty text')
    const rows = decodeRows(bytes.subarray(place.start), values.length, place.values)
    expect(rows.starts).toEqual(whole.starts)
    expect(rows.places).toEqual(whole.places)
  }
})

test('not where an empty text is a value, which counts as none', () => {
  expect(placeOfRows(columnOf([['a'], [''], ['b']]))).toBeNull()
})
