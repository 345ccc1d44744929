/** Any filter on random documents finds what a naive predicate finds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateFilter } from '../../../src/core/filter/evaluate.ts'
import type { Filter, Point } from '../../../src/core/filter/filter.ts'
import { distance } from '../../../src/core/filter/geo.ts'
import { parseFilter } from '../../../src/core/filter/parse.ts'
import type { JsonObject, JsonValue } from '../../../src/shared/document.ts'
import { corners, filterDocuments, filtersOver, filterValues, points } from '../../support/filters.ts'
import { meets, naiveDistance } from '../../support/naive-filter.ts'
import { naiveSegment } from '../../support/naive-segment.ts'

function found(filter: Filter, documents: readonly JsonObject[]): number[] {
  const segment = naiveSegment(
    documents.map((value, ordinal) => ({ value, ordinal })),
    [],
    () => false,
  )
  return [...evaluateFilter(filter, segment).toArray()]
}

test('any filter agrees with a naive predicate', () => {
  fc.assert(
    fc.property(
      filterDocuments,
      filtersOver(fc.constantFrom('a', 'b', 'a.b', 'none'), filterValues, corners),
      (documents, filter) => {
        const wanted = documents.flatMap((document, i) => (meets(filter, document) ? [i] : []))
        expect(found(filter, documents)).toEqual(wanted)
      },
    ),
    { numRuns: 1000 },
  )
})

test('distances are those of a sphere', () => {
  fc.assert(
    fc.property(points, points, (a, b) => {
      expect(distance(a, b)).toBeCloseTo(naiveDistance(a, b), -1)
    }),
  )
  // Paris to London.
  expect(distance([48.8566, 2.3522], [51.5074, -0.1278])).toBeCloseTo(343_500, -3)
})

describe('each operator', () => {
  const documents: JsonObject[] = [
    { id: 0, a: 1, b: 'Red' },
    { id: 1, a: '1', b: ' red ' },
    { id: 2, a: [2, 'two', null], b: 'Écru' },
    { id: 3, a: null, b: '' },
    { id: 4, a: [], b: {} },
    { id: 5, a: { b: [{ c: 3 }, { c: null }] } },
    { id: 6, a: true },
    { id: 7 },
  ]
  test.each([
    ['a = 1', [0, 1]],
    ['a = 1.0', [0]],
    ['a != 1', [2, 3, 4, 5, 6, 7]],
    ['b = RED', [0, 1]],
    ['b = ecru', []],
    ['b = "e\u0301cru"', [2]],
    ['b = écru', [2]],
    ['a = true', [6]],
    ['a > 1', [2, 6]],
    ['a >= 1', [0, 1, 2, 6]],
    ['a < 2', [0, 1]],
    ['a <= 2', [0, 1, 2]],
    ['a 1 TO 2', [0, 1, 2]],
    ['b "a" TO "m"', [2]],
    ['a IN [1, two]', [0, 1, 2]],
    ['a NOT IN [1, two]', [3, 4, 5, 6, 7]],
    ['a IN []', []],
    ['a EXISTS', [0, 1, 2, 3, 4, 5, 6]],
    ['a NOT EXISTS', [7]],
    ['a.b EXISTS', [5]],
    ['a IS NULL', [3]],
    ['a IS NOT NULL', [0, 1, 2, 4, 5, 6, 7]],
    ['a.b.c IS NULL', []],
    ['a IS EMPTY', [4]],
    ['b IS EMPTY', [3, 4]],
    ['a.b.c = 3', [5]],
    ['b CONTAINS E', [0, 1, 2]],
    ['b NOT CONTAINS E', [3, 4, 5, 6, 7]],
    ['b STARTS WITH R', [0, 1]],
    ['b NOT STARTS WITH R', [2, 3, 4, 5, 6, 7]],
    ['a = 1 AND b = red OR a IS NULL', [0, 1, 3]],
    ['NOT (a EXISTS AND b EXISTS)', [5, 6, 7]],
    ['_geoRadius(0, 0, 1e9)', []],
    ['nothing = 1', []],
    ['NOT nothing = 1', [0, 1, 2, 3, 4, 5, 6, 7]],
  ] as [string, number[]][])('%s', (text, wanted) => {
    expect(found(parseFilter(text, 'invalid_search_filter') as Filter, documents)).toEqual(wanted)
  })
})

describe('places', () => {
  const at = (...all: Point[]): JsonObject[] => all.map(([lat, lng]) => ({ _geo: { lat, lng } as JsonValue }))
  const documents = [...at([45, 9], [45, 10], [-10, 179], [-10, -179], [90, 0]), { _geo: null }, {}]
  test.each([
    ['_geoRadius(45, 9, 0)', [0]],
    ['_geoRadius(45, 9, 80000)', [0, 1]],
    ['_geoRadius(-10, 180, 120000)', [2, 3]],
    ['_geoRadius(89, 180, 230000)', [4]],
    ['_geoBoundingBox([46, 9.5], [44, 8])', [0]],
    ['_geoBoundingBox([0, -178], [-20, 178])', [2, 3]],
    ['_geoPolygon([44, 8], [46, 8], [46, 9.5], [44, 9.5])', [0]],
    ['NOT _geoRadius(45, 9, 80000)', [2, 3, 4, 5, 6]],
  ] as [string, number[]][])('%s', (text, wanted) => {
    expect(found(parseFilter(text, 'invalid_search_filter') as Filter, documents)).toEqual(wanted)
  })

  test('a polygon may have many points, but not more than can be compared with every place', () => {
    const polygon = (count: number) => {
      const south = Array.from({ length: count - 2 }, (_, i) => `[44, ${8 + i / count}]`)
      return parseFilter(`_geoPolygon(${south.join(', ')}, [46, 9.5], [46, 8])`, 'invalid_search_filter') as Filter
    }
    expect(found(polygon(2000), documents)).toEqual([0])
    expect(() => polygon(2001)).toThrow('more than 2000 points')
  })
})
