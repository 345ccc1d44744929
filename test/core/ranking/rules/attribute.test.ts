import { describe, test } from 'vitest'
import { expectRanking } from '../../../support/expect-ranking.ts'

const searchableAttributes = ['title', 'author', 'text']

describe('attributeRank', () => {
  const rankingRules = ['words', 'attributeRank']

  test('earlier searchable attributes come first', () => {
    expectRanking({
      rankingRules,
      searchableAttributes,
      search: 'solaris ',
      hits: [
        [{ text: 'solaris', title: 'solaris' }, 'in the title: 0'],
        [{ author: { name: 'solaris' } }, 'in something of the author: 1'],
        [{ text: 'solaris' }, 'in the text: 2'],
      ],
      misses: [[{ note: 'solaris' }, 'not in a searchable attribute']],
    })
  })

  test('the best attributes of all words add up', () => {
    expectRanking({
      rankingRules,
      searchableAttributes,
      search: 'stanislaw solaris ',
      hits: [
        [{ title: 'stanislaw solaris' }, '0 + 0'],
        [{ title: 'solaris', author: 'stanislaw' }, '1 + 0'],
        [{ title: 'solaris', text: 'stanislaw' }, '2 + 0'],
        [{ text: 'solaris stanislaw' }, '2 + 2'],
      ],
    })
  })

  test('says nothing where every attribute is searchable', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: 'solaris ',
      hits: [
        [{ n: 1, text: 'x', author: 'solaris' }, 'told apart by n only'],
        [{ n: 2, author: 'solaris' }, 'though its first attribute matches'],
      ],
    })
  })

  test('words read as one count once per word', () => {
    expectRanking({
      rankingRules,
      searchableAttributes,
      search: 'sun flower ',
      hits: [
        [{ title: 'sun', author: 'flower' }, '0 + 1'],
        [{ author: 'sunflower' }, '1 twice'],
        [{ author: 'sun', text: 'flower' }, '1 + 2'],
      ],
    })
  })

  test('only attributes that are searched count', () => {
    expectRanking({
      rankingRules,
      searchableAttributes,
      search: { q: 'solaris ', attributesToSearchOn: ['text', 'author'] },
      hits: [
        [{ author: 'solaris' }, '1'],
        [{ title: 'solaris', text: 'solaris' }, '2: the title is not searched'],
      ],
      misses: [[{ title: 'solaris' }, 'only in the title']],
    })
  })
})

describe('wordPosition', () => {
  const rankingRules = ['words', 'wordPosition']
  const behind = (words: number): string => `${'x '.repeat(words)}solaris`

  test('words near the place they have in the query come first, in growing steps', () => {
    expectRanking({
      rankingRules,
      search: 'solaris ',
      hits: [
        [behind(0), '0 apart: 0'],
        [behind(1), '1 apart: 1'],
        [behind(4), '4 apart: 2'],
        [behind(7), '7 apart: 3'],
        [behind(11), '11 apart: 4'],
        [behind(15), '15 apart: 5'],
        [behind(16), 'counts as 24 apart: 6'],
        [behind(40), 'counts as 64 apart: 7'],
        [behind(200), 'counts as 256 apart: 8'],
        [behind(1000), 'counts as 1024 apart: 9'],
        [behind(1025), 'counts as 2048 apart: 10'],
      ],
    })
  })

  test('places in the same step are not told apart', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: 'solaris ',
      hits: [
        [{ n: 1, text: behind(4) }, '4 apart: 2'],
        [{ n: 2, text: behind(2) }, '2 apart: 2'],
      ],
    })
  })

  test('a word further on in the query is wanted further on', () => {
    expectRanking({
      rankingRules,
      search: 'a b c d e f solaris ',
      hits: [
        ['a b c d e f solaris', 'all in their places'],
        ['a solaris b c d e f', 'six words in other places'],
      ],
    })
  })

  test('counts from the beginning of each attribute', () => {
    expectRanking({
      rankingRules,
      search: 'solaris ',
      hits: [
        [{ text: 'x y z', other: 'solaris' }, '0 apart in its attribute'],
        [{ text: 'x solaris' }, '1 apart'],
      ],
    })
  })
})

describe('attribute', () => {
  test('is attributeRank, then wordPosition', () => {
    expectRanking({
      rankingRules: ['words', 'attribute'],
      searchableAttributes,
      search: 'solaris ',
      hits: [
        [{ title: 'solaris x' }, 'in the title, at its beginning'],
        [{ title: 'x solaris' }, 'in the title, further on'],
        [{ text: 'solaris' }, 'in the text'],
      ],
    })
  })
})
