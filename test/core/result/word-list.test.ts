/**
 * The words that highlighting and cropping walk along are those of `tokenize`; nothing shown
 * depends on which way they were found.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { shapeHit } from '../../../src/core/result/shape.ts'
import { WordList } from '../../../src/core/result/word-list.ts'
import { textRules } from '../../../src/core/text/text-rules.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import { indexOf } from '../../support/search-index.ts'
import { slowWords } from '../../support/slow-words.ts'

const piece = fc.constantFrom(
  ...[
    'sun',
    'Sun',
    'SUNFLOWER',
    'sunflowirer',
    'flower',
    'flwoer',
    'gflower',
    'red',
    'x',
    'é',
    'e\u0301',
    '\u0301',
    '漢字',
    '한국어',
    'ตลาด',
  ],
  ...[
    '😀',
    'Straße',
    '㍿',
    '\u200d',
    '\u0001',
    '\0',
    '. ',
    '.',
    ',',
    ', ',
    '! ',
    '-',
    ' ',
    ' ',
    ' ',
    '\n',
    '。',
    '–',
    '#',
    '+',
    '@',
    '\u00a0',
    'الكتاب',
  ],
)
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
const token = fc.constantFrom('.', ',', ' ', '#', '-', 'x', 'é', '漢', '@')
const settings = fc.record({
  separatorTokens: fc.array(token, { maxLength: 2 }),
  nonSeparatorTokens: fc.array(token, { maxLength: 2 }),
  dictionary: fc.array(fc.constantFrom('sun. x', 'red-x'), { maxLength: 1 }),
})

describe('the words of a text', () => {
  test('are those of the tokenizer, whatever the settings', () => {
    fc.assert(
      fc.property(text, settings, (content, changes) => {
        const rules = textRules(changes)
        const list = new WordList(content, rules)
        const words = Array.from({ length: list.count }, (_, i) => ({
          text: list.word(i),
          start: list.starts[i],
          end: list.ends[i],
          gap: list.gaps[i],
          isCharacter: list.characters?.has(i) ?? false,
        }))
        expect(words).toEqual(slowWords(content, rules))
      }),
      { numRuns: 5000 },
    )
  })

  test('are those of the tokenizer where a text is longer than what is cut at once', () => {
    for (const part of ['мир и é ', '漢字、日本 ', 'plain é '.repeat(3), 'ж'])
      expect(
        new WordList(part.repeat(3000), textRules({ separatorTokens: [], nonSeparatorTokens: [], dictionary: [] }))
          .count,
      ).toBe(
        slowWords(part.repeat(3000), textRules({ separatorTokens: [], nonSeparatorTokens: [], dictionary: [] })).length,
      )
  })
})

describe('what is shown of a text', () => {
  const word = fc.constantFrom(
    'sun',
    'sunflower',
    'flower',
    'folwer',
    'sunfolwre',
    'red',
    '"red sun"',
    '"sun flower',
    'é',
    'x',
    'ストラ',
    'straße',
    '漢',
  )
  test('does not depend on how its words were found', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(word, { maxLength: 4 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 8 }),
        (content, words, ended, length) => {
          const show = (changes: Partial<Settings>) =>
            shapeHit(
              planSearch(
                {
                  q: words.join(' ') + (ended ? ' ' : ''),
                  attributesToHighlight: ['*'],
                  attributesToCrop: ['text'],
                  cropLength: length,
                  showMatchesPosition: true,
                },
                indexOf([{ text: content }], { synonyms: { red: ['crimson', 'sun flower'] }, ...changes }).index,
              ),
              { text: content },
            )
          // With a word that is nowhere in the dictionary, every text is cut by the tokenizer as a
          // whole.
          expect(show({})).toEqual(show({ dictionary: ['nowhere-at-all'] }))
        },
      ),
      { numRuns: 3000 },
    )
  })
})
