/** Random filters over a handful of attributes and values, so that they often mean something. */
import fc from 'fast-check'
import type { Filter, Point } from '../../src/core/filter/filter.ts'
import type { JsonObject, JsonValue } from '../../src/shared/document.ts'

const latitude = fc.double({ min: -90, max: 90, noNaN: true }).map((value) => value + 0)
const longitude = fc.double({ min: -180, max: 180, noNaN: true }).map((value) => value + 0)
export const points: fc.Arbitrary<Point> = fc.tuple(latitude, longitude)

/** Whole degrees: no place of `filterDocuments` lies on a line between two of them. */
export const corners: fc.Arbitrary<Point> = fc.tuple(
  fc.integer({ min: -90, max: 90 }),
  fc.integer({ min: -180, max: 180 }),
)

const boxOf = (points: fc.Arbitrary<Point>) =>
  fc.tuple(points, points).map(
    ([a, b]): Filter => ({
      op: '_geoBoundingBox',
      topRight: [Math.max(a[0], b[0]), a[1]],
      bottomLeft: [Math.min(a[0], b[0]), b[1]],
    }),
  )

/** Filters whose attributes and values are drawn from these. */
export function filtersOver(
  fields: fc.Arbitrary<string>,
  values: fc.Arbitrary<string>,
  places: fc.Arbitrary<Point>,
): fc.Arbitrary<Filter> {
  const condition: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({
      op: fc.constantFrom('=', '!=', '>', '>=', '<', '<=', 'CONTAINS', 'STARTS WITH'),
      field: fields,
      value: values,
    }),
    fc.record({ op: fc.constant('TO' as const), field: fields, from: values, to: values }),
    fc.record({ op: fc.constant('IN' as const), field: fields, values: fc.array(values, { maxLength: 4 }) }),
    fc.record({ op: fc.constantFrom('EXISTS', 'IS NULL', 'IS EMPTY'), field: fields }),
    fc.record({
      op: fc.constant('_geoRadius' as const),
      center: places,
      metres: fc
        .oneof(fc.double({ min: 0, max: 1e22, noNaN: true }), fc.integer({ min: 0, max: 2e7 }))
        .map((value) => value + 0),
    }),
    fc.record({ op: fc.constant('_geoPolygon' as const), points: fc.array(places, { minLength: 3, maxLength: 6 }) }),
    boxOf(places),
  )
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      condition,
      fc.record({ op: fc.constantFrom('AND', 'OR'), parts: fc.array(tie('filter'), { minLength: 2, maxLength: 4 }) }),
      fc.record({ op: fc.constant('NOT' as const), part: tie('filter') }),
    ),
  })).filter
}

/** Values of filters that often meet those of `filterDocuments`. */
export const filterValues = fc.constantFrom('1', '2', '2.5', '-1', '1e0', 'x', 'X', 'xy', 'é', '', ' ', 'true', '10')

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom(1, 2, 2.5, -1, 10, 'x', 'X', 'Xy', 'é', 'É', 'e', '', ' ', 'true', '1', '2', true, false, null),
)
const member: fc.Arbitrary<JsonValue> = fc.oneof(
  scalar,
  fc.array(fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.record({ b: scalar }, { requiredKeys: [] })), {
    maxLength: 3,
  }),
  fc.record({ b: fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) }, { requiredKeys: [] }),
)

/** Documents with the attributes `a`, `b` and `a.b` of all kinds, some with a place. */
export const filterDocuments: fc.Arbitrary<JsonObject[]> = fc.array(
  fc.record(
    {
      a: member,
      b: member,
      _geo: corners.map(([lat, lng]) => ({ lat: lat * 0.98 + Math.SQRT1_2, lng: lng * 0.98 + Math.sqrt(3) / 2 })),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
  { maxLength: 40 },
)
