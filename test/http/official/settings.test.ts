/**
 * Settings as the official client reads, changes and resets them: whole, and each by its own route.
 */
import type { Index, Settings } from 'meilisearch-newest'
import { beforeEach, describe, expect, test } from 'vitest'
import { refused, served, succeeded, withBooks } from './served.ts'

const all = served()
let index: Index
let count = 0
beforeEach(async () => {
  index = all.meili.index(`settings-${count++}`)
  await succeeded(all.meili.createIndex(index.uid))
})

const defaults = {
  displayedAttributes: ['*'],
  searchableAttributes: ['*'],
  filterableAttributes: [],
  sortableAttributes: [],
  rankingRules: ['words', 'typo', 'proximity', 'attributeRank', 'sort', 'wordPosition', 'exactness'],
  stopWords: [],
  nonSeparatorTokens: [],
  separatorTokens: [],
  dictionary: [],
  synonyms: {},
  distinctAttribute: null,
  proximityPrecision: 'byWord',
  typoTolerance: {
    enabled: true,
    minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
    disableOnWords: [],
    disableOnAttributes: [],
    disableOnNumbers: false,
  },
  faceting: { maxValuesPerFacet: 100, sortFacetValuesBy: { '*': 'alpha' } },
  pagination: { maxTotalHits: 1000 },
  embedders: {},
  searchCutoffMs: null,
  localizedAttributes: null,
  facetSearch: true,
  prefixSearch: 'indexingTime',
}

test('those of a new index are the defaults, no more and no less', async () => {
  expect(await index.getSettings()).toEqual(defaults)
  await withBooks(all, `${index.uid}-filled`)
  expect(await all.meili.index(`${index.uid}-filled`).getSettings()).toEqual({
    ...defaults,
    filterableAttributes: ['genre', 'title', 'id', 'author'],
    sortableAttributes: ['id'],
  })
})

const changed: Settings = {
  displayedAttributes: ['title', 'id'],
  searchableAttributes: ['title', 'overview'],
  filterableAttributes: ['genre'],
  sortableAttributes: ['year'],
  rankingRules: ['words', 'typo', 'year:asc'],
  stopWords: ['the'],
  nonSeparatorTokens: ['&sep'],
  separatorTokens: ['@'],
  dictionary: ['J. K.'],
  synonyms: { wolverine: ['xmen', 'logan'] },
  distinctAttribute: 'title',
  proximityPrecision: 'byAttribute',
  typoTolerance: {
    enabled: false,
    minWordSizeForTypos: { oneTypo: 4, twoTypos: 8 },
    disableOnWords: ['prince'],
    disableOnAttributes: ['comment'],
    disableOnNumbers: true,
  },
  faceting: { maxValuesPerFacet: 12, sortFacetValuesBy: { '*': 'alpha', genre: 'count' } },
  pagination: { maxTotalHits: 50 },
  searchCutoffMs: 1000,
  localizedAttributes: [{ attributePatterns: ['title'], locales: ['eng', 'fra'] }],
  facetSearch: false,
  prefixSearch: 'disabled',
}

test('all at once: the task repeats what was sent, reading gives it back, a reset takes it away', async () => {
  const task = await succeeded(index.updateSettings(changed))
  expect(task).toMatchObject({ type: 'settingsUpdate', indexUid: index.uid })
  expect(task.details).toEqual(changed)
  expect(await index.getSettings()).toEqual({ ...defaults, ...changed })
  expect((await succeeded(index.resetSettings())).type).toBe('settingsUpdate')
  expect(await index.getSettings()).toEqual(defaults)
})

test('null takes a setting back, what is left out stays', async () => {
  await succeeded(index.updateSettings(changed))
  await succeeded(index.updateSettings({ stopWords: null, typoTolerance: { enabled: null } }))
  expect(await index.getSettings()).toEqual({
    ...defaults,
    ...changed,
    stopWords: [],
    typoTolerance: { ...changed.typoTolerance, enabled: true },
  })
  const nothing = Object.fromEntries(Object.keys(changed).map((name) => [name, null]))
  await succeeded(index.updateSettings(nothing))
  expect(await index.getSettings()).toEqual(defaults)
})

test('settings make an index, a reset does not', async () => {
  const other = all.meili.index(`${index.uid}-new`)
  await succeeded(other.updateSettings({ stopWords: ['a'] }))
  expect(await other.getStopWords()).toEqual(['a'])
  const none = all.meili.index('none')
  expect(await none.resetSettings().waitTask()).toMatchObject({ status: 'failed', error: { code: 'index_not_found' } })
  expect(await none.resetStopWords().waitTask()).toMatchObject({ status: 'failed', error: { code: 'index_not_found' } })
  expect(await refused(none.getSettings())).toEqual({ code: 'index_not_found', type: 'invalid_request', status: 404 })
  expect(await refused(none.getStopWords())).toMatchObject({ code: 'index_not_found', status: 404 })
})

const names = Object.keys(changed) as (keyof typeof changed & keyof typeof defaults)[]
const methodOf = (verb: string, name: string) => `${verb}${name[0].toUpperCase()}${name.slice(1)}` as never
const call = (verb: 'get' | 'update' | 'reset', name: string, ...args: unknown[]) =>
  (index as unknown as Record<string, (...args: unknown[]) => never>)[methodOf(verb, name)](...args)

describe.each(names)('%s by its own route', (name) => {
  test('is read, changed and reset', async () => {
    expect(await call('get', name)).toEqual(defaults[name])
    const task = await succeeded(call('update', name, changed[name]))
    expect(task).toMatchObject({ type: 'settingsUpdate', details: { [name]: changed[name] } })
    expect(await call('get', name)).toEqual(changed[name])
    expect(await index.getSettings()).toEqual({ ...defaults, [name]: changed[name] })
    const reset = await succeeded(call('reset', name))
    expect(reset.type).toBe('settingsUpdate')
    expect(await call('get', name)).toEqual(defaults[name])
  })

  test('null resets it too', async () => {
    await succeeded(call('update', name, changed[name]))
    await succeeded(call('update', name, null))
    expect(await call('get', name)).toEqual(defaults[name])
  })
})

test.each<[string, unknown, string]>([
  ['displayedAttributes', 1, 'displayed_attributes'],
  ['searchableAttributes', [1], 'searchable_attributes'],
  ['filterableAttributes', 'a', 'filterable_attributes'],
  ['sortableAttributes', {}, 'sortable_attributes'],
  ['rankingRules', ['nothing'], 'ranking_rules'],
  ['stopWords', 'the', 'stop_words'],
  ['nonSeparatorTokens', 1, 'non_separator_tokens'],
  ['separatorTokens', 1, 'separator_tokens'],
  ['dictionary', 1, 'dictionary'],
  ['synonyms', ['a'], 'synonyms'],
  ['synonyms', { a: 'b' }, 'synonyms'],
  ['distinctAttribute', 1, 'distinct_attribute'],
  ['proximityPrecision', 'near', 'proximity_precision'],
  ['typoTolerance', { enabled: 'yes' }, 'typo_tolerance'],
  ['typoTolerance', { minWordSizeForTypos: { oneTypo: 9, twoTypos: 3 } }, 'typo_tolerance'],
  ['typoTolerance', { minWordSizeForTypos: { oneTypo: -1 } }, 'typo_tolerance'],
  ['faceting', { maxValuesPerFacet: 'a' }, 'faceting'],
  ['faceting', { sortFacetValuesBy: { a: 'b' } }, 'faceting'],
  ['pagination', { maxTotalHits: -1 }, 'pagination'],
  ['searchCutoffMs', 'a', 'search_cutoff_ms'],
  ['localizedAttributes', [{ attributePatterns: ['a'], locales: ['klingon'] }], 'localized_attributes'],
  ['facetSearch', 'yes', 'facet_search'],
  ['prefixSearch', 'never', 'prefix_search'],
])('%s as %j is refused, by its own route and among others', async (name, value, code) => {
  const refusal = { code: `invalid_settings_${code}`, type: 'invalid_request', status: 400 }
  expect(await refused(call('update', name, value))).toEqual(refusal)
  expect(await refused(index.updateSettings({ [name]: value }))).toEqual(refusal)
})

test('a setting there is not, and embedders, are refused', async () => {
  expect(await refused(index.updateSettings({ nothing: 1 } as never))).toMatchObject({
    code: 'bad_request',
    status: 400,
  })
  const embedders = { default: { source: 'userProvided', dimensions: 1 } } as const
  expect(await refused(index.updateSettings({ embedders }))).toMatchObject({ code: 'feature_not_enabled', status: 400 })
  await succeeded(index.updateSettings({ embedders: {}, stopWords: ['a'] }))
  await succeeded(index.updateSettings({ embedders: null }))
})

describe('parts of settings', () => {
  test('are merged', async () => {
    await succeeded(index.updateTypoTolerance({ minWordSizeForTypos: { oneTypo: 3 } }))
    await succeeded(index.updateTypoTolerance({ disableOnWords: ['a'] }))
    expect(await index.getTypoTolerance()).toEqual({
      ...defaults.typoTolerance,
      minWordSizeForTypos: { oneTypo: 3, twoTypos: 9 },
      disableOnWords: ['a'],
    })
    await succeeded(index.updateFaceting({ sortFacetValuesBy: { genre: 'count' } }))
    await succeeded(index.updateFaceting({ maxValuesPerFacet: 7 }))
    expect(await index.getFaceting()).toEqual({
      maxValuesPerFacet: 7,
      sortFacetValuesBy: { '*': 'alpha', genre: 'count' },
    })
    await succeeded(index.updateFaceting({ maxValuesPerFacet: null } as never))
    expect((await index.getFaceting()).maxValuesPerFacet).toBe(100)
  })

  test('filterable attributes with features', async () => {
    const granular = [
      'author',
      { attributePatterns: ['genre'], features: { facetSearch: true, filter: { equality: true, comparison: false } } },
    ]
    await succeeded(index.updateFilterableAttributes(granular))
    expect(await index.getFilterableAttributes()).toEqual(granular)
  })

  test('all attributes, said with a star', async () => {
    await succeeded(index.updateSearchableAttributes(['title']))
    await succeeded(index.updateSearchableAttributes(['*']))
    expect(await index.getSearchableAttributes()).toEqual(['*'])
    await succeeded(index.updateDisplayedAttributes(['title']))
    await succeeded(index.updateDisplayedAttributes(['*']))
    expect(await index.getDisplayedAttributes()).toEqual(['*'])
  })

  test('the older rule of attributes stays possible', async () => {
    const rules = ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness']
    await succeeded(index.updateRankingRules(rules))
    expect(await index.getRankingRules()).toEqual(rules)
  })
})

test('what settings are for: each does its part in a search', async () => {
  await succeeded(
    index.addDocuments([
      { id: 1, title: 'Wolverine', year: 2000 },
      { id: 2, title: 'Logan the great', year: 2017 },
    ]),
  )
  const found = async (q: string, params = {}) => (await index.search(q, params)).hits.map(({ id }) => id)
  await succeeded(index.updateSynonyms({ wolverine: ['logan'] }))
  expect(await found('wolverine')).toEqual([1, 2])
  await succeeded(index.updateTypoTolerance({ enabled: false }))
  expect(await found('wolverinr')).toEqual([])
  await succeeded(index.updatePrefixSearch('disabled'))
  expect(await found('wol')).toEqual([])
  await succeeded(index.updatePagination({ maxTotalHits: 1 }))
  expect(await index.search('')).toMatchObject({ estimatedTotalHits: 1 })
  await succeeded(index.updateDisplayedAttributes(['id']))
  expect((await index.search('logan')).hits[0]).toEqual({ id: 2 })
  await succeeded(index.updateRankingRules(['year:desc']))
  expect(await found('')).toEqual([2])
  await succeeded(index.updateFacetSearch(false))
  await succeeded(index.updateFilterableAttributes(['title']))
  expect(await refused(index.searchForFacetValues({ facetName: 'title' }))).toMatchObject({
    code: 'facet_search_disabled',
  })
})
