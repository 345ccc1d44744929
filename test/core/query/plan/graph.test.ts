import { describe, expect, test } from 'vitest'
import { graphLevels, graphNodes, maxPaths, removalOrder } from '../../../../src/core/query/plan/graph.ts'
import { parseQuery } from '../../../../src/core/query/plan/parse.ts'

const parse = (query: string) => parseQuery(query, new Set(['the']), true)
const names = (query: string): string[] => graphNodes(parse(query)).map(({ words }) => words.join(' '))
const order = (query: string, strategy: 'last' | 'all' | 'frequency', frequencies: number[] = []) =>
  removalOrder(strategy, parse(query).terms, frequencies)
/** Per level, its paths as text; only nodes of the given words are possible. */
function paths(
  query: string,
  strategy: 'last' | 'all' | 'frequency',
  possible?: string[],
  frequencies: number[] = [],
): string[][] {
  const nodes = graphNodes(parse(query))
  const name = (node: number): string => nodes[node].words.join(' ')
  const levels = graphLevels(
    nodes,
    order(query, strategy, frequencies),
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
  const never = Number.POSITIVE_INFINITY
  const first = Number.NEGATIVE_INFINITY

  test('from the last to the second, one by one', () => {
    expect(order('a b c', 'last')).toEqual([never, -1, -2])
    expect(order('a', 'last')).toEqual([never])
  })

  test('but never phrases, whose presence lets every word go', () => {
    expect(order('a "b c" d', 'last')).toEqual([-0, never, -2])
    expect(order('"b c"', 'last')).toEqual([never])
  })

  test('not at all where all are wanted', () => {
    expect(order('a b c', 'all')).toEqual([never, never, never])
  })

  test('the most frequent first, those that are nowhere before all others', () => {
    expect(order('a b c d', 'frequency', [5, 9, 0, 9])).toEqual([never, -9, first, -9])
    expect(order('a b', 'frequency', [3, 3])).toEqual([never, never])
    expect(order('a b', 'frequency', [0, 0])).toEqual([never, never])
    expect(order('a "b" c', 'frequency', [3, 1, 0])).toEqual([-3, never, first])
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

  test('give up any of the terms that are as frequent, but none before a more frequent one', () => {
    expect(paths('a b c', 'frequency', ['a', 'b', 'c'], [4, 4, 2])).toEqual([['a|b|c'], ['a|c', 'b|c'], ['c']])
    expect(paths('a b c', 'frequency', ['a', 'b', 'c'], [5, 4, 2])).toEqual([['a|b|c'], ['b|c'], ['c']])
    expect(paths('a b c', 'last', ['a', 'b', 'c'])).toEqual([['a|b|c'], ['a|b'], ['a']])
  })

  test('an n-gram stays until the last of its terms is given up', () => {
    // c goes first of all; where a is given up for it instead, c stands in cd.
    expect(paths('a b c d', 'frequency', ['a', 'b', 'd', 'cd'], [5, 1, 9, 3])[1]).toEqual(['a|b|d', 'b|cd'])
  })

  test('of very many, only the plainest are kept', () => {
    const [first] = paths('a b c d e f g h i j', 'all')
    expect(first).toHaveLength(maxPaths)
    expect(first[0]).toBe('a|b|c|d|e|f|g|h|i|j')
  })
})
