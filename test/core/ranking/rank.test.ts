import { describe, expect, test } from 'vitest'
import { Bitset } from '../../../src/core/docset/bitset.ts'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { rankSearch } from '../../../src/core/ranking/rank.ts'
import type { LoadableSegment } from '../../support/naive-segment.ts'
import { indexOf, runSearch, searchIds, settingsWith } from '../../support/search-index.ts'

const texts = ['red sun', 'red moon', 'blue sun flower', 'sunflower', 'folwer red', 'red red sun']
const documents = texts.map((text, i) => ({ id: i + 1, text }))

describe('a search', () => {
  test('counts all that match, whatever it answers of them', () => {
    const index = indexOf(documents)
    for (const window of [{ limit: 0 }, { limit: 1 }, { offset: 100 }, {}]) {
      expect(runSearch(index, { q: 'red', ...window }).total).toBe(4)
    }
  })

  test('of an index without documents finds nothing', () => {
    const plan = planSearch(
      { q: 'red sun' },
      { fields: [], settings: settingsWith({}), segments: [], documentCount: 0 },
    )
    expect(plan.needs).toEqual([])
    expect(rankSearch(plan)).toEqual({
      documents: new Uint32Array(0),
      verdicts: null,
      groups: null,
      candidates: new Bitset(0),
      total: 0,
    })
  })

  test('finds no deleted document, with or without a query', () => {
    const index = indexOf(documents, {}, [0, 1, 0, 1, 0, 1], new Set([0, 5]))
    expect(searchIds(index, { q: 'red' })).toEqual([2, 5])
    expect(searchIds(index, {})).toEqual([2, 3, 4, 5])
    expect(runSearch(index, {}).total).toBe(4)
  })

  test('excludes what has a word or phrase only in the attributes it looks in', () => {
    const index = indexOf([
      { id: 1, title: 'red moon', body: 'big sun' },
      { id: 2, title: 'red big sun', body: 'moon' },
      { id: 3, title: 'sun big red' },
    ])
    const found = (q: string, attributesToSearchOn: string[] | null = null) =>
      searchIds(index, { q, attributesToSearchOn })
    expect(found('red -sun', ['title'])).toEqual([1])
    expect(found('red -sun', ['body'])).toEqual([])
    expect(found('-sun', ['body'])).toEqual([2, 3])
    expect(found('-"big sun"', ['title'])).toEqual([1, 3])
    expect(found('-"big sun"')).toEqual([3])
  })

  test('answers the same whatever was searched before it', () => {
    const index = indexOf(documents, { sortableAttributes: ['id'] })
    const requests = [{ q: 'red s' }, { q: 'sunflower' }, { q: '' }, { q: 'sun flower', sort: ['id:desc'] }, { q: 's' }]
    const first = requests.map((request) => runSearch(index, request).numbers)
    for (const other of requests) {
      for (const [i, request] of requests.entries()) {
        runSearch(index, other)
        expect(runSearch(index, request).numbers).toEqual(first[i])
      }
    }
  })

  test('can be ranked again from its plan', () => {
    const { index } = indexOf(documents)
    const plan = planSearch({ q: 'red sun' }, index)
    index.segments.forEach(({ view }, i) => {
      ;(view as LoadableSegment).load(plan.needs[i])
    })
    expect(rankSearch(plan)).toEqual(rankSearch(plan))
  })

  test('only looks in the attributes it is told to', () => {
    const index = indexOf([
      { id: 1, title: 'sun', text: 'moon' },
      { id: 2, title: 'moon', text: 'sun' },
    ])
    expect(searchIds(index, { q: 'sun', attributesToSearchOn: ['text'] })).toEqual([2])
    expect(searchIds(index, { q: 'sun', attributesToSearchOn: [] })).toEqual([])
    expect(searchIds(index, { q: 'sun', attributesToSearchOn: ['*'] })).toEqual([1, 2])
    expect(searchIds(index, { q: '', attributesToSearchOn: ['text'] })).toEqual([1, 2])
  })
})
