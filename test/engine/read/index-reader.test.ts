/**
 * A long-lived reader over a slow disk: what it has heard of is what it answers, whenever it heard
 * it.
 */
import { expect, test } from 'vitest'
import { readDocuments } from '../../../src/engine/read/document-reader.ts'
import { IndexReader } from '../../../src/engine/read/index-reader.ts'
import { PageCache } from '../../../src/engine/read/page-cache.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import { TestEngine } from '../../support/test-engine.ts'

/** A reader whose page reads can be held back. */
async function slowReader() {
  const engine = await TestEngine.open(new MemoryStore())
  const { store } = engine
  let held: Promise<void> | null = null
  let pageReads = 0
  const slow: Store = {
    read: async (buckets, body) => {
      if (buckets[0]?.startsWith('pages')) {
        pageReads++
        await held
      }
      return store.read(buckets, body)
    },
    write: (buckets, durability, body) => store.write(buckets, durability, body),
    close: () => store.close(),
    destroy: () => store.destroy(),
  }
  const reader = new IndexReader(slow, new PageCache())
  engine.announcer.subscribe((heard) => {
    if (heard.type === 'version') reader.noteVersion(heard.indexUid, heard.version)
  })
  const hold = () => {
    let release = () => {}
    held = new Promise((resolve) => {
      release = () => {
        held = null
        resolve()
      }
    })
    return release
  }
  const ids = async () => {
    const options = { offset: 0, limit: 100, fields: ['*'] }
    return (await reader.read('docs', (snapshot) => readDocuments(snapshot, options))).results.map(({ id }) => id)
  }
  const add = async (id: number) => {
    await engine.add('docs', [{ id }])
    await engine.idle()
  }
  return { reader, add, ids, hold, pageReads: () => pageReads }
}

test('a version heard of while an older one is opened for the first time is not forgotten', async () => {
  const { add, ids, hold, pageReads } = await slowReader()
  await add(1)
  const release = hold()
  const first = ids()
  while (pageReads() === 0) await new Promise((resolve) => setTimeout(resolve, 0))
  await add(2)
  release()
  expect(await first).toEqual([1])
  expect(await ids()).toEqual([1, 2])
})

test('an older version that is opened last does not take the place of a newer one', async () => {
  const { reader, add, ids, hold, pageReads } = await slowReader()
  await add(1)
  const release = hold()
  const first = ids()
  while (pageReads() === 0) await new Promise((resolve) => setTimeout(resolve, 0))
  await add(2)
  const second = ids()
  await add(3)
  reader.noteReplacement()
  const third = ids()
  release()
  expect(await first).toEqual([1])
  expect([await second, await third]).toEqual([
    [1, 2],
    [1, 2, 3],
  ])
  expect(await ids()).toEqual([1, 2, 3])
})

test('a version that is known already opens nothing again', async () => {
  const { reader, add, ids } = await slowReader()
  await add(1)
  await ids()
  const snapshot = await reader.snapshot('docs')
  reader.noteVersion('docs', snapshot.manifest.version)
  reader.noteVersion('docs', 0)
  expect(await reader.snapshot('docs')).toBe(snapshot)
})

test('what is opened ahead is there for the first search, and a version heard of meanwhile is not forgotten', async () => {
  const { reader, add, ids, pageReads } = await slowReader()
  await add(1)
  await reader.openAhead()
  const before = pageReads()
  await reader.snapshot('docs')
  expect(before).toBeGreaterThan(0)
  expect(pageReads()).toBe(before)
  const again = await slowReader()
  await again.add(1)
  const release = again.hold()
  const ahead = again.reader.openAhead()
  const first = again.ids()
  while (again.pageReads() === 0) await new Promise((resolve) => setTimeout(resolve, 0))
  await again.add(2)
  release()
  await ahead
  expect(await again.ids()).toEqual([1, 2])
  expect((await first).length).toBeGreaterThan(0)
  expect(await ids()).toEqual([1])
})

test('of many indexes none is opened ahead', async () => {
  const engine = await TestEngine.open(new MemoryStore())
  for (let i = 0; i < 5; i++) await engine.add(`docs${i}`, [{ id: i }])
  await engine.idle()
  const buckets: string[] = []
  const store: Store = {
    read: (asked, body) => {
      buckets.push(...asked)
      return engine.store.read(asked, body)
    },
    write: (asked, durability, body) => engine.store.write(asked, durability, body),
    close: () => engine.store.close(),
    destroy: () => engine.store.destroy(),
  }
  const reader = new IndexReader(store, new PageCache())
  await reader.openAhead()
  expect(buckets).toEqual(['indexes'])
  expect((await reader.snapshot('docs3')).manifest.documents).toBe(1)
})
