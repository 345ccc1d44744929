/** Ordinals are never used twice: where they run out, an addition fails and changes nothing. */
import { expect, test, vi } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Manifest } from '../../../src/engine/store/schema.ts'
import { TestEngine } from '../../support/test-engine.ts'

test('an addition beyond 2^32 insertions fails, and the last one before it does not', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const store = new MemoryStore()
  const first = await TestEngine.open(store)
  await first.add('books', [{ id: 1 }])
  await first.idle()
  await first.engine.close()
  await store.write(['indexes'], 'relaxed', async (transaction) => {
    const manifest = (await transaction.get('indexes', 'books')) as Manifest
    await transaction.put('indexes', 'books', { ...manifest, nextOrdinal: 2 ** 32 - 1 })
  })
  const db = await TestEngine.open(store)
  await db.add('books', [{ id: 2 }])
  await db.add('books', [{ id: 3 }])
  await db.idle()
  expect((await db.outcomes()).slice(1)).toEqual([
    '2 DocumentsAddition processed',
    '3 DocumentsAddition failed internal',
  ])
  expect(await db.documents('books')).toEqual([{ id: 1 }, { id: 2 }])
  // A replacement takes no ordinal.
  await db.add('books', [{ id: 1, title: 'Again' }])
  await db.idle()
  expect((await db.outcomes()).at(-1)).toBe('4 DocumentsAddition processed')
})
