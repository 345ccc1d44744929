/**
 * Damaged bytes are a named error, never a wrong hit, and the index is rebuilt from its documents.
 */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pageContentBytes, pageHeaderBytes, sealPage } from '../../../src/core/bytes/page.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { LocalWriterLock } from '../../../src/engine/loop/writer-lock.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { bucketOf, type Manifest, pageKey, shelfNames } from '../../../src/engine/store/schema.ts'
import type { Bucket, Key, Store } from '../../../src/engine/store/store.ts'
import { SeeklingError } from '../../../src/shared/errors.ts'
import { answersOf, searchEngineOver } from '../../support/answers.ts'
import { skyDocuments, skyWords } from '../../support/sky-documents.ts'
import { TestEngine } from '../../support/test-engine.ts'

/**
 * A rebuild that is refused is a fault somebody should look at, so the engine says it on the
 * console.
 */
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** Two segments, with replaced and deleted documents. */
async function makeIndex(): Promise<MemoryStore> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({
    type: 'Settings',
    indexUid: 'sky',
    settings: { searchableAttributes: ['title'], sortableAttributes: ['year'] },
  })
  await db.add('sky', skyDocuments)
  await db.add(
    'sky',
    skyDocuments.slice(0, 4).map((document) => ({ ...document, title: `${document.title} quasar` })),
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
    changed[at] = changed[at] ^ 4
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

/** As an older version wrote the index: its attributes have to be counted from the table. */
async function withoutCounts(store: Store): Promise<void> {
  await store.write(['indexes'], 'relaxed', async (transaction) => {
    const manifest = (await transaction.get('indexes', 'sky')) as Manifest
    const segments = manifest.segments.map(({ fieldCounts: _, ...segment }) => segment)
    await transaction.put('indexes', 'sky', { ...manifest, segments })
  })
}

test.each(['bit', 'loss'] as const)('the stats of all indexes say which cannot be read (%s)', async (how) => {
  const count = (await pagesOf(await makeIndex())).length
  let met = 0
  for (let page = 0; page < count; page++) {
    const store = await makeIndex()
    const db = await TestEngine.open(store)
    await db.add('sound', skyDocuments)
    await db.idle()
    const { bucket, key } = (await pagesOf(await makeIndex()))[page]
    await damage(store, bucket, key, how)
    await withoutCounts(store)
    const { sky, sound } = (await searchEngineOver(store).getStats()).indexes
    expect(sound).toMatchObject({ numberOfDocuments: 40, fieldDistribution: { title: 40 } })
    expect(sky.numberOfDocuments).toBe(38)
    if (sky.problem === undefined) expect(sky.fieldDistribution).toMatchObject({ title: 38 })
    else met++
    await db.engine.close()
  }
  expect(met).toBeGreaterThan(0)
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

/** Many blocks of documents, some replaced, some deleted, in one segment or several. */
async function makeLarger(shape: 'one segment' | 'several segments' | 'with deletions'): Promise<MemoryStore> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({
    type: 'Settings',
    indexUid: 'sky',
    settings: { sortableAttributes: ['year'], filterableAttributes: ['year'] },
  })
  const many = Array.from({ length: 300 }, (_, i) => ({
    id: i,
    title: `${skyWords[i % 7]} ${skyWords[(i * 3 + 1) % 7]} {"a":{"b":1}}`,
    text: `${i} `.repeat(90),
    year: i % 20,
  }))
  const batches = shape === 'one segment' ? [many] : [many.slice(0, 200), many.slice(200)]
  for (const batch of batches) await db.add('sky', batch)
  if (shape === 'with deletions') {
    await db.send({ type: 'DocumentsDeletion', indexUid: 'sky', ids: [7, 8, 250] })
    await db.add('sky', many.slice(0, 3))
  }
  await db.idle()
  await db.engine.close()
  return store
}

async function flip(store: Store, { bucket, key }: { bucket: Bucket; key: Key }, part: number): Promise<void> {
  await store.write([bucket], 'relaxed', async (transaction) => {
    const page = ((await transaction.get(bucket, key)) as Uint8Array).slice()
    const bit = Math.min(page.length * 8 - 1, Math.floor(part * page.length * 8))
    page[bit >> 3] = page[bit >> 3] ^ (1 << (bit & 7))
    await transaction.put(bucket, key, page)
  })
}

test.each(['one segment', 'several segments', 'with deletions'] as const)(
  'a changed bit costs at most one document, and it is said which (%s)',
  async (shape) => {
    const whole = await TestEngine.open(await makeLarger(shape))
    const expected = await whole.documents('sky')
    const answers = await answersOf(searchEngineOver(whole.store), 'sky')
    const pages = await pagesOf(whole.store)
    let seed = 7
    const random = () => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return seed / 2 ** 32
    }
    const results = { whole: 0, fewer: 0 }
    for (const [place] of pages.entries()) {
      // The head of a page, its tables, and anywhere.
      for (const part of [random() / 1000, random() / 100, random(), random(), random(), 1 - random() / 100]) {
        const store = await makeLarger(shape)
        await flip(store, (await pagesOf(store))[place] as { bucket: Bucket; key: Key }, part)
        const db = await TestEngine.open(store)
        await db.engine.repair('sky')
        await db.idle()
        expect(await checkStore(store)).toEqual([])
        const left = await db.documents('sky')
        const ids = new Set(left.map(({ id }) => id))
        const lost = expected.filter(({ id }) => !ids.has(id))
        expect(lost.length).toBeLessThanOrEqual(1)
        expect(left).toEqual(expected.filter(({ id }) => ids.has(id)))
        const stats = await searchEngineOver(store).getIndexStats('sky')
        const told = db.heard.flatMap((heard) => (heard.type === 'status' ? [heard.status] : []))
        expect(told).toMatchObject([{ state: 'repaired', indexUid: 'sky', lostDocuments: lost.length }])
        if (lost.length === 0) {
          expect(await answersOf(searchEngineOver(store), 'sky')).toEqual(answers)
          results.whole++
        } else {
          const lostIds = lost.map(({ id }) => String(id))
          expect(stats).toMatchObject({ lostDocuments: 1, lostIds })
          expect(told).toMatchObject([{ lostIds }])
          await db.add('sky', lost)
          await db.idle()
          expect(await searchEngineOver(store).getIndexStats('sky')).not.toHaveProperty('lostDocuments')
          results.fewer++
        }
        await db.engine.close()
      }
    }
    expect(results.whole).toBeGreaterThan(0)
    expect(results.fewer).toBeGreaterThan(0)
  },
  120_000,
)

test('an index that says nowhere which documents exist is given up once, in words, and not tried again', async () => {
  const store = await makeIndex()
  const db = await TestEngine.open(store)
  for (const { table, spareTable } of (await db.manifests())[0]?.segments ?? []) {
    for (const section of [table, spareTable]) {
      if (section === undefined) throw new Error('Every segment has a copy of its table.')
      const key = pageKey(section.file, Math.floor(section.start / pageContentBytes))
      await damage(store, bucketOf(section.file), key, 'bit')
    }
  }
  const reader = searchEngineOver(store, db.announcer.join())
  expect(await outcome(reader.search('sky', {}))).toBe('corrupt_segment')
  await db.idle()
  const version = (await db.manifests())[0]?.version
  const after = db.heard.length
  for (let i = 0; i < 3; i++) {
    const other = searchEngineOver(store, db.announcer.join())
    await expect(other.search('sky', {})).rejects.toThrow(/Delete the index and add its documents again/)
    await db.engine.repair('sky')
    await db.idle()
  }
  expect(db.heard.slice(after).filter(({ type }) => type === 'damaged' || type === 'status')).toEqual([])
  expect((await db.manifests())[0]?.version).toBe(version)
  await db.send({ type: 'ClearAll', indexUid: 'sky' })
  await db.add('sky', skyDocuments)
  await db.idle()
  expect(await db.documents('sky')).toHaveLength(skyDocuments.length)
})

test('tabs that hear of one damage make one rebuild, and a sound index none', async () => {
  const store = await makeIndex()
  const lock = new LocalWriterLock()
  const announcer = new LocalAnnouncer()
  const tabs = await Promise.all([1, 2, 3].map(() => TestEngine.open(store, { lock, announcer: announcer.join() })))
  const first = tabs[0]
  const before = (await first.manifests())[0]?.version as number
  const settle = async () => {
    for (const tab of tabs) await tab.idle()
    return (await first.manifests())[0]?.version
  }
  announcer.post({ type: 'damaged', indexUid: 'sky', version: before, reason: 'a mistake' })
  expect(await settle()).toBe(before)
  const [segment] = (await first.manifests())[0]?.segments ?? []
  if (segment === undefined) throw new Error('There is a segment.')
  await damage(store, bucketOf(segment.ids.file), pageKey(segment.ids.file, 0), 'bit')
  for (const tab of tabs) await tab.engine.close()
  const fresh = await Promise.all([1, 2, 3].map(() => TestEngine.open(store, { lock, announcer: announcer.join() })))
  const reader = searchEngineOver(store, announcer.join())
  for (let i = 0; i < 3; i++) await outcome(reader.search('sky', {}))
  for (const tab of fresh) await tab.idle()
  expect((await first.manifests())[0]?.version).toBe(before + 1)
  expect((await reader.search('sky', {})).hits).not.toEqual([])
})

test('postings and dictionaries that are damaged are made anew, and every answer is as before', async () => {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  const many = Array.from({ length: 3000 }, (_, i) => ({
    id: i,
    title: Array.from({ length: 20 }, (_unused, w) => skyWords[(i * 7 + w * w + i * w) % 7]).join(' '),
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
    const page = Math.floor((section.start + section.length - 1) / pageContentBytes)
    expect(page).toBeGreaterThan(Math.floor(section.start / pageContentBytes))
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
  for (const { dictionary, guide } of (await db.manifests())[0]?.segments ?? []) {
    const bucket = bucketOf(dictionary.file)
    const key = pageKey(dictionary.file, 0)
    // Both say it, and both lie in the first page: first in the dictionary, second in the guide.
    expect([guide?.start, dictionary.start < pageContentBytes]).toEqual([0, true])
    await store.write([bucket], 'relaxed', async (transaction) => {
      const page = ((await transaction.get(bucket, key)) as Uint8Array).slice()
      for (const at of [pageHeaderBytes + 4, pageHeaderBytes + dictionary.start]) page[at] = page[at] + step
      await transaction.put(bucket, key, sealPage(page))
    })
  }
  expect(await outcome(answersOf(searchEngineOver(store, db.announcer.join()), 'sky'))).toBe('corrupt_segment')
  await db.idle()
  expect(await answersOf(searchEngineOver(store), 'sky')).toEqual(expected)
})

test('an index can be looked over and repaired when somebody asks', async () => {
  const store = await makeLarger('several segments')
  const db = await TestEngine.open(store)
  const report = { indexUid: 'sky', problem: null, lostDocuments: 0, lostIds: [] }
  expect(await db.engine.checkIndex('sky', true)).toEqual({ ...report, state: 'sound' })
  const [segment] = (await db.manifests())[0]?.segments ?? []
  const [file] = segment?.documentFiles ?? []
  if (file === undefined) throw new Error('Documents lie in files.')
  await damage(store, bucketOf(file), pageKey(file, 0), 'bit')
  const version = (await db.manifests())[0]?.version as number
  const found = await db.engine.checkIndex('sky', false)
  expect(found).toMatchObject({ state: 'damaged', lostDocuments: 1, lostIds: [expect.any(String)] })
  expect((await db.manifests())[0]?.version).toBe(version)
  expect(await db.engine.checkIndex('sky', true)).toEqual({ ...found, state: 'repaired' })
  expect(await checkStore(store)).toEqual([])
  expect(await db.engine.checkIndex('sky', false)).toEqual({ ...report, state: 'sound' })
  await expect(db.engine.checkIndex('nowhere', true)).rejects.toMatchObject({ code: 'index_not_found' })
  await expect(db.engine.checkIndex('no name', true)).rejects.toMatchObject({ code: 'invalid_index_uid' })
  const waiting = db.engine.checkIndex('sky', false)
  const closed = expect(waiting).rejects.toMatchObject({ code: 'client_closed' })
  await db.engine.close()
  await closed
})

test('a look over an index that is not repaired writes nothing, however much would be', async () => {
  const store = await makeIndex()
  const pages = await pagesOf(store)
  await damage(store, pages[0].bucket, pages[0].key, 'bit')
  const db = await TestEngine.open(store, { partBytes: 1 })
  const meta = () => store.read(['meta', 'indexes'], (t) => Promise.all([t.getAll('meta'), t.getAll('indexes')]))
  const stored = await meta()
  expect(await db.engine.checkIndex('sky', false)).toMatchObject({ state: 'damaged' })
  expect(await pagesOf(store)).toEqual(pages)
  expect(await meta()).toEqual(stored)
  expect(await db.engine.checkIndex('sky', true)).toMatchObject({ state: 'repaired' })
})
