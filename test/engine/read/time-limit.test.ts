/**
 * No search goes on after its time, whatever it asks for. By a clock that counts how often it is
 * read, and so without measuring any time: four times the work reads it about four times as often,
 * so no long loop is left in which it is not asked; and wherever the time runs out, the answer is
 * sound: of what the whole search finds, and nothing else.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { SearchEngine } from '../../../src/engine/search-engine.ts'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { SearchRequest, SearchResponse } from '../../../src/shared/search.ts'
import { TestEngine } from '../../support/test-engine.ts'

/** Documents of the small index; the large one has four times as many. */
const few = 1_500
const letters = 'abcdefghijkl'

let seed = 7
const random = (): number => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}
const letter = () => letters[Math.floor(random() * letters.length)]
const word = () => Array.from({ length: 3 + Math.floor(random() * 6) }, letter).join('')
const vocabulary = Array.from({ length: 3_000 }, word)
const pick = () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)] as string
const words = (count: number) => Array.from({ length: count }, pick)

const documentOf = (id: number): JsonObject => ({
  id,
  title: words(2).join(' '),
  text: `${words(8).join(' ')} sun red ${words(3).join(' ')}`,
  unique: `value ${word()} ${id}`,
  number: random(),
  kind: id % 40,
  tags: words(6),
  _geo: { lat: random() * 160 - 80, lng: random() * 340 - 170 },
})

/** How often the clock was read, and after how many readings the time is over. */
let readings = 0
let most = Number.POSITIVE_INFINITY
let engine: SearchEngine

beforeAll(async () => {
  const store = new MemoryStore()
  const made = await TestEngine.open(store)
  for (const [uid, count] of [['small', few] as const, ['large', few * 4] as const]) {
    const settings = {
      searchableAttributes: ['title', 'text'],
      filterableAttributes: ['unique', 'number', 'kind', 'tags', '_geo'],
      sortableAttributes: ['unique', 'number', '_geo'],
      faceting: { maxValuesPerFacet: 1e6 },
      pagination: { maxTotalHits: 1e6 },
      searchCutoffMs: 1000,
    }
    await made.send({ type: 'Settings', indexUid: uid, settings })
    await made.add(
      uid,
      Array.from({ length: count }, (_, id) => documentOf(id)),
    )
  }
  for (const [uid, count] of [['chapter', 100_000] as const, ['book', 400_000] as const])
    await made.add(uid, [{ id: 1, text: `sun ${words(count).join(' ')}` }])
  await made.idle()
  const now = () => (++readings > most ? 1e6 : 0)
  engine = new SearchEngine({ store, announcer: made.announcer, isWriterRunning: async () => false, now })
}, 60_000)

const times = <T>(count: number, make: (nth: number) => T): T[] => Array.from({ length: count }, (_, nth) => make(nth))
const circle = (points: number): string =>
  times(points, (nth) => `[${Math.sin((nth / points) * 6.28) * 79},${Math.cos((nth / points) * 6.28) * 169}]`).join(',')
const either = (filters: readonly string[]): SearchRequest => ({ filter: [filters] })

/** Four times the documents. */
const searches: Readonly<Record<string, SearchRequest>> = {
  'texts looked for in every value': either(times(40, (nth) => `unique CONTAINS "q${nth}"`)),
  'and in none': { filter: times(40, (nth) => `unique NOT CONTAINS "q${nth}"`) },
  'ranges of many values': either(times(40, (nth) => `number > 0.${nth + 10}`)),
  'what is there': either(times(40, () => 'tags NOT EXISTS')),
  'polygons of many points': { filter: `_geoPolygon(${circle(200)})` },
  'no polygon': { filter: `NOT _geoPolygon(${circle(200)})` },
  radii: either(times(40, (nth) => `_geoRadius(${nth}, 5, 9000000)`)),
  'the order of texts': { sort: ['unique:asc'] },
  'the order of numbers': { sort: ['number:desc'] },
  'the order of distances': { sort: ['_geoPoint(10, 10):asc'] },
  'the first by an order': { sort: ['number:desc'], limit: 20 },
  'facets of many values': { facets: ['unique', 'tags', 'number', 'kind'] },
  'distinct values': { distinct: 'unique' },
  groups: { groupBy: { attribute: 'kind', size: 20 }, limit: 100 },
  'groups with scores': { groupBy: { attribute: 'kind', size: 20 }, limit: 100, showRankingScore: true },
  'nearness of words that all have': { q: 'red sun red sun', showRankingScore: true },
  'the matches in what is shown': { q: 'sun', attributesToHighlight: ['*'] },
  'the matches around which it is cropped': { q: 'red', attributesToCrop: ['text', 'title'] },
  'their positions': { q: 'sun red', showMatchesPosition: true },
  'any of many words': { q: words(60).join(' '), matchingStrategy: 'any' },
}

type Hits = readonly JsonObject[]
interface Run {
  readonly hits: Hits
  readonly readings: number
}

async function running(run: () => Promise<Hits>, mostReadings = Number.POSITIVE_INFINITY): Promise<Run> {
  readings = 0
  most = mostReadings
  const hits = await run()
  return { hits, readings }
}

const idsOf = (hits: Hits): string[] => hits.map(({ id, value, text }) => JSON.stringify(id ?? value ?? text))

/** `light` is a fourth of the work of `heavy`. */
async function watched(light: () => Promise<Hits>, heavy: () => Promise<Hits>, isSubset = true): Promise<void> {
  // Once before, so that what is read and remembered is.
  await running(light)
  const whole = await running(heavy)
  const less = await running(light)
  expect(whole.readings, 'how often the clock is read').toBeGreaterThan(10)
  expect(whole.readings / less.readings).toBeGreaterThan(1.5)
  const known = new Set(idsOf(whole.hits))
  for (const share of [0, 0.2, 0.5, 0.8, 0.95]) {
    const cut = await running(heavy, Math.ceil(whole.readings * share))
    expect(cut.readings, 'who knows that the time is over asks no more').toBeLessThanOrEqual(whole.readings)
    if (isSubset) expect(idsOf(cut.hits).filter((id) => !known.has(id))).toEqual([])
  }
}

describe('the clock is asked in the middle of', () => {
  test.each(Object.entries(searches))('%s', async (_, request) => {
    const asked = { limit: 1e6, ...request }
    const search = (uid: string) => async () => (await engine.search(uid, asked)).hits
    // A window shows other hits of the same ones when they are not ranked.
    await watched(search('small'), search('large'), asked.limit === 1e6 && !request.groupBy)
  })

  test('a list of values', async () => {
    const search = (count: number) => async () => {
      const all = times(10, () => `tags IN [${times(count, (nth) => `x${nth}`).join(', ')}]`)
      return (await engine.search('small', either(all))).hits
    }
    await watched(search(450), search(1800))
  })

  test('words that may be mistyped', async () => {
    const q = times(64, word).join(' ')
    const search = (count: number) => async () =>
      (await engine.search('small', { q: q.split(' ').slice(0, count).join(' '), matchingStrategy: 'any' })).hits
    await watched(search(16), search(64), false)
  })

  test('a search for facet values', async () => {
    const search = (uid: string) => async () =>
      (await engine.searchForFacetValues(uid, { facetName: 'unique', facetQuery: 'value abcd' }))
        .facetHits as unknown as Hits
    await watched(search('small'), search('large'))
  })

  test.each([
    ['words', { filter: `_geoPolygon(${circle(200)})` }],
    ['texts', { filter: `_geoPolygon(${circle(200)})`, attribute: 'title', limit: 100 }],
  ])('suggestions of %s', async (_, options) => {
    const suggest = (uid: string) => async () =>
      (await engine.suggest(uid, 'a', options)).suggestions as unknown as Hits
    await watched(suggest('small'), suggest('large'), false)
  })

  test('many queries of one search', async () => {
    const filter = `_geoPolygon(${circle(200)})`
    const search = (count: number) => async () => {
      const queries = times(count, () => ({ indexUid: 'small', q: pick(), filter, limit: 1000 }))
      const answer = await engine.multiSearch({ queries })
      return (answer as unknown as { results: { hits: Hits }[] }).results.flatMap(({ hits }) => hits)
    }
    await watched(search(10), search(40), false)
  })

  test('a text as long as a book', async () => {
    const search = (uid: string) => async () => (await engine.search(uid, { q: 'sun', showMatchesPosition: true })).hits
    await watched(search('chapter'), search('book'), false)
  })

  test('many queries answered as one, with facets', async () => {
    const facetsByIndex = { small: ['unique', 'tags'] }
    const queries = times(160, () => ({ indexUid: 'small', q: `${pick()} ${pick()}` }))
    const search = (count: number) => async () => {
      const request = { federation: { facetsByIndex, limit: 1000 }, queries: queries.slice(0, count) }
      return ((await engine.multiSearch(request)) as { hits: Hits }).hits
    }
    await watched(search(40), search(160), false)
  })
})

describe('of many queries in one call', () => {
  const many = (count: number) =>
    engine.multiSearch({
      queries: times(count, () => ({ indexUid: 'small', q: pick(), facets: ['kind'], attributesToRetrieve: ['id'] })),
    }) as Promise<{ results: readonly SearchResponse[] }>

  test('those whose turn comes when the time of all is over find nothing', async () => {
    await many(100)
    readings = 0
    most = 40
    const { results } = await many(100)
    const found = results.filter(({ hits }) => hits.length > 0)
    expect(found.length).toBeLessThan(60)
    expect(results.slice(-20)).toEqual(
      times(20, () => ({
        indexUid: 'small',
        hits: [],
        query: expect.any(String),
        limit: 20,
        offset: 0,
        estimatedTotalHits: 0,
        facetDistribution: {},
        facetStats: {},
        processingTimeMs: expect.any(Number),
      })),
    )
  })

  test('a few are answered, however late it is', async () => {
    await many(5)
    readings = 0
    most = 1
    const { results } = await many(5)
    for (const { hits } of results) expect(hits.length).toBeGreaterThan(0)
  })
})
