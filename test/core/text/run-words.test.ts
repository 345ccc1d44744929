/**
 * Where runs of characters are cut into words, with the platform's dictionary, one's own, and none.
 */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { runWordEnds } from '../../../src/core/text/run-words.ts'
import { textRules } from '../../../src/core/text/text-rules.ts'
import { tokenize } from '../../../src/core/text/tokenize.ts'
import { cutWith } from '../../support/segmenters.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** The words of a text that is one run. */
function cut(text: string, dictionary: readonly string[] = [], locales: readonly string[] = []): string[] {
  const rules = textRules({ dictionary, separatorTokens: [], nonSeparatorTokens: [] }, locales)
  const tokens = tokenize(text, rules)
  let from = 0
  return runWordEnds(text, tokens, 0, tokens.length, rules).map((end) => {
    const word = tokens.slice(from, end)
    from = end
    return text.slice(word[0].start, word[word.length - 1].end)
  })
}

const runs = [
  '東京都に住む',
  'ケーキを食べる人々',
  '搜索引擎',
  'ค้นหาข้อมูล',
  '한국어교육',
  'ភាសាខ្មែរ',
  'မြန်မာ',
  'ພາສາລາວ',
  '㍿ソニー',
]

describe('with the platform', () => {
  test('a run is cut wherever the platform says, and nothing is lost', () => {
    for (const run of runs) expect(cut(run).join('')).toBe(run)
    expect(cut('ค้นหาข้อมูล').length).toBeGreaterThan(1)
  })

  test('signs stay with their word', () => {
    expect(cut('ケーキ')).toEqual(['ケーキ'])
    expect(cut('人々')).toEqual(['人々'])
  })

  test('a language that is declared is asked for', () => {
    const asked: unknown[] = []
    cutWith((text) => [...text], asked)
    cut('手机', [], ['zho'])
    cut('手机')
    expect(asked).toEqual(['zho', undefined])
  })

  test('an edge inside of a character is none', () => {
    cutWith((text) => text.split(''))
    expect(cut('𠮷野家')).toEqual(['𠮷', '野', '家'])
    expect(cut('ｶﾞﾗｽ')).toEqual(['ｶﾞ', 'ﾗ', 'ｽ'])
  })
})

test("words of the settings' dictionary are never cut, the longest first", () => {
  cutWith((text) => [...text])
  expect(cut('我去清水寺玩', ['清水寺', '清水'])).toEqual(['我', '去', '清水寺', '玩'])
  cutWith((text) => [text])
  expect(cut('我去清水寺玩', ['清水寺'])).toEqual(['我去', '清水寺', '玩'])
})

test('words that have synonyms are never cut', () => {
  cutWith((text) => [...text])
  const settings = {
    dictionary: [],
    separatorTokens: [],
    nonSeparatorTokens: [],
    synonyms: { 人工智能: ['AI'], 人: ['human'] },
  }
  const rules = textRules(settings)
  const tokens = tokenize('人工智能的人工', rules)
  expect(runWordEnds('人工智能的人工', tokens, 0, tokens.length, rules)).toEqual([4, 5, 6, 7])
})

describe('without a dictionary of the platform', () => {
  test.each([
    ['Han in pairs', '搜索引擎很快吗', ['搜索', '引擎', '很快', '吗']],
    ['where the script changes', '東京タワーに登る', ['東京', 'タワー', 'に', '登', 'る']],
    ['signs with what is before them', '人々のケーキ', ['人々', 'の', 'ケーキ']],
    ['Hangul by spaces only', '한국어교육', ['한국어교육']],
    ['Thai not at all', 'ค้นหาข้อมูล', ['ค้นหาข้อมูล']],
  ])('%s', (_, text, expected) => {
    cutWith(null)
    expect(cut(text)).toEqual(expected)
  })
})
