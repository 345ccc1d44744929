/**
 * Every pair of neighbouring rules, in Meilisearch's order since 1.36 and in the one before: what
 * the first rule tells apart the second cannot turn round, and what the first leaves open the
 * second decides. Each hit says why it stands where it does.
 */
import { describe, test } from 'vitest'
import { defaultRankingRules } from '../../../../src/shared/settings.ts'
import { expectRanking } from '../../../support/expect-ranking.ts'

const classic = ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness']
const searchableAttributes = ['title', 'text']

describe('words, then typo', () => {
  const rankingRules = ['words', 'typo']

  test('both words with typos come before one word without', () => {
    expectRanking({
      rankingRules,
      search: 'yellow flower ',
      hits: [
        ['yellow flower', 'both words'],
        ['yellow folwer', 'both words, one typo'],
        ['yelow folwer', 'both words, two typos'],
        ['yellow', 'one word, no typo'],
        ['yelow', 'one word, one typo'],
      ],
      misses: [['flower', 'words are given up from the last one, never the first']],
    })
  })

  test('the other way round typos decide first, but within the words matched', () => {
    expectRanking({
      rankingRules: ['typo', 'words'],
      search: 'yellow flower ',
      hits: [
        ['yellow flower', 'both words'],
        ['yellow folwer', 'both words: `words` runs before the first rule about words, wherever the setting has it'],
        ['yellow', 'one word'],
      ],
    })
  })
})

describe('typo, then proximity', () => {
  const rankingRules = ['typo', 'proximity']

  test('words as typed far apart come before a typo side by side', () => {
    expectRanking({
      rankingRules,
      search: 'yellow flower ',
      hits: [
        ['yellow flower', 'no typo, side by side'],
        ['yellow and red flower', 'no typo, three steps'],
        ['yellow. flower', 'no typo, far apart'],
        ['yellow folwer', 'one typo, side by side'],
        ['yellow red folwer', 'one typo, two steps'],
      ],
    })
  })

  test('only the words that cost the fewest typos count for proximity', () => {
    expectRanking({
      rankingRules,
      search: 'yellow flower ',
      hits: [
        ['yellow red flower', 'the flower is two steps away'],
        ['yellow folwer. flower', 'the folwer beside it is a typo, and the flower is far away'],
      ],
    })
  })

  test('two words read as one cost two typos, so they come after the words themselves', () => {
    expectRanking({
      rankingRules,
      search: 'sun flower ',
      hits: [
        ['sun flower', 'no typo'],
        ['flower and a sun', 'no typo, wrong way round'],
        ['sunflower', 'read as one: two'],
        ['sun', 'the last word given up'],
      ],
    })
  })
})

describe('proximity, then attributeRank', () => {
  test('neighbours in a lesser attribute come before words scattered in the best', () => {
    expectRanking({
      rankingRules: ['proximity', 'attributeRank'],
      searchableAttributes,
      search: 'red sun ',
      hits: [
        [{ title: 'red sun', text: '' }, 'side by side in the title'],
        [{ title: '', text: 'red sun' }, 'side by side in the text'],
        [{ title: 'red. sun', text: '' }, 'far apart, both in the title'],
        [{ title: 'red', text: 'sun' }, 'far apart, one in the title'],
        [{ title: '', text: 'sun! red' }, 'far apart, none in the title'],
      ],
    })
  })

  test('the attribute counts wherever a word stands in it, not only where it stands beside the other', () => {
    expectRanking({
      rankingRules: ['proximity', 'attributeRank'],
      searchableAttributes,
      search: 'red sun ',
      hits: [
        [{ title: 'sun', text: 'red sun' }, 'side by side in the text, one word in the title too'],
        [{ title: '', text: 'red sun' }, 'side by side in the text'],
      ],
    })
  })
})

describe('proximity, then attribute', () => {
  test('the attribute decides among equals, then the place in it', () => {
    expectRanking({
      rankingRules: ['proximity', 'attribute'],
      searchableAttributes,
      search: 'red sun ',
      hits: [
        [{ title: 'red sun', text: 'x' }, 'title, at its beginning'],
        [{ title: 'a red sun', text: 'x' }, 'title, one word in'],
        [{ title: 'x', text: 'red sun' }, 'text, at its beginning'],
        [{ title: 'x', text: 'a red sun' }, 'text, one word in'],
        [{ title: 'sun red', text: 'x' }, 'the wrong way round'],
      ],
    })
  })
})

describe('attributeRank, then sort', () => {
  test('a better attribute comes before a better price, which decides among equals', () => {
    expectRanking({
      rankingRules: ['attributeRank', 'sort'],
      searchableAttributes,
      sortableAttributes: ['price'],
      search: { q: 'sun', sort: ['price:asc'] },
      hits: [
        [{ title: 'sun', price: 8 }, 'title, cheaper'],
        [{ title: 'a sun', price: 9 }, 'title, dearer: its place in the title does not count'],
        [{ text: 'sun', price: 1 }, 'text, cheaper'],
        [{ text: 'sun', price: 2 }, 'text, dearer'],
        [{ text: 'sun' }, 'text, without a price'],
      ],
    })
  })
})

describe('attribute, then sort', () => {
  test('the place in an attribute comes before the price', () => {
    expectRanking({
      rankingRules: ['attribute', 'sort'],
      searchableAttributes,
      sortableAttributes: ['price'],
      search: { q: 'sun', sort: ['price:desc'] },
      hits: [
        [{ title: 'sun', price: 8 }, 'at the beginning of the title, dearer'],
        [{ title: 'sun', price: 1 }, 'at the beginning of the title, cheaper'],
        [{ title: 'a sun', price: 9 }, 'one word into the title'],
        [{ text: 'sun', price: 99 }, 'text'],
      ],
    })
  })
})

describe('sort, then wordPosition', () => {
  test('the price decides, then how far in the word stands', () => {
    expectRanking({
      rankingRules: ['sort', 'wordPosition'],
      sortableAttributes: ['price'],
      search: { q: 'sun ', sort: ['price:asc'] },
      hits: [
        [{ text: 'the very last sun', price: 1 }, 'cheapest, though the sun comes late'],
        [{ text: 'sun', price: 2 }, 'first word'],
        [{ text: 'the sun', price: 2 }, 'second word'],
        [{ text: 'a red and yellow sun', price: 2 }, 'fifth word'],
      ],
    })
  })

  test('without an order in the request only the place counts', () => {
    expectRanking({
      rankingRules: ['sort', 'wordPosition'],
      sortableAttributes: ['price'],
      search: 'sun ',
      hits: [
        [{ text: 'sun', price: 2 }, 'first word'],
        [{ text: 'the sun', price: 1 }, 'second word, though cheaper'],
      ],
    })
  })
})

describe('wordPosition, then exactness', () => {
  test('an early beginning of a word comes before a late whole one', () => {
    expectRanking({
      rankingRules: ['wordPosition', 'exactness'],
      search: 'sun',
      hits: [
        ['sun', 'first word, the whole attribute'],
        ['sun rises', 'first word, as typed'],
        ['sunny', 'first word, only begun'],
        ['the sun', 'second word, as typed'],
        ['the sunny', 'second word, only begun'],
      ],
    })
  })
})

describe('sort, then exactness', () => {
  test('the price decides, then whether words are as typed', () => {
    expectRanking({
      rankingRules: ['sort', 'exactness'],
      sortableAttributes: ['price'],
      search: { q: 'sun', sort: ['price:asc'] },
      hits: [
        [{ text: 'sunny', price: 1 }, 'cheapest'],
        [{ text: 'sun', price: 2 }, 'the query itself'],
        [{ text: 'sun rise', price: 2 }, 'begins with the query'],
        [{ text: 'the sun', price: 2 }, 'has the word'],
        [{ text: 'sunny', price: 2 }, 'has only what begins with it'],
      ],
    })
  })
})

describe('a custom rule', () => {
  test('stands where the setting puts it, for every search', () => {
    expectRanking({
      rankingRules: ['words', 'year:desc', 'typo'],
      search: 'yellow flower ',
      hits: [
        [{ text: 'yellow folwer', year: 2001 }, 'both words, newest'],
        [{ text: 'yellow flower', year: 2000 }, 'both words, no typo'],
        [{ text: 'yelow flower', year: 2000 }, 'both words, one typo'],
        [{ text: 'yellow', year: 2020 }, 'one word'],
      ],
    })
  })

  test('and a sort order by the same field sort once, where the first of them stands', () => {
    expectRanking({
      rankingRules: ['sort', 'words', 'year:desc'],
      sortableAttributes: ['year'],
      search: { q: 'red sun ', sort: ['year:asc'] },
      hits: [
        [{ text: 'red', year: 1 }, 'oldest'],
        [{ text: 'red sun', year: 2 }, 'newer, both words'],
        [{ text: 'red', year: 2 }, 'newer, one word'],
      ],
    })
  })
})

describe('all rules together', () => {
  const hits = [
    [{ title: 'red sun' }, 'the query itself, in the best attribute'],
    [{ title: 'red sunrise' }, 'its last word only begun'],
    [{ title: 'a red sun' }, 'one word further in'],
    [{ title: 'x', text: 'red sun' }, 'in a lesser attribute'],
    [{ title: 'sun red' }, 'the wrong way round'],
    [{ title: 'red. sun' }, 'far apart'],
    [{ title: 'redsun' }, 'read as one word'],
    [{ title: 'red' }, 'the last word given up'],
  ] as const

  test('in the default order', () => {
    expectRanking({ rankingRules: defaultRankingRules, searchableAttributes, search: 'red sun', hits })
  })

  test('in the order before 1.36', () => {
    expectRanking({ rankingRules: classic, searchableAttributes, search: 'red sun', hits })
  })

  test('with a sort order, which counts after attributes and before places', () => {
    expectRanking({
      searchableAttributes,
      sortableAttributes: ['price'],
      search: { q: 'red sun', sort: ['price:asc'] },
      hits: [
        [{ title: 'a red sun', price: 1 }, 'cheaper, though further in'],
        [{ title: 'red sun', price: 2 }, 'dearer'],
        [{ title: 'x', text: 'red sun', price: 0 }, 'in a lesser attribute, whatever its price'],
      ],
    })
  })
})
