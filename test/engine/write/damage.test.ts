/** Damaged bytes are a named error, never a wrong hit, and the index is rebuilt from its documents. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pageContentBytes, pageHeaderBytes, sealPage } from '../../../src/core/bytes/page.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { bucketOf, pageKey, shelfNames } from '../../../src/engine/store/schema.ts'
import type { Bucket, Key, Store } from '../../../src/engine/store/store.ts'
import { SeeklingError } from '../../../src/shared/errors.ts'
import { answersOf, searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'

/** A rebuild that is refused is a fault somebody should look at, so the engine says it on the console. */
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

const words = ['solar', 'lunar', 'wind', 'sun', 'flower', 'sunflower', 'quasar']
const documents = Array.from({ length: 40 }, (_, i) => ({
  id: i,
  title: `${words[i % 7]} ${words[(i * 3 + 1) % 7]} ${words[(i * 5 + 2) % 7]}`,
  year: 1950 + (i % 9),
}))

/** Two segments, with replaced and deleted documents. */
async function makeIndex(): Promise<MemoryStore> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({
    type: 'Settings',
    indexUid: 'sky',
    settings: { searchableAttributes: ['title'], sortableAttributes: ['year'] },
  })
  await db.add('sky', documents)
  await db.add(
    'sky',
    documents.slice(0, 4).map((document) => ({ ...document, title: `${document.title} quasar` })),
  )
  await db.send({ type: 'DocumentsDeletion', indexUid: 'sky', ids: [7, 8] })
  await db.idle()
  await db.engine.close()
  return store
}

async function pagesOf(store: Store): Promise<{ bucket: Bucket; key: Key }[]> {
  const keys = await store.read([...shelfNames], (transaction) =>
    Promise.all(shelfNames.map((bucket) => transaction.getAllKeys(bucket))),
  )
  return shelfNames.flatMap((bucket, shelf) => (keys[shelf] ?? []).map((key) => ({ bucket, key })))
}

/** Changes one bit of a page, or takes the page away. */
async function damage(store: Store, bucket: Bucket, key: Key, how: 'bit' | 'loss'): Promise<void> {
  await store.write([bucket], 'relaxed', async (transaction) => {
    const page = (await transaction.get(bucket, key)) as Uint8Array
    const changed = page.slice()
    const at = Math.floor(page.length / 2)
    changed[at] = (changed[at] as number) ^ 4
    if (how === 'loss') await transaction.delete(bucket, key)
    else await transaction.put(bucket, key, changed)
  })
}

/** The code of the error instead of an answer. */
const outcome = (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error) => {
    if (error instanceof SeeklingError) return error.code
    throw error
  })

test.each(['bit', 'loss'] as const)('whichever page is damaged (%s), no answer is wrong', async (how) => {
  const expected = await answersOf(searchEngineOver(await makeIndex()), 'sky')
  const count = (await pagesOf(await makeIndex())).length
  expect(count).toBeGreaterThan(4)
  let met = 0
  for (let page = 0; page < count; page++) {
    const store = await makeIndex()
    const { bucket, key } = (await pagesOf(store))[page] as { bucket: Bucket; key: Key }
    await damage(store, bucket, key, how)
    const heard: string[] = []
    const announcer = new LocalAnnouncer()
    announcer.subscribe(({ type }) => heard.push(type))
    const answers = await outcome(answersOf(searchEngineOver(store, announcer), 'sky'))
    if (typeof answers === 'string') {
      expect(answers).toMatch(/^corrupt_(segment|document)$/)
      expect(heard).toContain('damaged')
      met++
    } else expect(answers).toEqual(expected)
  }
  expect(met).toBeGreaterThan(2)
})

test('whatever of an index is damaged, it is rebuilt as far as its documents can be read, or says that it cannot', async () => {
  const expected = await answersOf(searchEngineOver(await makeIndex()), 'sky')
  const count = (await pagesOf(await makeIndex())).length
  const results = { whole: 0, fewer: 0, lost: 0 }
  for (let page = 0; page < count; page++) {
    const store = await makeIndex()
    const { bucket, key } = (await pagesOf(store))[page] as { bucket: Bucket; key: Key }
    await damage(store, bucket, key, 'bit')
    const db = await TestEngine.open(store)
    await db.engine.repair('sky')
    await db.idle()
    await db.engine.close()
    const answers = await outcome(answersOf(searchEngineOver(store), 'sky'))
    if (answers === 'corrupt_segment') results.lost++
    else {
      const left = await db.documents('sky')
      expect(await checkStore(store)).toEqual([])
      if (left.length === 38) {
        expect(answers).toEqual(expected)
        results.whole++
      } else {
        // A block of documents is gone, and nothing but that.
        for (const document of left) expect(documents.map(({ id }) => id)).toContain(document.id)
        results.fewer++
      }
    }
  }
  expect(results.fewer).toBeGreaterThan(0)
  // Everything of so small a segment but its documents lies in one page, with what says which of them exist.
  expect(results.lost).toBeGreaterThan(0)
})

test('postings and dictionaries that are damaged are made anew, and every answer is as before', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  const many = Array.from({ length: 3000 }, (_, i) => ({
    id: i,
    title: Array.from({ length: 20 }, (_unused, w) => words[(i * 7 + w * w + i * w) % 7]).join(' '),
    text: `n${i} m${i * 7} k${i * 13}`,
    year: i % 50,
  }))
  await db.send({ type: 'Settings', indexUid: 'sky', settings: { sortableAttributes: ['year'] } })
  await db.add('sky', many)
  await db.send({ type: 'DocumentsDeletion', indexUid: 'sky', ids: [7, 8] })
  await db.idle()
  const expected = await answersOf(searchEngineOver(store), 'sky')
  const [segment] = (await db.manifests())[0]?.segments ?? []
  for (const section of [segment?.postings, segment?.dictionary]) {
    if (section === undefined) throw new Error('There is a segment.')
    const page = Math.ceil(section.start / pageContentBytes)
    expect((page + 1) * pageContentBytes).toBeLessThan(section.start + section.length)
    await damage(store, bucketOf(section.file), pageKey(section.file, page), 'bit')
  }
  const heard: unknown[] = []
  db.announcer.subscribe((announcement) => heard.push(announcement.type))
  expect(await outcome(answersOf(searchEngineOver(store, db.announcer.join()), 'sky'))).toBe('corrupt_segment')
  expect(heard).toContain('damaged')
  await db.idle()
  expect(await answersOf(searchEngineOver(store), 'sky')).toEqual(expected)
  expect(await checkStore(store)).toEqual([])
})

test.each([
  ['an older', -1],
  ['a newer', 1],
])('an index cut by %s tokenizer is indexed anew, and every answer is as before', async (_, step) => {
  const store = await makeIndex()
  const expected = await answersOf(searchEngineOver(store), 'sky')
  const db = await TestEngine.open(store)
  for (const { dictionary } of (await db.manifests())[0]?.segments ?? []) {
    const bucket = bucketOf(dictionary.file)
    const key = pageKey(dictionary.file, 0)
    // The dictionary is the first part of its file, and the version the first thing in it.
    expect(dictionary.start).toBe(0)
    await store.write([bucket], 'relaxed', async (transaction) => {
      const page = ((await transaction.get(bucket, key)) as Uint8Array).slice()
      page[pageHeaderBytes] = (page[pageHeaderBytes] as number) + step
      await transaction.put(bucket, key, sealPage(page))
    })
  }
  expect(await outcome(answersOf(searchEngineOver(store, db.announcer.join()), 'sky'))).toBe('corrupt_segment')
  await db.idle()
  expect(await answersOf(searchEngineOver(store), 'sky')).toEqual(expected)
})
