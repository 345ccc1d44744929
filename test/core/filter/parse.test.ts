import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseFilter } from '../../../src/core/filter/parse.ts'
import { SeeklingError } from '../../../src/shared/errors.ts'
import { filtersOver, points } from '../../support/filters.ts'
import { printFilter } from '../../support/print-filter.ts'

const parse = (input: unknown) => parseFilter(input, 'invalid_search_filter')

function refusal(input: unknown): SeeklingError {
  try {
    parse(input)
  } catch (error) {
    expect(error).toBeInstanceOf(SeeklingError)
    return error as SeeklingError
  }
  return expect.fail(`${JSON.stringify(input)} was taken`)
}

test('what is printed parses to the same filter', () => {
  fc.assert(
    fc.property(filtersOver(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), points), (filter) => {
      expect(parse(printFilter(filter))).toEqual(filter)
    }),
  )
})

test('any text is a filter or an error that names a place in it', () => {
  const pieces = fc.constantFrom(
    'a',
    '"',
    "'",
    '(',
    ')',
    '[',
    ']',
    ',',
    '=',
    '>',
    'AND',
    'NOT',
    'IN',
    'TO',
    '_geoRadius',
    '\\',
    '💡',
    '1',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces).map((list) => list.join(' ')),
      ),
      (text) => {
        try {
          parse(text)
        } catch (error) {
          const { code, details, message } = error as SeeklingError
          expect(code).toBe('invalid_search_filter')
          const position = details?.position as number
          expect(position).toBeGreaterThanOrEqual(0)
          expect(position).toBeLessThanOrEqual(text.length)
          expect(message).toContain(`character ${position + 1}`)
        }
      },
    ),
  )
})

describe('forms', () => {
  const a = { op: '=', field: 'a', value: '1' }
  const b = { op: '=', field: 'b', value: '2' }
  const c = { op: '=', field: 'c', value: '3' }

  test.each([
    [undefined, null],
    [null, null],
    ['', null],
    [' \n', null],
    [[], null],
    [[[], ' '], null],
    ['a = 1', a],
    ['a=1', a],
    ['a = 1 OR b = 2 AND c = 3', { op: 'OR', parts: [a, { op: 'AND', parts: [b, c] }] }],
    ['(a = 1 OR b = 2) AND c = 3', { op: 'AND', parts: [{ op: 'OR', parts: [a, b] }, c] }],
    [['a = 1', 'b = 2'], { op: 'AND', parts: [a, b] }],
    [[['a = 1', 'b = 2'], 'c = 3'], { op: 'AND', parts: [{ op: 'OR', parts: [a, b] }, c] }],
    [[['a = 1', 'b = 2']], { op: 'OR', parts: [a, b] }],
    ['NOT NOT a = 1', { op: 'NOT', part: { op: 'NOT', part: a } }],
    ['NOT a = 1 AND b = 2', { op: 'AND', parts: [{ op: 'NOT', part: a }, b] }],
  ])('%j', (input, filter) => {
    expect(parse(input)).toEqual(filter)
  })

  test.each([
    ['price 1 TO 2.5', { op: 'TO', field: 'price', from: '1', to: '2.5' }],
    ['x IN [a, "b c",]', { op: 'IN', field: 'x', values: ['a', 'b c'] }],
    ['x IN []', { op: 'IN', field: 'x', values: [] }],
    ['x NOT IN [a]', { op: 'NOT', part: { op: 'IN', field: 'x', values: ['a'] } }],
    ['x EXISTS', { op: 'EXISTS', field: 'x' }],
    ['x NOT EXISTS', { op: 'NOT', part: { op: 'EXISTS', field: 'x' } }],
    ['x IS NULL', { op: 'IS NULL', field: 'x' }],
    ['x IS NOT NULL', { op: 'NOT', part: { op: 'IS NULL', field: 'x' } }],
    ['x IS EMPTY', { op: 'IS EMPTY', field: 'x' }],
    ['x IS NOT EMPTY', { op: 'NOT', part: { op: 'IS EMPTY', field: 'x' } }],
    ['x CONTAINS b', { op: 'CONTAINS', field: 'x', value: 'b' }],
    ['x NOT CONTAINS b', { op: 'NOT', part: { op: 'CONTAINS', field: 'x', value: 'b' } }],
    ['x STARTS WITH b', { op: 'STARTS WITH', field: 'x', value: 'b' }],
    ['x NOT STARTS WITH b', { op: 'NOT', part: { op: 'STARTS WITH', field: 'x', value: 'b' } }],
    ['x >= -5', { op: '>=', field: 'x', value: '-5' }],
    ['x!=y', { op: '!=', field: 'x', value: 'y' }],
    ['"a b".c = 1', null],
    ['author.name = "O\'Hara"', { op: '=', field: 'author.name', value: "O'Hara" }],
    ["x = 'it\\'s \\\\ \"so\" \\n'", { op: '=', field: 'x', value: 'it\'s \\ "so" \\n' }],
    ['x = "AND"', { op: '=', field: 'x', value: 'AND' }],
    ['x = or', { op: '=', field: 'x', value: 'or' }],
    ['größe = 1', { op: '=', field: 'größe', value: '1' }],
    ['_geoRadius(45.5, 9, 2000)', { op: '_geoRadius', center: [45.5, 9], metres: 2000 }],
    ['_geoRadius( "45.5",9 , 2000, 125 )', { op: '_geoRadius', center: [45.5, 9], metres: 2000 }],
    ['_geoBoundingBox([2, 3], [1, -4])', { op: '_geoBoundingBox', topRight: [2, 3], bottomLeft: [1, -4] }],
    [
      '_geoPolygon([0,0],[0,1],[1,1])',
      {
        op: '_geoPolygon',
        points: [
          [0, 0],
          [0, 1],
          [1, 1],
        ],
      },
    ],
  ])('%s', (text, filter) => {
    if (filter === null) expect(refusal(text).code).toBe('invalid_search_filter')
    else expect(parse(text)).toEqual(filter)
  })
})

describe('what is wrong is named with its place', () => {
  test.each([
    ['a', 2, 'operator'],
    ['a = ', 5, 'a value'],
    ['a = OR', 5, 'put it in quotes'],
    ['a == 1', 4, 'a value'],
    ['= 1', 1, 'an attribute'],
    ['a = 1 b = 2', 7, 'AND, OR or the end'],
    ['a = b c', 7, 'AND, OR'],
    ['title big movie', 11, 'TO'],
    ['(a = 1', 7, ')'],
    ['a = 1)', 6, 'AND, OR or the end'],
    ['a = "x', 5, 'not closed'],
    ['a IN [1 2]', 9, ', or ]'],
    ['a IN 1', 6, '['],
    ['a IN [1', 8, ', or ]'],
    ['a IS 1', 6, 'NULL or EMPTY'],
    ['a NOT = 1', 7, 'IN, EXISTS'],
    ['a STARTS 1', 10, 'WITH'],
    ['a & b', 3, 'an operator'],
    ['_geo = 1', 1, '_geoRadius'],
    ['_geoRadius(91, 0, 1)', 12, 'a latitude from -90 to 90'],
    ['_geoRadius(1, 181, 1)', 15, 'a longitude from -180 to 180'],
    ['_geoRadius(1, 1, x)', 18, 'a distance in metres'],
    ['_geoRadius(1, 1)', 16, ','],
    ['_geoRadius(1, 1, 1, 2)', 21, 'a resolution from 3 to 1000'],
    ['_geoRadius(x, 1, 1)', 12, 'a latitude'],
    ['_geoBoundingBox([1, 1])', 23, 'two corners'],
    ['_geoBoundingBox([1, 1], [2, 0])', 31, 'northern'],
    ['_geoPolygon([0,0],[0,1])', 24, 'three points'],
  ])('%s', (text, character, expected) => {
    const { message, details } = refusal(text)
    expect(message).toContain(expected)
    expect(message).toContain(`character ${character}`)
    expect(details).toMatchObject({ path: 'filter', position: character - 1 })
  })

  test('the place in an array', () => {
    expect(refusal(['a = 1', ['b = 2', 'b']]).details?.path).toBe('filter[1][1]')
    expect(refusal([[['a = 1']]]).details?.path).toBe('filter[0][0]')
    expect(refusal([1]).details?.path).toBe('filter[0]')
    expect(refusal({}).details?.path).toBe('filter')
    expect(refusal(7).details?.path).toBe('filter')
  })
})

test('150 levels are read, more are refused', () => {
  const nested = (levels: number): string => `${'('.repeat(levels)}a = 1${')'.repeat(levels)}`
  expect(parse(nested(150))).toEqual({ op: '=', field: 'a', value: '1' })
  expect(refusal(nested(151)).message).toContain('deeper than 150')
  expect(refusal('NOT '.repeat(100_000)).message).toContain('deeper than 150')
})

test('2000 conditions are read, more are refused', () => {
  const many = (count: number): string => Array(count).fill('a = 1').join(' OR ')
  expect(parse(many(2000))).toMatchObject({ op: 'OR' })
  expect(refusal(many(2001)).message).toContain('IN [...]')
  expect(refusal(Array(2001).fill('a = 1')).message).toContain('2000')
})

test('a million characters are read, in one text or in many, and more are refused', () => {
  const list = (length: number): string => `a IN [${'1,'.repeat(length).slice(0, length - 7)}]`
  expect(parse(list(1_000_000))).toMatchObject({ op: 'IN' })
  expect(refusal(list(1_000_001)).message).toContain('1000000 characters')
  expect(parse([list(400_000), list(600_000)])).toMatchObject({ op: 'AND' })
  expect(refusal([list(400_000), [list(600_001)]])).toMatchObject({ details: { path: 'filter[1][0]' } })
})

test('backslashes are taken from quoted texts, however long, and other quotes are left', () => {
  const long = 'x'.repeat(10_000)
  expect(parse(`a = "${long}" AND a = "${long}\\\\"`)).toMatchObject({
    parts: [{ value: long }, { value: `${long}\\` }],
  })
  expect(parse(`a = '\\'' AND a = "it's"`)).toMatchObject({ parts: [{ value: "'" }, { value: "it's" }] })
})

test('a filter is parsed once', () => {
  expect(parse('a = 1 AND b > 2')).toBe(parse('a = 1 AND b > 2'))
  expect(parse(['a = 1', 'b = 1'])).toBe(parse(['a = 1', 'b = 1']))
})
