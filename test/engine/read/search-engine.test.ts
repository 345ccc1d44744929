/** The search role over a real store: what settings and the clock do to a whole search. */
import { describe, expect, test } from 'vitest'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import { TestClock, TestEngine } from '../../support/test-engine.ts'

async function searchOver(documents: readonly JsonObject[], settings: SettingsPatch, clock = new TestClock()) {
  const store = new MemoryStore()
  const test = await TestEngine.open(store)
  await test.add('docs', documents)
  await test.send({ type: 'Settings', indexUid: 'docs', settings })
  await test.idle()
  const engine = new SearchEngine({
    store,
    announcer: test.announcer,
    isWriterRunning: async () => false,
    now: () => clock.now(),
  })
  return { test, engine, search: engine.search.bind(engine, 'docs') }
}

const ids = ({ hits }: { hits: readonly JsonObject[] }): unknown[] => hits.map(({ id }) => id)

const suns = [
  { id: 1, text: 'sun and red', kind: 'b' },
  { id: 2, text: 'red sun', kind: 'a' },
  { id: 3, text: 'red', kind: 'a' },
]

describe('searchCutoffMs', () => {
  test('answers what is ranked by then, and all that is found', async () => {
    const clock = new TestClock()
    const { search, test } = await searchOver(suns, {}, clock)
    expect(ids(await search({ q: 'red sun' }))).toEqual([2, 1, 3])
    // Each look at the clock takes a second: 1500 ms are over at the second one after the start.
    clock.ticks = 1000
    const late = await search({ q: 'red sun', showRankingScoreDetails: true })
    expect(ids(late)).toEqual([1, 2, 3])
    expect(late.hits.map((hit) => hit._rankingScoreDetails)).toEqual([
      { words: { order: 0, matchingWords: 2, maxMatchingWords: 2, score: 1 }, skipped: { order: 1 } },
      { words: { order: 0, matchingWords: 2, maxMatchingWords: 2, score: 1 }, skipped: { order: 1 } },
      { skipped: { order: 0 } },
    ])
    await test.send({ type: 'Settings', indexUid: 'docs', settings: { searchCutoffMs: 60_000 } })
    await test.idle()
    expect(ids(await search({ q: 'red sun' }))).toEqual([2, 1, 3])
    await test.send({ type: 'Settings', indexUid: 'docs', settings: { searchCutoffMs: 0 } })
    await test.idle()
    clock.ticks = 0
    expect(ids(await search({ q: 'red sun' }))).toEqual([1, 2, 3])
  })
})

test('a reader that has heard of nothing opens all indexes anew when it is told that they were replaced', async () => {
  const { search, engine, test } = await searchOver(suns, {})
  expect(ids(await search({ q: 'red sun' }))).toHaveLength(3)
  engine.close()
  await test.add('docs', [{ id: 4, text: 'red sun' }])
  await test.idle()
  expect(ids(await search({ q: 'red sun' }))).toHaveLength(3)
  await engine.noteReplacement()
  expect(ids(await search({ q: 'red sun' }))).toHaveLength(4)
})

test('statistics leave out an index that goes while they are gathered', async () => {
  const { test } = await searchOver(suns, {})
  await test.add('other', suns)
  await test.idle()
  const { store } = test
  let reads = 0
  const losing: Store = {
    read: async (buckets, body) => {
      const answer = await store.read(buckets, body)
      // The list of indexes is the first that is read of them.
      if (buckets[0] === 'indexes' && reads++ === 0)
        await store.write(['indexes'], 'relaxed', (transaction) => transaction.delete('indexes', 'other'))
      return answer
    },
    write: (buckets, durability, body) => store.write(buckets, durability, body),
    close: () => store.close(),
    destroy: () => store.destroy(),
  }
  const engine = new SearchEngine({
    store: losing,
    announcer: test.announcer,
    isWriterRunning: async () => false,
    now: () => 0,
  })
  expect(Object.keys((await engine.getStats()).indexes)).toEqual(['docs'])
  await expect(engine.getIndexStats('other')).rejects.toMatchObject({ code: 'index_not_found' })
})

describe('distinctAttribute', () => {
  test('needs no declaration, and totals count each value once', async () => {
    const { search } = await searchOver(suns, { distinctAttribute: 'kind' })
    expect(await search({ q: 'red sun' })).toMatchObject({ hits: [{ id: 2 }, { id: 1 }], estimatedTotalHits: 2 })
    expect(await search({ q: 'red', hitsPerPage: 1 })).toMatchObject({ totalHits: 2, totalPages: 2 })
    expect(ids(await search({ q: '' }))).toEqual([1, 2])
  })

  test('may change on a full index', async () => {
    const { search, test } = await searchOver(suns, { distinctAttribute: 'kind' })
    await test.send({ type: 'Settings', indexUid: 'docs', settings: { distinctAttribute: null } })
    await test.idle()
    expect(ids(await search({ q: 'red' }))).toHaveLength(3)
  })
})

test('proximityPrecision byAttribute takes words of one attribute for neighbours', async () => {
  const documents = [
    { id: 1, title: 'red', text: 'sun' },
    { id: 2, title: 'sun and some more words before the red' },
    { id: 3, title: 'red sun' },
  ]
  const { search } = await searchOver(documents, {
    rankingRules: ['words', 'proximity'],
    proximityPrecision: 'byAttribute',
  })
  expect(ids(await search({ q: 'red sun' }))).toEqual([2, 3, 1])
})

test('scores are added when asked for, and a threshold leaves out what is below it', async () => {
  const { search } = await searchOver(suns, {})
  const { hits } = await search({ q: 'red sun', showRankingScore: true })
  expect(hits.map((hit) => hit._rankingScore)).toEqual([1, expect.any(Number), expect.any(Number)])
  expect(Object.keys(hits[0] ?? {})).toEqual(['id', 'text', 'kind', '_rankingScore'])
  expect(await search({ q: 'red sun', rankingScoreThreshold: 0.6 })).toMatchObject({
    hits: [{ id: 2 }, { id: 1 }],
    estimatedTotalHits: 2,
  })
})

test('synonyms find what the documents call otherwise', async () => {
  const { search } = await searchOver([{ id: 1, text: 'New York City' }], { synonyms: { nyc: ['new york'] } })
  expect(await search({ q: 'nyc', attributesToHighlight: ['*'] })).toMatchObject({
    hits: [{ _formatted: { text: '<em>New York</em> City' } }],
  })
})
