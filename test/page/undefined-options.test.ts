/**
 * An optional parameter that is given as undefined is not given: it means its default, in every
 * call.
 */
import { IDBFactory } from 'fake-indexeddb'
import { expect, onTestFinished, test } from 'vitest'
import { open } from '../../src/in-thread.ts'

const client = await open({
  indexedDB: new IDBFactory(),
  name: undefined,
  durability: undefined,
  storage: undefined,
  cacheBytes: undefined,
})

test('undefined for any option of a call is the default', async () => {
  onTestFinished(() => client.close())
  const index = client.index<{ id: number; title: string }>('films')
  const done = async (receipt: Promise<{ updateId: number }>) => {
    const options = { timeOutMs: undefined, signal: undefined, throwOnFailure: undefined }
    return client.waitForPendingUpdate((await receipt).updateId, { ...options, throwOnFailure: true })
  }
  await done(
    index.addDocuments(
      [
        { id: 1, title: 'Solaris' },
        { id: 2, title: 'Stalker' },
      ],
      { primaryKey: undefined, format: undefined, csvDelimiter: undefined, skipCreation: undefined },
    ),
  )
  await done(
    index.updateSettings({
      stopWords: undefined,
      filterableAttributes: [
        'id',
        { attributePatterns: ['title'], features: { facetSearch: true, filter: undefined } },
        { attributePatterns: ['b'], features: undefined },
      ],
      sortableAttributes: ['id'],
      typoTolerance: { enabled: undefined, minWordSizeForTypos: { oneTypo: undefined, twoTypos: undefined } },
      faceting: { maxValuesPerFacet: undefined, sortFacetValuesBy: undefined },
      pagination: undefined,
      localizedAttributes: undefined,
    }),
  )
  expect(await index.getStopWords()).toEqual([])

  const none = {
    offset: undefined,
    limit: undefined,
    page: undefined,
    hitsPerPage: undefined,
    attributesToRetrieve: undefined,
    attributesToCrop: undefined,
    cropLength: undefined,
    cropMarker: undefined,
    attributesToHighlight: undefined,
    highlightPreTag: undefined,
    highlightPostTag: undefined,
    showFormattedParts: undefined,
    showMatchesPosition: undefined,
    filter: undefined,
    facets: undefined,
    distinct: undefined,
    sort: undefined,
    matchingStrategy: undefined,
    showRankingScore: undefined,
    showRankingScoreDetails: undefined,
    rankingScoreThreshold: undefined,
    attributesToSearchOn: undefined,
    locales: undefined,
  } as const
  const plain = { ...(await index.search('s')), processingTimeMs: 0 }
  expect(plain.hits).toHaveLength(2)
  expect({ ...(await index.search('s', none, { signal: undefined })), processingTimeMs: 0 }).toEqual(plain)
  expect(await index.search(undefined, undefined, undefined)).toMatchObject({ query: '', estimatedTotalHits: 2 })

  const query = { indexUid: 'films', q: undefined, ...none, federationOptions: undefined }
  expect((await client.multiSearch([query])).results).toMatchObject([{ estimatedTotalHits: 2 }])
  const many = await client.multiSearch({ queries: [query], federation: undefined })
  expect(many.results).toHaveLength(1)
  const federation = { offset: undefined, limit: undefined, page: undefined, hitsPerPage: undefined }
  const merged = { facetsByIndex: undefined, mergeFacets: undefined, distinct: undefined }
  const weighted = { ...query, federationOptions: { weight: undefined, queryPosition: undefined } }
  expect(await client.multiSearch({ queries: [weighted], federation: { ...federation, ...merged } })).toMatchObject({
    estimatedTotalHits: 2,
    offset: 0,
    limit: 20,
  })
  expect(
    await client.multiSearch({
      queries: [query],
      federation: { facetsByIndex: { films: ['id'] }, mergeFacets: { maxValuesPerFacet: undefined } },
    }),
  ).toMatchObject({ facetDistribution: { id: { 1: 1, 2: 1 } } })

  const facets = await index.searchForFacetValues({
    facetName: 'title',
    facetQuery: undefined,
    q: undefined,
    filter: undefined,
    matchingStrategy: undefined,
    attributesToSearchOn: undefined,
    rankingScoreThreshold: undefined,
    locales: undefined,
    exhaustiveFacetCount: undefined,
  })
  expect(facets.facetHits).toHaveLength(2)

  const options = { limit: undefined, attribute: undefined, filter: undefined, locales: undefined }
  const suggested = await index.suggest('sol', { ...options, attributesToSearchOn: undefined }, { signal: undefined })
  expect(suggested.suggestions).toMatchObject([{ text: 'solaris' }])

  expect(await index.getDocument(1, { fields: undefined })).toEqual({ id: 1, title: 'Solaris' })
  const list = { offset: undefined, limit: undefined, fields: undefined, ids: undefined, filter: undefined }
  expect(await index.getDocuments({ ...list, sort: undefined })).toMatchObject({ total: 2, limit: 20, offset: 0 })

  const updates = { from: undefined, limit: undefined, reverse: undefined, details: undefined }
  const filter = { statuses: undefined, types: undefined, indexUids: undefined, canceled: undefined }
  expect(await client.getAllUpdateStatus({ ...updates, ...filter, updateIds: undefined })).toHaveLength(2)
  expect(await client.getAllUpdateStatus({ beforeEnqueuedAt: undefined, afterFinishedAt: undefined })).toHaveLength(2)
  expect(await index.getAllUpdateStatus(undefined)).toHaveLength(2)
  expect(await client.getUpdateStatus(1, { details: undefined })).toMatchObject({ status: 'processed' })
  expect(await client.stats({ sizes: undefined })).toMatchObject({ indexes: { films: { numberOfDocuments: 2 } } })

  await done(client.createIndex('others', { primaryKey: undefined }))
  await done(client.updateIndex('others', { primaryKey: undefined, uid: 'more' }))
  await done(client.swapIndexes([{ indexes: ['films', 'more'], rename: undefined }]))
  expect(await client.index('more').getDocuments()).toMatchObject({ total: 2 })
  const emptied = await done(
    client.deleteUpdates({ updateIds: [1], statuses: undefined }, { originalFilter: undefined }),
  )
  expect(emptied.status).toBe('processed')
  expect((await client.createDump({ asUpdate: undefined })).uid).toBeTypeOf('string')
})
