/** Random filters over a handful of attributes and values, so that they often mean something. */
import fc from 'fast-check'
import type { Filter, Point } from '../../src/core/filter/filter.ts'

const latitude = fc.double({ min: -90, max: 90, noNaN: true }).map((value) => value + 0)
const longitude = fc.double({ min: -180, max: 180, noNaN: true }).map((value) => value + 0)
export const points: fc.Arbitrary<Point> = fc.tuple(latitude, longitude)

const box = fc.tuple(points, points).map(
  ([a, b]): Filter => ({
    op: '_geoBoundingBox',
    topRight: [Math.max(a[0], b[0]), a[1]],
    bottomLeft: [Math.min(a[0], b[0]), b[1]],
  }),
)

/** Filters whose attributes and values are drawn from these. */
export function filtersOver(fields: fc.Arbitrary<string>, values: fc.Arbitrary<string>): fc.Arbitrary<Filter> {
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
      center: points,
      metres: fc.double({ min: 0, max: 1e22, noNaN: true }).map((value) => value + 0),
    }),
    fc.record({ op: fc.constant('_geoPolygon' as const), points: fc.array(points, { minLength: 3, maxLength: 6 }) }),
    box,
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
