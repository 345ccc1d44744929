/**
 * An image of very many chunks, whose root names tables of names: it answers as one with all names
 * in its root, whatever the host sends for a table, and a newer build changes few files.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { usualTables } from '../../../src/core/dump/name-tables.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { readManifests } from '../../../src/engine/image/attach.ts'
import { exportFiles } from '../../../src/engine/image/export-files.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { shelfNames } from '../../../src/engine/store/schema.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import { RunningWork } from '../../../src/engine/work/running-work.ts'
import { type Folder, rootOf, unpacked } from '../../support/snapshot-files.ts'
import { settled } from '../../support/test-dumps.ts'
import { TestClock } from '../../support/test-engine.ts'
import { built, folderUrl, pagesOfSite, TestSite, Visitor } from '../../support/test-site.ts'

/** Tables of a few names, so that a small image has many. */
const sizes = { above: 20, least: 8, most: 40, last: /[a-d]$/ }

async function exportedWith(store: Store, tables = sizes): Promise<Folder> {
  const work = new RunningWork(
    new TestClock(),
    async () => {},
    () => {},
  )
  return unpacked(
    await exportFiles(store, await readManifests(store), work, { known: new Set(), compress: true }, tables),
  )
}

const pages = pagesOfSite(1200)
const owner = new MemoryStore()
const small = await built(owner, { pages })
const folder = await exportedWith(owner)
const changed = pages.map((page) => (page.id === 700 ? { ...page, text: `${page.text} quokka` } : page))
const later = new MemoryStore()
await built(later, { pages: changed })
const newer = await exportedWith(later)
const local = new Visitor(owner, new TestSite(folder))
const tablesIn = (one: Folder) =>
  (rootOf(one) as unknown as { tables: [number, number[]][] }).tables.map(([place]) => rootOf(one).chunks[place])
const tablePaths = new Set(
  tablesIn(folder)
    .flatMap((names) => names.match(/.{10}/g) ?? [])
    .map((name) => `chunks/${name}.bin`),
)
const queries = ['word7 word12', 'word90', 'wrd123', 'word', '']

describe('a root with tables', () => {
  test('is what only large images have, and is the same each time', async () => {
    expect(rootOf(small)).toMatchObject({ seekling: 2 })
    expect(small.get('index.json')?.length).toBeGreaterThan(folder.get('index.json')?.length ?? 0)
    expect(rootOf(folder)).toMatchObject({ seekling: 3 })
    expect(tablePaths.size).toBeGreaterThan(6)
    for (const path of tablePaths) expect(folder.has(path)).toBe(true)
    for (const [path, bytes] of small) if (path !== 'index.json') expect(folder.get(path)).toEqual(bytes)
    expect(await exportedWith(owner)).toEqual(folder)
    expect(await exportedWith(owner, usualTables)).toEqual(small)
  })

  test('answers as the same image without, of what is stored, fetched or in memory', async () => {
    const disk = new MemoryStore()
    const site = new TestSite(folder)
    const visitor = new Visitor(disk, site)
    await visitor.attach()
    expect(site.takeChunks()).toEqual([])
    for (const q of queries) expect(await visitor.search('pages', { q })).toEqual(await local.search('pages', { q }))
    const asked = site.takeChunks()
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked.some((path) => tablePaths.has(path))).toBe(true)
    expect(await checkStore(disk)).toEqual([])
    // Another visit asks for nothing that is stored, names least of all.
    const again = new Visitor(disk, site)
    for (const q of queries) expect(await again.search('pages', { q })).toEqual(await local.search('pages', { q }))
    expect(site.takeChunks()).toEqual([])
  })

  test('is filled, forgets pages at random, and never answers less', async () => {
    const disk = new MemoryStore()
    const engine = await new Visitor(disk, new TestSite(folder)).dumps()
    await engine.attachSnapshot(folderUrl, { fill: 'now' }, 1)
    await settled(engine)
    const offline = new TestSite(folder)
    offline.isOffline = true
    for (const q of queries)
      expect(await new Visitor(disk, offline).search('pages', { q })).toEqual(await local.search('pages', { q }))
    const setting = fc.record({
      shares: fc.array(fc.boolean(), { minLength: 5, maxLength: 19 }),
      q: fc.constantFrom(...queries),
    })
    await fc.assert(
      fc.asyncProperty(setting, async ({ shares, q }) => {
        await disk.write(shelfNames, 'relaxed', async (transaction) => {
          let nth = 0
          for (const bucket of shelfNames)
            for (const key of await transaction.getAllKeys(bucket))
              if (!shares[nth++ % shares.length]) void transaction.delete(bucket, key)
        })
        const visitor = new Visitor(disk, new TestSite(folder))
        expect(await visitor.search('pages', { q })).toEqual(await local.search('pages', { q }))
        expect(await checkStore(disk)).toEqual([])
      }),
      { numRuns: 8 },
    )
  })
})

const bad: Record<string, (path: string) => Response | Error> = {
  missing: () => new Response('', { status: 404 }),
  unreachable: () => new TypeError('Failed to fetch'),
  cut: (path) => new Response((folder.get(path) as Uint8Array<ArrayBuffer>).slice(0, 40)),
  swapped: (path) => new Response(folder.get([...tablePaths].find((other) => other !== path) as string)),
}

test.each(Object.entries(bad))('a table that is %s is an error that names it', async (_, answer) => {
  const site = new TestSite(folder)
  const visitor = new Visitor(new MemoryStore(), site)
  await visitor.attach()
  site.trouble = (path) => (tablePaths.has(path) ? answer(path) : undefined)
  const error = await visitor.search('pages', { q: 'word7' }).catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'snapshot_unavailable' })
  expect(tablePaths.has(error.details.url.slice(folderUrl.length))).toBe(true)
  site.trouble = () => undefined
  expect(await visitor.search('pages', { q: 'word7' })).toEqual(await local.search('pages', { q: 'word7' }))
})

test.each<[string, (root: { tables: unknown }) => void]>([
  ['no list', (root) => (root.tables = 3)],
  ['of too few chunks', (root) => ((root.tables as [number, number[]][])[0][1][0] -= 1)],
  ['of none', (root) => ((root.tables as unknown[])[0] = [0, null])],
])('a root whose tables are %s is refused', async (_, change) => {
  const { seekling, build: __, ...content } = JSON.parse(new TextDecoder().decode(folder.get('index.json')))
  change(content)
  const { contentName } = await import('../../../src/core/dump/chunk-file.ts')
  const build = contentName(new TextEncoder().encode(JSON.stringify(content)))
  const site = new TestSite(folder)
  site.trouble = () => new Response(JSON.stringify({ seekling, build, ...content }))
  await expect(new Visitor(new MemoryStore(), site).attach()).rejects.toMatchObject({ code: 'invalid_snapshot' })
})

describe('a newer build', () => {
  test('has few new files where one page changed', () => {
    const fresh = [...newer.keys()].filter((path) => path !== 'index.json' && !folder.has(path))
    expect(fresh.length).toBeLessThan(newer.size / 8)
    const names = new Set(tablesIn(newer).flatMap((names) => names.match(/.{10}/g) ?? []))
    const freshTables = fresh.filter((path) => names.has(path.slice(7, 17)))
    expect(freshTables.length).toBeLessThan(names.size / 2)
  })

  test.each([
    ['filled', 'now' as const],
    ['used', 'used' as const],
  ])('of a site that was %s fetches nothing again that is the same', async (_, fill) => {
    const disk = new MemoryStore()
    const site = new TestSite(folder)
    const visitor = new Visitor(disk, site)
    const engine = await visitor.dumps()
    await engine.attachSnapshot(folderUrl, { fill }, 1)
    await settled(engine)
    for (const q of queries) await visitor.search('pages', { q })
    site.takeChunks()
    site.folder = newer
    await engine.attachSnapshot(folderUrl, { fill }, 2)
    await settled(engine)
    const after = new Visitor(disk, site)
    const there = new Visitor(later, new TestSite(newer))
    for (const q of [...queries, 'quokka'])
      expect(await after.search('pages', { q })).toEqual(await there.search('pages', { q }))
    // Tables of the older build that no search needed are not there to be compared.
    if (fill === 'now')
      expect(site.takeChunks().filter((path) => folder.has(path) && !tablePaths.has(path)).length).toBeLessThan(60)
    else expect(site.takeChunks().filter((path) => folder.has(path))).toEqual([])
    expect(await checkStore(disk)).toEqual([])
  })
})
