import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sealPage } from '../../../src/core/bytes/page.ts'
import { LruCache } from '../../../src/engine/read/lru-cache.ts'
import { PageCache } from '../../../src/engine/read/page-cache.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { pageKey } from '../../../src/engine/store/schema.ts'

test('holds what its bound allows, whatever is set, got and deleted in whatever order', () => {
  const step = fc.record({
    do: fc.constantFrom('set', 'set', 'get', 'delete', 'clear'),
    key: fc.nat(6),
    size: fc.integer({ min: 0, max: 12 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat(30), (steps, limit) => {
      const cache = new LruCache<number, { size: number }>(limit, ({ size }) => size)
      // The plain model: a list, least recently used first.
      let model: { key: number; value: { size: number } }[] = []
      const total = () => model.reduce((sum, { value }) => sum + value.size, 0)
      for (const one of steps) {
        const found = model.find(({ key }) => key === one.key)
        const others = model.filter(({ key }) => key !== one.key)
        if (one.do === 'get') {
          expect(cache.get(one.key)).toBe(found?.value)
          if (found) model = [...others, found]
        } else if (one.do === 'set') {
          const value = { size: one.size }
          cache.set(one.key, value)
          model = [...others, { key: one.key, value }]
          while (total() > limit && model.length > 1) model.shift()
        } else if (one.do === 'delete') {
          cache.delete(one.key)
          model = others
        } else {
          cache.clear()
          model = []
        }
        expect(cache.bytes).toBe(total())
      }
      for (const { key, value } of model) expect(cache.get(key)).toBe(value)
    }),
  )
})

test('what is kept again is counted once, and pages share their bound with what was made of them', async () => {
  const cache = new PageCache(10_000)
  for (let time = 0; time < 30; time++) cache.keep('word', 'some postings', 800)
  expect(cache.bytes).toBe(1000)
  for (let n = 0; n < 9; n++) cache.keep(`other ${n}`, n, 800)
  expect(cache.made('word')).toBe('some postings')
  const store = new MemoryStore()
  const file = { shelf: 0, file: 1, pages: 1, bytes: 4008 }
  await store.write(['pages0'], 'relaxed', (transaction) =>
    transaction.put('pages0', pageKey(file, 0), sealPage(new Uint8Array(4008))),
  )
  await cache.load(store, [{ file, page: 0, code: 'corrupt_segment' }])
  expect(cache.bytes).toBeLessThanOrEqual(10_000)
  expect(cache.get(file, 0)).toHaveLength(4000)
  expect(cache.made('word')).toBe('some postings')
  for (let n = 0; n < 5; n++) expect(cache.made(`other ${n}`)).toBeUndefined()
})
