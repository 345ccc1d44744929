import { expect, test } from 'vitest'
import { mergeDocument } from '../../../src/core/document/merge.ts'

test('fields given replace the stored ones whole, others stay in their order', () => {
  const stored = { id: 1, a: { x: 1, y: 2 }, b: [1, 2], c: 'c' }
  const merged = mergeDocument(stored, { d: 4, a: { x: 3 }, b: null, id: '1' })
  expect(JSON.stringify(merged)).toBe('{"id":"1","a":{"x":3},"b":null,"c":"c","d":4}')
  expect(stored).toEqual({ id: 1, a: { x: 1, y: 2 }, b: [1, 2], c: 'c' })
})
