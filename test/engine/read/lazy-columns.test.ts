/** Columns are read when a search first looks into them, each once, and no others. */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { pageKey } from '../../../src/engine/store/schema.ts'
import type { Key } from '../../../src/engine/store/store.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'
import { watchedStore } from '../../support/watched-store.ts'

test('a search reads the columns it needs, once', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  const documents = Array.from({ length: 50 }, (_, i) => ({ id: i, a: i, b: { c: `x${i}` }, d: 1 }))
  await db.add('films', documents)
  // Declared later and one by one, so that each column has a file of its own.
  for (const settings of [
    { filterableAttributes: ['a'] },
    { filterableAttributes: ['a', 'b'] },
    { sortableAttributes: ['d'] },
  ])
    await db.send({ type: 'Settings', indexUid: 'films', settings })
  await db.idle()
  const [segment] = (await db.manifests())[0].segments
  const fileOf = (name: string): Key => pageKey(segment?.columns[name]?.file as never, 0)
  const watched = watchedStore(store)
  const { keys } = watched.reads
  const engine = searchEngineOver(watched.store)
  const columnsRead = () => ['a', 'b', 'b.c', 'd'].filter((name) => keys.includes(fileOf(name)))

  await engine.search('films', { q: '' })
  expect(columnsRead()).toEqual([])
  await engine.search('films', { filter: 'a > 3' })
  expect(columnsRead()).toEqual(['a'])
  await engine.search('films', { facets: ['b'], sort: ['d:asc'] })
  expect(columnsRead()).toEqual(['a', 'b', 'b.c', 'd'])
  const before = keys.length
  await engine.search('films', { filter: 'a > 3', facets: ['*'], sort: ['d:asc'], limit: 0 })
  expect(keys.length).toBe(before)
})
