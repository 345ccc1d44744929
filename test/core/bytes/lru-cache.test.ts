import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LruCache } from '../../../src/core/bytes/lru-cache.ts'

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
