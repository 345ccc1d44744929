/** Settings patches: what is refused and how, and what merging does. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorTypes } from '../../src/shared/errors.ts'
import { settingNames } from '../../src/shared/setting-names.ts'
import { defaultSettings, type SettingsPatch } from '../../src/shared/settings.ts'
import { checkSettingsPatch } from '../../src/shared/settings-check.ts'
import { completeSettings } from '../../src/shared/settings-complete.ts'
import { mergeSettings } from '../../src/shared/settings-merge.ts'
import { refusalOf } from '../core/input/payloads.ts'

const refused = (patch: unknown) => refusalOf(() => checkSettingsPatch(patch))

test('a patch of any settings is answered as it is, without undefined parts', () => {
  const patch: SettingsPatch = {
    displayedAttributes: ['title'],
    searchableAttributes: ['title', 'author.name'],
    sortableAttributes: [],
    rankingRules: ['words', 'year:desc', 'a:b:asc', 'exactness'],
    stopWords: null,
    typoTolerance: { enabled: false, minWordSizeForTypos: { oneTypo: 4, twoTypos: null }, disableOnWords: null },
    pagination: { maxTotalHits: 1 },
    prefixSearch: 'disabled',
    dictionary: ['J. R. R.'],
    separatorTokens: ['&hellip;'],
    nonSeparatorTokens: ['#'],
    localizedAttributes: [{ attributePatterns: ['title_*'], locales: ['jpn', 'swe'] }],
  }
  expect(checkSettingsPatch(patch)).toEqual(patch)
  expect(Object.keys(checkSettingsPatch({ stopWords: undefined, typoTolerance: { enabled: undefined } }))).toEqual([
    'typoTolerance',
  ])
  expect(checkSettingsPatch({})).toEqual({})
  expect(checkSettingsPatch(defaultSettings)).toEqual(defaultSettings)
})

test('the answer is a copy', () => {
  const patch = { stopWords: ['the'], pagination: { maxTotalHits: 5 } }
  const checked = checkSettingsPatch(patch)
  patch.stopWords.push('a')
  patch.pagination.maxTotalHits = 6
  expect(checked).toEqual({ stopWords: ['the'], pagination: { maxTotalHits: 5 } })
})

test('what is no object, and settings there are not, are a bad request', () => {
  for (const patch of [null, undefined, 1, 'x', [], [{}], () => {}]) expect(refused(patch).code).toBe('bad_request')
  for (const key of ['stopwords', '', 'constructor', 'toString', 'settings']) {
    const refusal = refused({ [key]: 1 })
    expect(refusal.code).toBe('bad_request')
    expect(refusal.message).toContain(JSON.stringify(key))
    for (const name of settingNames) expect(refusal.message).toContain(name)
  }
  expect(refused(JSON.parse('{"__proto__":{"stopWords":[]}}')).code).toBe('bad_request')
})

test('a wrong value is refused with the code of its setting and its path', () => {
  const cases: [unknown, string, string][] = [
    [{ displayedAttributes: 'title' }, 'invalid_settings_displayed_attributes', 'displayedAttributes'],
    ...(
      [
        ['a', ''],
        [[1], '[0]'],
        [['a', {}], '[1].attributePatterns'],
        [[{ attributePatterns: 'a' }], '[0].attributePatterns'],
        [[{ attributePatterns: ['a'], feature: {} }], '[0]'],
        [[{ attributePatterns: ['a'], features: 1 }], '[0].features'],
        [[{ attributePatterns: ['a'], features: { facetSearch: 1 } }], '[0].features.facetSearch'],
        [[{ attributePatterns: ['a'], features: { filter: { equality: 'yes' } } }], '[0].features.filter.equality'],
        [[{ attributePatterns: ['a'], features: { filter: { range: true } } }], '[0].features.filter.range'],
      ] as const
    ).map(([value, at]): [unknown, string, string] => [
      { filterableAttributes: value },
      'invalid_settings_filterable_attributes',
      `filterableAttributes${at}`,
    ]),
    [{ faceting: [] }, 'invalid_settings_faceting', 'faceting'],
    [{ faceting: { maxValuesPerFacet: -1 } }, 'invalid_settings_faceting', 'faceting.maxValuesPerFacet'],
    [{ faceting: { sortFacetValuesBy: 'alpha' } }, 'invalid_settings_faceting', 'faceting.sortFacetValuesBy'],
    [{ faceting: { sortFacetValuesBy: { a: 'beta' } } }, 'invalid_settings_faceting', 'faceting.sortFacetValuesBy.a'],
    [{ facetSearch: 'no' }, 'invalid_settings_facet_search', 'facetSearch'],
    [{ searchableAttributes: ['a', 1] }, 'invalid_settings_searchable_attributes', 'searchableAttributes[1]'],
    [{ sortableAttributes: new Array(2) }, 'invalid_settings_sortable_attributes', 'sortableAttributes[0]'],
    [{ sortableAttributes: [['a']] }, 'invalid_settings_sortable_attributes', 'sortableAttributes[0]'],
    [{ stopWords: { 0: 'a' } }, 'invalid_settings_stop_words', 'stopWords'],
    [{ stopWords: [null] }, 'invalid_settings_stop_words', 'stopWords[0]'],
    [{ dictionary: 'a' }, 'invalid_settings_dictionary', 'dictionary'],
    [{ dictionary: ['a', 'a'.repeat(251)] }, 'invalid_settings_dictionary', 'dictionary[1]'],
    [{ separatorTokens: ['-'.repeat(251)] }, 'invalid_settings_separator_tokens', 'separatorTokens[0]'],
    [{ nonSeparatorTokens: ['-'.repeat(251)] }, 'invalid_settings_non_separator_tokens', 'nonSeparatorTokens[0]'],
    [{ separatorTokens: [1] }, 'invalid_settings_separator_tokens', 'separatorTokens[0]'],
    [{ nonSeparatorTokens: {} }, 'invalid_settings_non_separator_tokens', 'nonSeparatorTokens'],
    [{ localizedAttributes: {} }, 'invalid_settings_localized_attributes', 'localizedAttributes'],
    [{ localizedAttributes: new Array(1) }, 'invalid_settings_localized_attributes', 'localizedAttributes[0]'],
    [
      { localizedAttributes: [{ attributePatterns: 'a', locales: [] }] },
      'invalid_settings_localized_attributes',
      'localizedAttributes[0].attributePatterns',
    ],
    [
      { localizedAttributes: [{ attributePatterns: [] }] },
      'invalid_settings_localized_attributes',
      'localizedAttributes[0].locales',
    ],
    [
      { localizedAttributes: [{ attributePatterns: [], locales: ['en', 'english'] }] },
      'invalid_settings_localized_attributes',
      'localizedAttributes[0].locales[1]',
    ],
    [
      { localizedAttributes: [{ attributePatterns: [], locales: [], language: 'en' }] },
      'invalid_settings_localized_attributes',
      'localizedAttributes[0].language',
    ],
    [{ synonyms: ['a'] }, 'invalid_settings_synonyms', 'synonyms'],
    [{ synonyms: { sofa: 'couch' } }, 'invalid_settings_synonyms', 'synonyms.sofa'],
    [{ synonyms: { sofa: ['couch', 1] } }, 'invalid_settings_synonyms', 'synonyms.sofa[1]'],
    [{ synonyms: JSON.parse('{"__proto__":["a"]}') }, 'invalid_settings_synonyms', 'synonyms'],
    [{ rankingRules: ['words', 'words!'] }, 'invalid_settings_ranking_rules', 'rankingRules[1]'],
    [{ rankingRules: ['words', 2] }, 'invalid_settings_ranking_rules', 'rankingRules[1]'],
    [{ typoTolerance: true }, 'invalid_settings_typo_tolerance', 'typoTolerance'],
    [{ typoTolerance: { enabled: 'yes' } }, 'invalid_settings_typo_tolerance', 'typoTolerance.enabled'],
    [{ typoTolerance: { toString: 1 } }, 'invalid_settings_typo_tolerance', 'typoTolerance.toString'],
    [{ typoTolerance: { disableOnWords: 'a' } }, 'invalid_settings_typo_tolerance', 'typoTolerance.disableOnWords'],
    [
      { typoTolerance: { minWordSizeForTypos: { oneTypo: 256 } } },
      'invalid_settings_typo_tolerance',
      'typoTolerance.minWordSizeForTypos.oneTypo',
    ],
    [
      { typoTolerance: { minWordSizeForTypos: { twoTypos: -1 } } },
      'invalid_settings_typo_tolerance',
      'typoTolerance.minWordSizeForTypos.twoTypos',
    ],
    [
      { typoTolerance: { minWordSizeForTypos: { oneTypo: 10, twoTypos: 9 } } },
      'invalid_settings_typo_tolerance',
      'typoTolerance.minWordSizeForTypos',
    ],
    [
      { typoTolerance: { minWordSizeForTypos: { three: 1 } } },
      'invalid_settings_typo_tolerance',
      'typoTolerance.minWordSizeForTypos.three',
    ],
    [{ pagination: 10 }, 'invalid_settings_pagination', 'pagination'],
    [{ pagination: { maxTotalHits: 0 } }, 'invalid_settings_pagination', 'pagination.maxTotalHits'],
    [{ pagination: { maxTotalHits: 1.5 } }, 'invalid_settings_pagination', 'pagination.maxTotalHits'],
    [{ pagination: { maxTotalHits: Infinity } }, 'invalid_settings_pagination', 'pagination.maxTotalHits'],
    [{ distinctAttribute: ['a'] }, 'invalid_settings_distinct_attribute', 'distinctAttribute'],
    [{ proximityPrecision: 'byField' }, 'invalid_settings_proximity_precision', 'proximityPrecision'],
    [{ searchCutoffMs: -1 }, 'invalid_settings_search_cutoff_ms', 'searchCutoffMs'],
    [{ searchCutoffMs: 1.5 }, 'invalid_settings_search_cutoff_ms', 'searchCutoffMs'],
    [{ prefixSearch: 'always' }, 'invalid_settings_prefix_search', 'prefixSearch'],
  ]
  for (const [patch, code, path] of cases) {
    const refusal = refused(patch)
    expect(refusal.code, path).toBe(code)
    expect(refusal.details?.path).toBe(path)
    expect(refusal.message).toContain(path.replace(/\.(toString|three|range)$/, ''))
    expect(errorTypes[refusal.code]).toBe('invalid_request')
  }
})

test('a ranking rule is a known one or a field with a direction', () => {
  const rules = (...rankingRules: string[]) => checkSettingsPatch({ rankingRules }).rankingRules
  expect(rules()).toEqual([])
  expect(rules('year:asc', 'year:desc', '_geology:asc', 'a b:desc')).toHaveLength(4)
  expect(rules('words', 'typo', 'proximity', 'attribute', 'sort', 'exactness')).toHaveLength(6)
  for (const rule of [
    'Words',
    'year',
    'year:up',
    'asc(year)',
    '',
    'year:asc ',
    '_geo:asc',
    '_geoPoint(1, 2):asc',
    '_geoDistance:desc',
    'constructor',
  ]) {
    expect(refused({ rankingRules: ['words', rule] }).details, rule).toEqual({ path: 'rankingRules[1]' })
  }
  // As on the server, where neither does anything.
  expect(rules('words', 'typo', 'words', ':asc')).toHaveLength(4)
  for (const part of ['attributeRank', 'wordPosition']) {
    expect(refused({ rankingRules: [part, 'attribute'] }).message).toContain(part)
    expect(refused({ rankingRules: ['attribute', part] }).code).toBe('invalid_settings_ranking_rules')
  }
})

test('merging keeps what is absent, resets what is null and stores only what differs from the defaults', () => {
  const stored = mergeSettings(
    {},
    {
      stopWords: ['the'],
      typoTolerance: { enabled: false, minWordSizeForTypos: { oneTypo: 4 } },
      prefixSearch: 'disabled',
    },
  )
  expect(stored).toEqual({
    stopWords: ['the'],
    typoTolerance: { enabled: false, minWordSizeForTypos: { oneTypo: 4 } },
    prefixSearch: 'disabled',
  })
  expect(mergeSettings(stored, {})).toEqual(stored)
  expect(
    mergeSettings(stored, { prefixSearch: null, typoTolerance: { minWordSizeForTypos: { twoTypos: 8 } } }),
  ).toEqual({
    stopWords: ['the'],
    typoTolerance: { enabled: false, minWordSizeForTypos: { oneTypo: 4, twoTypos: 8 } },
  })
  expect(mergeSettings(stored, { typoTolerance: { enabled: null, minWordSizeForTypos: null } })).toEqual({
    stopWords: ['the'],
    prefixSearch: 'disabled',
  })
  expect(mergeSettings(stored, { typoTolerance: null, stopWords: [], prefixSearch: 'indexingTime' })).toEqual({})
  expect(mergeSettings(stored, completeSettings({}))).toEqual({})
})

test('a star among displayed or searchable attributes is all attributes', () => {
  const stored = mergeSettings({}, { displayedAttributes: ['a'], searchableAttributes: ['a'] })
  expect(mergeSettings(stored, { displayedAttributes: ['a', '*'], searchableAttributes: ['*', 'b'] })).toEqual({})
})

test('attributes are stored once; where order means nothing, equal sets are equal settings', () => {
  expect(
    mergeSettings(
      {},
      { searchableAttributes: ['b', 'a', 'b'], sortableAttributes: ['b', 'a', 'b'], stopWords: ['y', 'x'] },
    ),
  ).toEqual({
    searchableAttributes: ['b', 'a'],
    sortableAttributes: ['a', 'b'],
    stopWords: ['x', 'y'],
  })
})

test('synonyms are given whole, in any order of their keys', () => {
  const stored = mergeSettings({}, { synonyms: { b: ['c'], a: ['d', 'e'] } })
  expect(JSON.stringify(stored)).toBe('{"synonyms":{"a":["d","e"],"b":["c"]}}')
  expect(mergeSettings(stored, { synonyms: { a: ['x'] } })).toEqual({ synonyms: { a: ['x'] } })
  expect(mergeSettings(stored, { stopWords: ['the'] })).toEqual({ ...stored, stopWords: ['the'] })
  expect(mergeSettings(stored, { synonyms: {} })).toEqual({})
  expect(mergeSettings(stored, { synonyms: null })).toEqual({})
  expect(completeSettings(stored).synonyms).toEqual({ a: ['d', 'e'], b: ['c'] })
})

test('the order of facet values merges by attribute; the default for all is always there', () => {
  const by = (sortFacetValuesBy: Record<string, 'alpha' | 'count' | null> | null) => ({
    faceting: { sortFacetValuesBy },
  })
  const stored = mergeSettings({}, by({ genre: 'count' }))
  expect(completeSettings(stored).faceting.sortFacetValuesBy).toEqual({ '*': 'alpha', genre: 'count' })
  const more = mergeSettings(stored, by({ '*': 'count', year: 'alpha' }))
  expect(completeSettings(more).faceting.sortFacetValuesBy).toEqual({ '*': 'count', genre: 'count', year: 'alpha' })
  expect(completeSettings(mergeSettings(more, by({ '*': null, genre: null }))).faceting.sortFacetValuesBy).toEqual({
    '*': 'alpha',
    year: 'alpha',
  })
  expect(mergeSettings(more, by(null))).toEqual({})
  expect(mergeSettings(stored, by({ genre: null }))).toEqual({})
})

test('typo sizes in the wrong order are found when they meet the stored ones', () => {
  const stored = mergeSettings({}, { typoTolerance: { minWordSizeForTypos: { oneTypo: 8 } } })
  const refusal = refusalOf(() => mergeSettings(stored, { typoTolerance: { minWordSizeForTypos: { twoTypos: 7 } } }))
  expect(refusal.code).toBe('invalid_settings_typo_tolerance')
  expect(refusalOf(() => mergeSettings({}, { typoTolerance: { minWordSizeForTypos: { oneTypo: 10 } } })).code).toBe(
    refusal.code,
  )
})

test('completed settings have every default, and a patch shows in them', () => {
  expect(completeSettings({})).toEqual(defaultSettings)
  const strings = fc.array(fc.string(), { maxLength: 3 })
  const patches = fc.record(
    {
      displayedAttributes: fc.option(strings),
      sortableAttributes: fc.option(strings),
      synonyms: fc.option(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
          strings,
        ),
      ),
      prefixSearch: fc.option(fc.constantFrom('indexingTime', 'disabled')),
      pagination: fc.option(fc.record({ maxTotalHits: fc.option(fc.integer({ min: 1 })) }, { requiredKeys: [] })),
      typoTolerance: fc.option(
        fc.record({ enabled: fc.option(fc.boolean()), disableOnWords: fc.option(strings) }, { requiredKeys: [] }),
      ),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<SettingsPatch>
  fc.assert(
    fc.property(patches, patches, (first, second) => {
      const stored = mergeSettings(mergeSettings({}, checkSettingsPatch(first)), checkSettingsPatch(second))
      // Stored settings are themselves a patch that leads to the same place, from anywhere they do
      // not contradict.
      expect(mergeSettings({}, stored)).toEqual(stored)
      expect(mergeSettings(stored, second)).toEqual(stored)
      expect(mergeSettings(stored, completeSettings(stored))).toEqual(stored)
      const complete = completeSettings(stored)
      expect(Object.keys(complete)).toEqual(settingNames)
      if (second.prefixSearch !== undefined) expect(complete.prefixSearch).toBe(second.prefixSearch ?? 'indexingTime')
      else if (first.prefixSearch) expect(complete.prefixSearch).toBe(first.prefixSearch)
      if (second.pagination?.maxTotalHits) expect(complete.pagination).toEqual(second.pagination)
    }),
  )
})

test('search defaults are checked as the parameters of a search, and belong to no single one', () => {
  const good = {
    matchingStrategy: 'any',
    limit: 5,
    filter: ['a = 1', ['b = 2', 'c = 3']],
    facets: ['*'],
    distinct: null,
  }
  expect(checkSettingsPatch({ searchDefaults: good })).toEqual({ searchDefaults: good })
  const cases: [unknown, string][] = [
    [[], 'searchDefaults'],
    ['any', 'searchDefaults'],
    [{ matchingStrategy: 'some' }, 'searchDefaults.matchingStrategy'],
    [{ limit: -1 }, 'searchDefaults.limit'],
    [{ filter: [1] }, 'searchDefaults.filter[0]'],
    [{ filter: [['a = 1', ['b = 2']]] }, 'searchDefaults.filter[0][1]'],
    [{ filter: ['a = 1', [() => {}]] }, 'searchDefaults.filter[1][0]'],
    [{ attributesToCrop: ['a:-1'] }, 'searchDefaults.attributesToCrop'],
    [{ locales: ['xx-yy'] }, 'searchDefaults.locales'],
    [{ rankingScoreThreshold: 2 }, 'searchDefaults.rankingScoreThreshold'],
    [{ q: 'x' }, 'searchDefaults.q'],
    [{ offset: 5 }, 'searchDefaults.offset'],
    [{ page: 2 }, 'searchDefaults.page'],
    [{ vector: [1] }, 'searchDefaults.vector'],
    [{ strategy: null }, 'searchDefaults.strategy'],
    [{ strategy: 'any' }, 'searchDefaults.strategy'],
    [JSON.parse('{"__proto__":{"limit":1}}'), 'searchDefaults.__proto__'],
  ]
  for (const [searchDefaults, path] of cases) {
    const refusal = refused({ searchDefaults })
    expect(refusal.code, path).toBe('invalid_settings_search_defaults')
    expect(refusal.message).toContain(path)
    expect(refusal.details).toEqual({ path })
  }
  const filter = ['a = 1', ['b = 2']]
  const checked = checkSettingsPatch({ searchDefaults: { filter } })
  ;(filter[1] as string[]).push('c = 3')
  expect(checked).toEqual({ searchDefaults: { filter: ['a = 1', ['b = 2']] } })
})

test('languages are read back by their codes of three letters', () => {
  const locales = ['en', 'jpn', 'zh', 'fa']
  expect(checkSettingsPatch({ localizedAttributes: [{ attributePatterns: ['*'], locales }] })).toEqual({
    localizedAttributes: [{ attributePatterns: ['*'], locales: ['eng', 'jpn', 'zho', 'fas'] }],
  })
})

test('the order of the values of one facet is not reset by null', () => {
  expect(refused({ faceting: { sortFacetValuesBy: { year: null } } }).code).toBe('invalid_settings_faceting')
})
