/**
 * A snapshot as files: they hold what the one-file form holds, equal indexes give equal files, and
 * a small change gives few new ones.
 */
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { pageContentBytes } from '../../../src/core/bytes/page.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import { asImage, type Folder, namesOf, rootOf, unpacked } from '../../support/snapshot-files.ts'
import { films, original, search, shapeOf } from '../../support/snapshots.ts'
import { openDumps } from '../../support/test-dumps.ts'
import { TestEngine } from '../../support/test-engine.ts'
import { pagesOfSite } from '../../support/test-site.ts'

const exported = async (store: Store, indexes?: string[]) =>
  unpacked(await (await openDumps(store)).exportSnapshotFiles(indexes && { indexes }))

async function siteOf(pages: readonly object[]): Promise<Folder> {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({ type: 'Settings', indexUid: 'pages', settings: { searchableAttributes: ['title', 'text'] } })
  await db.add('pages', pages)
  await db.idle()
  return exported(store)
}

describe('the files of a snapshot', () => {
  test('hold the same indexes, which answer the same', async () => {
    const { store, db } = await original()
    const folder = await exported(store)
    const copy = new MemoryStore()
    await (await openDumps(copy)).importSnapshot(asImage(folder))
    const copied = await TestEngine.open(copy)
    expect(await shapeOf(copied)).toEqual(await shapeOf(db))
    for (const q of ['', 'solris', 'amarcord again', 'mirror'])
      expect(await search(copy, 'films', q)).toEqual(await search(store, 'films', q))
    for (const q of ['word17', 'wrd17 filler'])
      expect(await search(copy, 'many', q, [])).toEqual(await search(store, 'many', q, []))
    expect(await checkStore(copy)).toEqual([])
    // Pages that were cut anew take updates as others do, and can be given away again.
    await copied.add('many', [{ id: 5, text: 'quite another' }])
    await copied.send({ type: 'Settings', indexUid: 'many', settings: { searchableAttributes: ['text'] } })
    await copied.idle()
    expect((await search(copy, 'many', 'quite another', [])).hits).toHaveLength(1)
    const again = new MemoryStore()
    await (await openDumps(again)).importSnapshot(await (await openDumps(copy)).exportSnapshot())
    expect(await shapeOf(await TestEngine.open(again))).toEqual(await shapeOf(copied))
    expect(await checkStore(again)).toEqual([])
  })

  test('made of what was opened from them are the same files', async () => {
    const folder = await siteOf(pagesOfSite(1500))
    const copy = new MemoryStore()
    await (await openDumps(copy)).importSnapshot(asImage(folder))
    expect(await exported(copy)).toEqual(folder)
  })

  test('are of the chosen indexes, and name them last', async () => {
    const { store } = await original()
    const folder = await exported(store, ['films'])
    expect([...folder.keys()].at(-1)).toBe('index.json')
    const copy = new MemoryStore()
    expect(await (await openDumps(copy)).importSnapshot(asImage(folder))).toEqual({ indexes: 1, documents: 2 })
    expect((await search(copy, 'films', 'solris')).hits).toEqual([films[0]])
    await expect(exported(store, ['none'])).rejects.toMatchObject({ code: 'index_not_found' })
    await expect(exported(store, 'films' as never)).rejects.toMatchObject({ code: 'invalid_options' })
  })

  test('that are known come without bytes, all others as ever', async () => {
    const { store } = await original()
    const whole = await exported(store)
    const known = [...whole.keys()].filter((path, i) => path !== 'index.json' && i % 2 === 0)
    const some = await unpacked(
      await (await openDumps(store)).exportSnapshotFiles({ known: [...known, 'chunks/none.bin'] }),
    )
    expect([...some.keys()]).toEqual([...whole.keys()])
    const expected = new Map(
      Array.from(whole, ([path, bytes]) => [path, known.includes(path) ? bytes.slice(0, 0) : bytes]),
    )
    expect(known.length).toBeGreaterThan(0)
    expect(some).toEqual(expected)
    await expect((await openDumps(store)).exportSnapshotFiles({ known: 'all' as never })).rejects.toMatchObject({
      code: 'invalid_options',
    })
  })

  test('that are not compressed are whole once zlib has had what is behind their first 4 bytes', async () => {
    const { store } = await original()
    const dumps = await openDumps(store)
    const whole = await unpacked(await dumps.exportSnapshotFiles())
    const plain = await unpacked(await dumps.exportSnapshotFiles({ compress: false }))
    expect(plain).not.toEqual(whole)
    const packed = Array.from(plain, ([path, bytes]) => {
      const chunk = () => Buffer.concat([bytes.subarray(0, 4), deflateSync(bytes.subarray(4))])
      return [path, path === 'index.json' ? bytes : Uint8Array.from(chunk())] as const
    })
    expect(new Map(packed)).toEqual(whole)
    await expect(dumps.exportSnapshotFiles({ compress: 'no' as never })).rejects.toMatchObject({
      code: 'invalid_options',
    })
  })

  test('of an instance without indexes are one', async () => {
    const folder = await exported(new MemoryStore())
    expect([...folder.keys()]).toEqual(['index.json'])
    expect(rootOf(folder)).toMatchObject({ seekling: 2, indexes: [], files: [] })
  })
})

describe('two builds', () => {
  test('of the same documents and settings are the same, byte for byte', async () => {
    const pages = pagesOfSite(800)
    expect(await siteOf(pages)).toEqual(await siteOf(pages))
  })

  test('share all chunks but a few, where one page of 3,000 was edited', async () => {
    const pages = pagesOfSite(3000)
    const before = await siteOf(pages)
    const after = await siteOf(
      pages.map((page) => (page.id === 1234 ? { ...page, text: `${page.text} edited quokka` } : page)),
    )
    const fresh = [...after.keys()].filter((path) => path !== 'index.json' && !before.has(path))
    console.log(`${fresh.length} of ${after.size} files are new`)
    expect(rootOf(after).build).not.toBe(rootOf(before).build)
    expect(fresh.length).toBeGreaterThan(0)
    expect(fresh.length).toBeLessThanOrEqual(after.size / 8)
  })
})

test('chunks are as large as one wants to fetch, and all are named by the root', async () => {
  const folder = await siteOf(pagesOfSite(3000))
  const chunks = [...folder].filter(([path]) => path !== 'index.json')
  const sizes = chunks.map(([, { length }]) => length)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`${chunks.length} chunks, ${total} bytes, root ${folder.get('index.json')?.length}`)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024)
  expect(total / chunks.length).toBeGreaterThan(3 * 1024)
  expect(total / chunks.length).toBeLessThan(16 * 1024)
  const named = new Set(rootOf(folder).chunks.flatMap(namesOf))
  expect([...named].map((name) => `chunks/${name}.bin`).sort()).toEqual(chunks.map(([path]) => path).sort())
})

test('whatever gaps there are between the sections of a file, its files can be opened', async () => {
  let longest = 0
  for (let count = 200; count < 560; count += 40) {
    const folder = await siteOf(pagesOfSite(count))
    longest = Math.max(longest, ...rootOf(folder).files.flatMap(({ lengths = [] }) => lengths))
    const copy = new MemoryStore()
    const opened = await (await openDumps(copy)).importSnapshot(asImage(folder))
    expect(opened).toEqual({ indexes: 1, documents: count })
    expect(await checkStore(copy)).toEqual([])
  }
  // A page and the gap behind it, together more than any page has.
  expect(longest).toBeGreaterThan(pageContentBytes)
})
