import { expect, test } from 'vitest'
import { median, quantile, spreadOf } from '../../scripts/statistics.mjs'

test('a quantile is a value of the list, whatever its order', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => (i * 37) % 100)
  expect(quantile(hundred, 0.5)).toBe(50)
  expect(quantile(hundred, 0.95)).toBe(95)
  expect(quantile(hundred, 0.99)).toBe(99)
  expect(quantile([10, 9], 0.95)).toBe(10)
  expect(quantile([3], 0.99)).toBe(3)
})

test('numbers are sorted as numbers, and the list is left as it was', () => {
  const list = [100, 9, 20]
  expect(median(list)).toBe(20)
  expect(list).toEqual([100, 9, 20])
})

test('a spread is the median with the range, in four digits', () => {
  expect(spreadOf([5.43219, 2, 12345.6])).toEqual({ median: 5.432, lowest: 2, highest: 12350 })
})
