import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { QueryMatcher } from '../../../src/core/result/query-matcher.ts'
import { textParts, withTags } from '../../../src/core/result/text-parts.ts'
import type { SearchParams } from '../../../src/shared/search.ts'
import { defaultSettings, type Settings } from '../../../src/shared/settings.ts'
import { indexOf } from '../../support/search-index.ts'

/** The text with its matches in brackets, searched in an index that holds it and `others`. */
function marked(
  q: string,
  text: string,
  changes: Partial<Settings> = {},
  others: readonly string[] = [],
  params: SearchParams = {},
): string {
  const { index } = indexOf(
    [text, ...others].map((content) => ({ text: content })),
    changes,
  )
  const matcher = new QueryMatcher(planSearch({ q, ...params }, index))
  return withTags(textParts(text, matcher.matches(text, 'text'), { start: 0, end: text.length }, ''), '[', ']')
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

  test('of a word that says little is marked beside others only, unless the query has no others', () => {
    const any = (q: string, text: string) => marked(q, text, {}, [], { matchingStrategy: 'any' })
    const question = 'how do i delete a document'
    expect(any(question, 'I do this. To delete it, how? Delete a document.')).toBe(
      'I do this. To [delete] it, how? [Delete] [a] [document].',
    )
    expect(any(question, 'How do I delete documents?')).toBe('[How] [do] [I] [delete] [document]s?')
    expect(any(question, 'Documents. A day')).toBe('[Document]s. A day')
    expect(any('how to', 'How to do it')).toBe('[How] [to] do it')
    expect(marked(question, 'I do this.')).toBe('[I] [do] this.')
  })

  test('prefers the word itself, typos included, to the beginning of another', () => {
    expect(marked('flowers flow', 'flowers')).toBe('[flowers]')
    expect(marked('flowres flow', 'flowers flowing')).toBe('[flowers] [flow]ing')
  })

  test('may be two words of the query written as one, or one written as two', () => {
    expect(marked('sun flower ', 'a sunflower')).toBe('a [sunflower]')
    expect(marked('sunflower ', 'a sun flower, flower')).toBe('a [sun flower], flower')
  })

  test('of a phrase runs from its first to its last word, and words alone are none', () => {
    expect(marked('"red flower"', 'a Red flower, red')).toBe('a [Red flower], red')
    expect(marked('"red flower"', 'red-flower red. flower')).toBe('[red-flower] red. flower')
    expect(marked('"lord of rings"', 'lord on rings', { stopWords: ['of'] })).toBe('[lord on rings]')
    expect(marked('"red flower" red', 'red red flower')).toBe('[red] [red flower]')
  })

  test('may be what the query means by its synonyms, wholly, be it one word or several', () => {
    const synonyms = { car: ['automobile', 'motor vehicle'], 'new york': ['big apple'] }
    expect(marked('car', 'cars and automobiles, an automobile', { synonyms })).toBe(
      '[car]s and automobiles, an [automobile]',
    )
    expect(marked('car', 'a motor vehicle with a motor', { synonyms })).toBe('a [motor vehicle] with a motor')
    expect(marked('new york', 'the Big Apple, big', { synonyms })).toBe('the [Big Apple], big')
  })

  test('is never a stop word, unless it lies inside a phrase', () => {
    expect(marked('th', 'the theory of the thing', { stopWords: ['the'] })).toBe('the [th]eory of the [th]ing')
    expect(marked('teory the ', 'the theory', { stopWords: ['the'] })).toBe('the [theory]')
    expect(marked('hten ', 'then', { stopWords: ['then'] })).toBe('then')
  })

  test('is none of what must not occur', () => {
    expect(marked('flower -sun', 'flower sun')).toBe('[flower] sun')
  })

  test('tells which terms of the query it stands for', () => {
    const text = 'a red sunflower, sun'
    const matcher = new QueryMatcher(planSearch({ q: 'sun flower red' }, indexOf([{ text }]).index))
    expect(matcher.matches(text, 'text')).toEqual([
      { start: 2, length: 3, terms: 0b100 },
      { start: 6, length: 9, terms: 0b011 },
      { start: 17, length: 3, terms: 0b001 },
    ])
  })

  test('is found in words of very many marks', () => {
    const marks = '\u0301'.repeat(50_000)
    expect(marked('flow', `f${marks}lower`)).toBe(`[f${marks}low]er`)
    expect(marked('flow', `flow${marks}er`)).toBe(`[flow${marks}]er`)
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
    '\u200d',
    'и\u0306',
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
      }),
      { numRuns: 1500 },
    )
  })
})
