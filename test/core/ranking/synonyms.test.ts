/**
 * What a synonym costs under each rule: as good as the word for words, typos and attributes, but
 * never exact and never swapped.
 */
import { describe, test } from 'vitest'
import { expectRanking } from '../../support/expect-ranking.ts'

const synonyms = { sofa: ['couch', 'love seat'], 'new york': ['nyc', 'big apple'], nyc: ['new york'] }

describe('a synonym', () => {
  test('costs no typo, and is told from the word by exactness alone', () => {
    expectRanking({
      synonyms,
      search: 'sofa red',
      hits: [
        ['sofa red', 'the query itself'],
        ['couch red', 'the synonym, not as typed'],
        ['red couch', 'the wrong way round'],
        ['a sofa', 'the last word given up'],
        ['a couch', 'the last word given up, and not as typed'],
      ],
    })
  })

  test('is taken as it is: no typos, no beginnings', () => {
    expectRanking({
      synonyms,
      search: 'sofa',
      hits: [
        ['couch', 'the synonym'],
        ['a love seat', 'two words in sequence, one word further in'],
      ],
      misses: [
        ['couches', 'only begins with it'],
        ['cuoch', 'one typo away'],
        ['seat love', 'in the wrong order'],
        ['love. seat', 'not side by side'],
        ['love', 'only one of the words'],
      ],
    })
  })

  test('of a typo is not looked for: the word has to be typed', () => {
    expectRanking({
      synonyms: { yellow: ['saffron'] },
      search: 'yelow',
      hits: [['yellow', 'one typo']],
      misses: [['saffron', 'a synonym of what was not typed']],
    })
  })

  test('of several words takes part in proximity with its first and last', () => {
    expectRanking({
      synonyms,
      rankingRules: ['proximity'],
      search: 'red sofa cheap ',
      hits: [
        ['red love seat cheap', 'nothing between them'],
        ['red love seat is cheap', 'one word between'],
        ['red and yellow love seat cheap', 'two words between on the other side'],
        ['cheap love seat red', 'the wrong way round, and words in sequence are never swapped: far apart'],
      ],
    })
  })

  test('of several words in the query costs what reading them as one costs', () => {
    expectRanking({
      synonyms,
      rankingRules: ['words', 'typo', 'exactness'],
      search: 'new york hotel ',
      hits: [
        ['new york hotel', 'no typo'],
        ['big apple hotel', 'read as one: two typos'],
        ['new york', 'the last word given up'],
        ['nyc', 'the last word given up, read as one'],
      ],
    })
  })

  test('holds one way', () => {
    expectRanking({
      synonyms,
      search: 'couch',
      hits: [['couch', 'the word']],
      misses: [['sofa', 'has couch for a synonym, not the other way round']],
    })
  })

  test('lets words match that the index does not have', () => {
    expectRanking({
      synonyms: { lorry: ['truck'] },
      search: { q: 'red lorry', matchingStrategy: 'all' },
      hits: [['red truck', 'both words']],
      misses: [['red', 'one word']],
    })
  })
})
