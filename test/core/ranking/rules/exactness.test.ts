import { describe, test } from 'vitest'
import { expectRanking } from '../../../support/expect-ranking.ts'

const rankingRules = ['words', 'exactness']

describe('exactness', () => {
  test('an attribute that is the query, then one that begins with it, then the rest', () => {
    expectRanking({
      rankingRules,
      search: 'green tea',
      hits: [
        [{ note: 'x', text: 'Green tea' }, 'an attribute is the query'],
        ['green tea leaves', 'an attribute begins with it'],
        ['hot green tea', 'both words as typed'],
        ['green teapot', 'one word as typed, one begun'],
        ['greens teapot', 'greens has one typo, teapot is only begun'],
      ],
    })
  })

  test('word for word: nothing between, nothing swapped', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: 'green tea ',
      hits: [
        [{ n: 1, text: 'green hot tea' }, 'a word between'],
        [{ n: 2, text: 'tea green' }, 'swapped: no better'],
        [{ n: 3, text: 'green', other: 'tea' }, 'in two attributes: no better'],
      ],
    })
  })

  test('stop words of the query must be filled by some word', () => {
    expectRanking({
      rankingRules,
      stopWords: ['of', 'the'],
      search: 'lord of the rings',
      hits: [
        ['lord of the rings', 'the query, word for word'],
        ['lord of the rings two', 'begins with it'],
        ['lord rings', 'has nothing for the stop words'],
      ],
    })
  })

  test('an attribute of more than thirty words is never the query', () => {
    const long = `${'x '.repeat(30)}x`
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: `"${long}"`,
      hits: [
        [{ n: 1, text: `${long} y` }, 'begins with the query'],
        [{ n: 2, text: long }, 'is the query, but too long to be known as such'],
      ],
    })
  })

  test('words read as one, cut in two or mistyped are not as typed', () => {
    expectRanking({
      rankingRules,
      search: 'x sunflower bed ',
      hits: [
        ['a bed x sunflower', 'three words as typed'],
        ['a bed x sun flower', 'two as typed, one cut in two'],
        ['sun flower sunflowre x', 'one as typed: bed is given up'],
      ],
    })
    expectRanking({
      rankingRules,
      search: 'sun flower ',
      hits: [
        ['a flower sun', 'both as typed'],
        ['a sunflower', 'read as one: neither as typed'],
      ],
    })
  })

  test.each([
    { search: 'flower sidew', why: 'the last word is only begun' },
    { search: 'flower sidewasy ', why: 'the last word is mistyped' },
    { search: 'flower side ways ', why: 'the last two words are read as one' },
  ])('$why: the attribute is compared with the other words', ({ search }) => {
    expectRanking({
      rankingRules,
      search,
      hits: [
        [{ text: 'flower', other: 'sideways' }, 'an attribute is what was typed to its end'],
        [{ text: 'flower pot', other: 'sideways' }, 'an attribute begins with it'],
        [{ text: 'a flower', other: 'sideways' }, 'no attribute begins with it'],
      ],
    })
  })

  test('a word that no hit so far holds without typos is left aside, though it is a word elsewhere', () => {
    expectRanking({
      rankingRules: ['words', 'typo', 'exactness', 'n:asc'],
      search: 'flower planet ',
      hits: [
        [{ n: 1, text: 'a flower', other: 'planet' }, 'no typo'],
        [{ n: 2, text: 'flower', other: 'planets' }, 'one typo each: flower is an attribute'],
        [{ n: 3, text: 'flower pot', other: 'planets' }, 'flower begins one'],
        [{ n: 4, text: 'a flower', other: 'planets' }, 'neither'],
      ],
    })
  })

  test('a mistyped word in the middle keeps its place', () => {
    expectRanking({
      rankingRules: ['words', 'exactness'],
      search: 'green sidewasy tea ',
      hits: [
        [{ text: 'green hot tea', other: 'sideways' }, 'the words as typed stand where the query has them'],
        [{ text: 'green tea', other: 'sideways' }, 'tea stands one place before'],
      ],
    })
  })

  test('where every word is begun, mistyped or joined nothing is exact', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: 'flowr',
      hits: [
        [{ n: 1, text: 'a flower' }, 'mistyped'],
        [{ n: 2, text: 'flower' }, 'no better'],
      ],
    })
  })

  test('a phrase is always compared, and so is a word that some hit has as typed', () => {
    expectRanking({
      rankingRules,
      search: '"green tea" pot',
      hits: [
        ['green tea pot', 'an attribute is the query'],
        ['green tea pot lid', 'an attribute begins with it'],
        ['hot pot green tea', 'as typed, elsewhere'],
        [
          { text: 'green tea', other: 'pots' },
          'pot is a word others have as typed: begun only, it is held against this',
        ],
      ],
    })
  })

  test('what is left of the query counts when words were given up', () => {
    expectRanking({
      rankingRules,
      search: 'green tea leaves ',
      hits: [
        ['green tea', 'leaves given up: the rest is the attribute'],
        ['green tea pot', 'leaves given up: the attribute begins with the rest'],
        ['hot green tea', 'leaves given up'],
      ],
    })
  })
})
