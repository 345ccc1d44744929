/** Flattening: every value once, under its dot path, in document order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flattenDocument } from '../../../src/core/document/flatten.ts'
import { documentLimits, type JsonObject, type JsonValue } from '../../../src/shared/document.ts'
import { anyDocument, refusalOf } from '../input/payloads.ts'

type Leaf = [path: string, value: string | number | boolean]

function leavesOf(document: JsonObject): Leaf[] {
  const leaves: Leaf[] = []
  flattenDocument(document, (...leaf) => leaves.push(leaf))
  return leaves
}

/** The same, written for clarity. */
function naiveLeaves(document: JsonObject): Leaf[] {
  const walk = (path: string, value: JsonValue): Leaf[] => {
    if (value === null || ['_vectors', '_geo', '_geojson'].includes(path.split('.')[0])) return []
    if (Array.isArray(value)) return value.flatMap((element) => walk(path, element))
    if (typeof value === 'object')
      return Object.entries(value).flatMap(([key, member]) => walk(`${path}.${key}`, member))
    return [[path, value]]
  }
  return Object.entries(document).flatMap(([key, value]) => walk(key, value))
}

test('objects become dot paths, elements of arrays are values of their own, null is none', () => {
  expect(leavesOf({ id: 1, author: { name: 'Lem', born: null, alive: false }, tags: ['a', ['b', []], 'c'] })).toEqual([
    ['id', 1],
    ['author.name', 'Lem'],
    ['author.alive', false],
    ['tags', 'a'],
    ['tags', 'b'],
    ['tags', 'c'],
  ])
})

test('values of one path come in document order through arrays of objects and keys with dots', () => {
  expect(leavesOf({ a: [{ b: 'x', c: 1 }, { b: ['y', 'z'] }], 'a.b': 'w' })).toEqual([
    ['a.b', 'x'],
    ['a.c', 1],
    ['a.b', 'y'],
    ['a.b', 'z'],
    ['a.b', 'w'],
  ])
})

test('vectors and places are not values, but only at the top', () => {
  const document = { _geo: { lat: 1 }, _vectors: [1], _geojson: 'x', nested: { _geo: 'y' }, _geos: 'z' }
  expect(leavesOf(document)).toEqual([
    ['nested._geo', 'y'],
    ['_geos', 'z'],
  ])
})

test('any documents, one after another, give what the plain walk gives', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'a.b', '', '_geo', '_geo.lat', 'constructor', 'toString')
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<JsonValue>('x', 1, true, null),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }))
  const document = fc.oneof(fc.dictionary(key, tree, { maxKeys: 5 }), anyDocument) as fc.Arbitrary<JsonObject>
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 4 }), (documents) => {
      for (const one of documents) {
        expect(leavesOf(one)).toEqual(naiveLeaves(one))
      }
    }),
    { numRuns: 500 },
  )
})

test('more kinds of keys than are remembered still come out right', () => {
  for (let i = 0; i < 3; i++) {
    const many = Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`key${i}-${n}`, { inner: n }]))
    const leaves = leavesOf(many)
    expect(leaves).toHaveLength(40_000)
    expect(leaves.every(([path, value], n) => path === `key${i}-${n}.inner` && value === n)).toBe(true)
  }
})

test('nesting up to the limit is flattened, one level more is refused with its path', () => {
  const nested = (levels: number): JsonObject => (levels === 1 ? { x: 1 } : { a: nested(levels - 1) })
  expect(leavesOf(nested(documentLimits.maxDepth))).toEqual([[`${'a.'.repeat(documentLimits.maxDepth - 1)}x`, 1]])
  const refusal = refusalOf(() => leavesOf(nested(documentLimits.maxDepth + 1)))
  expect(refusal.code).toBe('malformed_payload')
  expect(refusal.message).toContain('a.a.a')
})

test('paths up to the limit are flattened; longer ones are refused before they fill the memory', () => {
  const key = 'k'.repeat(documentLimits.maxPathLength - 2)
  expect(leavesOf({ [key]: { x: 1 } })).toEqual([[`${key}.x`, 1]])
  const huge = { ['k'.repeat(1_000_000)]: Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [i, i])) }
  for (const document of [{ [key]: { xy: 1 } }, { [`${key}xyz`]: null }, huge]) {
    const refusal = refusalOf(() => leavesOf(document))
    expect(refusal.code).toBe('malformed_payload')
    expect(refusal.message).toMatch(/^kkk.*2048/)
    expect(refusal.message.length).toBeLessThan(500)
  }
})
