/** Chosen facet values over a real engine: what is found, and what is counted. */
import { expect, onTestFinished, test } from 'vitest'
import { type SearchQuery, searchRefined } from '../../src/hooks/disjunctive.ts'
import { open } from '../../src/in-thread.ts'

const documents = [
  { id: 1, title: 'Solaris', genre: 'drama', year: 1972, 'the "cut"': 'a\\b "c"' },
  { id: 2, title: 'Stalker', genre: 'drama', year: 1979 },
  { id: 3, title: 'Alien', genre: 'horror', year: 1979, isLong: true },
  { id: 4, title: 'Airplane', genre: 'comedy', year: 1980 },
]

test('any value of a facet is enough, every facet must be met, and a facet counts without its own choice', async () => {
  const client = await open({ storage: 'memory' })
  onTestFinished(() => client.close())
  const index = client.index<(typeof documents)[0]>('films')
  await index.updateSettings({ filterableAttributes: ['genre', 'year', 'the "cut"', 'isLong', 'title'] })
  const { updateId } = await index.addDocuments(documents)
  await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
  const { signal } = new AbortController()
  const found = async (query: SearchQuery<(typeof documents)[0]>) => {
    const { hits, ...rest } = await searchRefined(client, 'films', query, signal)
    return { ids: hits.map(({ id }) => id).sort(), ...rest }
  }

  const facets = ['genre', 'year']
  expect(await found({ facets, refinements: { genre: ['horror', 'comedy'] } })).toMatchObject({
    ids: [3, 4],
    facetDistribution: { genre: { drama: 2, horror: 1, comedy: 1 }, year: { 1979: 1, 1980: 1 } },
    facetStats: { year: { min: 1979, max: 1980 } },
    estimatedTotalHits: 2,
  })
  const both = await found({ facets, refinements: { genre: ['drama'], year: [1979] }, hitsPerPage: 1, page: 1 })
  expect(both).toMatchObject({ ids: [2], totalHits: 1, hitsPerPage: 1 })
  expect(both.facetDistribution).toEqual({ genre: { drama: 1, horror: 1 }, year: { 1972: 1, 1979: 1 } })
  expect(both.facetStats).toEqual({ year: { min: 1972, max: 1979 } })

  expect((await found({ refinements: { genre: [], year: undefined } })).ids).toEqual([1, 2, 3, 4])
  expect((await found({ refinements: { 'the "cut"': ['a\\b "c"'] } })).ids).toEqual([1])
  expect((await found({ refinements: { isLong: [true] } })).ids).toEqual([3])
  expect((await found({ filter: 'year > 1975', refinements: { genre: ['drama'] } })).ids).toEqual([2])
  expect(
    (await found({ filter: ['year > 1975', ['id = 1', 'title = Alien']], refinements: {} }).catch((e) => e)).code,
  ).toBe('invalid_search_filter')
  expect((await found({ filter: ['year > 1975', ['title = Stalker', 'title = Alien']] })).ids).toEqual([2, 3])
  expect((await found({ q: 'a', facets, refinements: { genre: ['comedy'] } })).facetDistribution).toMatchObject({
    genre: { comedy: 1, horror: 1 },
  })
})
