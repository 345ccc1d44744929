/** What counts as an object, a whole number, a list of strings and a decimal number, everywhere. */
import { describe, expect, test } from 'vitest'
import { isCount, isObject, isStrings, membersOf, numberOf } from '../../src/shared/value-shapes.ts'

describe('an object', () => {
  test.each([{}, { a: 1 }, Object.create(null), new Map()])('is %o', (value) => expect(isObject(value)).toBe(true))
  test.each([null, undefined, [], 'text', 1, () => {}])('is not %o', (value) => {
    expect(isObject(value)).toBe(false)
    expect(membersOf(value)).toEqual({})
  })
})

test('a count is a whole number that a double holds exactly, 0 or more', () => {
  expect([0, 1, Number.MAX_SAFE_INTEGER].every(isCount)).toBe(true)
  expect([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', null].some(isCount)).toBe(false)
})

test('a list with a hole is no list of strings', () => {
  expect(isStrings(['a', ''])).toBe(true)
  expect(isStrings([])).toBe(true)
  const holed: unknown[] = ['a']
  holed[2] = 'c'
  expect(isStrings(holed)).toBe(false)
  expect(isStrings('a')).toBe(false)
})

describe('a decimal number', () => {
  test.each([
    ['12', 12],
    ['-1.5', -1.5],
    ['+.5', 0.5],
    ['1.', 1],
    ['2E3', 2000],
    ['2e-3', 0.002],
  ])('%s', (text, number) => expect(numberOf(text)).toBe(number))
  test.each(['', ' 1', '0x10', '1e', '1_000', 'Infinity', '1,5', '-'])('"%s" is none', (text) =>
    expect(numberOf(text)).toBeNaN(),
  )
})
