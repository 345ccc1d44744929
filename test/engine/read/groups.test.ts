/** `groupBy` as a page asks for it: hits with `_group`, shaped like hits, however it is asked. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Client, open } from '../../../src/in-thread.ts'
import type { FederatedResponse, Hit } from '../../../src/shared/search.ts'

const sections = [
  { id: 1, page: 'a', title: 'Routes', level: 1, _geo: { lat: 0, lng: 0 } },
  { id: 2, page: 'b', title: 'Nested routes', level: 1, _geo: { lat: 0, lng: 1 } },
  { id: 3, page: 'a', title: 'More routes', level: 2, _geo: { lat: 0, lng: 2 } },
  { id: 4, page: 'b', title: 'Layouts', level: 2, _geo: { lat: 0, lng: 3 } },
  { id: 5, page: 'b', title: 'Routes of layouts', level: 3, _geo: { lat: 0, lng: 4 } },
]
type Section = (typeof sections)[0]
let client: Client

beforeEach(async () => {
  client = await open({ storage: 'memory' })
  for (const uid of ['one', 'two']) {
    await client.index(uid).updateSettings({
      searchableAttributes: ['title'],
      filterableAttributes: ['page', 'level'],
      sortableAttributes: ['level', '_geo'],
      distinctAttribute: 'level',
    })
    const { updateId } = await client.index<Section>(uid).addDocuments(sections)
    expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
  }
})
afterEach(() => client.close())

const idsOf = (hits: readonly Hit<object>[]): string[] =>
  hits.map((hit) => `${(hit as Section).id}: ${hit._group?.map((member) => (member as Section).id)}`)
const groupBy = { attribute: 'page', size: 2 }

test('the documents of a group are hits themselves: cut, highlighted, scored and as far away', async () => {
  const index = client.index<Section>('one')
  const { hits, facetDistribution } = await index.search('routes', {
    groupBy,
    attributesToRetrieve: ['id'],
    attributesToHighlight: ['title'],
    showRankingScore: true,
    facets: ['page'],
    sort: ['_geoPoint(0,0):asc'],
  })
  expect(idsOf(hits)).toEqual(['1: 3', '2: 5'])
  expect(hits[0]._group).toEqual([
    {
      id: 3,
      _formatted: { id: '3', title: 'More <em>routes</em>' },
      _geoDistance: expect.any(Number),
      _rankingScore: expect.any(Number),
    },
  ])
  expect(facetDistribution).toEqual({ page: { a: 1, b: 1 } })
  const { hits: plain } = await index.search('routes', { distinct: null, showRankingScore: true })
  const scoreOf = (id: number) => plain.find((hit) => hit.id === id)?._rankingScore
  expect(hits[1]._group?.[0]._rankingScore).toBe(scoreOf(5))
})

test('with filters, sort, pages and every strategy', async () => {
  const index = client.index<Section>('one')
  expect(idsOf((await index.search('', { groupBy, sort: ['level:desc'] })).hits)).toEqual(['5: 4,2', '3: 1'])
  expect(idsOf((await index.search('', { groupBy, filter: 'level > 1' })).hits)).toEqual(['3: ', '4: 5'])
  const second = await index.search('', { groupBy, page: 2, hitsPerPage: 1 })
  expect(idsOf(second.hits)).toEqual(['2: 4,5'])
  expect(second).toMatchObject({ totalHits: 2, totalPages: 2 })
  for (const matchingStrategy of ['last', 'all', 'frequency', 'any'] as const)
    expect(idsOf((await index.search('routes', { groupBy, matchingStrategy })).hits), matchingStrategy).toEqual([
      '1: 3',
      matchingStrategy === 'any' ? '2: 5' : '5: 2',
    ])
  expect((await index.search('', { distinct: null })).hits[0]._group).toBeUndefined()
})

test('federated, each group is answered once, with documents of its query', async () => {
  const federated = async (queries: object[], federation = {}) =>
    (await client.multiSearch({ queries, federation } as never)) as FederatedResponse
  const found = await federated([
    { indexUid: 'one', q: 'routes', groupBy },
    { indexUid: 'one', q: 'layouts', groupBy },
  ])
  expect(found.hits.map((hit) => hit.page)).toEqual(['a', 'b'])
  expect(found).toMatchObject({ estimatedTotalHits: 2 })
  expect(found.hits.every((hit) => Array.isArray(hit._group))).toBe(true)
  const queries = [{ indexUid: 'one', q: 'routes', groupBy }]
  await expect(federated(queries, { distinct: 'page' })).rejects.toMatchObject({
    code: 'invalid_multi_search_distinct',
  })
})

test('as a default of the index, which a request for distinct hits takes the place of', async () => {
  const index = client.index<Section>('one')
  const { updateId } = await index.updateSearchDefaults({ groupBy: { attribute: 'page' } })
  await client.waitForPendingUpdate(updateId)
  expect(idsOf((await index.search('routes')).hits)).toEqual(['1: 3', '5: 2'])
  expect(idsOf((await index.search('routes', { groupBy: null })).hits)).toEqual([
    '1: undefined',
    '5: undefined',
    '3: undefined',
  ])
  expect(idsOf((await index.search('routes', { distinct: 'page' })).hits)).toEqual(['1: undefined', '5: undefined'])
})

test('what is no group is refused by name', async () => {
  const index = client.index<Section>('one')
  const wrong = ['page', [], {}, { attribute: 3 }, { attribute: 'page', size: -1 }, { attribute: 'page', size: 101 }]
  for (const given of [...wrong, { attribute: 'page', sizes: 1 }, { attribute: 'title' }])
    await expect(index.search('a', { groupBy: given as never }), JSON.stringify(given)).rejects.toMatchObject({
      code: 'invalid_search_group_by',
    })
})
