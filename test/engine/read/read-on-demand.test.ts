/**
 * Wherever the bytes lie and however little is kept of them, results are the same, in three rounds
 * of reading.
 */
import { beforeAll, expect, test } from 'vitest'
import { LocalAnnouncer } from '../../../src/engine/local-announcer.ts'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import type { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { Manifest } from '../../../src/engine/store/schema.ts'
import type { Store } from '../../../src/engine/store/store.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { largeIndex, largeRequests, olderStore } from '../../support/large-index.ts'
import { watchedStore } from '../../support/watched-store.ts'

let store: MemoryStore
let expected: unknown[]

const engineOver = (over: Store, cacheBytes?: number): SearchEngine =>
  new SearchEngine({
    store: over,
    announcer: new LocalAnnouncer(),
    isWriterRunning: async () => false,
    now: () => 0,
    cacheBytes,
  })

async function resultsOf(engine: SearchEngine, requests = largeRequests): Promise<unknown[]> {
  const results: unknown[] = []
  for (const request of requests) results.push(await engine.search('words', request))
  return results
}

const manifestOf = async (of: Store): Promise<Manifest> =>
  (await of.read(['indexes'], (transaction) => transaction.get('indexes', 'words'))) as Manifest

beforeAll(async () => {
  store = await largeIndex()
  expected = await resultsOf(engineOver(store))
}, 120_000)

test('the index is as large as these tests need it', async () => {
  const { segments } = await manifestOf(store)
  expect(segments).toHaveLength(3)
  for (const { guide, fieldSizes } of segments) expect(guide && fieldSizes).toBeDefined()
  expect(segments[0].dictionary.length).toBeGreaterThan(30_000)
})

test.each([0, 3000, 30_000, 300_000])('with a cache of %i bytes', async (cacheBytes) => {
  const engine = engineOver(store, cacheBytes)
  expect(await resultsOf(engine)).toEqual(expected)
  // What is kept by now is something else for each request.
  expect(await resultsOf(engine, largeRequests.toReversed())).toEqual(expected.toReversed())
})

test('each request by an engine that has read nothing yet', async () => {
  for (const [i, request] of largeRequests.entries()) {
    expect(await engineOver(store).search('words', request)).toEqual(expected[i])
  }
})

test.each([0, 30_000, undefined])(
  'segments of a version without guides, with a cache of %s bytes',
  async (cacheBytes) => {
    const older = olderStore(store)
    expect((await manifestOf(older)).segments.every(({ guide }) => guide === undefined)).toBe(true)
    expect(await resultsOf(engineOver(older, cacheBytes))).toEqual(expected)
  },
)

test('many searches at once, with hardly a cache', async () => {
  const engine = engineOver(store, 3000)
  expect(await Promise.all(largeRequests.map((request) => engine.search('words', request)))).toEqual(expected)
})

test('three rounds of reading at most for any search, one more to open the index', async () => {
  for (const request of largeRequests) {
    const watched = watchedStore(store)
    const engine = searchEngineOver(watched.store)
    await engine.search('words', { q: '', limit: 0 })
    const before = watched.reads.rounds
    await engine.search('words', request)
    expect([request, watched.reads.rounds - before <= 3]).toEqual([request, true])
    const fresh = watchedStore(store)
    await searchEngineOver(fresh.store).search('words', request)
    expect([request, fresh.reads.rounds <= 4]).toEqual([request, true])
  }
})

test('opening reads as much of a large index as of a small one', async () => {
  const watched = watchedStore(store)
  await searchEngineOver(watched.store)
    .search('words', { q: '', limit: 0, filter: 'nothing = 1' })
    .catch(() => {})
  // The guide and the deletions of each segment.
  expect(watched.reads.keys.length).toBeLessThanOrEqual(3 + 2)
})
