/** Documents updated in part: what stays of the stored one, and in which order its fields stand. */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { TestEngine } from '../../support/test-engine.ts'

test('fields given replace the stored ones whole, null among them; others stay in their order', async () => {
  const db = await TestEngine.open(new MemoryStore())
  await db.add('books', [{ id: 1, a: { x: 1, y: 2 }, b: [1, 2], c: 'c' }])
  await db.add('books', [{ d: 4, a: { x: 3 }, b: null, id: '1' }], { type: 'DocumentsPartial' })
  await db.idle()
  expect(JSON.stringify(await db.documents('books'))).toBe('[{"id":"1","a":{"x":3},"b":null,"c":"c","d":4}]')
})

test('a document that comes twice is merged in order, and one that is not there is added', async () => {
  const db = await TestEngine.open(new MemoryStore())
  const parts = [
    { id: 7, a: 1, b: 1 },
    { id: 7, b: 2, c: 2 },
  ]
  await db.add('books', parts, { type: 'DocumentsPartial' })
  await db.idle()
  expect(await db.documents('books')).toEqual([{ id: 7, a: 1, b: 2, c: 2 }])
})
