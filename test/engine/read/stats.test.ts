/** Counting and listing read manifests and nothing else; what is open stays bounded. */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Manifest } from '../../../src/engine/store/schema.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'
import { watchedStore } from '../../support/watched-store.ts'

async function films() {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.add('films', [
    { id: 1, title: 'Solaris', year: 1972 },
    { id: 2, title: 'Stalker', tags: { a: 1 } },
    { id: 3, title: 'Mirror', year: 1975 },
  ])
  await db.add('films', [
    { id: 2, title: 'Stalker', year: 1979 },
    { id: 4, note: 'untitled' },
  ])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [3] })
  await db.idle()
  return { store, db }
}

const distribution = { id: 3, note: 1, title: 2, year: 2 }

test('statistics, settings and the list of indexes open no index and read no page', async () => {
  const { store } = await films()
  const watched = watchedStore(store)
  const engine = searchEngineOver(watched.store)
  expect((await engine.getIndexStats('films')).fieldDistribution).toEqual(distribution)
  expect((await engine.getStats({ sizes: true })).indexes.films).toMatchObject({ numberOfDocuments: 3 })
  expect((await engine.getSettings('films')).sortableAttributes).toEqual([])
  expect(await engine.getIndexes()).toHaveLength(1)
  expect(watched.reads.keys).toEqual([])
  await expect(engine.getIndexStats('nowhere')).rejects.toMatchObject({ code: 'index_not_found' })
  await expect(engine.getSettings('nowhere')).rejects.toMatchObject({ code: 'index_not_found' })
})

test('segments that an older version wrote, without their counts, are counted all the same', async () => {
  const { store, db } = await films()
  const [manifest] = await db.manifests()
  const segments = manifest.segments.map(({ fieldCounts: _, ...ref }) => ref)
  await store.write(['indexes'], 'relaxed', (transaction) =>
    transaction.put('indexes', 'films', { ...manifest, segments } satisfies Manifest),
  )
  const engine = searchEngineOver(store)
  expect((await engine.getIndexStats('films')).fieldDistribution).toEqual(distribution)
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [4] })
  await db.idle()
  expect((await searchEngineOver(store).getIndexStats('films')).fieldDistribution).toEqual({ id: 2, title: 2, year: 2 })
})

test('of very many indexes, only those read last stay open', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  for (let i = 0; i < 40; i++) await db.add(`films${i}`, [{ id: i, title: 'Solaris' }])
  await db.idle()
  let opened = 0
  const engine = searchEngineOver({
    ...watchedStore(store).store,
    read: (buckets, body) => {
      if (buckets.length === 1 && buckets[0] === 'indexes') opened++
      return store.read(buckets, body)
    },
  })
  const find = async (i: number) => (await engine.search(`films${i}`, { q: 'solaris' })).hits.map(({ id }) => id)
  for (let i = 0; i < 40; i++) expect(await find(i)).toEqual([i])
  const before = opened
  expect(await find(39)).toEqual([39])
  expect(opened).toBe(before)
  expect(await find(0)).toEqual([0])
  expect(opened).toBe(before + 1)
})
