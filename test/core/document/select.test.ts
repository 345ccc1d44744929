/** Selecting fields keeps the shape around what is selected. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flattenDocument } from '../../../src/core/document/flatten.ts'
import { selectFields } from '../../../src/core/document/select.ts'
import type { JsonObject } from '../../../src/shared/document.ts'
import { anyDocument } from '../input/payloads.ts'

const film: JsonObject = {
  id: 1,
  title: 'Solaris',
  director: { name: 'Tarkovsky', born: { year: 1932, place: 'Zavrazhye' } },
  cast: [{ name: 'Banionis', roles: ['Kelvin'] }, 'uncredited', { roles: [] }, [{ name: 'Bondarchuk' }]],
}

test('paths select fields and what is below them, in the order of the document', () => {
  expect(JSON.stringify(selectFields(film, ['title', 'id']))).toBe('{"id":1,"title":"Solaris"}')
  expect(selectFields(film, ['director'])).toEqual({ director: film.director })
  expect(selectFields(film, ['director.born.year', 'director.name'])).toEqual({
    director: { name: 'Tarkovsky', born: { year: 1932 } },
  })
  expect(selectFields(film, ['director.born', 'director.born.year'])).toEqual({
    director: { born: { year: 1932, place: 'Zavrazhye' } },
  })
})

test('in arrays every object keeps its part, and what has none is left out', () => {
  expect(selectFields(film, ['cast.name'])).toEqual({ cast: [{ name: 'Banionis' }, [{ name: 'Bondarchuk' }]] })
  expect(selectFields(film, ['cast.age', 'title.x', 'director.name.first', 'direct'])).toEqual({})
})

test('keys that hold dots are selected by their path', () => {
  const document = { 'a.b': 1, 'a.c': { d: 2 }, a: { b: 3, 'c.d': 4 } }
  expect(selectFields(document, ['a.b'])).toEqual({ 'a.b': 1, a: { b: 3 } })
  expect(selectFields(document, ['a.c.d'])).toEqual({ 'a.c': { d: 2 }, a: { 'c.d': 4 } })
  expect(selectFields(document, ['a'])).toEqual(document)
})

test('a star at either end of a path stands for anything', () => {
  expect(selectFields(film, ['ti*', 'dir*'])).toEqual({ title: film.title, director: film.director })
  expect(selectFields(film, ['director.b*'])).toEqual({ director: { born: { year: 1932, place: 'Zavrazhye' } } })
  expect(selectFields(film, ['*name'])).toEqual({
    director: { name: 'Tarkovsky' },
    cast: [{ name: 'Banionis' }, [{ name: 'Bondarchuk' }]],
  })
  expect(selectFields(film, ['*orn.*'])).toEqual({ director: { born: { year: 1932, place: 'Zavrazhye' } } })
})

test('a star is everything, no path is nothing, inherited names are no fields', () => {
  expect(selectFields(film, ['x', '*'])).toEqual(film)
  expect(selectFields(film, [])).toEqual({})
  expect(selectFields(film, ['constructor', '__proto__', 'toString.name'])).toEqual({})
})

test('what is selected has exactly the leaves under the paths', () => {
  const leaves = (document: JsonObject): [string, unknown][] => {
    const found: [string, unknown][] = []
    flattenDocument(document, (path, value) => found.push([path, value]))
    return found
  }
  const key = fc.constantFrom('a', 'b', 'c', 'a.b')
  const small = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.constantFrom(1, null), fc.dictionary(key, tie('tree')), fc.array(tie('tree'))),
  })).tree
  const document = fc.oneof(fc.dictionary(key, small), anyDocument) as fc.Arbitrary<JsonObject>
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((keys) => keys.join('.'))
  fc.assert(
    fc.property(document, fc.array(path, { maxLength: 3 }), (one, paths) => {
      const wanted = leaves(one).filter(([leaf]) => paths.some((path) => leaf === path || leaf.startsWith(`${path}.`)))
      expect(leaves(selectFields(one, paths))).toEqual(wanted)
    }),
    { numRuns: 500 },
  )
})
