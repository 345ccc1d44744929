import { describe, expect, test } from 'vitest'
import { graphLevels, graphNodes, maxPaths, removalOrder } from '../../../../src/core/query/plan/graph.ts'
import { parseQuery } from '../../../../src/core/query/plan/parse.ts'

const parse = (query: string) => parseQuery(query, new Set(['the']), true)
const names = (query: string): string[] => graphNodes(parse(query)).map(({ words }) => words.join(' '))
const order = (query: string, strategy: 'last' | 'all' | 'frequency', frequencies: number[] = []) =>
  removalOrder(strategy, parse(query).terms, frequencies)
/** Per level, its paths as text; only nodes of the given words are possible. */
function paths(query: string, strategy: 'last' | 'all', possible?: string[]): string[][] {
  const parsed = parse(query)
  const nodes = graphNodes(parsed)
  const name = (node: number): string => nodes[node].words.join(' ')
  const levels = graphLevels(
    nodes,
    parsed.terms.length,
    order(query, strategy),
    (node) => possible?.includes(name(node)) ?? true,
  )
  return levels.map((level) => level.paths.map((path) => path.map(name).join('|')))
}

describe('nodes', () => {
  test('are the terms, then two and three neighbours read as one', () => {
    expect(names('a b c')).toEqual(['a', 'b', 'c', 'ab', 'bc', 'abc'])
    expect(
      graphNodes(parse('a b')).map(({ prefix, terms, position, endPosition }) => [
        prefix,
        terms,
        position,
        endPosition,
      ]),
    ).toEqual([
      [false, 1, 0, 0],
      [true, 1, 1, 1],
      [true, 2, 0, 1],
    ])
  })

  test('phrases, and words with a stop word or a hard separator between them, are not joined', () => {
    expect(names('a "b" c')).toEqual(['a', 'b', 'c'])
    expect(names('a the b')).toEqual(['a', 'b'])
    expect(names('a. b')).toEqual(['a', 'b'])
  })
})

describe('terms are given up', () => {
  test('from the last to the second, one by one', () => {
    expect(order('a b c', 'last')).toEqual([[2], [1]])
    expect(order('a', 'last')).toEqual([])
  })

  test('but never phrases, whose presence lets every word go', () => {
    expect(order('a "b c" d', 'last')).toEqual([[2], [0]])
    expect(order('"b c"', 'last')).toEqual([])
  })

  test('not at all where all are wanted', () => {
    expect(order('a b c', 'all')).toEqual([])
  })

  test('the most frequent first, those that are nowhere before all others, equals together', () => {
    expect(order('a b c d', 'frequency', [5, 9, 0, 9])).toEqual([[2], [1, 3]])
    expect(order('a b', 'frequency', [3, 3])).toEqual([])
    expect(order('a "b" c', 'frequency', [3, 1, 0])).toEqual([[2], [0]])
  })
})

describe('paths', () => {
  test('are all ways to cut the query, with fewest n-grams first', () => {
    expect(paths('a b c', 'all')).toEqual([['a|b|c', 'a|bc', 'ab|c', 'abc']])
  })

  test('go only through what the index has', () => {
    expect(paths('a b c', 'all', ['a', 'b', 'bc'])).toEqual([['a|bc']])
    expect(paths('a b c', 'all', ['a', 'b'])).toEqual([[]])
  })

  test('an n-gram goes with each of its terms', () => {
    expect(paths('a b', 'last')).toEqual([['a|b', 'ab'], ['a']])
  })

  test('of very many, only the plainest are kept', () => {
    const [first] = paths('a b c d e f g h i j', 'all')
    expect(first).toHaveLength(maxPaths)
    expect(first[0]).toBe('a|b|c|d|e|f|g|h|i|j')
  })
})
