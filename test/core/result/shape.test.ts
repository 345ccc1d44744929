import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { shapeHit } from '../../../src/core/result/shape.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import type { Hit, SearchRequest, TextPart } from '../../../src/shared/search.ts'
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

/**
 * The value with each list of parts replaced. The documents here hold no objects that look like
 * parts.
 */
function mapParts(value: unknown, map: (parts: TextPart[]) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const isParts =
      value.length > 0 && value.every((item) => typeof item === 'object' && item !== null && 'isMatch' in item)
    return isParts ? map(value) : value.map((item) => mapParts(item, map))
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapParts(inner, map)]))
}

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

describe('a cropped attribute', () => {
  const text = 'Far away, on the planet Solaris, an ocean thinks. Nobody understands what the ocean of Solaris wants.'
  const crop = (request: SearchRequest, document: JsonObject = { id: 1, text }) =>
    shape(request, {}, document)._formatted as Record<string, unknown>

  test('keeps ten words, or as many as asked for, marked or not', () => {
    expect(crop({ q: 'far', attributesToCrop: ['text'] }).text).toBe(
      'Far away, on the planet Solaris, an ocean thinks. Nobody…',
    )
    expect(crop({ q: 'nobody', attributesToCrop: ['text'], cropLength: 8 }).text).toBe(
      '…Nobody understands what the ocean of Solaris wants.',
    )
    expect(crop({ q: 'nobody', attributesToCrop: ['text'], cropLength: 3 }).text).toBe('…Nobody understands what…')
    expect(crop({ q: 'nobody', attributesToCrop: ['text:2'], cropLength: 3, cropMarker: ' [..] ' }).text).toBe(
      ' [..] Nobody understands [..] ',
    )
    expect(crop({ q: 'nobod', attributesToCrop: ['text:2'], attributesToHighlight: ['text'] }).text).toBe(
      '…<em>Nobod</em>y understands…',
    )
    expect(crop({ q: 'nobody', attributesToCrop: ['text'], cropLength: 0 }).text).toBe(text)
    expect(crop({ q: 'nobody', attributesToCrop: ['text:0'], cropLength: 3 }).text).toBe(text)
    expect(crop({ q: 'nobody', attributesToCrop: ['text'], cropLength: 1e15 }).text).toBe(text)
  })

  test('is named, or covered by a star or pattern; the name counts more', () => {
    const document = { id: 1, text, title_en: 'one two three', title_fr: 'un deux trois', note: 'a b c' }
    const request = { attributesToCrop: ['*:2', 'title_*:1', 'title_fr:3', 'note'], cropLength: 0 }
    expect(crop(request, document)).toEqual({
      id: '1',
      text: 'Far away…',
      title_en: 'one two…',
      title_fr: 'un deux trois',
      note: 'a b c',
    })
    expect(crop({ attributesToCrop: ['title_*:1'] }, document)).toMatchObject({
      text,
      title_en: 'one…',
      title_fr: 'un…',
    })
  })

  test('may have a colon in its name', () => {
    const document = { 'dc:title': 'one two three', 'dc:title:2': 'one two three' }
    expect(crop({ attributesToCrop: ['dc:title'], cropLength: 1 }, document)['dc:title']).toBe('one…')
    expect(crop({ attributesToCrop: ['dc:title:1'] }, document)['dc:title']).toBe('one…')
  })

  test('is cropped in nested values, arrays and numbers, each text by itself', () => {
    const document = { a: { b: ['one two three', 'three four', 7] }, n: 1.5, ok: true, none: null }
    expect(crop({ q: 'three', attributesToCrop: ['a.b:1', 'n:1'] }, document)).toEqual({
      a: { b: ['…three', 'three…', '7'] },
      n: '1…',
      ok: true,
      none: null,
    })
  })

  test('is shown although it is not retrieved, but not if it is not displayed', () => {
    const request = { attributesToRetrieve: ['id'], attributesToCrop: ['text:1'] }
    expect(shape(request, {}, { id: 1, text })).toEqual({ id: 1, _formatted: { id: '1', text: 'Far…' } })
    expect(shape(request, { displayedAttributes: ['id'] }, { id: 1, text })).toEqual({ id: 1 })
  })

  test('of no length has the common one', () => {
    const request = { attributesToCrop: ['text:'], cropLength: 1 }
    expect(shape(request, {}, { text })).toMatchObject({ _formatted: { text: 'Far…' } })
  })

  test('leaves positions as they are in the whole text', () => {
    const request = { q: 'nobody', attributesToCrop: ['text:2'], showMatchesPosition: true }
    expect(shape(request, {}, { text })._matchesPosition).toEqual({ text: [{ start: 50, length: 6 }] })
  })
})

describe('_formattedParts', () => {
  test('are typed after the document', () => {
    type Film = { title: string; year?: number; tags: string[]; seen: boolean | null; cast: { name: string }[] }
    expectTypeOf<NonNullable<Hit<Film>['_formattedParts']>>().toEqualTypeOf<{
      readonly title?: readonly TextPart[]
      readonly year?: readonly TextPart[]
      readonly tags?: readonly (readonly TextPart[])[]
      readonly seen?: boolean | null
      readonly cast?: readonly { readonly name?: readonly TextPart[] }[]
    }>()
  })

  const parts = (request: SearchRequest, document: JsonObject = film) =>
    shape({ showFormattedParts: true, ...request }, {}, document)._formattedParts

  test('are the texts of _formatted, with what matches apart', () => {
    const request = {
      q: 'solar',
      attributesToHighlight: ['title', 'tags'],
      attributesToRetrieve: ['id', 'released', 'remake'],
    }
    expect(parts(request)).toEqual({
      id: [{ text: '7', isMatch: false }],
      title: [
        { text: 'Solar', isMatch: true },
        { text: 'is', isMatch: false },
      ],
      tags: [
        [{ text: 'solar', isMatch: true }],
        [
          [{ text: 'space', isMatch: false }],
          [
            { text: 'solar', isMatch: true },
            { text: ' wind', isMatch: false },
          ],
        ],
        null,
      ],
      released: true,
      remake: null,
    })
  })

  test('hold no tags, and the crop marker is a part that is no match', () => {
    const request = { q: 'solar', attributesToCrop: ['title:1'], highlightPreTag: '<b>', cropMarker: '<i>…</i>' }
    const document = { title: '<script> solar </script>' }
    expect(parts(request, document)).toEqual({
      title: [
        { text: '<i>…</i>', isMatch: false },
        { text: 'solar', isMatch: true },
        { text: '<i>…</i>', isMatch: false },
      ],
    })
  })

  test('alone mark every match in what is retrieved, without _formatted', () => {
    const hit = shape({ q: 'solar', showFormattedParts: true, attributesToRetrieve: ['title'] })
    expect(hit).toEqual({
      title: 'Solaris',
      _formattedParts: {
        title: [
          { text: 'Solar', isMatch: true },
          { text: 'is', isMatch: false },
        ],
      },
    })
    expect(shape({ q: 'solar', showFormattedParts: true, attributesToHighlight: [] })._formattedParts).toMatchObject({
      title: [{ text: 'Solaris', isMatch: false }],
    })
  })

  test('of a text without characters are one empty part, so that it is not taken for an empty list', () => {
    expect(parts({}, { title: '', tags: [] })).toEqual({ title: [{ text: '', isMatch: false }], tags: [] })
  })

  test('joined are _formatted without its tags, whatever is asked for', () => {
    const word = fc.constantFrom('solar', 'Solaris', 'wind', '漢字', 'a', '7', '😀', '<b>')
    const text = fc
      .array(fc.tuple(word, fc.constantFrom(' ', '. ', '', '-')), { maxLength: 12 })
      .map((all) => all.flat().join(''))
    const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 3 }))
    const document = fc.record({ title: value, tags: value, nested: fc.record({ a: value }) })
    const request = fc.record({
      q: text,
      attributesToCrop: fc.subarray(['title', 'tags:2', 'nes*:1', '*']),
      cropLength: fc.nat(5),
      attributesToHighlight: fc.subarray(['title', 'tags', '*a']),
    })
    const join = (parts: unknown, pre: string, post: string): unknown =>
      mapParts(parts, (list) => list.map(({ text, isMatch }) => (isMatch ? pre + text + post : text)).join(''))
    fc.assert(
      fc.property(document, request, (one, asked) => {
        const tags = { highlightPreTag: '\u0001', highlightPostTag: '\u0002' }
        const hit = shape({ ...asked, ...tags, showFormattedParts: true }, {}, one as JsonObject)
        const alone = shape({ ...asked, ...tags }, {}, one as JsonObject)
        expect(hit._formatted).toEqual(alone._formatted)
        if (hit._formatted === undefined) return
        expect(join(hit._formattedParts, '\u0001', '\u0002')).toEqual(hit._formatted)
        expect(JSON.stringify(hit._formattedParts)).not.toMatch(/\\u000[12]/)
      }),
      { numRuns: 500 },
    )
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

  test('covers numbers as their text, and all that is displayed, whatever is retrieved', () => {
    const request = { attributesToRetrieve: ['id'], showMatchesPosition: true }
    const expected = { 'cast.age': [{ start: 0, length: 2, indices: [0] }] }
    expect(shape({ q: '42', ...request })._matchesPosition).toEqual(expected)
    expect(shape({ q: '42', ...request, attributesToHighlight: ['title'] })._matchesPosition).toEqual(expected)
    expect(shape({ q: '42', ...request }, { displayedAttributes: ['id', 'title'] })._matchesPosition).toEqual({})
  })
})
