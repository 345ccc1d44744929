import { afterEach, describe, expect, test, vi } from 'vitest'
import { maxQueryLength, parseQuery } from '../../../../src/core/query/plan/parse.ts'
import { cutWith } from '../../../support/segmenters.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const stopWords = new Set(['the', 'of'])
const parse = (query: string) => parseQuery(query, stopWords, true)
/** Words as `text@position`, with `*` for a prefix; phrases in quotes, `_` for a hole. */
const picture = (query: string): string =>
  parse(query)
    .terms.map(({ kind, words, position, prefix }) => {
      const text = words.map((word) => word ?? '_').join(' ')
      return `${kind === 'phrase' ? `"${text}"` : text}@${position}${prefix ? '*' : ''}`
    })
    .join(' | ')
const negatives = (query: string): string =>
  parse(query)
    .negative.map(({ words }) => words.join(' '))
    .join(' | ')

describe('words', () => {
  test('are folded and counted from 0', () => {
    expect(picture('Crème BRÛLÉE x')).toBe('creme@0 | brulee@1 | x@2*')
  })

  test('nothing but separators is no query', () => {
    for (const query of ['', '   ', '...', '" "', '-']) expect(picture(query)).toBe('')
  })

  test('separators before the first word say nothing', () => {
    expect(picture('. ! sun')).toBe('sun@0*')
  })

  test('a hard separator moves the next word eight on, a soft one one', () => {
    expect(picture('sun. flower')).toBe('sun@0 | flower@8*')
    expect(picture('sun! ?flower')).toBe('sun@0 | flower@8*')
    expect(picture('sun-flower, field')).toBe('sun@0 | flower@1 | field@9*')
  })

  test('only the last one is a prefix, and only with nothing after it', () => {
    expect(picture('sun flow')).toBe('sun@0 | flow@1*')
    expect(picture('sun flow ')).toBe('sun@0 | flow@1')
    expect(picture('sun flow.')).toBe('sun@0 | flow@1')
  })

  test('none is a prefix where prefix search is off', () => {
    expect(parseQuery('sun', stopWords, false).terms[0].prefix).toBe(false)
  })

  test('end with the tenth, which is then no prefix unless it is the last', () => {
    expect(picture('a b c d e f g h i j')).toMatch(/j@9\*$/)
    expect(picture('a b c d e f g h i j k')).toMatch(/j@9$/)
    expect(parse('a b c d e f g h i j k -l').negative).toEqual([])
  })
})

describe('runs of characters', () => {
  const runs = (query: string, stops: readonly string[] = []) =>
    parseQuery(query, new Set(stops), true).terms.map(({ kind, words, position, prefix, wordsBefore }) =>
      [kind, words.join(''), position, prefix, wordsBefore].join(' '),
    )

  test('are cut into words, each of them one term that takes as many positions as it has characters', () => {
    cutWith((text) => text.match(/..?/gu) ?? [])
    expect(runs('東京都庁, sky')).toEqual(['run 东京 0 false 0', 'run 都厅 2 false 2', 'word sky 11 true 4'])
    expect(parse('東京都庁 sky').wordCount).toBe(5)
    expect(runs('sky東京')).toEqual(['word sky 0 false 0', 'run 东京 1 false 1'])
  })

  test('in quotes, and behind a minus, are taken as they stand', () => {
    cutWith((text) => [...text])
    expect(picture('"東京 tower"')).toBe('"东 京 tower"@0')
    expect(parse('"東の京"').terms).toHaveLength(1)
    expect(negatives('sky -東京')).toBe('东 京')
  })

  test('are stop words as a whole, and hold no holes', () => {
    cutWith((text) => [text])
    expect(runs('これ 東', ['これ'])).toEqual(['run 东 2 false 2'])
    expect(parseQuery('"これ東"', new Set(['れ', 'これ东']), true).terms[0].words).toEqual(['こ', 'れ', '东'])
  })

  test('are ten terms at most', () => {
    cutWith((text) => [...text])
    expect(runs('一二三四五六七八九十百')).toHaveLength(10)
  })

  test('may end in a Hangul syllable that is still being typed', () => {
    const last = (query: string) => parseQuery(query, new Set(), true).terms[0]
    expect(last('한구').lastOrElse).toContain('국')
    expect(last('한구').lastOrElse).toHaveLength(27)
    for (const query of ['한국', '한구 ', '漢']) expect(last(query).lastOrElse).toEqual([])
    expect(last('한ㄱ').words).toEqual(['한'])
    expect(last('ㄱ').words).toEqual(['\u1100'])
    expect(parseQuery('한구', new Set(), false).terms[0].lastOrElse).toEqual([])
  })
})

describe('stop words', () => {
  test('are left out and keep their place', () => {
    expect(picture('Lord of the rings')).toBe('lord@0 | rings@3*')
    expect(parse('Lord of the rings').wordCount).toBe(4)
    expect(parse('Lord of the rings').terms[1].wordsBefore).toBe(3)
  })

  test('stay when they are the last word', () => {
    expect(picture('lord of the')).toBe('lord@0 | the@2*')
    expect(picture('lord of the ')).toBe('lord@0')
    expect(picture('The')).toBe('the@0*')
  })

  test('are holes in a phrase, but not at its ends', () => {
    expect(picture('"lord of the rings"')).toBe('"lord _ _ rings"@0')
    expect(picture('"the lord of"')).toBe('"lord"@1')
    expect(picture('"of the" rings')).toBe('"of the"@0 | rings@2*')
    expect(negatives('rings -"of the"')).toBe('of the')
  })
})

describe('a query of stop words only', () => {
  test.each(['the', 'of the', 'The of ', 'the, of. the', 'the -rings'])('is told apart: %s', (query) => {
    expect(parse(query).hasOnlyStopWords).toBe(true)
  })

  test.each(['', 'ring', 'the ring', 'ring the', '"of the"', 'the "of"', '-the', '. ,'])('from others: %s', (query) => {
    expect(parse(query).hasOnlyStopWords).toBe(false)
  })
})

describe('phrases', () => {
  test('are one term', () => {
    expect(picture('a "b c" d')).toBe('a@0 | "b c"@1 | d@3*')
    expect(picture('"a"')).toBe('"a"@0')
  })

  test.each(['“b c”', '„b c“', '«b c»', '»b c«', '”b c”', '＂b c＂', '“b c"', '"b c”'])(
    'in any quotes: %s',
    (quoted) => {
      expect(picture(`a ${quoted} d`)).toBe('a@0 | "b c"@1 | d@3*')
      expect(negatives(`a -${quoted} d`)).toBe('b c')
    },
  )

  test('apostrophes are none', () => {
    expect(picture('a ‘b c’ d')).toBe('a@0 | b@1 | c@2 | d@3*')
  })

  test('run to the end when nobody closes them', () => {
    expect(picture('a "b c')).toBe('a@0 | "b c"@1')
  })

  test('are cut in two by a hard separator', () => {
    expect(picture('"a b. c"')).toBe('"a b"@0 | "c"@9')
  })

  test('may touch words and each other', () => {
    expect(picture('a"b c"d')).toBe('a@0 | "b c"@1 | d@3*')
    expect(picture('"a b""c d"')).toBe('"a b"@0 | "c d"@2')
    expect(picture('"a b". "c"')).toBe('"a b"@0 | "c"@9')
  })

  test('count as one of ten terms', () => {
    expect(parse('"a b c" d e f g h i j k l m').terms).toHaveLength(10)
  })
})

describe('negative terms', () => {
  test('stand behind a lone dash', () => {
    // They keep their places: sun and field are no neighbours.
    expect(picture('sun -flower field')).toBe('sun@0 | field@2*')
    expect(picture('sun -"big flower" field')).toBe('sun@0 | field@3*')
    expect(picture('-flower sun. field')).toBe('sun@1 | field@9*')
    expect(picture('sun -the field')).toBe('sun@0 | field@2*')
    expect(picture('sun -東京 field')).toBe('sun@0 | field@3*')
    expect(parse('sun -flower field').wordCount).toBe(2)
    expect(negatives('sun -flower field')).toBe('flower')
    expect(negatives('-flower')).toBe('flower')
    expect(negatives('sun -"big flower" -x')).toBe('big flower | x')
  })

  test('a dash inside a word, or alone, is a separator', () => {
    expect(negatives('sun-flower')).toBe('')
    expect(negatives('sun - flower')).toBe('')
    expect(negatives('sun --flower')).toBe('')
    expect(negatives('"-flower"')).toBe('')
    expect(picture('sun-flower')).toBe('sun@0 | flower@1*')
  })
})

describe('a query of any length', () => {
  test('is read no further than a thousand tokens', () => {
    // Stop words are no terms, so only the tokens count: 500 words with a space behind each.
    const many = (words: number): string => `${'the '.repeat(words)}sun flower`
    expect(parse(many(499)).terms.map(({ words }) => words[0])).toEqual(['sun'])
    expect(parse(many(498)).terms.map(({ words }) => words[0])).toEqual(['sun', 'flower'])
    expect(parse(many(500)).terms).toEqual([])
  })

  test('is cut before any work is done on it, and then ends with no beginning of a word', () => {
    const spaces = ' '.repeat(maxQueryLength - 3)
    expect(picture(`${spaces}sun`)).toBe('sun@0*')
    expect(picture(`${spaces}sunflower`)).toBe('sun@0')
    expect(picture(`${' '.repeat(maxQueryLength)}sun`)).toBe('')
  })

  test('of one endless word or run is one term', () => {
    expect(parse('x'.repeat(10_000_000)).terms).toHaveLength(1)
    expect(parse('東'.repeat(10_000_000)).terms.length).toBeLessThanOrEqual(10)
    expect(parse('"'.repeat(10_000_000)).terms).toEqual([])
  })
})
