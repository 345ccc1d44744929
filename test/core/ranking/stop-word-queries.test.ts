/**
 * Queries of nothing but stop words mean what they say, typed or quoted; as Meilisearch reads them
 * they find everything or nothing.
 */
import { describe, expect, test } from 'vitest'
import { queryMatcher } from '../../../src/core/result/query-matcher.ts'
import { expectRanking } from '../../support/expect-ranking.ts'
import { indexOf, runSearch } from '../../support/search-index.ts'

const stopWords = ['to', 'be', 'or', 'not', 'the', 'who', 'it']

describe('a query of stop words only', () => {
  test('between quotes finds the phrase and nothing else', () => {
    expectRanking({
      stopWords,
      search: '"to be or not"',
      hits: [['to be or not to be', 'has the phrase']],
      misses: [
        ['not to be or', 'has the words, in another order'],
        ['a play', 'has none of them'],
      ],
    })
  })

  test.each(['to be or not ', 'to be or not', 'To be, or not'])(
    'without quotes finds the words, best first: %s',
    (search) => {
      expectRanking({
        stopWords,
        search,
        hits: [
          ['to be or not to be', 'has all of them'],
          ['to be', 'has two of them'],
          ['to', 'has the first'],
        ],
        misses: [
          ['a play', 'has none of them'],
          ['be', 'has not the first, which is never given up'],
        ],
      })
    },
  )

  test('of one word finds it, and what it begins while it is typed', () => {
    expectRanking({
      stopWords,
      rankingRules: ['words', 'exactness'],
      search: 'the who',
      hits: [
        ['The Who', 'is the query'],
        ['the whole thing', 'who is only begun'],
        ['the end', 'who is given up'],
      ],
      misses: [['a play', 'neither']],
    })
    expectRanking({
      stopWords,
      rankingRules: ['words', 'exactness'],
      search: 'it',
      hits: [
        ['It', 'is the query'],
        ['items', 'is only begun'],
      ],
      misses: [['play', 'neither']],
    })
  })

  test('is shown where it matches', () => {
    const marked = (q: string, text: string): string[] => {
      const { plan } = runSearch(indexOf([{ text }], { stopWords }), { q })
      return queryMatcher(plan)
        .matches(text, 'text')
        .map(({ start, length }) => text.slice(start, start + length))
    }
    expect(marked('to be or not', 'to be or not to be')).toEqual(['to', 'be', 'or', 'not', 'to', 'be'])
    expect(marked('"to be or"', 'to be or not to be')).toEqual(['to be or'])
    expect(marked('"who"', 'The Who')).toEqual(['Who'])
    expect(marked('the play', 'the play')).toEqual(['play'])
  })
})

describe('beside other words', () => {
  test('stop words say nothing, but a phrase of them must occur', () => {
    expectRanking({
      stopWords,
      search: 'hamlet "to be or not" ',
      hits: [
        ['to be or not to be, hamlet', 'has the phrase and the word'],
        ['to be or not to be', 'has the phrase: hamlet is given up'],
      ],
      misses: [['hamlet', 'has not the phrase']],
    })
    expectRanking({
      stopWords,
      search: 'the play',
      hits: [['a play', 'the says nothing']],
      misses: [['the end', 'play is not there']],
    })
  })

  test('a phrase of them can be excluded', () => {
    expectRanking({
      stopWords,
      search: 'play -"to be"',
      hits: [['to play', 'has no such phrase']],
      misses: [['to be a play', 'has it']],
    })
  })
})

describe('an excluded word keeps its place', () => {
  test('the words on either side of it are no neighbours', () => {
    expectRanking({
      rankingRules: ['words', 'typo', 'proximity', 'n:asc'],
      search: 'a -z b',
      hits: [
        [{ n: 1, text: 'b x a' }, 'how near they are says nothing'],
        [{ n: 2, text: 'a b' }, 'nor does their order'],
      ],
      misses: [['a z b', 'has the excluded word']],
    })
  })

  test.each(['a -z b', 'a -"z" b'])('those after it stand one further: %s', (search) => {
    expectRanking({
      rankingRules: ['words', 'wordPosition'],
      search,
      hits: [
        ['a x b', 'b stands where the query has it'],
        ['a b', 'b stands one before'],
      ],
    })
  })

  test('and as many as an excluded phrase has words', () => {
    expectRanking({
      rankingRules: ['words', 'wordPosition'],
      search: 'a -"z y" b',
      hits: [
        ['a x x b', 'b stands where the query has it'],
        ['a b', 'b stands two before'],
      ],
    })
  })
})

test('typographic quotes make a phrase', () => {
  for (const search of ['“hello world”', '„hello world“', '«hello world»', '"hello world”'])
    expectRanking({
      search,
      hits: [['hello world', 'has the phrase']],
      misses: [['hello big world', 'has a word between']],
    })
})
