/**
 * What a change of settings writes: a count of stored pages for each, so that nobody rebuilds more
 * than the change touches.
 */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import { type Manifest, shelfNames } from '../../../src/engine/store/schema.ts'
import type { Bucket, Key, Store, WriteTransaction } from '../../../src/engine/store/store.ts'
import { settingNames } from '../../../src/shared/setting-names.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import { TestEngine } from '../../support/test-engine.ts'

/** Counts the pages put into a store. */
function counting(store: Store): { store: Store; pages: () => number } {
  let pages = 0
  const isPage = (bucket: Bucket): boolean => (shelfNames as readonly Bucket[]).includes(bucket)
  const watch = (transaction: WriteTransaction): WriteTransaction => ({
    get: transaction.get.bind(transaction),
    getAll: transaction.getAll.bind(transaction),
    getAllKeys: transaction.getAllKeys.bind(transaction),
    count: transaction.count.bind(transaction),
    delete: transaction.delete.bind(transaction),
    put(bucket, key, value) {
      if (isPage(bucket)) pages++
      return transaction.put(bucket, key, value)
    },
    putAll(bucket: Bucket, keys: readonly Key[], values: readonly unknown[]) {
      if (isPage(bucket)) pages += keys.length
      return transaction.putAll(bucket, keys, values)
    },
  })
  return {
    store: {
      read: store.read.bind(store),
      write: (buckets, durability, body) => store.write(buckets, durability, (transaction) => body(watch(transaction))),
      close: () => store.close(),
      destroy: () => store.destroy(),
    },
    pages: () => pages,
  }
}

/**
 * Several pages of dictionary and postings in each of two segments, so that an index built anew is
 * seen to be.
 */
const documentsOf = (from: number) =>
  Array.from({ length: 900 }, (_, i) => ({
    id: from + i,
    title: `title${from + i} word${(i * 7919) % 5003}`,
    text: Array.from({ length: 20 }, (_, n) => `w${((from + i) * 31 + n * 977) % 9973}`).join(' '),
    year: 1900 + (i % 100),
    genre: ['drama', 'comedy', 'noir'][i % 3],
    nested: { a: i % 5, b: 'x' },
    _geo: { lat: i % 90, lng: i % 180 },
  }))

async function indexed() {
  const { store, pages } = counting(new MemoryStore())
  const db = await TestEngine.open(store)
  const settings = { filterableAttributes: ['genre'], sortableAttributes: ['year'] }
  await db.send({ type: 'Settings', indexUid: 'films', settings })
  await db.add('films', documentsOf(0))
  await db.add('films', documentsOf(10_000))
  await db.idle()
  const manifest = async () => (await db.manifests())[0]
  const changed = async (patch: SettingsPatch) => {
    const [before, known] = [pages(), await manifest()]
    await db.send({ type: 'Settings', indexUid: 'films', settings: patch })
    await db.idle()
    expect((await db.updates()).at(-1)?.status).toBe('processed')
    return { written: pages() - before, before: known, after: await manifest() }
  }
  return { changed, manifest, segments: (await manifest()).segments.length }
}

const columnsOf = ({ segments }: Manifest) => segments.map(({ columns }) => Object.keys(columns).sort())
const textOf = ({ segments }: Manifest) =>
  segments.map(({ dictionary, postings, lengths }) => [dictionary, postings, lengths])

/** A change of every setting that is only looked at when a search runs. */
const free: SettingsPatch[] = [
  { displayedAttributes: ['title'] },
  { rankingRules: ['words', 'exactness', 'sort'] },
  { stopWords: ['the'] },
  { synonyms: { film: ['movie'] } },
  { typoTolerance: { enabled: false } },
  { proximityPrecision: 'byAttribute' },
  { searchCutoffMs: 10 },
  { pagination: { maxTotalHits: 5 } },
  { faceting: { maxValuesPerFacet: 3 } },
  { prefixSearch: 'disabled' },
  { facetSearch: false },
  { searchDefaults: { matchingStrategy: 'any', filter: 'year > 1950' } },
]

test('a setting that only searches look at writes no page', async () => {
  const { changed, segments } = await indexed()
  expect(segments).toBe(2)
  for (const patch of free) {
    const { written, before, after } = await changed(patch)
    expect(written, JSON.stringify(patch)).toBe(0)
    expect(after.segments).toEqual(before.segments)
  }
  // And back again.
  expect((await changed(Object.fromEntries(free.flatMap(Object.keys).map((name) => [name, null])))).written).toBe(0)
})

test('one more attribute to filter, sort or rank by writes its columns only', async () => {
  for (const [patch, columns] of [
    [{ filterableAttributes: ['genre', 'nested'] }, ['genre', 'nested', 'nested.a', 'nested.b', 'year']],
    [
      { filterableAttributes: ['genre', { attributePatterns: ['nested.*'] }] },
      ['genre', 'nested.a', 'nested.b', 'year'],
    ],
    [{ filterableAttributes: ['genre', '_geo'] }, ['_geo.lat', '_geo.lng', 'genre', 'year']],
    [{ sortableAttributes: ['year', 'nested.a'] }, ['genre', 'nested.a', 'year']],
    [{ rankingRules: ['words', 'nested.a:desc'] }, ['genre', 'nested.a', 'year']],
    [{ distinctAttribute: 'nested.a' }, ['genre', 'nested.a', 'year']],
  ] as [SettingsPatch, string[]][]) {
    const { changed, segments } = await indexed()
    const { written, before, after } = await changed(patch)
    // One small file for each segment.
    expect(written, JSON.stringify(patch)).toBe(segments)
    expect(textOf(after)).toEqual(textOf(before))
    expect(columnsOf(after)).toEqual([columns, columns])
    for (const [i, segment] of after.segments.entries()) {
      expect(segment.columns.genre).toEqual(before.segments[i]?.columns.genre)
      expect(segment.documentFiles).toEqual(before.segments[i]?.documentFiles)
    }
  }
})

test('what is declared in another way, or no longer, writes nothing', async () => {
  const { changed } = await indexed()
  for (const patch of [
    { filterableAttributes: ['genre', 'year'] },
    { filterableAttributes: [{ attributePatterns: ['genre'] }, 'year'] },
    { sortableAttributes: ['year', 'genre'] },
    { filterableAttributes: [] },
    { sortableAttributes: [] },
  ] as SettingsPatch[]) {
    expect((await changed(patch)).written, JSON.stringify(patch)).toBe(0)
  }
})

test('other searchable attributes write dictionaries and postings anew, and no document', async () => {
  const { changed } = await indexed()
  const { written, before, after } = await changed({ searchableAttributes: ['title'] })
  expect(written).toBeGreaterThan(0)
  expect(textOf(after)).not.toEqual(textOf(before))
  expect(after.segments.map(({ documentFiles }) => documentFiles)).toEqual(
    before.segments.map(({ documentFiles }) => documentFiles),
  )
})

test('no setting is forgotten here', () => {
  const rebuilding = [
    'filterableAttributes',
    'sortableAttributes',
    'distinctAttribute',
    'searchableAttributes',
    'dictionary',
    'separatorTokens',
    'nonSeparatorTokens',
    'localizedAttributes',
  ]
  const said = new Set([...free.flatMap(Object.keys), ...rebuilding])
  expect([...said].sort()).toEqual([...settingNames].sort())
})
