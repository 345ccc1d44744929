import { describe, expect, test } from 'vitest'
import { rankingScoreDetails } from '../../../../src/core/result/score-details.ts'
import { expectRanking } from '../../../support/expect-ranking.ts'
import { indexOf, runSearch } from '../../../support/search-index.ts'

const rankingRules = ['words']

describe('words', () => {
  test('last: terms are given up from the end, the first one never', () => {
    expectRanking({
      rankingRules,
      search: 'red sun flower ',
      hits: [
        ['flower sun red', 'all three words, in whatever order'],
        ['red sun', 'the last word given up'],
        ['red moon', 'the last two given up'],
      ],
      misses: [
        ['sun flower', 'the first word is never given up'],
        ['blue', 'nothing of the query'],
      ],
    })
  })

  test('last: a document that has the first and the last word counts as having only the first', () => {
    expectRanking({
      rankingRules: ['words', 'text:asc'],
      search: 'red sun flower ',
      hits: [
        ['red a', 'one word counts, and a comes first'],
        ['red flower', 'one word counts: flower was given up before sun'],
      ],
    })
  })

  test('all: nothing is given up', () => {
    expectRanking({
      rankingRules,
      search: { q: 'red sun ', matchingStrategy: 'all' },
      hits: [['sun red', 'both words']],
      misses: [
        ['red', 'lacks sun'],
        ['sun', 'lacks red'],
      ],
    })
  })

  test('frequency: the rarest word stays longest', () => {
    expectRanking({
      rankingRules,
      search: { q: 'common rare ', matchingStrategy: 'frequency' },
      hits: [
        ['common rare', 'both words'],
        ['rare', 'common, in more documents, is given up'],
      ],
      misses: [
        ['common', 'lacks the rarest word'],
        ['common too', 'lacks the rarest word'],
      ],
    })
  })

  test('frequency: a word that is nowhere is given up before all others', () => {
    expectRanking({
      rankingRules,
      search: { q: 'nowhere red sun ', matchingStrategy: 'frequency' },
      hits: [
        ['red sun', 'only the word that is nowhere is given up'],
        ['sun', 'red, in more documents, is given up next'],
      ],
      misses: [
        ['red', 'lacks sun'],
        ['red red', 'lacks sun'],
      ],
    })
  })

  const given = (texts: readonly string[], q: string) => {
    const index = indexOf(texts.map((text, i) => ({ id: i + 1, text })))
    const request = { q, matchingStrategy: 'frequency', showRankingScoreDetails: true } as const
    const { hits, verdicts } = runSearch(index, request)
    return hits.map(({ id }, i) => {
      const { matchingWords, maxMatchingWords } = rankingScoreDetails(verdicts?.[i] ?? null).words ?? {}
      return `${id}: ${matchingWords}/${maxMatchingWords}`
    })
  }

  test('frequency: as a Meilisearch 1.50 answers', () => {
    // Of words that are as frequent any may go: cabin for 6, boards for 5, where sea stands apart.
    expect(
      given(
        ['board x', 'board y', 'boards cabin', 'cabin z', 'cabin w sea', 'sea boards', 'cabin k'],
        'boards cabin sea ',
      ),
    ).toEqual(['6: 2/3', '5: 2/3'])
    // The rarest words are kept together, and count one.
    expect(
      given(
        ['aaaa bbbb', 'aaaa cccc', 'aaaa dddd', 'aaaa', 'bbbb', 'bbbb cccc', 'cccc dddd', 'bbbb dddd'],
        'aaaa bbbb cccc dddd ',
      ),
    ).toEqual(['7: 1/3'])
    // Joined words count for both of theirs: sea is in seven, boards and cabin in five each.
    expect(
      given(
        ['boards sea', 'boardssea', 'boardssea', 'cabin sea', 'cabin'].concat([
          'seacabin',
          'seacabin',
          'seacabin',
          'boards',
          'boards',
        ]),
        'boards sea cabin ',
      ),
    ).toEqual([])
  })

  test('a phrase is never given up; beside one every word may be', () => {
    expectRanking({
      rankingRules,
      search: 'red "sun flower"',
      hits: [
        ['red sun flower', 'everything'],
        ['big sun flower', 'red given up, though it is the first'],
      ],
      misses: [
        ['red flower sun', 'the words of the phrase, in another order'],
        ['red sun. flower', 'a hard separator between the words of the phrase'],
        ['red', 'lacks the phrase'],
      ],
    })
  })

  test('runs before the first rule about words, wherever the setting puts it', () => {
    for (const rankingRules of [['typo', 'words'], ['typo'], ['proximity', 'typo']]) {
      expectRanking({
        rankingRules,
        search: 'flower bed ',
        hits: [
          ['folwer bed', 'a typo, but both words'],
          ['flower', 'no typo, but one word'],
        ],
      })
    }
  })

  test('two words of the query written as one in the document are both there', () => {
    expectRanking({
      rankingRules,
      search: 'sun flower ',
      hits: [
        ['sunflower', 'both words, joined'],
        ['sun', 'flower given up'],
      ],
      misses: [['flower', 'lacks the first word']],
    })
  })
})

describe('what must not occur', () => {
  test('takes documents out, whatever else they have', () => {
    expectRanking({
      search: 'sun -flower',
      hits: [['sun flowers', 'flowers is another word: no prefix, no typo']],
      misses: [['sun flower', 'has the word']],
    })
    expectRanking({
      search: '-"red sun"',
      hits: [['red moon', 'no hit word is asked for, so everything else is found']],
      misses: [['big red sun', 'has the phrase']],
    })
  })
})

describe('stop words', () => {
  test('need not be there', () => {
    expectRanking({
      stopWords: ['The', 'of'],
      search: { q: 'lord of the rings ', matchingStrategy: 'all' },
      hits: [
        ['lord of the rings', 'with them'],
        ['rings lord', 'without them'],
      ],
    })
  })

  test('are holes in a phrase that any word fills', () => {
    expectRanking({
      stopWords: ['of', 'the'],
      search: '"lord of the rings"',
      hits: [
        ['lord on some rings', 'other words in the holes, at the beginning'],
        ['the lord of the rings', 'further on'],
      ],
      misses: [['lord rings', 'no words in the holes']],
    })
  })
})
