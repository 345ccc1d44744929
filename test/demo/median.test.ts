/** Medians, which are told or not told at all. */
import { expect, test } from 'vitest'
import { Measurements, median } from '../../demo/median.ts'

test.each([
  [[], undefined],
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 2, 100], 3],
])('the median of %j is %j', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('nothing is told before there are enough, and old measurements go', () => {
  const times = new Measurements({ fewest: 2, most: 3, values: [Number.NaN, 100] })
  expect(times.median).toBeUndefined()
  for (const value of [1, 2, 3]) times.note(value)
  expect(times.values).toEqual([1, 2, 3])
  expect(times.median).toBe(2)
})
