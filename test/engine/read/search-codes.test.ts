/**
 * Every code a search request can be refused with, provoked once: by its shape, or by settings that
 * do not allow it.
 */
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, open } from '../../../src/in-thread.ts'
import { type ErrorCode, errorTypes, SeeklingError } from '../../../src/shared/errors.ts'
import type { SearchParams } from '../../../src/shared/search.ts'

/** What was sent, and what the message must say besides the name of the parameter. */
type Provocation = readonly [code: ErrorCode, parameter: string, value: unknown, expected: string, given: string]

const provocations: readonly Provocation[] = [
  ['invalid_search_q', 'q', 7, 'a string', 'the number 7'],
  ['invalid_search_offset', 'offset', -1, 'a whole number, 0 or more', 'the number -1'],
  ['invalid_search_limit', 'limit', '20', 'a whole number, 0 or more', 'the string "20"'],
  ['invalid_search_page', 'page', 1.5, 'a whole number, 0 or more', 'the number 1.5'],
  ['invalid_search_hits_per_page', 'hitsPerPage', true, 'a whole number, 0 or more', 'the boolean true'],
  ['invalid_search_filter', 'filter', 7, 'a string, or an array', 'the number 7'],
  ['invalid_search_filter', 'filter', 'title =', 'expected', 'title ='],
  ['invalid_search_filter', 'filter', 'title = Solaris', 'Filterable attributes are: none', '`title`'],
  ['invalid_search_facets', 'facets', 'title', 'an array', '"title"'],
  ['invalid_search_facets', 'facets', ['title'], 'Filterable attributes are: none', '`title`'],
  ['invalid_search_distinct', 'distinct', ['title'], 'the name of an attribute', 'an array'],
  ['invalid_search_group_by', 'groupBy', 'title', 'an object { attribute, size }', 'the string'],
  ['invalid_search_group_by', 'groupBy', { attribute: 'title' }, 'Filterable attributes are: none', '`title`'],
  ['invalid_search_distinct', 'distinct', 'title', 'Filterable attributes are: none', '`title`'],
  ['invalid_search_sort', 'sort', ['title'], '"attribute:asc"', '"title" at index 0'],
  ['invalid_search_sort', 'sort', ['title:asc'], 'sortableAttributes', '`title`'],
  ['invalid_search_attributes_to_retrieve', 'attributesToRetrieve', 'title', 'an array', '"title"'],
  ['invalid_search_attributes_to_crop', 'attributesToCrop', ['title:-5'], 'number of words', '"title:-5"'],
  ['invalid_search_attributes_to_highlight', 'attributesToHighlight', [null], 'strings', 'null at index 0'],
  ['invalid_search_attributes_to_search_on', 'attributesToSearchOn', {}, 'an array', 'an object'],
  ['invalid_search_attributes_to_search_on', 'attributesToSearchOn', ['id'], 'searchableAttributes', '`id`'],
  ['invalid_search_attributes_to_search_on', 'attributesToSearchOn', ['title.x'], 'title', '`title.x`'],
  ['invalid_search_crop_length', 'cropLength', Number.NaN, 'a whole number, 0 or more', 'NaN'],
  ['invalid_search_crop_marker', 'cropMarker', 3, 'a string', 'the number 3'],
  ['invalid_search_highlight_pre_tag', 'highlightPreTag', null, 'a string', 'null'],
  ['invalid_search_highlight_post_tag', 'highlightPostTag', [], 'a string', 'an array'],
  ['invalid_search_show_formatted_parts', 'showFormattedParts', 'yes', 'true or false', '"yes"'],
  ['invalid_search_show_matches_position', 'showMatchesPosition', 1, 'true or false', 'the number 1'],
  ['invalid_search_show_ranking_score', 'showRankingScore', {}, 'true or false', 'an object'],
  ['invalid_search_show_ranking_score_details', 'showRankingScoreDetails', 0, 'true or false', 'the number 0'],
  ['invalid_search_ranking_score_threshold', 'rankingScoreThreshold', 1.01, 'from 0 to 1', 'the number 1.01'],
  ['invalid_search_locales', 'locales', ['klingon'], 'ISO 639', 'klingon'],
  ['invalid_search_matching_strategy', 'matchingStrategy', 'some', '"last", "all", "frequency" or "any"', '"some"'],
]

let client: Client
beforeAll(async () => {
  client = await open({ indexedDB: new IDBFactory() })
  await client.index('films').updateSettings({ searchableAttributes: ['title'] })
  const { updateId } = await client.index('films').addDocuments([{ id: 1, title: 'Solaris' }])
  expect(await client.waitForPendingUpdate(updateId)).toMatchObject({ status: 'processed' })
})
afterAll(() => client.destroy())

test.each(provocations)(
  '%s: `%s` = %j says what was expected (%s) and what was given (%s)',
  async (code, parameter, value, expected, given) => {
    const { q = null, ...params } = { [parameter]: value }
    const error = await client
      .index('films')
      .search(q as string, params as SearchParams)
      .catch((thrown: unknown) => thrown)
    if (!(error instanceof SeeklingError)) expect.fail('It was answered.')
    expect(error.code).toBe(code)
    for (const part of [parameter, expected, given]) expect(error.message).toContain(part)
  },
)

test('no code of the table is left out', () => {
  const all = Object.keys(errorTypes).filter((code) => code.startsWith('invalid_search_'))
  const provoked = new Set<string>(provocations.map(([code]) => code))
  expect(all.filter((code) => !provoked.has(code))).toEqual([])
})
