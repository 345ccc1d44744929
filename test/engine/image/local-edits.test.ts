/**
 * What is written to an attached index stays on top of every newer build of its site, by id, though
 * the host has nothing of the older builds any more.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import { TestEngine } from '../../support/test-engine.ts'
import { built, exported, pagesOfSite, TestSite, Visitor } from '../../support/test-site.ts'

const pages: readonly JsonObject[] = pagesOfSite(300)
const renamed = pages.map((page) => ({ ...page, title: `${page.title} quokka` }))
const folders = {
  first: await built(new MemoryStore(), { pages }),
  renamed: await built(new MemoryStore(), { pages: renamed }),
}

async function visit(folder = folders.first) {
  const site = new TestSite(folder)
  const disk = new MemoryStore()
  const visitor = new Visitor(disk, site)
  await visitor.attach()
  const db = await TestEngine.open(visitor.store)
  const documents = async () => new Map((await db.documents('pages')).map((one) => [one.id, one]))
  const hits = async (q: string) => (await visitor.search('pages', { q, limit: 1000 })).hits
  return { site, disk, visitor, db, documents, hits }
}

describe('a newer build', () => {
  test('leaves what was written here on top of it', async () => {
    const { site, disk, visitor, db, documents, hits } = await visit()
    await db.add('pages', [
      { id: 'mine', title: 'wombat' },
      { ...pages[7], title: 'wombat too' },
    ])
    await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids: [3, 4] })
    await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', filter: 'year = 1950' })
    await db.add('pages', [{ id: 9, note: 'partly mine' }], { type: 'DocumentsPartial' })
    await db.idle()
    const before = await documents()
    site.folder = folders.renamed
    expect((await visitor.attach()).changed).toBe(true)
    expect((await hits('wombat')).map(({ id }) => id)).toEqual(['mine', 7])
    const after = await documents()
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
    expect(after.get(7)).toEqual(before.get(7))
    expect(after.get(9)).toEqual(before.get(9))
    expect(after.get(5)?.title).toMatch(/quokka$/)
    expect((await hits('quokka')).length).toBe(after.size - 3)
    await db.idle()
    expect(await checkStore(disk)).toEqual([])
  })

  test('is searched alone once everything written here is deleted again', async () => {
    const { site, visitor, db, hits } = await visit()
    await db.add('pages', [{ id: 'mine', title: 'wombat' }])
    await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids: ['mine'] })
    await db.idle()
    site.folder = folders.renamed
    await visitor.attach()
    expect((await hits('quokka')).length).toBe(300)
    expect((await db.manifests())[0].origin).toMatchObject({ changed: false })
  })

  test('brings nothing back of an index whose documents were all deleted', async () => {
    const { site, visitor, db, documents } = await visit()
    const ids = pages.map(({ id }) => id as number)
    await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids })
    await db.idle()
    const build = [...renamed, { id: 300, title: 'a new page' }]
    site.folder = await built(new MemoryStore(), { pages: build })
    await visitor.attach()
    expect([...(await documents()).keys()]).toEqual([300])
  })

  test('of documents that are named by another attribute is refused', async () => {
    const { site, visitor, db, hits } = await visit()
    await db.add('pages', [{ id: 'mine', title: 'wombat' }])
    await db.idle()
    const owner = await TestEngine.open(new MemoryStore())
    await owner.add('pages', [{ slug: 'a', title: 'quokka' }], { primaryKey: 'slug' })
    await owner.idle()
    const otherKey = await exported(owner.store)
    site.folder = otherKey
    const before = await db.manifests()
    await expect(visitor.attach()).rejects.toMatchObject({
      code: 'index_has_other_documents',
      message: expect.stringContaining('"slug" instead of "id"'),
    })
    expect(await db.manifests()).toEqual(before)
    site.folder = folders.first
    expect((await hits('wombat')).length).toBe(1)
    site.folder = otherKey
    await visitor.attach({ fill: 'used', replace: true })
    expect((await hits('quokka')).map(({ slug }) => slug)).toEqual(['a'])
  })

  test('has the settings that were changed here, and of the others its own', async () => {
    const { site, disk, visitor, db, hits } = await visit()
    await db.add('pages', [{ id: 'mine', title: 'wombat', text: 'echidna' }])
    const settings = { searchableAttributes: ['title'], synonyms: { kangaroo: ['quokka'] } }
    await db.send({ type: 'Settings', indexUid: 'pages', settings })
    await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids: [3] })
    await db.idle()
    site.folder = folders.renamed
    await visitor.attach()
    expect((await hits('echidna')).length).toBe(0)
    for (const q of ['quokka', 'kangaroo']) expect((await hits(q)).length).toBe(299)
    expect((await db.manifests())[0].settings).toEqual({
      ...settings,
      filterableAttributes: ['year'],
      sortableAttributes: ['year'],
    })
    // And so has the build after that, unless they are set back.
    site.folder = folders.first
    await visitor.attach()
    expect((await db.manifests())[0].settings.synonyms).toEqual(settings.synonyms)
    await db.send({ type: 'Settings', indexUid: 'pages', settings: { searchableAttributes: null, synonyms: null } })
    await db.idle()
    site.folder = folders.renamed
    await visitor.attach()
    expect((await hits('echidna')).map(({ id }) => id)).toEqual(['mine'])
    await db.idle()
    expect(await checkStore(disk)).toEqual([])
  })

  test('has the settings that were changed here where nothing else was', async () => {
    const { site, visitor, db, hits } = await visit()
    await db.send({ type: 'Settings', indexUid: 'pages', settings: { displayedAttributes: ['title'] } })
    await db.idle()
    site.folder = folders.renamed
    await visitor.attach()
    expect(Object.keys((await hits('quokka'))[0])).toEqual(['title'])
    site.folder = folders.first
    await visitor.attach({ fill: 'used', replace: true })
    expect(Object.keys((await hits('word1'))[0])).toContain('id')
  })

  test('has a setting that was changed here, also where a build in between had the same', async () => {
    const withDisplayed = async (displayedAttributes: string[]) => {
      const store = new MemoryStore()
      await built(store, { pages })
      const owner = await TestEngine.open(store)
      await owner.send({ type: 'Settings', indexUid: 'pages', settings: { displayedAttributes } })
      await owner.idle()
      return exported(store)
    }
    const { site, visitor, db } = await visit()
    const displayed = async () => (await db.manifests())[0].settings.displayedAttributes
    const set = async (displayedAttributes: string[]) => {
      await db.send({ type: 'Settings', indexUid: 'pages', settings: { displayedAttributes } })
      await db.idle()
    }
    await set(['title'])
    for (const [ofBuild, expected] of [
      [['title'], ['title']],
      [['text'], ['title']],
      [['title'], ['title']],
      [['year'], ['title']],
    ]) {
      site.folder = await withDisplayed(ofBuild)
      await visitor.attach()
      expect(await displayed()).toEqual(expected)
    }
    // Set to what the build has, by now, it is the site's again.
    await set(['year'])
    site.folder = await withDisplayed(['text'])
    await visitor.attach()
    expect(await displayed()).toEqual(['text'])
  })

  test('brings nothing back that deleteAllDocuments deleted', async () => {
    const { site, disk, visitor, db, documents, hits } = await visit()
    await db.add('pages', [{ id: 'mine', title: 'wombat' }])
    await db.send({ type: 'ClearAll', indexUid: 'pages' })
    await db.idle()
    expect((await hits('')).length).toBe(0)
    site.folder = await built(new MemoryStore(), { pages: [...renamed, { id: 300, title: 'a new page' }] })
    await visitor.attach()
    expect([...(await documents()).keys()]).toEqual([300])
    await db.idle()
    expect(await checkStore(disk)).toEqual([])
  })
})

test('an export has nothing of what only says what was deleted here', async () => {
  const { visitor, db } = await visit()
  await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids: [3] })
  await db.idle()
  const copy = await visit(await exported(visitor.store))
  expect((await copy.db.manifests())[0].segments.some(({ deletedIds }) => deletedIds)).toBe(false)
  expect((await copy.documents()).size).toBe(299)
})

/**
 * What a visitor sees is the build with what was written here on top. A document of one's own that
 * is deleted again leaves nothing, unless a build had one of its id meanwhile.
 */
test.each([1, 2, 3, 4, 5, 6])('random edits and builds agree with a model (%i)', async (seed) => {
  let state = seed * 7919
  const below = (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * limit)
  }
  const build = (number: number) =>
    Array.from({ length: 40 }, (_, id) => ({ id, title: `build${number} page${id}`, year: 1900 + below(4) })).filter(
      () => below(8) > 0,
    )
  let site = build(0)
  const {
    site: host,
    disk,
    visitor,
    db,
    documents,
    hits,
  } = await visit(await built(new MemoryStore(), { pages: site }))
  const written = new Map<number, JsonObject | null>()
  /** Of documents that a build had while one was written or deleted here. */
  const replaced = new Set<number>()
  const has = (id: number) => site.some((page) => page.id === id)
  const write = (id: number, page: JsonObject | null) => {
    if (has(id)) replaced.add(id)
    if (page || replaced.has(id)) written.set(id, page)
    else written.delete(id)
  }
  const model = () =>
    new Map(
      [...new Map<number, JsonObject | null>([...site.map((page) => [page.id, page] as const), ...written])].filter(
        ([, page]) => page !== null,
      ),
    ) as Map<number, JsonObject>
  for (let step = 0; step < 14; step++) {
    const id = below(50)
    const kind = below(6)
    if (kind === 0) {
      site = build(step + 1)
      host.folder = await built(new MemoryStore(), { pages: site })
      await visitor.attach()
      for (const id of written.keys()) if (has(id)) replaced.add(id)
    } else if (kind === 1) {
      await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', ids: [id, id + 1] })
      for (const gone of [id, id + 1]) if (model().has(gone)) write(gone, null)
    } else if (kind === 2) {
      const year = 1900 + below(4)
      await db.send({ type: 'DocumentsDeletion', indexUid: 'pages', filter: `year = ${year}` })
      for (const [gone, page] of model()) if (page.year === year) write(gone, null)
    } else {
      const page = { id, title: `mine${step} page${id}`, year: 1900 + below(4) }
      await db.add('pages', [page])
      write(id, page)
    }
    await db.idle()
    expect(await documents(), `after step ${step}`).toEqual(model())
    const word = `page${below(50)}`
    const found = (await hits(word)).filter(({ title }) => (title as string).endsWith(word))
    const wanted = [...model().values()].filter(({ title }) => (title as string).endsWith(word))
    expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
  }
  expect(await checkStore(disk)).toEqual([])
})
