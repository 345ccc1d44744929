import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/shared/document.ts'
import { leavesOf } from '../../support/naive-segment.ts'
import { ordinals, searchCases } from '../../support/random-search.ts'
import { indexOf, runSearch, searchIds } from '../../support/search-index.ts'

const shirts = [
  { id: 1, name: 'red shirt', model: 'a' },
  { id: 2, name: 'shirt', model: 'a' },
  { id: 3, name: 'blue shirt', model: 'b' },
  { id: 4, name: 'shirt' },
  { id: 5, name: 'a shirt' },
  { id: 6, name: 'green shirt', model: 'B ' },
  { id: 7, name: 'shirt', model: ['c', 'd'] },
  { id: 8, name: 'red shirt', model: ['d', 'e'] },
  { id: 9, name: 'old red shirt', model: 'e' },
  { id: 10, name: 'old shirt', model: 1 },
  { id: 11, name: 'old old shirt', model: '1' },
]
const changes = { distinctAttribute: 'model', rankingRules: ['words', 'exactness'] }

describe('a distinct attribute', () => {
  test('leaves the best hit of each value, and every document without one', () => {
    // 2 before 1 and 7 before 8: they are the query itself. 9 stays: 8, which has its value, is not
    // there.
    expect(searchIds(indexOf(shirts, changes), { q: 'shirt' })).toEqual([2, 4, 7, 3, 5, 9, 10, 11])
  })

  test('leaves the first one where nothing is searched', () => {
    expect(searchIds(indexOf(shirts, changes), {})).toEqual([1, 3, 4, 5, 7, 9, 10, 11])
  })

  test('compares values as sorting does, over all segments', () => {
    const halves = shirts.map((_, i) => i % 3)
    expect(searchIds(indexOf(shirts, changes, halves), { q: 'shirt' })).toEqual([2, 4, 7, 3, 5, 9, 10, 11])
  })

  test('counts in totals and pages', () => {
    const index = indexOf(shirts, changes)
    expect(runSearch(index, { q: 'shirt', limit: 2 }).total).toBe(8)
    expect(searchIds(index, { q: 'shirt', offset: 2, limit: 3 })).toEqual([7, 3, 5])
    expect(searchIds(index, { q: 'shirt', page: 3, hitsPerPage: 3 })).toEqual([10, 11])
  })

  test('nobody has leaves everything', () => {
    expect(runSearch(indexOf(shirts, { distinctAttribute: 'none' }), {}).total).toBe(shirts.length)
  })
})

test('over random documents the hits are those without distinct, less the later ones with a value seen before', () => {
  const valuesOf = (document: JsonObject): string[] =>
    leavesOf(document)
      .filter(({ path }) => path === 'price')
      .map(({ value }) => (typeof value === 'number' ? `${value}` : `"${value}`))
  const naive = (documents: readonly JsonObject[], order: readonly number[]): number[] => {
    const seen = new Set<string>()
    return order.filter((ordinal) => {
      const values = valuesOf(documents[ordinal])
      if (values.some((value) => seen.has(value))) return false
      for (const value of values) seen.add(value)
      return true
    })
  }
  fc.assert(
    fc.property(searchCases, fc.nat(5), fc.nat(5), (example, offset, limit) => {
      const { documents, deleted, segmentOf, request } = example
      const all = runSearch(indexOf(documents, example.changes, [], deleted), { ...request, limit: 1000 })
      const order = ordinals(documents, all.hits)
      const expected = naive(documents, order)
      const index = indexOf(documents, { ...example.changes, distinctAttribute: 'price' }, segmentOf, deleted)
      const found = runSearch(index, { ...request, limit: 1000 })
      expect(ordinals(documents, found.hits)).toEqual(expected)
      expect(found.total).toBe(
        naive(
          documents,
          order.toSorted((a, b) => a - b),
        ).length,
      )
      const window = runSearch(index, { ...request, offset, limit })
      expect(ordinals(documents, window.hits)).toEqual(expected.slice(offset, offset + limit))
    }),
    { numRuns: 500 },
  )
})

describe('totals of pages, where documents have several values', () => {
  const rows = [
    { id: 1, g: ['x', 'y'], n: 3 },
    { id: 2, g: ['x'], n: 1 },
    { id: 3, g: ['y'], n: 2 },
  ]
  const sorted = { sort: ['n:asc'], hitsPerPage: 10 }

  test('are those of the hits that are there', () => {
    const index = indexOf(rows, { distinctAttribute: 'g', sortableAttributes: ['n'] })
    expect(searchIds(index, { ...sorted, page: 1 })).toEqual([2, 3])
    expect(runSearch(index, { ...sorted, page: 1 }).total).toBe(2)
    expect(runSearch(index, { ...sorted, page: 1, hitsPerPage: 0 }).total).toBe(2)
    expect(searchIds(index, { sort: ['n:asc'], hitsPerPage: 1, page: 2 })).toEqual([3])
  })

  test('are what can be paged to, under any sort and over any segments', () => {
    const value = fc.constantFrom('x', 'y', 'z', 'w', 1, '1')
    const row = fc.record({ g: fc.array(value, { maxLength: 3 }), n: fc.nat(5), t: fc.constantFrom('a', 'a b', 'b') })
    const asked = fc.record({
      q: fc.constantFrom('', 'a', 'a b'),
      sort: fc.constantFrom([], ['n:asc'], ['n:desc']),
      rankingScoreThreshold: fc.constantFrom(null, 0.5),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 25 }), asked, fc.integer({ min: 1, max: 4 }), (drawn, request, size) => {
        const documents = drawn.map((fields, id) => ({ id, ...fields }))
        const halves = documents.map((_, i) => i % 2)
        const index = indexOf(documents, { distinctAttribute: 'g', sortableAttributes: ['n'] }, halves)
        const whole = searchIds(index, { ...request, limit: 100 })
        const paged: unknown[] = []
        for (let page = 1; page <= Math.ceil(whole.length / size) + 1; page++) {
          paged.push(...searchIds(index, { ...request, page, hitsPerPage: size }))
          expect(runSearch(index, { ...request, page, hitsPerPage: size }).total).toBe(whole.length)
        }
        expect(paged).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })
})
