/** Which columns a search needs: no more are read. */
import { expect, test } from 'vitest'
import { parseFilter } from '../../../../src/core/filter/parse.ts'
import { neededColumns } from '../../../../src/core/query/plan/needed-columns.ts'
import type { SearchRequest } from '../../../../src/shared/search.ts'
import { defaultSettings, type Settings } from '../../../../src/shared/settings.ts'

const names = ['genre', 'crew', 'crew.director', 'year', 'unused']

test.each([
  [{}, {}, []],
  [{ q: 'x', filter: '(genre = a OR NOT year > 1) AND crew.director EXISTS' }, {}, ['crew.director', 'genre', 'year']],
  [{ filter: '_geoRadius(1, 2, 3)' }, {}, ['_geo.lat', '_geo.lng']],
  [{ sort: ['year:desc', '_geoPoint(1, 2):asc'] }, {}, ['_geo.lat', '_geo.lng', 'year']],
  [{ facets: ['crew', 'gen*'] }, {}, ['crew', 'crew.director', 'genre']],
  [{ facets: ['*'] }, {}, [...names].sort()],
  // Of the attribute of distinct hits the rows may do, which is not known here.
  [{ distinct: 'year' }, { distinctAttribute: 'genre' }, []],
  [{}, { distinctAttribute: 'genre', rankingRules: ['words', 'year:asc', 'sort'] }, ['year']],
] as [SearchRequest, Partial<Settings>, string[]][])('%j with %j', (request, settings, wanted) => {
  const filter = parseFilter(request.filter, 'invalid_search_filter')
  expect([...neededColumns(request, filter, { ...defaultSettings, ...settings }, names)].sort()).toEqual(wanted)
})
