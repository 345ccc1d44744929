import { describe, expect, test } from 'vitest'
import { expectRanking } from '../../../support/expect-ranking.ts'
import { indexOf, searchIds } from '../../../support/search-index.ts'

const sortableAttributes = ['price', 'name']

describe('sort', () => {
  test('ascending: numbers, strings, then documents without a value', () => {
    expectRanking({
      sortableAttributes,
      search: { sort: ['price:asc'] },
      hits: [
        [{ price: -2.5 }, 'the least number'],
        [{ price: [30, 4] }, '4 is its least number'],
        [{ price: 10 }, 'numbers compare as numbers'],
        [{ price: ['x', 11] }, 'a number counts before a string'],
        [{ price: 'Apple' }, 'the first string, whatever its case'],
        [{ price: ['pear', 'banana'] }, 'banana is its first string'],
        [{ price: true }, 'the string true'],
        [{ price: null }, 'no value'],
      ],
    })
  })

  test('descending: the greatest first, but still numbers before strings and no value last', () => {
    expectRanking({
      sortableAttributes,
      search: { sort: ['price:desc'] },
      hits: [
        [{ price: [30, 4] }, '30 is its greatest number'],
        [{ price: 10 }, 'next'],
        [{ price: ['pear', 'banana'] }, 'pear is its last string'],
        [{ price: 'apple' }, 'next'],
        [{ name: 'x' }, 'no value'],
      ],
    })
  })

  test('a second order decides between equals of the first', () => {
    expectRanking({
      sortableAttributes,
      search: { sort: ['price:asc', 'name:desc'] },
      hits: [
        [{ price: 1, name: 'b' }, 'the same price, the greater name'],
        [{ price: 1, name: 'a' }, 'the same price, the lesser name'],
        [{ price: 2, name: 'c' }, 'a higher price'],
      ],
    })
  })

  test('counts where the rule stands', () => {
    const cheap = [{ price: 1, text: 'folwer' }, 'cheaper'] as const
    const right = [{ price: 2, text: 'flower' }, 'no typo'] as const
    const search = { q: 'flower ', sort: ['price:asc'] }
    expectRanking({ sortableAttributes, rankingRules: ['sort', 'words', 'typo'], search, hits: [cheap, right] })
    expectRanking({ sortableAttributes, rankingRules: ['words', 'typo', 'sort'], search, hits: [right, cheap] })
  })

  test('says nothing when no order is asked for', () => {
    const index = indexOf(
      [
        { id: 1, price: 2 },
        { id: 2, price: 1 },
      ],
      { sortableAttributes, rankingRules: ['sort'] },
    )
    expect(searchIds(index, {})).toEqual([1, 2])
  })
})

describe('a custom rule', () => {
  test('sorts without being asked, by an attribute that need not be sortable', () => {
    expectRanking({
      rankingRules: ['words', 'stats.views:desc'],
      search: 'flower ',
      hits: [
        [{ text: 'flower', stats: { views: 9 } }, 'more views'],
        [{ text: 'flower', stats: { views: 3 } }, 'fewer views'],
        [{ text: 'flower' }, 'nobody counted'],
      ],
    })
  })

  test('is overruled by a sort order of the same attribute that stands before it', () => {
    expectRanking({
      sortableAttributes,
      rankingRules: ['sort', 'price:desc'],
      search: { sort: ['price:asc'] },
      hits: [
        [{ price: 1 }, 'ascending, as asked'],
        [{ price: 2 }, 'not descending'],
      ],
    })
  })
})

describe('without any difference', () => {
  test('documents come in order of first insertion, over all segments', () => {
    const documents = [1, 2, 3, 4, 5, 6].map((id) => ({ id, text: 'flower' }))
    for (const segments of [[], [0, 1, 0, 1, 0, 1], [2, 2, 1, 1, 0, 0]]) {
      const index = indexOf(documents, {}, segments)
      expect(searchIds(index, { q: 'flower' })).toEqual([1, 2, 3, 4, 5, 6])
      expect(searchIds(index, { q: 'flower', offset: 2, limit: 2 })).toEqual([3, 4])
      expect(searchIds(index, {})).toEqual([1, 2, 3, 4, 5, 6])
    }
  })
})
