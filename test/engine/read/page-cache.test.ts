import { expect, test } from 'vitest'
import { sealPage } from '../../../src/core/bytes/page.ts'
import { PageCache } from '../../../src/engine/read/page-cache.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { pageKey } from '../../../src/engine/store/schema.ts'

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
