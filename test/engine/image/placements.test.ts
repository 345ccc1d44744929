/**
 * Wherever the pages of an index lie, in memory, in the storage or on a site, a search answers the
 * same; and however bad the site is, it answers the same or says by name what it could not have.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentName } from '../../../src/core/dump/chunk-file.ts'
import { checkStore } from '../../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { shelfNames } from '../../../src/engine/store/schema.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import { settled } from '../../support/test-dumps.ts'
import { built, folderUrl, pagesOfSite, TestSite, Visitor } from '../../support/test-site.ts'

const pages = pagesOfSite(1200)
const owner = new MemoryStore()
const folder = await built(owner, { pages })
const other = await built(new MemoryStore(), { pages: pagesOfSite(1100).map((page) => ({ ...page, year: 1 })) })
const chunks = [...folder.keys()].filter((path) => path !== 'index.json')
const local = new Visitor(owner, new TestSite(folder))

const word = fc.integer({ min: 0, max: 3999 }).map((number) => `word${number}`)
const typed = fc.tuple(word, fc.constantFrom('', '', 'typo', 'prefix')).map(([text, kind]) => {
  if (kind === 'typo') return `${text.slice(0, 1)}${text.slice(2)}`
  return kind === 'prefix' ? text.slice(0, 5) : text
})
const request: fc.Arbitrary<SearchRequest> = fc.record({
  q: fc.array(typed, { maxLength: 3 }).map((words) => words.join(' ')),
  showRankingScore: fc.constant(true),
  matchingStrategy: fc.constantFrom('last' as const, 'all' as const, 'any' as const),
  filter: fc.constantFrom('', 'year > 1950'),
  facets: fc.constantFrom([], ['year']),
  sort: fc.constantFrom([], ['year:desc']),
  attributesToCrop: fc.constant(['text']),
  limit: fc.integer({ min: 0, max: 8 }),
})

/** A visitor's disk with all pages. */
async function filled(): Promise<MemoryStore> {
  const disk = new MemoryStore()
  const engine = await new Visitor(disk, new TestSite(folder)).dumps()
  await engine.attachSnapshot(folderUrl, { fill: 'now' }, 1)
  await settled(engine)
  return disk
}

async function forgetPages(disk: MemoryStore, keep: (nth: number) => boolean): Promise<void> {
  await disk.write(shelfNames, 'relaxed', async (transaction) => {
    let nth = 0
    for (const bucket of shelfNames)
      for (const key of await transaction.getAllKeys(bucket)) if (!keep(nth++)) void transaction.delete(bucket, key)
  })
}

test('any placement of the pages gives the same hits, scores, facets and totals', async () => {
  const setting = fc.record({
    shares: fc.array(fc.boolean(), { minLength: 7, maxLength: 31 }),
    cacheBytes: fc.constantFrom(0, 30_000, 64 * 1024 * 1024),
    requests: fc.array(request, { minLength: 1, maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(setting, async ({ shares, cacheBytes, requests }) => {
      const disk = await filled()
      await forgetPages(disk, (nth) => shares[nth % shares.length])
      const { store } = new Visitor(disk, new TestSite(folder))
      const engine = new SearchEngine({
        ...{ store, cacheBytes, now: () => 0 },
        announcer: new LocalAnnouncer(),
        isWriterRunning: async () => false,
      })
      for (const one of requests) expect(await engine.search('pages', one)).toEqual(await local.search('pages', one))
      await store.remote?.stored()
      expect(await checkStore(disk)).toEqual([])
    }),
    { numRuns: 12 },
  )
})

const html = () => new Response('<!doctype html><title>Not found</title>', { headers: { 'content-type': 'text/html' } })
const chunkOf = (path: string) => folder.get(path) as Uint8Array<ArrayBuffer>
/** What may come for a chunk, and whether it is right after all. */
const answers: Record<string, (path: string) => Response | Error> = {
  missing: () => new Response('', { status: 404 }),
  failing: () => new Response('', { status: 503 }),
  unreachable: () => new TypeError('Failed to fetch'),
  'an HTML page': html,
  empty: () => new Response(''),
  cut: (path) => new Response(chunkOf(path).slice(0, chunkOf(path).length >> 1)),
  'with a byte changed': (path) => {
    const bytes = chunkOf(path).slice()
    bytes[bytes.length >> 1] ^= 16
    return new Response(bytes)
  },
  swapped: (path) => new Response(chunkOf(chunks[(chunks.indexOf(path) + 1) % chunks.length])),
  'of another build': () => new Response(other.get([...other.keys()][3])),
}

describe('a chunk that is', () => {
  test.each(Object.entries(answers))('%s is an error that names it, and then comes after all', async (_, answer) => {
    const site = new TestSite(folder)
    const visitor = new Visitor(new MemoryStore(), site)
    await visitor.attach()
    site.takeChunks()
    const asked = { q: 'word7 word12', showRankingScore: true }
    site.trouble = answer
    const error = await visitor.search('pages', asked).catch((thrown) => thrown)
    expect(error).toMatchObject({ code: 'snapshot_unavailable', details: { url: expect.stringContaining('/chunks/') } })
    expect(error.message).toContain(error.details.url)
    // Wrong once and right then is no error at all.
    const again = new Visitor(new MemoryStore(), site)
    site.trouble = () => undefined
    await again.attach()
    const tried = new Set<string>()
    site.trouble = (path) => {
      if (answer === answers.missing || tried.has(path)) return undefined
      tried.add(path)
      return answer(path)
    }
    expect(await again.search('pages', asked)).toEqual(await local.search('pages', asked))
  })

  test('bad here and there never gives another answer', async () => {
    const bad = fc.record({
      kinds: fc.array(fc.constantFrom('', '', '', ...Object.keys(answers)), { minLength: 5, maxLength: 40 }),
      request,
    })
    await fc.assert(
      fc.asyncProperty(bad, async ({ kinds, request }) => {
        const site = new TestSite(folder)
        const visitor = new Visitor(new MemoryStore(), site)
        await visitor.attach()
        site.trouble = (path) => answers[kinds[chunks.indexOf(path) % kinds.length]]?.(path)
        const answer = await visitor.search('pages', request).catch((thrown) => thrown)
        if (answer instanceof Error) expect(answer).toMatchObject({ code: 'snapshot_unavailable' })
        else expect(answer).toEqual(await local.search('pages', request))
      }),
      { numRuns: 40 },
    )
  })
})

test('attempts wait longer and longer, and end; offline there is one', async () => {
  const site = new TestSite(folder)
  const visitor = new Visitor(new MemoryStore(), site)
  await visitor.attach()
  site.trouble = () => new Response('', { status: 500 })
  site.waits.splice(0)
  await visitor.search('pages', { q: 'word7' }).catch(() => {})
  expect([...new Set(site.waits)]).toEqual([250, 1000, 3000])
  expect(site.asked.filter((path) => path === site.asked.at(-1)).length).toBe(4)
  site.takeChunks()
  site.isOffline = true
  await visitor.search('pages', { q: 'word7' }).catch(() => {})
  expect(new Set(site.asked).size).toBe(site.asked.length)
})

describe('a root that is', () => {
  const root = new TextDecoder().decode(folder.get('index.json'))
  const altered = (change: (root: Record<string, unknown>) => void) => {
    const value = JSON.parse(root)
    change(value)
    return JSON.stringify(value)
  }
  /** As a program would print it that meant what it says. */
  const rebuilt = (change: (root: Record<string, unknown>) => void) => {
    const { seekling, build: _, ...content } = JSON.parse(altered(change))
    return JSON.stringify({
      seekling,
      build: contentName(new TextEncoder().encode(JSON.stringify(content))),
      ...content,
    })
  }
  test.each<[string, string, () => Response | Error]>([
    ['missing', 'snapshot_unavailable', () => new Response('', { status: 404 })],
    ['unreachable', 'snapshot_unavailable', () => new TypeError('Failed to fetch')],
    ['an HTML page', 'invalid_snapshot', html],
    ['cut', 'invalid_snapshot', () => new Response(root.slice(0, 900))],
    ['something else', 'invalid_snapshot', () => new Response('{"name":"app"}')],
    ['null', 'invalid_snapshot', () => new Response('null')],
    ['of another version', 'snapshot_incompatible', () => new Response(altered((value) => (value.seekling = 4)))],
    [
      'of another tokenizer',
      'snapshot_incompatible',
      () => new Response(altered((value) => Object.assign(value.versions as object, { tokenizer: 1 }))),
    ],
    [
      'with a page that is not the one it names',
      'invalid_snapshot',
      () => new Response(rebuilt((value) => ((value.inline as [number, number, string][])[0][2] = 'AAAA'))),
    ],
    [
      'with a page of no file',
      'invalid_snapshot',
      () => new Response(rebuilt((value) => ((value.inline as [number, number, string][])[0][0] = 99))),
    ],
    [
      'with a page that is no list',
      'invalid_snapshot',
      () => new Response(rebuilt((value) => (value.inline = 'AAAA'))),
    ],
    ['altered', 'invalid_snapshot', () => new Response(altered((value) => (value.chunks = [])))],
  ])('%s is refused with its URL, and nothing is changed', async (_, code, answer) => {
    const site = new TestSite(folder)
    const disk = new MemoryStore()
    const visitor = new Visitor(disk, site)
    site.trouble = answer
    const error = await visitor.attach().catch((thrown) => thrown)
    expect(error).toMatchObject({ code, details: { url: `${folderUrl}index.json` } })
    expect(await disk.read(['indexes'], (transaction) => transaction.count('indexes'))).toBe(0)
    site.trouble = () => undefined
    expect((await visitor.attach()).changed).toBe(true)
  })
})

test.each<[string, unknown, unknown]>([
  ['a folder without its slash', 'https://site.example/search', {}],
  ['a file', 'https://site.example/search/index.json', {}],
  ['a query', 'https://site.example/search/?v=1/', {}],
  ['no URL', 'search/', {}],
  ['another protocol', 'ftp://site.example/', {}],
  ['a number', 3, {}],
  ['a fill there is not', folderUrl, { fill: 'all' }],
  ['an option there is not', folderUrl, { filll: 'now' }],
  ['indexes that are no list', folderUrl, { indexes: 'pages' }],
  ['replace that is no boolean', folderUrl, { replace: 1 }],
])('%s is refused by name', async (_, url, options) => {
  const engine = await new Visitor(new MemoryStore(), new TestSite(folder)).dumps()
  await expect(engine.attachSnapshot(url as string, options as object, 1)).rejects.toMatchObject({
    code: 'invalid_options',
  })
  await expect(engine.attachSnapshot(folderUrl, { indexes: ['none'] }, 1)).rejects.toMatchObject({
    code: 'index_not_found',
  })
})
