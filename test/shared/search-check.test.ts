import { describe, expect, test } from 'vitest'
import { SeeklingError } from '../../src/shared/errors.ts'
import { checkSearchRequest } from '../../src/shared/search-check.ts'

function refusal(request: unknown): SeeklingError {
  try {
    checkSearchRequest(request)
  } catch (error) {
    if (error instanceof SeeklingError) return error
    throw error
  }
  throw new Error('the request was accepted')
}

describe('a good search request', () => {
  test('passes with all its parameters', () => {
    const request = {
      q: 'solaris',
      offset: 0,
      limit: 5,
      page: 1,
      hitsPerPage: 3,
      attributesToRetrieve: ['title'],
      attributesToCrop: ['overview', 'body:20', '*:5', 'dc:title'],
      cropLength: 0,
      cropMarker: '',
      showFormattedParts: true,
      attributesToHighlight: ['*'],
      highlightPreTag: '<mark>',
      highlightPostTag: '</mark>',
      showMatchesPosition: true,
      sort: ['year:desc'],
      matchingStrategy: 'all',
      locales: ['jpn', 'en'],
      attributesToSearchOn: ['title'],
    }
    expect(checkSearchRequest(request)).toEqual(request)
  })

  test('loses what stands for "not given"', () => {
    const request = { q: null, sort: null, page: null, limit: undefined, attributesToHighlight: null, filter: null }
    expect(checkSearchRequest(request)).toEqual({})
  })

  test('keeps its lists when the caller changes his', () => {
    const sort = ['year:asc']
    const checked = checkSearchRequest({ sort })
    sort.push('title:asc')
    expect(checked.sort).toEqual(['year:asc'])
  })
})

describe('a bad search request', () => {
  const wrong: [parameter: string, value: unknown, code: string, expected: RegExp][] = [
    ['q', 5, 'invalid_search_q', /a string.*number 5/],
    ['offset', -1, 'invalid_search_offset', /whole number/],
    ['limit', 1.5, 'invalid_search_limit', /whole number.*1\.5/],
    ['limit', '20', 'invalid_search_limit', /"20"/],
    ['limit', null, 'invalid_search_limit', /null/],
    ['page', Number.NaN, 'invalid_search_page', /NaN/],
    ['hitsPerPage', {}, 'invalid_search_hits_per_page', /an object/],
    ['attributesToRetrieve', 'title', 'invalid_search_attributes_to_retrieve', /array/],
    ['attributesToCrop', 'title', 'invalid_search_attributes_to_crop', /an array.*"title"/],
    [
      'attributesToCrop',
      ['a', 'b:-1'],
      'invalid_search_attributes_to_crop',
      /"attribute:number of words".*"b:-1" at index 1/,
    ],
    ['attributesToCrop', ['b:2.5'], 'invalid_search_attributes_to_crop', /"b:2\.5" at index 0/],
    ['cropLength', -1, 'invalid_search_crop_length', /whole number, 0 or more.*-1/],
    ['cropMarker', null, 'invalid_search_crop_marker', /a string.*null/],
    ['cropMarker', 'x'.repeat(1001), 'invalid_search_crop_marker', /at most 1000 characters/],
    ['showFormattedParts', 1, 'invalid_search_show_formatted_parts', /true or false.*number 1/],
    ['attributesToHighlight', ['a', 3], 'invalid_search_attributes_to_highlight', /number 3 at index 1/],
    ['highlightPreTag', null, 'invalid_search_highlight_pre_tag', /a string/],
    ['highlightPostTag', [], 'invalid_search_highlight_post_tag', /a string/],
    ['showMatchesPosition', 'yes', 'invalid_search_show_matches_position', /true or false/],
    ['sort', ['year'], 'invalid_search_sort', /"year" at index 0/],
    ['sort', ['a:asc', 'b:up'], 'invalid_search_sort', /"b:up" at index 1/],
    ['locales', 'en', 'invalid_search_locales', /an array of languages/],
    ['locales', ['en', 'EN'], 'invalid_search_locales', /"EN" at index 1/],
    ['matchingStrategy', 'some', 'invalid_search_matching_strategy', /"last", "all", "frequency" or "any"/],
    ['showRankingScore', 1, 'invalid_search_show_ranking_score', /true or false/],
    ['showRankingScoreDetails', null, 'invalid_search_show_ranking_score_details', /true or false/],
    ['rankingScoreThreshold', 1.01, 'invalid_search_ranking_score_threshold', /from 0 to 1.*number 1.01/],
    ['rankingScoreThreshold', Number.NaN, 'invalid_search_ranking_score_threshold', /from 0 to 1/],
    ['attributesToSearchOn', [null], 'invalid_search_attributes_to_search_on', /null at index 0/],
  ]

  test.each(wrong)('%s = %j is refused by its own code', (parameter, value, code, expected) => {
    const error = refusal({ [parameter]: value })
    expect(error.code).toBe(code)
    expect(error.message).toContain(`\`${parameter}\``)
    expect(error.message).toMatch(expected)
    expect(error.details).toEqual({ parameter })
  })

  test('is refused when it is no object', () => {
    for (const request of [null, undefined, 'q', [], 3]) expect(refusal(request).code).toBe('bad_request')
  })

  test('is told which parameter nobody knows, own properties of objects included', () => {
    expect(refusal({ query: 'x' }).message).toMatch(/Unknown search parameter `query`/)
    expect(refusal({ constructor: 1 }).message).toMatch(/Unknown search parameter `constructor`/)
    expect(refusal({ query: 'x' }).code).toBe('bad_request')
  })

  test('is told that a parameter of Meilisearch is not there yet', () => {
    for (const name of [
      'vector',
      'hybrid',
      'media',
      'retrieveVectors',
      'personalize',
      'useNetwork',
      'showPerformanceDetails',
    ]) {
      const error = refusal({ [name]: ['x'] })
      expect(error.code).toBe('bad_request')
      expect(error.message).toMatch(new RegExp(`\`${name}\` is not supported`))
    }
  })

  test('may say that it does not want what is not there', () => {
    expect(checkSearchRequest({ retrieveVectors: false, showPerformanceDetails: false, hybrid: null })).toEqual({})
  })

  test('does not repeat a long value', () => {
    expect(refusal({ matchingStrategy: 'x'.repeat(10_000) }).message.length).toBeLessThan(200)
    const { message, details } = refusal({ ['x'.repeat(1e6)]: 1 })
    expect(message.length).toBeLessThan(1000)
    expect(String(details?.parameter).length).toBeLessThan(100)
  })
})

describe('a request nobody means well', () => {
  test('has numbers that are no counts', () => {
    for (const value of [
      1e21,
      2 ** 53,
      Number.POSITIVE_INFINITY,
      -Number.MIN_VALUE,
      5n,
      new Number(5),
      [5],
      Symbol('5'),
    ]) {
      expect(refusal({ offset: value }).code).toBe('invalid_search_offset')
    }
    expect(Object.is(checkSearchRequest({ offset: -0 }).offset, 0)).toBe(true)
  })

  test('has a list with holes, without end, or with an iterator of its own', () => {
    const holes = ['title']
    holes[2] = 'id'
    expect(refusal({ attributesToHighlight: holes }).message).toMatch(/undefined was given|undefined at index 1/)
    const endless: string[] = []
    endless.length = 2 ** 32 - 1
    expect(refusal({ sort: endless }).code).toBe('invalid_search_sort')
    for (const filter of [endless, [endless]]) expect(refusal({ filter }).code).toBe('invalid_search_filter')
    expect(refusal({ attributesToRetrieve: Array(65_536).fill('a') }).message).toMatch(/an array of 65536 items/)
    const own = Object.assign(['title'], {
      *[Symbol.iterator]() {
        while (true) yield 'x'
      },
    })
    expect(checkSearchRequest({ attributesToHighlight: own }).attributesToHighlight).toEqual(['title'])
  })

  test('throws when it is read', () => {
    const getter = {
      get q(): string {
        throw new Error('no')
      },
    }
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const { proxy: list, revoke: revokeList } = Proxy.revocable([], {})
    revokeList()
    for (const request of [getter, proxy, { sort: list }, { sort: [Object.create(null)] }]) {
      expect(['bad_request', 'invalid_search_sort']).toContain(refusal(request).code)
    }
    expect(refusal(getter).message).toMatch(/plain data/)
  })

  test('is read once, so that what was checked is what is used', () => {
    let reads = 0
    const sly = {
      get limit(): unknown {
        return reads++ === 0 ? 5 : 'many'
      },
    }
    expect(checkSearchRequest(sly)).toEqual({ limit: 5 })
  })

  test('has a query nobody typed', () => {
    expect(refusal({ q: 'x'.repeat(1_000_001) }).code).toBe('invalid_search_q')
    expect(checkSearchRequest({ q: 'x'.repeat(1_000_000) }).q).toHaveLength(1_000_000)
  })
})
