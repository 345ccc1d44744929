import { describe, expect, test } from 'vitest'
import { planSearch } from '../../../src/core/query/plan.ts'
import { shapeHit } from '../../../src/core/result/shape.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import { indexOf } from '../../support/search-index.ts'

const film: JsonObject = {
  id: 7,
  title: 'Solaris',
  tags: ['solar', ['space', 'solar wind'], null],
  cast: [{ name: 'Natalya', age: 42 }, { name: 'Solar Flare' }],
  released: true,
  remake: null,
}

const shape = (request: SearchRequest, changes: Partial<Settings> = {}, document = film): Record<string, unknown> =>
  shapeHit(planSearch(request, indexOf([document], changes).index), document)

describe('a hit', () => {
  test('is the document when nothing else is asked for', () => {
    expect(shape({ q: 'solar' })).toEqual(film)
  })

  test('holds what is asked for and may be displayed', () => {
    expect(shape({ attributesToRetrieve: ['title', 'cast.name'] })).toEqual({
      title: 'Solaris',
      cast: [{ name: 'Natalya' }, { name: 'Solar Flare' }],
    })
    expect(shape({}, { displayedAttributes: ['title'] })).toEqual({ title: 'Solaris' })
    expect(shape({ attributesToRetrieve: ['id', 'title'] }, { displayedAttributes: ['title', 'tags'] })).toEqual({
      title: 'Solaris',
    })
    expect(shape({ attributesToRetrieve: [] })).toEqual({})
  })
})

describe('_formatted', () => {
  test('marks matches in nested values, makes numbers text, leaves null and booleans', () => {
    expect(shape({ q: 'solar', attributesToHighlight: ['*'] })._formatted).toEqual({
      id: '7',
      title: '<em>Solar</em>is',
      tags: ['<em>solar</em>', ['space', '<em>solar</em> wind'], null],
      cast: [{ name: 'Natalya', age: '42' }, { name: '<em>Solar</em> Flare' }],
      released: true,
      remake: null,
    })
  })

  test('marks only in the attributes named, with the tags given', () => {
    const request = { q: 'solar 7', attributesToHighlight: ['cast', 'id'], highlightPreTag: '«', highlightPostTag: '»' }
    expect(shape(request)._formatted).toMatchObject({
      id: '«7»',
      title: 'Solaris',
      cast: [{}, { name: '«Solar» Flare' }],
    })
  })

  test('holds what is retrieved and what is marked, the hit only what is retrieved', () => {
    const hit = shape({ q: 'solar', attributesToRetrieve: ['id'], attributesToHighlight: ['title'] })
    expect(hit).toEqual({ id: 7, _formatted: { id: '7', title: '<em>Solar</em>is' } })
  })

  test('never shows what is not displayed', () => {
    const hit = shape({ q: 'solar', attributesToHighlight: ['*'] }, { displayedAttributes: ['id'] })
    expect(hit).toEqual({ id: 7, _formatted: { id: '7' } })
  })

  test('is not there when nothing is to be marked', () => {
    expect(shape({ q: 'solar', attributesToHighlight: [] })).not.toHaveProperty('_formatted')
    expect(shape({ q: 'solar', attributesToHighlight: null })).not.toHaveProperty('_formatted')
  })

  test('keeps a field called __proto__ a field', () => {
    const document = JSON.parse('{"__proto__": {"a": "solar"}, "title": "x"}') as JsonObject
    const formatted = shape({ q: 'solar', attributesToHighlight: ['*'] }, {}, document)._formatted
    expect(JSON.stringify(formatted)).toBe('{"__proto__":{"a":"<em>solar</em>"},"title":"x"}')
  })
})

describe('_matchesPosition', () => {
  test('tells start and length in UTF-16 units, and the place in arrays', () => {
    expect(shape({ q: 'solar', showMatchesPosition: true })._matchesPosition).toEqual({
      title: [{ start: 0, length: 5 }],
      tags: [
        { start: 0, length: 5, indices: [0] },
        { start: 0, length: 5, indices: [1, 1] },
      ],
      'cast.name': [{ start: 0, length: 5, indices: [1] }],
    })
  })

  test('slices the original, whatever stands before the match', () => {
    const title = '😀 éÉ Solaris, solaris'
    const found = shape({ q: 'solaris ', showMatchesPosition: true }, {}, { title })._matchesPosition as {
      title: { start: number; length: number }[]
    }
    expect(found.title.map(({ start, length }) => title.slice(start, start + length))).toEqual(['Solaris', 'solaris'])
  })

  test('covers numbers as their text, and only what is shown', () => {
    expect(shape({ q: '42', attributesToRetrieve: ['cast'], showMatchesPosition: true })._matchesPosition).toEqual({
      'cast.age': [{ start: 0, length: 2, indices: [0] }],
    })
    expect(shape({ q: 'solaris', attributesToRetrieve: ['id'], showMatchesPosition: true })._matchesPosition).toEqual(
      {},
    )
  })
})
