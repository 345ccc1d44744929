import { describe, test } from 'vitest'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { expectRanking } from '../../../support/expect-ranking.ts'

const rankingRules = ['words', 'proximity']

describe('proximity', () => {
  test('words come closer together and in order', () => {
    expectRanking({
      rankingRules,
      search: 'red flower ',
      hits: [
        ['red flower', 'side by side: 0'],
        ['red a flower', 'one word between: 1'],
        ['red a b flower', 'two words between: 2'],
        ['red a b c flower', 'three words between: as far as can be, 3'],
      ],
    })
  })

  test('the other way round costs one more', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: 'red flower ',
      hits: [
        [{ n: 1, text: 'red a flower' }, 'one word between: 1'],
        [{ n: 2, text: 'flower red' }, 'side by side in the wrong order: 1, told apart by n'],
        [{ n: 1, text: 'red a b flower' }, 'two words between: 2'],
        [{ n: 2, text: 'flower a red' }, 'one word between in the wrong order: 2'],
        [{ n: 3, text: 'flower a b red' }, 'two words between in the wrong order: 3'],
      ],
    })
  })

  test('words of scripts without spaces count by their characters, and the other way round one more', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: '电脑 手机 ',
      hits: [
        [{ n: 1, text: '电脑手机' }, 'side by side: 0'],
        [{ n: 1, text: '电脑和手机' }, 'one character between: 1'],
        [{ n: 2, text: '手机电脑' }, 'side by side in the wrong order: 1, told apart by n'],
        [{ n: 1, text: '电脑和新手机' }, 'two characters between: 2'],
        [{ n: 2, text: '手机和电脑' }, 'one character between in the wrong order: 2'],
        [{ n: 3, text: '手机和新电脑' }, 'two characters between in the wrong order: 3'],
      ],
    })
  })

  test('a phrase of them keeps its place', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: '"电脑" 手机 ',
      hits: [
        [{ n: 9, text: '电脑和新手机' }, 'two characters between: 2'],
        [{ n: 1, text: '手机电脑' }, 'the wrong order: 3'],
      ],
    })
  })

  test('the best pair of places counts', () => {
    expectRanking({
      rankingRules,
      search: 'red flower ',
      hits: [
        ['flower a b red c red flower', 'side by side at the end'],
        ['flower red', 'side by side in the wrong order'],
        ['red a b flower c', 'two words between'],
      ],
    })
  })

  test('another attribute, a hard separator or another element is far', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: 'red flower ',
      hits: [
        ['red a b flower', 'two words between: 2'],
        [{ n: 1, text: 'red', other: 'flower' }, 'in two attributes: 3'],
        [{ n: 2, text: 'red. flower' }, 'a full stop between: 3'],
        [{ n: 3, text: ['red', 'flower'] }, 'in two elements: 3'],
      ],
    })
  })

  test('all neighbours of the query add up', () => {
    expectRanking({
      rankingRules,
      search: 'big red flower ',
      hits: [
        ['big red flower', '0 + 0'],
        ['big red a flower', '0 + 1'],
        ['big a red a flower', '1 + 1'],
        ['big x red x x flower', '1 + 2'],
      ],
    })
  })

  test('the same word twice wants two places', () => {
    expectRanking({
      rankingRules,
      search: 'new new ',
      hits: [
        ['new new', 'side by side'],
        ['new a new', 'one word between'],
        ['new', 'one place only: far'],
      ],
    })
  })

  test('a place that both words may stand for is no pair with itself, but with the next one', () => {
    expectRanking({
      rankingRules,
      typoTolerance: { ...defaultSettings.typoTolerance, minWordSizeForTypos: { oneTypo: 3, twoTypos: 9 } },
      search: 'aba ab ',
      hits: [
        ['ab aba', 'side by side in the wrong order: 1; ab could be a mistyped aba'],
        ['aba x x ab', 'two words between: 2'],
      ],
    })
  })

  test('words with something between them in the query say nothing', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      stopWords: ['of'],
      search: 'queen of hearts ',
      hits: [
        [{ n: 1, text: 'hearts a b c queen' }, 'a stop word between in the query'],
        [{ n: 2, text: 'queen hearts' }, 'no better for being close'],
      ],
    })
    expectRanking({
      rankingRules: [...rankingRules, 'n:asc'],
      search: 'queen. hearts ',
      hits: [
        [{ n: 1, text: 'hearts a b c queen' }, 'a full stop between in the query'],
        [{ n: 2, text: 'queen hearts' }, 'no better for being close'],
      ],
    })
  })

  test('a phrase is near by its ends and never swapped', () => {
    expectRanking({
      rankingRules,
      search: '"big red" flower ',
      hits: [
        ['big red flower', 'right after the end of the phrase: 0'],
        ['big red a flower', 'one word after its end: 1'],
        ['flower big red', 'before the phrase is far: 3'],
      ],
    })
    expectRanking({
      rankingRules,
      search: 'flower "big red"',
      hits: [
        ['flower big red', 'right before the beginning of the phrase: 0'],
        ['big red flower', 'after the phrase is far: 3'],
      ],
    })
  })

  test('words read as one have nothing between them but have swallowed a step', () => {
    expectRanking({
      rankingRules,
      search: 'sun flower field ',
      hits: [
        ['sun flower field', '0 + 0'],
        ['sunflower field', 'one step swallowed, 0: 1'],
        ['sun flower a b field', '0 + 2'],
        ['sunflower a b field', 'one step swallowed, 2: 3'],
      ],
    })
  })
})
