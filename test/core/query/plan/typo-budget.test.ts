import { describe, expect, test } from 'vitest'
import { querySettings } from '../../../../src/core/query/plan/query-settings.ts'
import { characterCount, typoBudget } from '../../../../src/core/query/plan/typo-budget.ts'
import { defaultSettings, type TypoTolerance } from '../../../../src/shared/settings.ts'
import { settingsWith } from '../../../support/search-index.ts'

const budgets = (changes: Partial<TypoTolerance>, ...words: string[]): number[] => {
  const { typo } = querySettings(settingsWith({ typoTolerance: { ...defaultSettings.typoTolerance, ...changes } }))
  return words.map((word) => typoBudget(word, typo))
}

describe('the typo budget', () => {
  test('grows with the length in characters', () => {
    expect(budgets({}, 'four', 'fives', 'eightght', 'ninechars')).toEqual([0, 1, 1, 2])
    expect(budgets({}, '漢漢漢漢', '😀😀😀😀', '😀😀😀😀😀')).toEqual([0, 0, 1])
    expect(budgets({ minWordSizeForTypos: { oneTypo: 2, twoTypos: 3 } }, 'a', 'ab', 'abc')).toEqual([0, 1, 2])
  })

  test('is 0 where typos are off: everywhere, for a word, for numbers', () => {
    expect(budgets({ enabled: false }, 'sunflowers')).toEqual([0])
    expect(budgets({ disableOnWords: ['Sunflowers'] }, 'sunflowers', 'sunflower')).toEqual([0, 2])
    expect(budgets({ disableOnNumbers: true }, '123456', '12345a')).toEqual([0, 1])
    expect(budgets({}, '123456')).toEqual([1])
  })

  test('characters are code points', () => {
    expect(characterCount('aé😀')).toBe(3)
    expect(characterCount('')).toBe(0)
  })
})
