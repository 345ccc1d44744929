import { describe, test } from 'vitest'
import { defaultSettings } from '../../../../src/shared/settings.ts'
import { expectRanking } from '../../../support/expect-ranking.ts'

const rankingRules = ['words', 'typo']
const tolerance = defaultSettings.typoTolerance

describe('typo', () => {
  test('fewer typos come first', () => {
    expectRanking({
      rankingRules,
      search: 'elephants ',
      hits: [
        ['elephants', 'no typo'],
        ['elepahnts', 'one: two letters swapped'],
        ['olephants', 'two: another first letter'],
      ],
      misses: [
        ['olepahnts', 'three: another first letter and a swap'],
        ['elephantine', 'three letters differ'],
      ],
    })
  })

  test('the typos of all words add up', () => {
    expectRanking({
      rankingRules,
      search: 'elephant flower ',
      hits: [
        ['elephant flower', 'none'],
        ['elephant folwer', 'one in the second word'],
        ['elehpant folwer', 'one in each'],
      ],
    })
  })

  test('the beginning of a last word is no typo, and typos are counted against it', () => {
    expectRanking({
      rankingRules,
      search: 'flowe',
      hits: [
        ['flowerpots', 'starts with it'],
        ['folwerpots', 'starts with it but for one typo'],
      ],
      misses: [['fo', 'too short for it']],
    })
  })

  test('short words take no typo', () => {
    expectRanking({
      rankingRules,
      search: 'tree ',
      hits: [['tree', 'the word']],
      misses: [
        ['trees', 'one letter more'],
        ['tere', 'two letters swapped'],
      ],
    })
  })

  test('a word cut in two costs one, where its halves follow each other', () => {
    expectRanking({
      rankingRules,
      search: 'sunflower ',
      hits: [
        ['sunflower', 'the word'],
        ['sun flower', 'cut in two'],
      ],
      misses: [['flower sun', 'the halves in the wrong order']],
    })
  })

  test('a word is cut where most documents have it cut', () => {
    expectRanking({
      rankingRules: [...rankingRules, 'text:asc'],
      search: 'abc ',
      hits: [
        ['ab c', 'cut like this in two documents'],
        ['x ab c', 'the other of the two'],
      ],
      misses: [['a bc', 'cut like this in one document only']],
    })
  })

  test('words read as one cost as many as they are', () => {
    expectRanking({
      rankingRules,
      search: 'super market ',
      hits: [
        ['super market', 'none'],
        ['super markte', 'one typo'],
        ['supermarket', 'two words read as one'],
        ['supermarkets', 'two words read as one, and one typo'],
      ],
    })
    expectRanking({
      rankingRules,
      search: 'su per market ',
      hits: [['supermarket', 'three words read as one: no typo is left']],
      misses: [['supermarkets', 'a typo']],
    })
  })

  test('is as generous as the settings say', () => {
    const two: [string, string] = ['tere', 'two letters swapped']
    expectRanking({
      rankingRules,
      typoTolerance: { ...tolerance, minWordSizeForTypos: { oneTypo: 4, twoTypos: 9 } },
      search: 'tree ',
      hits: [two],
    })
    expectRanking({
      rankingRules,
      typoTolerance: { ...tolerance, enabled: false },
      search: 'flower ',
      hits: [['flower', 'the word']],
      misses: [['folwer', 'typos are off']],
    })
    expectRanking({
      rankingRules,
      typoTolerance: { ...tolerance, disableOnWords: ['Flower'] },
      search: 'flower forest ',
      hits: [
        ['flower froest', 'typos are on for the other word'],
        ['flower', 'forest given up'],
      ],
      misses: [['folwer forest', 'typos are off for this word']],
    })
  })

  test('some attributes and numbers are only found as they are written', () => {
    expectRanking({
      rankingRules,
      typoTolerance: { ...tolerance, disableOnAttributes: ['code'] },
      search: 'flower',
      hits: [
        [{ code: 'flowers' }, 'a prefix is as it is written'],
        [{ name: 'folwer' }, 'a typo in another attribute'],
      ],
      misses: [[{ code: 'folwer' }, 'a typo in this attribute']],
    })
    expectRanking({
      rankingRules,
      typoTolerance: { ...tolerance, disableOnNumbers: true },
      search: '12345',
      hits: [['123456', 'a prefix is as it is written']],
      misses: [
        ['12354', 'another number'],
        ['1234a', 'a number takes no typos, whatever it would become'],
      ],
    })
  })
})
