/** Filters through the whole engine: settings, updates, segments, search. */
import { expect, test } from 'vitest'
import { MemoryStore } from '../../../src/engine/store/memory-store.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import type { SettingsPatch } from '../../../src/shared/settings.ts'
import { searchEngineOver } from '../../support/answers.ts'
import { TestEngine } from '../../support/test-engine.ts'

async function engineWith(settings: SettingsPatch, ...batches: JsonObject[][]) {
  const store = new MemoryStore()
  const db = await TestEngine.open(store)
  await db.send({ type: 'Settings', indexUid: 'films', settings })
  for (const batch of batches) await db.add('films', batch)
  await db.idle()
  const reader = searchEngineOver(store, db.announcer)
  const search = async (request: SearchRequest) => (await reader.search('films', request)).hits.map(({ id }) => id)
  return { db, reader, search }
}

const films: JsonObject[] = [
  { id: 1, title: 'Solaris', year: 1972, genres: ['Drama', 'Sci-Fi'], crew: { director: 'Tarkovsky' } },
  { id: 2, title: 'Stalker', year: 1979, genres: ['sci-fi'], crew: { director: 'Tarkovsky' } },
  { id: 3, title: 'Solaris', year: 2002, genres: null, crew: { director: 'Soderbergh' } },
  { id: 4, title: 'Mirror', genres: [] },
]

test('a filter narrows a search, over several segments and after replacing and deleting', async () => {
  const { db, search } = await engineWith(
    { filterableAttributes: ['year', 'genres', 'crew'] },
    films.slice(0, 2),
    films.slice(2),
  )
  expect(await search({ filter: 'genres = "SCI-FI"' })).toEqual([1, 2])
  expect(await search({ q: 'solaris', filter: 'year > 1980' })).toEqual([3])
  expect(await search({ filter: 'genres IS NULL OR genres IS EMPTY' })).toEqual([3, 4])
  expect(await search({ filter: ['crew.director = tarkovsky', ['year < 1975', 'year > 2000']] })).toEqual([1])
  expect(await search({ filter: 'year NOT EXISTS' })).toEqual([4])
  expect(await search({ filter: '' })).toEqual([1, 2, 3, 4])
  await db.add('films', [{ id: 1, title: 'Solaris', year: 1990 }])
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [2] })
  await db.idle()
  expect(await search({ filter: 'genres = sci-fi' })).toEqual([])
  expect(await search({ filter: 'year > 1980' })).toEqual([1, 3])
  expect(await search({ filter: 'year != 1990' })).toEqual([3, 4])
})

test('an attribute that becomes filterable can be filtered at once, and one that no longer is cannot', async () => {
  const { db, reader, search } = await engineWith({ filterableAttributes: ['genres'] }, films)
  await expect(search({ filter: 'year > 1' })).rejects.toMatchObject({
    code: 'invalid_search_filter',
    message: expect.stringContaining('Filterable attributes are: genres.'),
  })
  await db.send({ type: 'Settings', indexUid: 'films', settings: { filterableAttributes: ['year'] } })
  await db.idle()
  expect(await search({ filter: 'year > 1975' })).toEqual([2, 3])
  await expect(search({ filter: 'genres = drama' })).rejects.toMatchObject({ code: 'invalid_search_filter' })
  await db.send({ type: 'Settings', indexUid: 'films', settings: { filterableAttributes: null } })
  await db.idle()
  await expect(search({ filter: 'year > 1' })).rejects.toThrow('Filterable attributes are: none.')
  expect((await reader.getSettings('films')).filterableAttributes).toEqual([])
})

test('rules with features allow what they say; the first that covers an attribute counts', async () => {
  const { db, reader, search } = await engineWith(
    {
      filterableAttributes: [
        { attributePatterns: ['year'], features: { filter: { equality: false, comparison: true } } },
        { attributePatterns: ['gen*', 'crew'] },
        { attributePatterns: ['title'], features: { filter: { equality: false }, facetSearch: true } },
        '*',
      ],
    },
    films,
  )
  expect(await search({ filter: 'year > 1975' })).toEqual([2, 3])
  expect(await search({ filter: 'year EXISTS AND genres = drama' })).toEqual([1])
  expect(await search({ filter: 'id = 4' })).toEqual([4])
  // The rule for `crew` covers nothing nested, so the last rule does.
  expect(await search({ filter: 'crew.director >= "tar"' })).toEqual([1, 2])
  for (const filter of [
    'year = 1972',
    'year IN [1972]',
    'genres > a',
    'genres 1 TO 2',
    'title = Solaris',
    'title CONTAINS s',
    'title EXISTS',
  ])
    await expect(search({ filter }), filter).rejects.toMatchObject({
      code: 'invalid_search_filter',
      details: { operator: expect.anything() },
    })
  expect((await reader.getSettings('films')).filterableAttributes[1]).toEqual({
    attributePatterns: ['gen*', 'crew'],
    features: { facetSearch: false, filter: { equality: true, comparison: false } },
  })
  await db.send({
    type: 'Settings',
    indexUid: 'films',
    settings: { filterableAttributes: [{ attributePatterns: ['crew'] }] },
  })
  await db.idle()
  await expect(search({ filter: 'crew.director = x' })).rejects.toMatchObject({ code: 'invalid_search_filter' })
  expect(await search({ filter: 'crew EXISTS' })).toEqual([1, 2, 3])
  // From the strict form to the one that takes in what is nested.
  await db.send({ type: 'Settings', indexUid: 'films', settings: { filterableAttributes: ['crew'] } })
  await db.idle()
  expect(await search({ filter: 'crew.director = soderbergh' })).toEqual([3])
})

test('places are checked when they are written, if they are to be filtered', async () => {
  const { db, search } = await engineWith({ filterableAttributes: ['_geo'] }, [
    { id: 1, _geo: { lat: 48.85, lng: '2.35' } },
    { id: 2, _geo: { lat: 51.5, lng: -0.12 } },
    { id: 3, _geo: null },
  ])
  expect(await search({ filter: '_geoRadius(48.8, 2.3, 20000)' })).toEqual([1])
  expect(await search({ filter: '_geoBoundingBox([52, 1], [50, -1])' })).toEqual([2])
  for (const _geo of [
    { lat: 91, lng: 0 },
    { lat: 1 },
    { lat: 'x', lng: 1 },
    [1, 2],
    'here',
    { lat: 1, lng: 2, alt: 3 },
  ])
    await db.add('films', [{ id: 4 }, { id: 5, _geo }])
  await db.idle()
  expect((await db.outcomes()).slice(2)).toEqual(
    Array.from({ length: 6 }, (_, i) => `${i + 3} DocumentsAddition failed invalid_document_geo_field`),
  )
  await db.send({ type: 'Settings', indexUid: 'films', settings: { filterableAttributes: ['*'] } })
  await db.idle()
  await expect(search({ filter: '_geoRadius(48.8, 2.3, 20000)' })).rejects.toMatchObject({
    code: 'invalid_search_filter',
    details: { attribute: '_geo' },
  })
})

test('a key with a dot is no part of a place', async () => {
  const half = [
    { id: 1, '_geo.lat': 45 },
    { id: 2, '_geo.lng': 9, _geo: { lat: -45, lng: 0 } },
    { id: 3, _geo: { lat: 45, lng: 9 } },
  ]
  const { search } = await engineWith({ filterableAttributes: ['*', '_geo'], sortableAttributes: ['_geo'] }, half)
  expect(await search({ filter: '_geoRadius(45, 9, 1000)' })).toEqual([3])
  expect(await search({ filter: '_geoBoundingBox([90, 180], [-90, -180])' })).toEqual([2, 3])
  expect(await search({ sort: ['_geoPoint(45, 9):desc'] })).toEqual([2, 3, 1])
})

test('documents are deleted by a filter, and counted', async () => {
  const { db, search } = await engineWith({ filterableAttributes: ['year'] }, films.slice(0, 2), films.slice(2))
  const refuse = (filter: unknown) =>
    expect(db.send({ type: 'DocumentsDeletion', indexUid: 'films', filter } as never)).rejects
  await refuse('year >').toMatchObject({ code: 'invalid_document_filter', details: { position: 6 } })
  await refuse(7).toMatchObject({ code: 'invalid_document_filter' })
  for (const nothing of ['', null, undefined, []])
    await refuse(nothing).toMatchObject({ code: 'missing_document_filter' })
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', filter: 'genres = drama' })
  await db.send({ type: 'DocumentsDeletion', indexUid: 'films', ids: [1] })
  const updateId = await db.send({
    type: 'DocumentsDeletion',
    indexUid: 'films',
    filter: ['year < 2000', 'year EXISTS'],
  })
  await db.send({ type: 'DocumentsDeletion', indexUid: 'none', filter: 'a = 1' })
  expect((await db.updates()).find((update) => update.updateId === updateId)?.type).toEqual({
    name: 'DocumentsDeletion',
  })
  await db.idle()
  expect((await db.outcomes()).slice(3)).toEqual([
    '4 DocumentsDeletion failed invalid_document_filter',
    '5 DocumentsDeletion processed',
    '6 DocumentsDeletion processed',
    '7 DocumentsDeletion failed index_not_found',
  ])
  expect((await db.updates()).find((update) => update.updateId === updateId)?.type.number).toBe(1)
  expect(await search({})).toEqual([3, 4])
})

test('hits are sorted by distance, and say how far they are', async () => {
  const { db, reader, search } = await engineWith(
    { sortableAttributes: ['_geo', 'name'] },
    [
      { id: 1, name: 'Paris', _geo: { lat: 48.8566, lng: 2.3522 } },
      { id: 2, name: 'nowhere' },
      { id: 3, name: 'London', _geo: { lat: 51.5074, lng: -0.1278 } },
    ],
    [{ id: 4, name: 'Lille', _geo: { lat: 50.6292, lng: 3.0573 } }],
  )
  expect(await search({ sort: ['_geoPoint(48.85, 2.35):asc'] })).toEqual([1, 4, 3, 2])
  expect(await search({ sort: ['_geoPoint( 48.85,2.35 ):desc'] })).toEqual([3, 4, 1, 2])
  const { hits } = await reader.search('films', {
    sort: ['name:asc', '_geoPoint(48.8566, 2.3522):asc'],
    attributesToRetrieve: ['name'],
  })
  expect(hits).toEqual([
    { name: 'Lille', _geoDistance: expect.closeTo(203_700, -3) },
    { name: 'London', _geoDistance: expect.closeTo(343_500, -3) },
    { name: 'nowhere' },
    { name: 'Paris', _geoDistance: 0 },
  ])
  const point = '_geoPoint(48.8566, 2.3522):desc'
  const detailed = await reader.search('films', { sort: [point], showRankingScoreDetails: true })
  expect(detailed.hits.map((hit) => hit._rankingScoreDetails?.[point])).toEqual([
    { order: 0, distance: expect.closeTo(343_500, -3) },
    { order: 0, distance: expect.closeTo(203_700, -3) },
    { order: 0, distance: 0 },
    { order: 0, distance: null },
  ])
  for (const sort of [
    '_geoPoint(91, 0):asc',
    '_geoPoint(1):asc',
    '_geoPoint(a, b):asc',
    '_geo:asc',
    '_geoDistance:asc',
    '_geoRadius(1, 2, 3):asc',
    'year:asc',
    'name',
  ])
    await expect(search({ sort: [sort] }), sort).rejects.toMatchObject({ code: 'invalid_search_sort' })
  await db.send({ type: 'Settings', indexUid: 'films', settings: { sortableAttributes: ['*'] } })
  await db.idle()
  await expect(search({ sort: ['_geoPoint(1, 2):asc'] })).rejects.toMatchObject({ code: 'invalid_search_sort' })
})
