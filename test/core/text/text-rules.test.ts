/**
 * The settings that change how texts are cut: dictionary, separators and what is none, and
 * languages.
 */
import { describe, expect, test } from 'vitest'
import { singleTerms, termsOf } from '../../../src/core/text/terms-of.ts'
import { textRules } from '../../../src/core/text/text-rules.ts'
import { tokenize } from '../../../src/core/text/tokenize.ts'

interface Changes {
  readonly dictionary?: readonly string[]
  readonly separatorTokens?: readonly string[]
  readonly nonSeparatorTokens?: readonly string[]
}

const rulesWith = (changes: Changes, locales: readonly string[] = []) =>
  textRules({ dictionary: [], separatorTokens: [], nonSeparatorTokens: [], ...changes }, locales)
const words = (text: string, changes: Changes, locales: readonly string[] = []): string[] =>
  tokenize(text, rulesWith(changes, locales))
    .filter(({ kind }) => kind === 'word')
    .map((token) => token.text)
const kinds = (text: string, changes: Changes): string[] =>
  tokenize(text, rulesWith(changes)).map((token) => (token.kind === 'word' ? token.text : token.kind))

describe('separators', () => {
  test('of one character are added and taken away', () => {
    expect(words('a|b c', { separatorTokens: ['|'] })).toEqual(['a', 'b', 'c'])
    expect(words('C# #tag a-b', { nonSeparatorTokens: ['#', '-'] })).toEqual(['c#', '#tag', 'a-b'])
    expect(words('lait·e ab', { nonSeparatorTokens: ['·'] })).toEqual(['lait·e', 'ab'])
    expect(words('aéb', { separatorTokens: ['é'] })).toEqual(['a', 'b'])
  })

  test('of several characters come before those of one, the longest first', () => {
    expect(kinds('a&hellip;b', { separatorTokens: ['&hellip;', '&h'] })).toEqual(['a', 'soft', 'b'])
    expect(words('one<br>two', { separatorTokens: ['<br>'] })).toEqual(['one', 'two'])
    expect(words('c++ a+b', { nonSeparatorTokens: ['++'] })).toEqual(['c++', 'a', 'b'])
  })

  test('that are both are none', () => {
    expect(words('a|b', { separatorTokens: ['|'], nonSeparatorTokens: ['|'] })).toEqual(['a|b'])
  })

  test('stay hard or soft as they were; new ones are soft', () => {
    expect(kinds('a|b! c', { separatorTokens: ['|', '!'] })).toEqual(['a', 'soft', 'b', 'hard', 'c'])
  })

  test('a point within words ends a sentence all the same', () => {
    expect(kinds('node.js. next', { nonSeparatorTokens: ['.'] })).toEqual(['node.js', 'hard', 'next'])
  })

  test('in a text that was searched case matters, and accents do', () => {
    expect(words('aXbxc', { separatorTokens: ['X'] })).toEqual(['a', 'bxc'])
    expect(words('aéb aeb', { separatorTokens: ['é'] })).toEqual(['a', 'b', 'aeb'])
  })
})

describe('the dictionary', () => {
  test('keeps its strings whole, however they are written', () => {
    const dictionary = ['J. R. R.', 'Müller & Söhne']
    expect(words('by j. R. R. Tolkien', { dictionary })).toEqual(['by', 'j. r. r.', 'tolkien'])
    expect(words('MULLER & SOHNE', { dictionary })).toEqual(['muller & sohne'])
    expect(words('Mu\u0308ller & So\u0308hne', { dictionary })).toEqual(['muller & sohne'])
  })

  test('takes the longest of its strings', () => {
    expect(words('a b c', { dictionary: ['a b', 'a b c'] })).toEqual(['a b c'])
  })

  test('may hold a hundred thousand strings that begin alike', () => {
    const dictionary = Array.from({ length: 100_000 }, (_, i) => `model ${i}`)
    expect(words('a Model 99999 and a model 100000', { dictionary })).toEqual([
      'a',
      'model 99999',
      'and',
      'a',
      'model',
      '100000',
    ])
  })

  test('ends a string where its last character ends, whatever invisible follows', () => {
    const tokens = tokenize('a C#\u200b b', rulesWith({ dictionary: ['c#'] }))
    expect(tokens.find(({ text }) => text === 'c#')).toMatchObject({ start: 2, end: 4 })
  })

  test('finds no words inside of words', () => {
    expect(words('that&tom at&t', { dictionary: ['AT&T'] })).toEqual(['that', 'tom', 'at&t'])
    expect(words('at&tx', { dictionary: ['AT&T'] })).toEqual(['at', 'tx'])
  })

  test('leaves what is indexed in characters in characters', () => {
    expect(words('清水寺へ', { dictionary: ['清水寺'] })).toEqual([...'清水寺へ'])
    expect(rulesWith({ dictionary: ['清水寺'] }).key).toBe(rulesWith({}).key)
  })
})

describe('languages', () => {
  test('Swedish keeps its letters, and only those', () => {
    for (const locale of ['sv', 'swe']) {
      expect(words('Åke ÄR på ön idé Müller', {}, [locale])).toEqual(['åke', 'är', 'på', 'ön', 'ide', 'muller'])
    }
    expect(words('A\u030ake', {}, ['swe'])).toEqual(['åke'])
    expect(words('Åke', {})).toEqual(['ake'])
  })

  test('the article is an article in Arabic, and where nothing is declared', () => {
    for (const locales of [[], ['ara'], ['fas', 'ar'], ['jpn']]) expect(words('الكتاب', {}, locales)).toEqual(['كتاب'])
    for (const locales of [['fas'], ['ur']]) expect(words('الكتاب', {}, locales)).toEqual(['الكتاب'])
  })

  test('others change nothing in documents', () => {
    expect(rulesWith({}, ['jpn', 'de']).key).toBe(rulesWith({}).key)
  })
})

test('rules are made once for the same settings and languages', () => {
  const settings = { dictionary: [], separatorTokens: [], nonSeparatorTokens: [] }
  expect(textRules(settings, ['ja'])).toBe(textRules(settings, ['ja']))
  expect(textRules(settings)).not.toBe(textRules(settings, ['ja']))
})

describe('words of settings', () => {
  test('are cut as texts are, runs in one piece', () => {
    expect(termsOf('手机 Case', rulesWith({}))).toEqual([['手', '机'], ['case']])
    expect(termsOf('iPhone手机', rulesWith({}))).toEqual([['iphone'], ['手', '机']])
    expect(termsOf('C#', rulesWith({ nonSeparatorTokens: ['#'] }))).toEqual([['c#']])
  })

  test('count as single words only if they are one', () => {
    expect(singleTerms(['The', 'これ', 'New York', '...', 'Å'], rulesWith({}, ['swe']))).toEqual(
      new Set(['the', 'これ', 'å']),
    )
  })
})
