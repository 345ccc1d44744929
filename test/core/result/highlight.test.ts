import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planSearch } from '../../../src/core/query/plan.ts'
import { highlight } from '../../../src/core/result/highlight.ts'
import { QueryMatcher } from '../../../src/core/result/query-matcher.ts'
import { defaultSettings, type Settings } from '../../../src/shared/settings.ts'
import { indexOf } from '../../support/search-index.ts'

/** The text with its matches in brackets, searched in an index that holds it and `others`. */
function marked(q: string, text: string, changes: Partial<Settings> = {}, others: readonly string[] = []): string {
  const { index } = indexOf(
    [text, ...others].map((content) => ({ text: content })),
    changes,
  )
  const matcher = new QueryMatcher(planSearch({ q }, index))
  return highlight(text, matcher.matches(text, 'text'), '[', ']')
}

describe('a match', () => {
  test('is the word, wherever it stands and however it is written', () => {
    expect(marked('flower ', 'Flower, flowers: FLOWER!')).toBe('[Flower], [flowers]: [FLOWER]!')
    expect(marked('creme ', 'Crème brûlée')).toBe('[Crème] brûlée')
    expect(marked('', 'anything')).toBe('anything')
  })

  test('of a word only begun is as long as what was typed', () => {
    expect(marked('flow', 'Flowers and overflow')).toBe('[Flow]ers and overflow')
    expect(marked('flow', 'flow')).toBe('[flow]')
  })

  test('takes the marks of its last letter with it', () => {
    expect(marked('cre', 'Crème')).toBe('[Crè]me')
    expect(marked('cre', 'Cre\u0300me')).toBe('[Cre\u0300]me')
    expect(marked('coe', 'Cœur')).toBe('[Cœ]ur')
    expect(marked('co', 'Cœur')).toBe('[Cœ]ur')
  })

  test('with a typo is the whole word, even of one only begun', () => {
    expect(marked('folwer ', 'a flower')).toBe('a [flower]')
    expect(marked('folwer', 'flowers')).toBe('[flowers]')
    expect(marked('tere ', 'a tree')).toBe('a tree')
    expect(marked('glower ', 'a flower')).toBe('a flower')
  })

  test('prefers the word itself to the beginning of another', () => {
    expect(marked('flowers flow', 'flowers')).toBe('[flowers]')
  })

  test('may be two words of the query written as one, or one written as two', () => {
    expect(marked('sun flower ', 'a sunflower')).toBe('a [sunflower]')
    expect(marked('sunflower ', 'a sun flower, flower')).toBe('a [sun flower], flower')
  })

  test('may be what the query means by its synonyms', () => {
    const synonyms = { nyc: ['new york', 'apple'] }
    expect(marked('nyc', 'New York, york, apple', { synonyms })).toBe('[New York], york, [apple]')
  })

  test('of a phrase runs from its first to its last word, and words alone are none', () => {
    expect(marked('"red flower"', 'a Red flower, red')).toBe('a [Red flower], red')
    expect(marked('"red flower"', 'red-flower red. flower')).toBe('[red-flower] red. flower')
    expect(marked('"lord of rings"', 'lord on rings', { stopWords: ['of'] })).toBe('[lord on rings]')
    expect(marked('"red flower" red', 'red red flower')).toBe('[red] [red flower]')
  })

  test('is none of what must not occur', () => {
    expect(marked('flower -sun', 'flower sun')).toBe('[flower] sun')
  })

  test('without typos where the settings forbid them', () => {
    const tolerance = defaultSettings.typoTolerance
    expect(marked('folwer ', 'flower', { typoTolerance: { ...tolerance, enabled: false } })).toBe('flower')
    expect(marked('folwer ', 'flower', { typoTolerance: { ...tolerance, disableOnAttributes: ['text'] } })).toBe(
      'flower',
    )
    expect(marked('12345 ', '12354', { typoTolerance: { ...tolerance, disableOnNumbers: true } })).toBe('12354')
    expect(marked('12345 ', '12354')).toBe('[12354]')
  })
})

describe('matches of any text', () => {
  const piece = fc.constantFrom(
    'sun',
    'Sun',
    'flower',
    'sünflöwer',
    'CŒur',
    'cœ',
    'e\u0301',
    '漢字',
    '😀',
    ' ',
    ' ',
    '. ',
    '-',
    '"',
    'ﬀ',
    'İ',
    'ß',
  )
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

  test('ascend without overlapping, lie in the text and cut no character', () => {
    fc.assert(
      fc.property(text, text, (content, q) => {
        const { index } = indexOf([{ text: content }])
        const matches = new QueryMatcher(planSearch({ q }, index)).matches(content, 'text')
        let end = 0
        for (const { start, length } of matches) {
          expect(start).toBeGreaterThanOrEqual(end)
          expect(length).toBeGreaterThan(0)
          end = start + length
          expect(content.slice(start, end)).not.toMatch(/\p{Surrogate}/u)
        }
        expect(end).toBeLessThanOrEqual(content.length)
        expect(highlight(content, matches, '', '')).toBe(content)
      }),
      { numRuns: 1500 },
    )
  })
})
