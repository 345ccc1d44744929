/** Marks from the engine become parts of text; nothing of the text may be lost, and nothing of it may become markup. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markEnd, markStart, partsOf, slice } from '../../demo/highlight.ts'

const mark = (text: string) => `${markStart}${text}${markEnd}`
const plain = fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '<', 'ü', '😀') })

test('marked and unmarked text alternate as they were marked', () => {
  expect(partsOf(`${mark('add')}Event ${mark('Lis')}tener`)).toEqual([
    { text: 'add', marked: true },
    { text: 'Event ', marked: false },
    { text: 'Lis', marked: true },
    { text: 'tener', marked: false },
  ])
})

test('marks without a partner are dropped and the text stays', () => {
  expect(
    partsOf(`a${markEnd}b${markStart}c`)
      .map((part) => part.text)
      .join(''),
  ).toBe('abc')
  expect(partsOf(`a${markEnd}b${markStart}c`).some((part) => part.marked)).toBe(false)
})

test('all text comes out again, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, fc.boolean())), (pieces) => {
      const formatted = pieces.map(([text, marked]) => (marked ? mark(text) : text)).join('')
      const text = partsOf(formatted)
        .map((part) => part.text)
        .join('')
      expect(text).toBe(pieces.map(([text]) => text).join(''))
    }),
  )
})

test('a slice of the parts is the same slice of the text', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, fc.boolean())), fc.nat(20), fc.nat(20), (pieces, from, length) => {
      const parts = pieces.map(([text, marked]) => ({ text, marked }))
      const text = parts.map((part) => part.text).join('')
      const cut = slice(parts, from, from + length)
      expect(cut.map((part) => part.text).join('')).toBe(text.slice(from, from + length))
    }),
  )
})
