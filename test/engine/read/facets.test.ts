/** Facets through the whole engine, against a naive count. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { FacetSearchRequest, SearchRequest } from '../../../src/shared/search.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { corners, filterDocuments, filtersOver, filterValues } from '../../support/filters.ts'
import { fieldOf, meets, naiveNormal } from '../../support/naive-filter.ts'
import { printFilter } from '../../support/print-filter.ts'
import { TestEngine } from '../../support/test-engine.ts'

async function engineWith(settings: SettingsPatch, ...batches: JsonObject[][]) {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({ type: 'Settings', indexUid: 'films', settings })
  for (const batch of batches) await db.add('films', batch)
  await db.idle()
  const reader = searchEngineOver(store, db.announcer)
  return {
    db,
    reader,
    facets: async (request: SearchRequest) => {
      const { facetDistribution, facetStats } = await reader.search('films', request)
      return { facetDistribution, facetStats }
    },
    values: async (request: FacetSearchRequest) =>
      (await reader.searchForFacetValues('films', request)).facetHits.map(({ value, count }) => `${value} ${count}`),
  }
}

/** What the documents, in order of first insertion, have under an attribute. */
function naiveFacet(documents: readonly JsonObject[], attribute: string) {
  const counts = new Map<string, number>()
  const spelling = new Map<string, string>()
  const numbers: number[] = []
  for (const document of documents) {
    const names = new Set<string>()
    for (const value of fieldOf(document, attribute).values) {
      if (typeof value === 'string' && naiveNormal(value) === '') continue
      const name = typeof value === 'number' ? `n${value}` : `s${naiveNormal(value)}`
      if (typeof value === 'number') numbers.push(value)
      if (!spelling.has(name)) spelling.set(name, String(value))
      names.add(name)
    }
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const distribution: Record<string, number> = {}
  for (const [name, count] of counts) {
    const key = spelling.get(name) as string
    distribution[key] = (distribution[key] ?? 0) + count
  }
  return {
    distribution,
    range: numbers.length === 0 ? undefined : { min: Math.min(...numbers), max: Math.max(...numbers) },
  }
}

test('counts, ranges and filters agree with naive ones, after replacing, deleting and merging', async () => {
  const attributes = ['a', 'b', 'a.b']
  const filters = filtersOver(fc.constantFrom(...attributes), filterValues, corners)
  await fc.assert(
    fc.asyncProperty(fc.array(filterDocuments, { minLength: 1, maxLength: 12 }), filters, async (batches, filter) => {
      const { db, reader, facets } = await engineWith({
        filterableAttributes: ['a', 'b', '_geo'],
        faceting: { maxValuesPerFacet: 1000 },
      })
      const documents = new Map<number, JsonObject>()
      for (const [round, batch] of batches.entries()) {
        const given = batch.map((document, i) => ({ ...document, id: (i * 7 + round * 5) % 60 }))
        if (given.length > 0) await db.add('films', given)
        for (const document of given) documents.set(document.id, document)
        const gone = [round * 3, round * 3 + 1]
        await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: gone })
        for (const id of gone) documents.delete(id)
      }
      await db.idle()
      const filtered = await reader.getDocuments('films', { filter: printFilter(filter), limit: 1000 })
      const meeting = [...documents.values()].filter((document) => meets(filter, document))
      expect(filtered.results.map(({ id }) => id).sort()).toEqual(meeting.map(({ id }) => id).sort())
      const { facetDistribution, facetStats } = await facets({ facets: attributes })
      for (const attribute of attributes) {
        const { distribution, range } = naiveFacet([...documents.values()], attribute)
        expect(facetDistribution?.[attribute] ?? {}).toEqual(distribution)
        expect(facetStats?.[attribute]).toEqual(range)
      }
    }),
    { numRuns: 30 },
  )
})

test('empty texts are still found when segments have been merged', async () => {
  const { db, reader } = await engineWith({ filterableAttributes: ['a'] })
  for (let id = 0; id < 12; id++)
    await db.add('films', [{ id, a: id % 3 === 0 ? '' : id % 3 === 1 ? [' ', 'x'] : 'x' }])
  await db.idle()
  expect((await reader.getIndexStats('films')).numberOfDocuments).toBe(12)
  const { results } = await reader.getDocuments('films', { filter: 'a = ""', limit: 100 })
  expect(results.map(({ id }) => id)).toEqual([0, 1, 3, 4, 6, 7, 9, 10])
})

const films: JsonObject[] = [
  { id: 1, title: 'Solaris', year: 1972, genres: ['Sci-Fi', 'drama'], crew: { director: 'Tarkovsky' } },
  { id: 2, title: 'Stalker', year: 1979, genres: ['sci-fi'], crew: { director: 'Tarkovsky' } },
  { id: 3, title: 'Solaris', year: 2002, genres: ['Drama', 'SCI-FI'], crew: { director: 'Soderbergh' } },
  { id: 4, title: 'Mirror', year: 1975, genres: ['drama', 'Sci'], rating: 8, tags: 'x' },
]
const filterableAttributes = ['year', 'genres', 'crew']

test('facets count over all candidates, in the spelling of the first of them', async () => {
  const { db, facets } = await engineWith({ filterableAttributes }, films.slice(0, 2), films.slice(2))
  expect(await facets({ facets: ['genres', 'year'], limit: 1 })).toEqual({
    facetDistribution: {
      genres: { drama: 3, Sci: 1, 'Sci-Fi': 3 },
      year: { 1972: 1, 1975: 1, 1979: 1, 2002: 1 },
    },
    facetStats: { year: { min: 1972, max: 2002 } },
  })
  expect(Object.keys((await facets({ facets: ['genres'] })).facetDistribution?.genres ?? {})).toEqual([
    'drama',
    'Sci',
    'Sci-Fi',
  ])
  expect((await facets({ q: 'solaris', filter: 'year > 1975', facets: ['genres'] })).facetDistribution).toEqual({
    genres: { Drama: 1, 'SCI-FI': 1 },
  })
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
  await db.idle()
  expect((await facets({ facets: ['genres'] })).facetDistribution).toEqual({
    genres: { Drama: 2, Sci: 1, 'sci-fi': 2 },
  })
  expect(await facets({ q: 'nothing', facets: ['year'] })).toEqual({ facetDistribution: { year: {} }, facetStats: {} })
  expect(await facets({})).toEqual({})
})

test('patterns mean what exists, names cover what is nested, others are refused', async () => {
  const { facets } = await engineWith({ filterableAttributes: [...filterableAttributes, 'none', '_geo'] }, [
    ...films,
    { id: 5, _geo: { lat: 1, lng: 2 } },
  ])
  const names = async (...list: string[]) => Object.keys((await facets({ facets: list })).facetDistribution ?? {})
  const place = ['_geo', '_geo.lat', '_geo.lng']
  expect(await names('*')).toEqual([...place, 'crew', 'crew.director', 'genres', 'year'])
  expect(await names('_geo')).toEqual(place)
  expect(await facets({ facets: ['*'], filter: '_geoRadius(1, 2, 10)' })).toMatchObject({
    facetDistribution: { _geo: {}, '_geo.lat': { 1: 1 }, '_geo.lng': { 2: 1 } },
    facetStats: { '_geo.lat': { min: 1, max: 1 }, '_geo.lng': { min: 2, max: 2 } },
  })
  expect(await names('crew')).toEqual(['crew', 'crew.director'])
  expect(await names('gen*', '*ear', 'x*', 'none')).toEqual(['genres', 'year', 'none'])
  await expect(facets({ facets: ['title'] })).rejects.toMatchObject({
    code: 'invalid_search_facets',
    message: expect.stringContaining('year, genres, crew, none'),
  })
  await expect(facets({ facets: 'year' as never })).rejects.toMatchObject({ code: 'invalid_search_facets' })
})

test('patterns leave out what only deleted and replaced documents had', async () => {
  const { db, facets } = await engineWith({ filterableAttributes: ['*'] }, [
    { id: 1, kind: 'film', crew: { writer: 'Lem' } },
    { id: 2, kind: 'film', lent: null },
    { id: 3, kind: 'film', year: 1972 },
    { id: 3, kind: 'film' },
  ])
  const names = async (...list: string[]) => Object.keys((await facets({ facets: list })).facetDistribution ?? {})
  expect(await names('*')).toEqual(['crew', 'crew.writer', 'id', 'kind', 'lent'])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
  await db.idle()
  expect(await names('*')).toEqual(['id', 'kind', 'lent'])
  expect(await names('c*', 'crew', 'year')).toEqual(['crew', 'year'])
})

test('values are cut and ordered as the setting says', async () => {
  const { db, facets } = await engineWith(
    {
      filterableAttributes,
      faceting: { maxValuesPerFacet: 2, sortFacetValuesBy: { genres: 'count', 'y*': 'count' } },
    },
    [...films, { id: 5, genres: [3, 2, 2.5], year: [1972, 'x'] }, { id: 6, genres: [2.5] }],
  )
  const entries = async (facet: string) =>
    Object.entries((await facets({ facets: [facet] })).facetDistribution?.[facet] ?? {})
  // Numbers before strings, by count; of equals the greater first. JavaScript puts whole numbers
  // first.
  expect(await entries('genres')).toEqual([
    ['3', 1],
    ['2.5', 2],
  ])
  expect(await entries('year')).toEqual([
    ['1972', 2],
    ['2002', 1],
  ])
  await db.send({
    type: 'Settings',
    indexUid: 'films',
    settings: { faceting: { sortFacetValuesBy: { genres: 'alpha' }, maxValuesPerFacet: 3 } },
  })
  await db.idle()
  expect(await entries('genres')).toEqual([
    ['2', 1],
    ['3', 1],
    ['2.5', 2],
  ])
  await db.send({ type: 'Settings', indexUid: 'films', settings: { faceting: { maxValuesPerFacet: 0 } } })
  await db.idle()
  expect(await entries('genres')).toEqual([])
})

test('distinct and a filter shrink what is counted', async () => {
  const { facets } = await engineWith({ filterableAttributes: [...filterableAttributes, 'title'] }, films)
  expect((await facets({ distinct: 'title', facets: ['title'] })).facetDistribution).toEqual({
    title: { Mirror: 1, Solaris: 1, Stalker: 1 },
  })
  await expect(facets({ distinct: 'rating' })).rejects.toMatchObject({ code: 'invalid_search_distinct' })
  await expect(facets({ distinct: 1 as never })).rejects.toMatchObject({ code: 'invalid_search_distinct' })
})

test('facet values are found by how they begin, typos and accents aside, among the candidates', async () => {
  const { db, values } = await engineWith(
    { filterableAttributes: ['director', { attributePatterns: ['year'] }, 'genres'] },
    [
      { id: 1, director: 'Andrei Tarkovsky', year: 1972 },
      { id: 2, director: 'Agnès Varda', year: 1962 },
      { id: 3, director: 'Andrei Tarkovsky', year: 1979 },
      { id: 4, director: ['Andrzej Wajda', 7], year: 1958 },
    ],
  )
  expect(await values({ facetName: 'director' })).toEqual(['Agnès Varda 1', 'Andrei Tarkovsky 2', 'Andrzej Wajda 1'])
  expect(await values({ facetName: 'director', facetQuery: 'AN' })).toEqual(['Andrei Tarkovsky 2', 'Andrzej Wajda 1'])
  expect(await values({ facetName: 'director', facetQuery: 'agnse' })).toEqual(['Agnès Varda 1'])
  expect(await values({ facetName: 'director', facetQuery: 'agnes v' })).toEqual(['Agnès Varda 1'])
  expect(await values({ facetName: 'director', facetQuery: 'anbr' })).toEqual([])
  expect(await values({ facetName: 'director', facetQuery: '7' })).toEqual([])
  expect(await values({ facetName: 'director', q: 'tarkovsky', filter: 'director = "andrei tarkovsky"' })).toEqual([
    'Andrei Tarkovsky 2',
  ])
  expect(await values({ facetName: 'director', q: 'tarkovsky', locales: ['eng'] })).toEqual(['Andrei Tarkovsky 2'])
  expect(await values({ facetName: 'genres' })).toEqual([])
  for (const [request, code] of [
    [{}, 'missing_facet_search_facet_name'],
    [undefined, 'missing_facet_search_facet_name'],
    [{ facetName: 1 }, 'invalid_facet_search_facet_name'],
    [{ facetName: 'title' }, 'invalid_facet_search_facet_name'],
    [{ facetName: 'year' }, 'invalid_facet_search_facet_name'],
    [{ facetName: 'director', facetQuery: 1 }, 'invalid_facet_search_query'],
    [{ facetName: 'director', exhaustiveFacetCount: 'a' }, 'invalid_facet_search_exhaustive_facet_count'],
    [{ facetName: 'director', filter: 'x = 1' }, 'invalid_search_filter'],
    [{ facetName: 'director', q: 1 }, 'invalid_search_q'],
  ] as const)
    await expect(values(request as FacetSearchRequest), JSON.stringify(request)).rejects.toMatchObject({ code })
  await db.send({
    type: 'Settings',
    indexUid: 'films',
    settings: { faceting: { maxValuesPerFacet: 1, sortFacetValuesBy: { '*': 'count' } } },
  })
  await db.idle()
  expect(await values({ facetName: 'director' })).toEqual(['Andrei Tarkovsky 2'])
  await db.send({ type: 'Settings', indexUid: 'films', settings: { facetSearch: false } })
  await db.idle()
  await expect(values({ facetName: 'director' })).rejects.toMatchObject({ code: 'facet_search_disabled' })
})
