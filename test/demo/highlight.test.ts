/**
 * A slice of the engine's parts, for the crumbs of a hit: nothing of the text may be lost or marked
 * anew.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slice } from '../../demo/highlight.ts'

test('a slice keeps its marks', () => {
  const parts = [
    { text: 'api.', isMatch: false },
    { text: 'Event', isMatch: true },
    { text: 'Target.add', isMatch: false },
  ]
  expect(slice(parts, 4, 15)).toEqual([
    { text: 'Event', isMatch: true },
    { text: 'Target', isMatch: false },
  ])
  expect(slice(parts, 6, 8)).toEqual([{ text: 'en', isMatch: true }])
})

test('a slice of the parts is the same slice of the text', () => {
  const part = fc.record({
    text: fc.string({ unit: fc.constantFrom('a', 'B', '.', '<', 'ü', '😀') }),
    isMatch: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(part), fc.nat(20), fc.nat(20), (parts, from, length) => {
      const text = parts.map((one) => one.text).join('')
      const cut = slice(parts, from, from + length)
      expect(cut.map((one) => one.text).join('')).toBe(text.slice(from, from + length))
    }),
  )
})
