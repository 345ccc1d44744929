import { describe, expect, test } from 'vitest'
import { Bitset } from '../../../src/core/docset/bitset.ts'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { searchResponse } from '../../../src/core/result/paginate.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import { indexOf } from '../../support/search-index.ts'

function respond(request: SearchRequest, total: number, maxTotalHits = 1000) {
  const plan = planSearch(request, indexOf([{ id: 1 }], { pagination: { maxTotalHits } }).index)
  return searchResponse(
    plan,
    [{ id: 1 }],
    { documents: new Uint32Array(1), verdicts: null, groups: null, candidates: new Bitset(0), total },
    3,
  )
}

describe('an answer', () => {
  test('in the offset form echoes what was asked and estimates the total', () => {
    expect(respond({ q: 'x', offset: 5, limit: 2 }, 40)).toEqual({
      hits: [{ id: 1 }],
      query: 'x',
      processingTimeMs: 3,
      offset: 5,
      limit: 2,
      estimatedTotalHits: 40,
    })
    expect(respond({}, 0)).toMatchObject({ query: '', offset: 0, limit: 20, estimatedTotalHits: 0 })
  })

  test('in pages counts them', () => {
    expect(respond({ q: 'x', hitsPerPage: 6 }, 40)).toEqual({
      hits: [{ id: 1 }],
      query: 'x',
      processingTimeMs: 3,
      page: 1,
      hitsPerPage: 6,
      totalPages: 7,
      totalHits: 40,
    })
    expect(respond({ page: 2 }, 40)).toMatchObject({ page: 2, hitsPerPage: 20, totalPages: 2 })
    expect(respond({ page: 1, hitsPerPage: 0 }, 40)).toMatchObject({ totalPages: 0, totalHits: 40 })
  })

  test('never claims more than can be seen', () => {
    expect(respond({}, 5000)).toMatchObject({ estimatedTotalHits: 1000 })
    expect(respond({ page: 1 }, 5000, 100)).toMatchObject({ totalHits: 100, totalPages: 5 })
  })
})
