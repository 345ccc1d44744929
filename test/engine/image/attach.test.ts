/**
 * Attached snapshots: searched at once, fetched as far as searches need them, stored, offline
 * afterwards, and of a new build only what changed.
 */
import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { contentName } from '../../../src/core/dump/chunk-file.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { IndexReader } from '../../../src/engine/read/index-reader.ts'
import { PageCache } from '../../../src/engine/read/page-cache.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { type Folder, namesOf } from '../../support/snapshot-files.ts'
import { openDumps, settled } from '../../support/test-dumps.ts'
import { TestEngine } from '../../support/test-engine.ts'
import { built, exported, folderUrl, pagesOfSite, TestSite, Visitor } from '../../support/test-site.ts'

const pages = pagesOfSite(2000)
const owner = new MemoryStore()
const folder = await built(owner, { pages })
const queries = ['word7', 'word12 word3', 'wrod55', 'word1234 word2', 'wor']
const asked = (q: string) => ({ q, attributesToCrop: ['text'], attributesToHighlight: ['title'], limit: 5 })

const local = new Visitor(owner, new TestSite(folder))
const visit = () => {
  const site = new TestSite(folder)
  const disk = new MemoryStore()
  return { site, disk, visitor: new Visitor(disk, site) }
}

/** The root, and the chunk of a page that came with it. */
const unasked = 2

/** The same as files of the first format of roots. */
function inFormat1(files: Folder): Folder {
  const {
    seekling: _,
    build: __,
    inline: ___,
    chunks,
    ...rest
  } = JSON.parse(new TextDecoder().decode(files.get('index.json')))
  const older: Folder = new Map()
  const longer = (name: string): string => {
    const chunk = files.get(`chunks/${name}.bin`) as Uint8Array<ArrayBuffer>
    const whole = contentName(inflateSync(chunk.subarray(4)))
    older.set(`chunks/${whole}.bin`, chunk)
    return whole
  }
  const content = { ...rest, chunks: (chunks as string[]).map((names) => namesOf(names).map(longer).join('')) }
  const build = contentName(new TextEncoder().encode(JSON.stringify(content)))
  return older.set('index.json', new TextEncoder().encode(JSON.stringify({ seekling: 1, build, ...content })))
}

describe('on a first visit', () => {
  test('nothing but the root is fetched, and then what each search needs, once', async () => {
    const { site, disk, visitor } = visit()
    const { build, indexes, changed } = await visitor.attach()
    expect({ indexes, changed }).toEqual({ indexes: ['pages'], changed: true })
    expect(build).toMatch(/^[a-z2-7]{16}$/)
    expect(site.asked).toEqual(['index.json'])
    const fetched: string[] = []
    for (const q of queries) {
      expect(await visitor.search('pages', asked(q))).toEqual(await local.search('pages', asked(q)))
      fetched.push(...site.takeChunks())
    }
    expect(new Set(fetched).size).toBe(fetched.length)
    console.log(`${fetched.length} of ${folder.size} files for ${queries.length} searches`)
    expect(fetched.length).toBeLessThan(folder.size / 2)
    expect(await checkStore(disk)).toEqual([])
    // The next visit has what this one fetched, and searches the same offline.
    site.isOffline = true
    const next = new Visitor(disk, site)
    expect(await next.attach()).toEqual({ build, indexes: ['pages'], changed: false })
    for (const q of queries) expect(await next.search('pages', asked(q))).toEqual(await local.search('pages', asked(q)))
    expect(site.takeChunks()).toEqual([])
  })

  test('what a page lacks offline is an error that names the URL, and never fewer hits', async () => {
    const { site, visitor } = visit()
    await visitor.attach()
    site.isOffline = true
    await expect(visitor.search('pages', asked('word7'))).rejects.toMatchObject({
      code: 'snapshot_unavailable',
      type: 'system',
      details: { url: expect.stringMatching(/^https:\/\/site\.example\/search\/chunks\/[a-z2-7]{10}\.bin$/) },
    })
    site.isOffline = false
    expect(await visitor.search('pages', asked('word7'))).toEqual(await local.search('pages', asked('word7')))
  })

  test('fill now fetches the rest, tells how far, and all is there offline', async () => {
    const { site, disk, visitor } = visit()
    const heard: string[] = []
    visitor.announcer.subscribe((one) => {
      if (one.type === 'transfer') heard.push(`${one.transfer.type} ${one.transfer.status}`)
    })
    const engine = await visitor.dumps()
    await engine.attachSnapshot(folderUrl, { fill: 'now' }, 1)
    expect(await engine.isIdle()).toBe(false)
    await settled(engine)
    expect(new Set(site.takeChunks()).size).toBe(folder.size - unasked)
    expect(heard[0]).toBe('snapshot-fill in_progress')
    expect(heard.at(-1)).toBe('snapshot-fill done')
    site.isOffline = true
    const next = new Visitor(disk, site)
    for (const q of queries) expect(await next.search('pages', asked(q))).toEqual(await local.search('pages', asked(q)))
    expect(site.takeChunks()).toEqual([])
    expect(await checkStore(disk)).toEqual([])
  })

  test('filling can be given up, and goes on with the next visit', async () => {
    const { site, disk, visitor } = visit()
    const engine = await visitor.dumps()
    await engine.attachSnapshot(folderUrl, { fill: 'now' }, 7)
    await engine.dropAttach(7)
    await settled(engine)
    const first = site.takeChunks()
    expect(first.length).toBeLessThan(folder.size / 2)
    const next = new Visitor(disk, site)
    const again = await next.dumps()
    await again.attachSnapshot(folderUrl, {}, 8)
    await settled(again)
    expect(first.length + site.takeChunks().length).toBe(folder.size - unasked)
  })
})

describe('a new build', () => {
  const edited = pages.map((page) =>
    page.id === 77 ? { ...page, title: 'quokka', text: `${page.text} quokka` } : page,
  )

  test('is taken over in one step, and only what changed is fetched', async () => {
    const { site, disk, visitor } = visit()
    const engine = await visitor.dumps()
    await engine.attachSnapshot(folderUrl, { fill: 'now' }, 1)
    await settled(engine)
    site.takeChunks()
    site.folder = await built(new MemoryStore(), { pages: edited })
    const report = await engine.attachSnapshot(folderUrl, { fill: 'now' }, 2)
    expect(report.changed).toBe(true)
    await settled(engine)
    const fetched = site.takeChunks()
    const fresh = [...site.folder.keys()].filter((path) => path !== 'index.json' && !folder.has(path))
    expect(fresh).toEqual(expect.arrayContaining(fetched))
    expect(fetched.length).toBe(fresh.length - 1)
    expect(fresh.length).toBeLessThan(folder.size / 6)
    expect((await visitor.search('pages', asked('quokka'))).hits).toMatchObject([{ id: 77 }])
    const db = await TestEngine.open(visitor.store)
    await db.idle()
    expect(await checkStore(disk)).toEqual([])
  })

  test('keeps the pages of a folder in format 1, whose names are longer', async () => {
    const { site, visitor } = visit()
    site.folder = inFormat1(folder)
    await visitor.attach()
    const answers = []
    for (const q of queries) answers.push(await visitor.search('pages', asked(q)))
    expect(site.takeChunks().every((path) => /^chunks\/[a-z2-7]{16}\.bin$/.test(path))).toBe(true)
    site.folder = folder
    expect((await visitor.attach()).changed).toBe(true)
    for (const [i, q] of queries.entries()) expect(await visitor.search('pages', asked(q))).toEqual(answers[i])
    expect(site.takeChunks()).toEqual([])
  })

  test('no longer has the indexes that the site gave up, unless they were written to', async () => {
    const small = pages.slice(0, 40)
    const both = await built(new MemoryStore(), { pages: small, notes: small })
    const one = await built(new MemoryStore(), { pages: small })
    const { site, disk, visitor } = visit()
    site.folder = both
    await visitor.attach()
    const db = await TestEngine.open(visitor.store)
    const names = async () => (await db.manifests()).map(({ uid }) => uid)
    site.folder = one
    expect(await visitor.attach()).toMatchObject({ indexes: ['pages'], changed: true })
    expect(await names()).toEqual(['pages'])
    expect(await visitor.attach()).toMatchObject({ changed: false })
    // By name, an index that is not there is missed, and nothing is changed.
    site.folder = both
    await visitor.attach()
    site.folder = one
    const named = { fill: 'used', indexes: ['pages', 'notes'] } as const
    await expect(visitor.attach(named)).rejects.toMatchObject({ code: 'index_not_found' })
    expect(await names()).toEqual(['notes', 'pages'])
    await db.add('notes', [{ id: 'mine', title: 'wombat' }])
    await db.idle()
    await expect(visitor.attach()).rejects.toMatchObject({
      code: 'index_has_other_documents',
      details: { indexUid: 'notes' },
    })
    expect(await names()).toEqual(['notes', 'pages'])
    await visitor.attach({ fill: 'used', replace: true })
    expect(await names()).toEqual(['pages'])
    await db.idle()
    expect(await checkStore(disk)).toEqual([])
  })

  test('leaves an index alone that was renamed here', async () => {
    const { site, visitor } = visit()
    await visitor.attach()
    const db = await TestEngine.open(visitor.store)
    const names = async () => (await db.manifests()).map(({ uid }) => uid)
    await db.send({ type: 'IndexUpdate', indexUid: 'pages', primaryKey: null, newUid: 'mine' })
    await db.add('mine', [{ id: 'mine', title: 'wombat' }])
    await db.idle()
    await visitor.attach()
    expect(await names()).toEqual(['mine', 'pages'])
    site.folder = await built(new MemoryStore(), { pages: pages.slice(0, 40) })
    expect(await visitor.attach()).toMatchObject({ indexes: ['pages'], changed: true })
    site.folder = await built(new MemoryStore(), { pages: pages.slice(0, 50) })
    const dumps = await visitor.dumps()
    expect(await dumps.renewSnapshot('https://site.example/search/')).toMatchObject({ indexes: ['pages'] })
    expect(await names()).toEqual(['mine', 'pages'])
  })

  test('a search that is under way stays on the old one, whose chunks may be gone by then', async () => {
    const { site, visitor } = visit()
    await visitor.attach()
    site.folder = await built(new MemoryStore(), { pages: edited })
    const gone = await visitor.search('pages', asked('word7')).catch((error) => error)
    expect(gone).toMatchObject({ code: 'snapshot_unavailable', details: { gone: true } })
    expect(gone.message).toContain('attachSnapshot')
    expect((await visitor.attach()).changed).toBe(true)
    expect((await visitor.search('pages', asked('quokka'))).hits).toMatchObject([{ id: 77 }])
  })

  test('replaces documents that were written here only if told to', async () => {
    const { site, visitor } = visit()
    await visitor.attach()
    const db = await TestEngine.open(visitor.store)
    await db.add('pages', [{ id: 'mine', title: 'quokka of mine' }])
    await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids: [3] })
    await db.idle()
    expect(await db.outcomes()).toEqual(['1 DocumentsAddition processed', '2 DocumentsDeletion processed'])
    expect((await visitor.search('pages', asked('quokka'))).hits).toMatchObject([{ id: 'mine' }])
    expect((await db.documents('pages')).length).toBe(2000)
    // The same build leaves them alone.
    expect((await visitor.attach()).changed).toBe(false)
    site.folder = await built(new MemoryStore(), { pages: edited })
    expect((await visitor.attach({ fill: 'used', replace: true })).changed).toBe(true)
    expect((await visitor.search('pages', asked('quokka'))).hits).toMatchObject([{ id: 77 }])
  })
})

test('an index of another origin is refused, and nothing is changed', async () => {
  const { disk, visitor } = visit()
  const db = await TestEngine.open(visitor.store)
  await db.add('pages', [{ id: 1, title: 'my own' }])
  await db.idle()
  const indexes = () => disk.read(['indexes'], (transaction) => transaction.getAll('indexes'))
  const before = await indexes()
  await expect(visitor.attach()).rejects.toMatchObject({ code: 'index_has_other_documents' })
  expect(await indexes()).toEqual(before)
  expect(await checkStore(disk)).toEqual([])
  await visitor.attach({ fill: 'used', replace: true })
  expect(await visitor.search('pages', asked('word7'))).toEqual(await local.search('pages', asked('word7')))
})

test('detached, its indexes are gone, and their pages swept', async () => {
  const { disk, visitor } = visit()
  await visitor.attach()
  await visitor.search('pages', asked('word7'))
  const engine = await visitor.dumps()
  await engine.detachSnapshot(folderUrl)
  await expect(visitor.search('pages', asked('word7'))).rejects.toMatchObject({ code: 'index_not_found' })
  const db = await TestEngine.open(visitor.store)
  await db.idle()
  expect(await disk.read(['pages0', 'pages1', 'pages2', 'pages3'], (t) => t.count('pages0'))).toBe(0)
})

test('detached while an update engine remembers its indexes, they are not brought back', async () => {
  const { disk, visitor } = visit()
  await visitor.attach()
  const db = await TestEngine.open(visitor.store)
  await db.add('other', [{ id: 1 }])
  await db.idle()
  await (await visitor.dumps()).detachSnapshot(folderUrl)
  await db.add('pages', [{ id: 'mine' }])
  await db.idle()
  expect(await db.documents('pages')).toEqual([{ id: 'mine' }])
  expect(await checkStore(disk)).toEqual([])
})

test('given away again, by one file or many, it is fetched whole and is the same', async () => {
  const { visitor } = visit()
  await visitor.attach()
  expect(await exported(visitor.store)).toEqual(folder)
  const { visitor: other } = visit()
  await other.attach()
  const snapshot = await (await other.dumps()).exportSnapshot()
  const copy = new MemoryStore()
  await (await openDumps(copy)).importSnapshot(snapshot)
  for (const q of queries)
    expect(await new Visitor(copy, new TestSite(folder)).search('pages', asked(q))).toEqual(
      await local.search('pages', asked(q)),
    )
  expect(await checkStore(copy)).toEqual([])
})

test('settings change it as any index, of which all is fetched then', async () => {
  const { site, disk, visitor } = visit()
  await visitor.attach()
  const db = await TestEngine.open(visitor.store)
  await db.send({ type: 'Settings', indexUid: 'pages', settings: { searchableAttributes: ['title'] } })
  await db.idle()
  expect(await db.outcomes()).toEqual(['1 Settings processed'])
  const mine = await TestEngine.open(new MemoryStore())
  await mine.send({ type: 'Settings', indexUid: 'pages', settings: { searchableAttributes: ['title'] } })
  await mine.add('pages', pages)
  await mine.idle()
  const hits = (await visitor.search('pages', asked('word7'))).hits
  expect(hits.length).toBe(5)
  expect(hits).toEqual((await new Visitor(mine.store, site).search('pages', asked('word7'))).hits)
  expect(await checkStore(disk)).toEqual([])
})

test('a stored page that is damaged is fetched again', async () => {
  const { site, disk, visitor } = visit()
  await visitor.attach()
  await visitor.search('pages', asked('word7'))
  await disk.write(['pages0', 'pages1', 'pages2', 'pages3'], 'relaxed', async (transaction) => {
    for (const bucket of ['pages0', 'pages1', 'pages2', 'pages3'] as const)
      for (const key of await transaction.getAllKeys(bucket)) {
        const page = (await transaction.get(bucket, key)) as Uint8Array
        page[page.length - 1] ^= 1
        void transaction.put(bucket, key, page)
      }
  })
  site.takeChunks()
  expect(await visitor.search('pages', asked('word7'))).toEqual(await local.search('pages', asked('word7')))
  expect(site.takeChunks().length).toBeGreaterThan(2)
  await visitor.search('pages', asked('word7'))
  expect(site.takeChunks()).toEqual([])
})

test('an index is opened ahead from what is stored, and nothing is fetched for it', async () => {
  const site = new TestSite(inFormat1(folder))
  const visitor = new Visitor(new MemoryStore(), site)
  await visitor.attach()
  site.takeChunks()
  // The guide, which did not come with the root, is not stored yet.
  const reader = new IndexReader(visitor.store, new PageCache())
  await reader.openAhead()
  expect(site.takeChunks()).toEqual([])
  expect((await reader.snapshot('pages')).manifest.documents).toBe(pages.length)
  expect(site.takeChunks()).toHaveLength(1)
})
