import { describe, expect, test } from 'vitest'
import { planSearch } from '../../../../src/core/query/plan/plan.ts'
import { SeeklingError } from '../../../../src/shared/errors.ts'
import type { SearchRequest } from '../../../../src/shared/search.ts'
import type { Settings } from '../../../../src/shared/settings.ts'
import { indexOf } from '../../../support/search-index.ts'

const documents = [
  { title: 'sun flower', year: 1972 },
  { title: 'sunny flows', author: { name: 'sun' } },
]

function refusal(request: SearchRequest, changes: Partial<Settings>): SeeklingError {
  try {
    planSearch(request, indexOf(documents, changes).index)
  } catch (error) {
    if (error instanceof SeeklingError) return error
    throw error
  }
  throw new Error('the search was planned')
}

describe('the postings a search needs', () => {
  test('are those of its words, each range once', () => {
    const { index } = indexOf(documents)
    const { dictionary } = index.segments[0].view
    const words = (q: string): string[] =>
      planSearch({ q }, index).needs[0].map(({ from, to }) =>
        Array.from({ length: to - from }, (_, i) => dictionary.termAt(from + i)).join(' '),
      )
    expect(words('sun sun ')).toEqual(['sun'])
    expect(words('sun')).toEqual(['sun', 'sun sunny'])
    expect(words('sunflower')).toEqual(['sun', 'flower'])
    expect(words('-"sun flower"')).toEqual(['sun', 'flower'])
    expect(words('"sun moon"')).toEqual([])
    expect(words('')).toEqual([])
  })

  test('are told segment by segment', () => {
    const { index } = indexOf(documents, {}, [0, 1])
    const needs = planSearch({ q: 'flower ' }, index).needs
    expect(needs.map((ranges) => ranges.length)).toEqual([1, 0])
  })
})

describe('a sort order', () => {
  const sortable = { sortableAttributes: ['year', 'author'] }

  test('names sortable attributes, each of which counts once', () => {
    const plan = planSearch({ sort: ['year:desc', 'author.name:asc', 'year:asc'] }, indexOf(documents, sortable).index)
    expect(plan.sort).toEqual([
      { field: 'year', descending: true },
      { field: 'author.name', descending: false },
    ])
  })

  test('is refused for another attribute, naming those there are', () => {
    const error = refusal({ sort: ['title:asc'] }, sortable)
    expect(error.code).toBe('invalid_search_sort')
    expect(error.message).toMatch(/`title` in `sort` is not sortable.*year, author/)
  })

  test('is refused when no rule sorts', () => {
    const error = refusal({ sort: ['year:asc'] }, { ...sortable, rankingRules: ['words', 'typo'] })
    expect(error.code).toBe('invalid_search_sort')
    expect(error.message).toMatch(/rankingRules/)
  })
})

describe('attributes to search on', () => {
  const settings = { searchableAttributes: ['title', 'author.name'] }

  test('are searchable ones, or hold one, or are named by a pattern', () => {
    for (const attribute of ['title', 'author', 'author.name', '*', 'ti*']) {
      expect(() =>
        planSearch({ q: 'sun', attributesToSearchOn: [attribute] }, indexOf(documents, settings).index),
      ).not.toThrow()
    }
  })

  test('are refused otherwise, naming the searchable ones', () => {
    const error = refusal({ q: 'sun', attributesToSearchOn: ['year'] }, settings)
    expect(error.code).toBe('invalid_search_attributes_to_search_on')
    expect(error.message).toMatch(/`year`.*title, author\.name/)
  })

  test('may be anything where everything is searchable', () => {
    const plan = planSearch({ q: 'sun', attributesToSearchOn: ['nowhere'] }, indexOf(documents).index)
    expect([...(plan.fields.allowed ?? [])]).not.toContain(1)
  })
})

describe('weights', () => {
  test('are the places of the attributes that cover a field', () => {
    const { index } = indexOf(documents, { searchableAttributes: ['author', 'title'] })
    const { fields } = planSearch({ q: 'sun' }, index)
    expect(index.fields.map((field, i) => [field, fields.weights[i]])).toEqual([
      ['title', 1],
      ['author.name', 0],
    ])
    expect(fields.maxWeight).toBe(1)
  })

  test('are all the same where everything is searchable', () => {
    const { fields } = planSearch({ q: 'sun' }, indexOf(documents).index)
    expect(fields.maxWeight).toBe(0)
    expect([...fields.weights]).toEqual([0, 0, 0])
  })
})
