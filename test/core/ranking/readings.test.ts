/**
 * Rules one after the other: each leaves a document only its best readings of the query, and the
 * next one looks at no others.
 */
import { describe, test } from 'vitest'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { expectRanking } from '../../support/expect-ranking.ts'

describe('after typo', () => {
  test('only the words with the fewest typos have a place', () => {
    const exactFar = ['flower x folwer bed', 'flower, as typed, is two words away from bed'] as const
    const exactNear = ['flower x bed', 'flower is one word away from bed'] as const
    const search = 'flower bed '
    expectRanking({ rankingRules: ['words', 'typo', 'proximity'], search, hits: [exactNear, exactFar] })
    expectRanking({
      rankingRules: ['words', 'proximity', 'typo'],
      search,
      hits: [['flower x folwer bed', 'before the typo rule folwer counts, and is beside bed'], exactNear],
    })
  })
})

describe('after proximity', () => {
  test('a reading that stands farther apart has no typos to count', () => {
    expectRanking({
      rankingRules: ['words', 'proximity', 'typo'],
      search: 'sun flower field ',
      hits: [
        ['sun a flower field', '1 + 0 apart, no typo'],
        ['sunflower field. sun a b flower', 'read as one: 1 and 0 apart, two typos; without typos it is farther apart'],
      ],
    })
  })

  test('all readings that stand equally close go on', () => {
    expectRanking({
      rankingRules: ['words', 'proximity', 'wordPosition', 'n:asc'],
      search: 'sun folwer',
      hits: [
        [{ n: 1, text: 'sunflower flowers sun' }, 'swapped (1) or read as one (1); as one it is at the beginning'],
        [{ n: 2, text: 'sunflower' }, 'read as one (1), at the beginning'],
      ],
    })
  })
})

describe('after exactness', () => {
  test('a word that occurs as typed counts only there', () => {
    const begun = [{ text: 'flowers x flow' }, 'flow itself is two words in'] as const
    const typed = [{ text: 'x flow' }, 'flow is one word in'] as const
    expectRanking({ rankingRules: ['words', 'exactness', 'wordPosition'], search: 'flow', hits: [typed, begun] })
    expectRanking({
      rankingRules: ['words', 'wordPosition'],
      search: 'flow',
      hits: [[{ text: 'flowers x flow' }, 'flowers is at the beginning'], typed],
    })
  })
})

describe('neighbouring rules of the default order', () => {
  const searchableAttributes = ['title', 'text']

  test('words before typo', () => {
    expectRanking({
      search: 'flower garden ',
      hits: [
        ['folwer gadren', 'both words, two typos'],
        ['flower', 'one word, no typo'],
      ],
    })
  })

  test('typo before proximity', () => {
    expectRanking({
      search: 'flower garden ',
      hits: [
        ['flower x x x garden', 'far apart, no typo'],
        ['flower gadren', 'side by side, a typo'],
      ],
    })
  })

  test('proximity before attributeRank', () => {
    expectRanking({
      searchableAttributes,
      search: 'flower garden ',
      hits: [
        [{ text: 'flower garden' }, 'side by side, in the text'],
        [{ title: 'flower x garden' }, 'a word between, in the title'],
      ],
    })
  })

  test('attributeRank before sort', () => {
    expectRanking({
      searchableAttributes,
      sortableAttributes: ['price'],
      search: { q: 'flower ', sort: ['price:asc'] },
      hits: [
        [{ title: 'flower', price: 2 }, 'in the title, dearer'],
        [{ text: 'flower', price: 1 }, 'in the text, cheaper'],
      ],
    })
  })

  test('sort before wordPosition', () => {
    expectRanking({
      sortableAttributes: ['price'],
      search: { q: 'flower ', sort: ['price:asc'] },
      hits: [
        [{ text: 'x y flower', price: 1 }, 'cheaper, further in'],
        [{ text: 'flower x', price: 2 }, 'dearer, at the beginning'],
      ],
    })
  })

  test('exactness does not ask for a word that is only found joined to the next', () => {
    expectRanking({
      rankingRules: ['exactness'],
      typoTolerance: { ...defaultSettings.typoTolerance, minWordSizeForTypos: { oneTypo: 3, twoTypos: 5 } },
      search: 'sun tokyo x',
      hits: [
        [{ text: 'sun', title: 'tokyo' }, 'an attribute is what is left of the query without `tokyox`'],
        [{ text: 'tokyo sun' }, 'no attribute begins with it'],
      ],
    })
  })

  test('wordPosition before exactness', () => {
    expectRanking({
      search: 'flower',
      hits: [
        ['flowers x', 'begun, at the beginning'],
        ['x flower', 'as typed, further in'],
      ],
    })
  })
})
