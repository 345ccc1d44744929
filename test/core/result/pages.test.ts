/**
 * Both forms of pagination over whole searches: pages put together are all hits, and their totals
 * are exact.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchResponse } from '../../../src/core/result/paginate.ts'
import type { PageResponse, SearchRequest } from '../../../src/shared/search.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import { indexOf, runSearch, type TestIndex } from '../../support/search-index.ts'

function answer(index: TestIndex, request: SearchRequest) {
  const found = runSearch(index, request)
  return searchResponse(found.plan, found.hits, found, 0)
}

const page = (index: TestIndex, request: SearchRequest): PageResponse<unknown> =>
  answer(index, request) as PageResponse<unknown>

test('all pages together are all hits in their order, as many as the total says', () => {
  const document = fc.record({ text: fc.constantFrom('red fox', 'red', 'fox', 'a fox is red', 'dog'), kind: fc.nat(3) })
  const search = fc.record({
    documents: fc.array(document, { maxLength: 25 }),
    q: fc.constantFrom('', 'red', 'red fox', 'fox -red', 'cat'),
    hitsPerPage: fc.integer({ min: 1, max: 7 }),
    maxTotalHits: fc.constantFrom(10, 1000),
    distinctAttribute: fc.constantFrom(null, 'kind'),
  })
  fc.assert(
    fc.property(search, ({ documents, q, hitsPerPage, maxTotalHits, distinctAttribute }) => {
      const changes: Partial<Settings> = { pagination: { maxTotalHits }, distinctAttribute }
      const index = indexOf(documents, changes)
      const everything = runSearch(index, { q, limit: 1000 }).hits
      const { totalHits, totalPages } = page(index, { q, hitsPerPage })
      const pages = Array.from({ length: totalPages }, (_, i) => page(index, { q, hitsPerPage, page: i + 1 }).hits)
      expect(pages.flat()).toEqual(everything)
      expect(totalHits).toBe(everything.length)
      expect(pages.slice(0, -1).every((hits) => hits.length === hitsPerPage)).toBe(true)
      const beyond = page(index, { q, hitsPerPage, page: totalPages + 1 })
      expect(beyond).toMatchObject({ hits: [], totalHits, totalPages, page: totalPages + 1 })
    }),
  )
})

test('page 0 has no hits, and says how many there are', () => {
  const index = indexOf([{ text: 'red' }, { text: 'red fox' }])
  expect(answer(index, { q: 'red', page: 0 })).toEqual({
    hits: [],
    query: 'red',
    processingTimeMs: 0,
    page: 0,
    hitsPerPage: 20,
    totalPages: 1,
    totalHits: 2,
  })
})

test('no page is too far, and none too large', () => {
  const index = indexOf([{ text: 'red' }])
  for (const far of [
    { page: Number.MAX_SAFE_INTEGER, hitsPerPage: Number.MAX_SAFE_INTEGER },
    { page: 2 },
    { offset: Number.MAX_SAFE_INTEGER },
  ]) {
    expect(answer(index, far).hits).toEqual([])
  }
  expect(answer(index, { hitsPerPage: Number.MAX_SAFE_INTEGER })).toMatchObject({ totalPages: 1, totalHits: 1 })
  expect(answer(index, { limit: Number.MAX_SAFE_INTEGER }).hits).toEqual([{ text: 'red' }])
  expect(answer(index, { limit: 0 })).toMatchObject({ hits: [], limit: 0, estimatedTotalHits: 1 })
})

test('nothing typed, or only what must not occur, answers every other document in order of insertion', () => {
  const index = indexOf([{ text: 'red' }, { text: 'fox' }, { text: 'red fox' }])
  for (const q of [undefined, null, '', '  ', '!?']) {
    expect(answer(index, q === undefined ? {} : { q }).hits).toEqual([
      { text: 'red' },
      { text: 'fox' },
      { text: 'red fox' },
    ])
  }
  expect(answer(index, { q: '-red' })).toMatchObject({ hits: [{ text: 'fox' }], estimatedTotalHits: 1, query: '-red' })
})
