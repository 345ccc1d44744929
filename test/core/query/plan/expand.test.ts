import { describe, expect, test } from 'vitest'
import { expandNode } from '../../../../src/core/query/plan/expand.ts'
import { graphNodes } from '../../../../src/core/query/plan/graph.ts'
import { parseQuery } from '../../../../src/core/query/plan/parse.ts'
import { querySettings } from '../../../../src/core/query/plan/query-settings.ts'
import { capTypos, compareUtf8, maxOneTypoTerms, maxTwoTypoTerms } from '../../../../src/core/query/plan/typo-terms.ts'
import { defaultSettings, type Settings } from '../../../../src/shared/settings.ts'
import { naiveSegment } from '../../../support/naive-segment.ts'
import { settingsWith } from '../../../support/search-index.ts'

const segmentOf = (...texts: string[]) =>
  naiveSegment(
    texts.map((text, ordinal) => ({ value: { text }, ordinal })),
    [],
    () => true,
  )

/** Of the query's n-th node, what it may stand for in each segment, as words. */
function expansion(
  query: string,
  node: number,
  segments: ReturnType<typeof segmentOf>[],
  changes: Partial<Settings> = {},
) {
  const settings = querySettings(settingsWith(changes))
  const found = expandNode(graphNodes(parseQuery(query, new Set(), settings.prefixSearch))[node], settings, segments)
  const words = found.words.map(({ exact, prefixes, oneTypo, twoTypos }, i) => {
    const text = (term: number): string => segments[i].dictionary.termAt(term)
    return {
      exact: exact < 0 ? null : text(exact),
      prefix: prefixes.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => text(from + n))),
      one: Array.from(oneTypo, text),
      two: Array.from(twoTypos, text),
    }
  })
  const synonyms = found.synonyms.map((synonym) => synonym.words.map((word) => word ?? '*').join(' '))
  return { words, splits: found.splits.map(({ left, right }) => `${left} ${right}`), synonyms, found }
}

describe('a word stands for', () => {
  const segment = segmentOf('flower flowers folwer glower flour flow sunflower flwr')

  test('itself and words one or two typos away, by its length', () => {
    const { words } = expansion('flower ', 0, [segment])
    expect(words).toEqual([{ exact: 'flower', prefix: [], one: ['flowers', 'folwer'], two: [] }])
  })

  test('as a prefix also for what starts with it, which is then no typo', () => {
    const { words } = expansion('flower', 0, [segment])
    expect(words).toEqual([{ exact: 'flower', prefix: ['flower', 'flowers'], one: ['folwer'], two: [] }])
  })

  test('with two typos for another first letter', () => {
    const two = {
      typoTolerance: { ...defaultSettings.typoTolerance, minWordSizeForTypos: { oneTypo: 2, twoTypos: 3 } },
    }
    expect(expansion('flower ', 0, [segment], two).words[0].two).toEqual(['flour', 'flow', 'flwr', 'glower'])
  })

  test('no number when typos are off for numbers', () => {
    const numbers = segmentOf('12345 12346 1234a')
    const changes = { typoTolerance: { ...defaultSettings.typoTolerance, disableOnNumbers: true } }
    expect(expansion('12345 ', 0, [numbers]).words[0].one).toEqual(['12346', '1234a'])
    expect(expansion('12345 ', 0, [numbers], changes).words[0].one).toEqual([])
    expect(expansion('1234b ', 0, [numbers], changes).words[0].one).toEqual(['1234a'])
  })

  test('no stop word, neither as typed, nor by its beginning, nor by a typo', () => {
    const stopped = { stopWords: ['Flower', 'flowers'] }
    expect(expansion('flower', 0, [segment], stopped).words).toEqual([
      { exact: null, prefix: [], one: ['folwer'], two: [] },
    ])
    expect(expansion('flo', 0, [segment], stopped).words[0].prefix).toEqual(['flour', 'flow'])
    expect(expansion('glowers', 0, [segment], stopped).words[0].one).toEqual(['glower'])
  })

  test('nothing when it is too long to be indexed', () => {
    const long = 'x'.repeat(251)
    expect(expansion(long, 0, [segmentOf(`${long} xxx`)]).found.isPossible).toBe(false)
    expect(expansion('é'.repeat(125), 0, [segmentOf('e'.repeat(125))]).found.isPossible).toBe(true)
  })
})

describe('joined words', () => {
  const segment = segmentOf('sunflower sunflowre sunflowers sun flower')

  test('lose one typo per joint', () => {
    expect(expansion('sun flower ', 2, [segment]).words[0]).toEqual({
      exact: 'sunflower',
      prefix: [],
      one: ['sunflowers', 'sunflowre'],
      two: [],
    })
    expect(expansion('su nflo wer ', 5, [segment]).words[0].one).toEqual([])
  })

  test('are not cut in two where they were joined, but may be elsewhere', () => {
    expect(expansion('sun flower', 2, [segment]).splits).toEqual([])
    expect(expansion('su nflower', 2, [segment]).splits).toEqual(['sun flower'])
    expect(expansion('su nflo wer', 5, [segment]).splits).toEqual(['sun flower'])
  })
})

describe('a word is cut in two', () => {
  test('wherever both halves are words of one segment', () => {
    expect(expansion('sunflower', 0, [segmentOf('sun flower su nflower')]).splits).toEqual(['su nflower', 'sun flower'])
    expect(expansion('sunflower', 0, [segmentOf('sun'), segmentOf('flower')]).splits).toEqual([])
    expect(expansion('a𐐷b', 0, [segmentOf('a 𐐷b a𐐷 b')]).splits).toEqual(['a 𐐷b', 'a𐐷 b'])
  })

  test('even when it is too short for typos', () => {
    expect(expansion('ab', 0, [segmentOf('a b')]).splits).toEqual(['a b'])
    expect(expansion('ab', 0, [segmentOf('a b')]).found.isPossible).toBe(true)
  })
})

test('a word is not cut where one half is a stop word', () => {
  const segment = segmentOf('sun flower sunf lower')
  expect(expansion('sunflower', 0, [segment], { stopWords: ['sun'] }).splits).toEqual(['sunf lower'])
})

describe('synonyms', () => {
  const segment = segmentOf('sofa couch new york city of big apple nyc')
  const synonyms = {
    Sofa: ['couch', 'SOFA', 'settee', 'couch'],
    nyc: ['New York City', 'city of the big apple'],
    'new york': ['nyc'],
    'one two three four': ['nyc'],
  }
  const of = (query: string, node: number, changes: Partial<Settings> = {}): string[] =>
    expansion(query, node, [segment], { synonyms, ...changes }).synonyms

  test('are words the index has, said once, and never the word itself', () => {
    expect(of('sofa', 0)).toEqual(['couch'])
    expect(of('SOFA ', 0)).toEqual(['couch'])
  })

  test('hold one way only', () => {
    expect(of('couch', 0)).toEqual([])
  })

  test('may be several words, with holes where stop words stand', () => {
    expect(of('nyc', 0)).toEqual(['new york city'])
    expect(of('nyc', 0, { stopWords: ['the'] })).toEqual(['new york city', 'city of * big apple'])
  })

  test('belong to up to three words that stand side by side', () => {
    expect(of('new york', 2)).toEqual(['nyc'])
    expect(of('new york', 0)).toEqual([])
    expect(of('one two three four', 4)).toEqual([])
  })

  test('make a word possible that the index does not have', () => {
    expect(expansion('settee', 0, [segment], { synonyms: { settee: ['sofa'] } }).found.isPossible).toBe(true)
    expect(expansion('settee', 0, [segment], { synonyms: { settee: ['armchair'] } }).found.isPossible).toBe(false)
  })

  test('are at most fifty, of at most a hundred words', () => {
    const many = (count: number, words: number) =>
      Array.from({ length: count }, (_, i) => Array.from({ length: words }, (_, n) => `s${i}w${n}`).join(' '))
    const all = (values: string[]) =>
      expansion('word', 0, [segmentOf(values.join(' '))], { synonyms: { word: values } })
    expect(all(many(60, 1)).synonyms).toHaveLength(50)
    expect(all(many(60, 3)).synonyms).toHaveLength(33)
  })
})

describe('words with typos', () => {
  const numbered = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => `flowe${String.fromCharCode(0x1401 + from + i)}`).join(' ')

  test('are the first in byte order over all segments', () => {
    const all = numbered(0, 200)
    const whole = expansion('flower ', 0, [segmentOf(all)]).words[0].one
    expect(whole).toHaveLength(maxOneTypoTerms)
    const parts = expansion('flower ', 0, [
      segmentOf(numbered(100, 200)),
      segmentOf(numbered(0, 130)),
      segmentOf('flowe'),
    ]).words
    const merged = new Set(parts.flatMap(({ one }) => one))
    expect([...merged].sort(compareUtf8)).toEqual(['flowe', ...whole.slice(0, -1)])
  })

  test('are fewer with two typos than with one', () => {
    const { words } = expansion('flowering ', 0, [
      segmentOf(numbered(0, 100).replaceAll('flowe', 'flowerin'), numbered(0, 100).replaceAll('flowe', 'floweri')),
    ])
    expect(words[0].one).toHaveLength(100)
    expect(words[0].two).toHaveLength(maxTwoTypoTerms)
  })

  test('below the cap stay as they are', () => {
    const { dictionary } = segmentOf('a b c')
    const one = Uint32Array.of(0, 2)
    const two = new Uint32Array(0)
    expect(
      capTypos(
        [
          { one, two },
          { one, two },
        ],
        [dictionary, dictionary],
      ),
    ).toEqual([
      { one, two },
      { one, two },
    ])
  })

  test('byte order is not that of UTF-16 units', () => {
    expect(compareUtf8('\uffee', '𐐷')).toBeLessThan(0)
    expect(compareUtf8('a', 'ab')).toBeLessThan(0)
    expect(compareUtf8('b', 'a')).toBeGreaterThan(0)
    expect(compareUtf8('𐐷', '𐐷')).toBe(0)
  })
})
