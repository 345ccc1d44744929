/** What a word is: separators, folding, scripts, offsets; and that the fast scanner used for indexing agrees. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldWord } from '../../../src/core/text/fold.ts'
import { TermTable } from '../../../src/core/text/term-table.ts'
import { maxWordBytes, tokenize } from '../../../src/core/text/tokenize.ts'
import { hardGap, maxPosition, WordScanner } from '../../../src/core/text/word-scanner.ts'

const words = (text: string): string[] =>
  tokenize(text)
    .filter(({ kind }) => kind === 'word')
    .map(({ text: word }) => word)
const decoder = new TextDecoder()

/** What the scanner finds, as `word@position`. */
function scan(text: string, from = 0): { found: string[]; next: number; words: number } {
  const table = new TermTable()
  const scanner = new WordScanner(table)
  const next = scanner.scan(text, from)
  const found = Array.from({ length: scanner.count }, (_, i) => {
    const term = scanner.terms[i] as number
    return `${decoder.decode(table.bytes.subarray(table.starts[term], table.starts[term + 1]))}@${scanner.positions[i]}`
  })
  return { found, next, words: scanner.words }
}

/** The same from the reference tokenizer. */
function positions(text: string, from = 0): string[] {
  const found: string[] = []
  let position = from
  let gap = 0
  for (const token of tokenize(text)) {
    if (token.kind === 'hard') gap = found.length === 0 ? 0 : hardGap
    else if (token.kind === 'word') {
      position += found.length === 0 ? 0 : gap
      found.push(`${token.text}@${position}`)
      gap = 1
    }
    if (token.kind === 'soft' && gap === 0 && found.length > 0) gap = 1
  }
  return found
}

describe('tokens', () => {
  test('they rise, touch, and slice the whole text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let at = 0
        for (const { start, end } of tokenize(text)) {
          expect(start).toBeGreaterThanOrEqual(at)
          expect(end).toBeGreaterThan(start)
          at = end
        }
        expect(at).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  test('separators of the reference cut, its word characters do not', () => {
    expect(words('a/b-c_d.e,f:g;h!i?j(k)l[m]n{o}p"q\'r`s@t#u%v&w*x+y\\z')).toEqual([...'abcdefghijklmnopqrstuvwxyz'])
    expect(words('a$b<c=d>e^f|g~h')).toEqual(['a$b<c=d>e^f|g~h'])
  })

  test('camel case is one word', () => {
    expect(words('addEventListener')).toEqual(['addeventlistener'])
  })

  test('a point or comma is hard before a space, soft elsewhere', () => {
    const kinds = (text: string) => tokenize(text).map(({ kind }) => kind)
    expect(kinds('a.b')).toEqual(['word', 'soft', 'word'])
    expect(kinds('a. b')).toEqual(['word', 'hard', 'word'])
    expect(kinds('a,b')).toEqual(['word', 'soft', 'word'])
    expect(kinds('a! b')).toEqual(['word', 'hard', 'word'])
    expect(kinds('a (b')).toEqual(['word', 'soft', 'word'])
  })

  test.each([
    ['Latin', 'Crème Brûlée', ['creme', 'brulee']],
    ['ligatures', 'Œuvre ﬁn', ['oeuvre', 'fin']],
    ['German', 'Straße Über', ['straße', 'uber']],
    ['Turkish', 'İstanbul ılık', ['istanbul', 'ilik']],
    ['Vietnamese', 'Đường', ['duong']],
    ['Greek', 'Ὀδυσσεύς', ['οδυσσευσ']],
    ['Cyrillic keeps its short i', 'Чайковский', ['чайковский']],
    ['Arabic drops its vowel marks', 'كِتَابٌ', ['كتاب']],
    ['Hebrew drops its points', 'שָׁלוֹם', ['שלום']],
    ['Korean keeps syllables whole', '한국어 검색', ['한국어', '검색']],
    ['Chinese goes by character', '搜索引擎', ['搜', '索', '引', '擎']],
    ['Japanese katakana folds to hiragana', 'ソラ', ['そ', 'ら']],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  test('Thai is cut by the platform, and its words join to the text without its marks', () => {
    const found = words('ค้นหาข้อมูล')
    expect(found.length).toBeGreaterThan(1)
    expect(found.join('')).toBe(foldWord('ค้นหาข้อมูล'))
  })
})

describe('folding', () => {
  test('folding twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = foldWord(text)
        expect(foldWord(once)).toBe(once)
      }),
    )
  })
})

describe('the word scanner', () => {
  test('finds what the tokenizer finds, at the same positions', () => {
    const text = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('. ', ', ', '! ', ' ', 'Ä', '漢字', 'x\u0000y', 'word', '\t')),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(text, (parts) => {
        const joined = parts.join('')
        expect(scan(joined).found).toEqual(positions(joined))
      }),
    )
  })

  test('positions rise by one, by eight across a hard separator, and start where told', () => {
    expect(scan('one two. three four', 5)).toEqual({
      found: ['one@5', 'two@6', 'three@14', 'four@15'],
      next: 16,
      words: 4,
    })
    expect(scan('...', 5)).toEqual({ found: [], next: 5, words: 0 })
    expect(scan('. one').found).toEqual(['one@0'])
  })

  test('a word over the byte limit takes a position but is not found', () => {
    const long = 'a'.repeat(maxWordBytes + 1)
    expect(scan(`x ${long} y`).found).toEqual(['x@0', 'y@2'])
    expect(scan(`x ${'a'.repeat(maxWordBytes)} y`).found).toHaveLength(3)
  })

  test('words past the last position are dropped', () => {
    const { found } = scan('w '.repeat(maxPosition + 10))
    expect(found).toHaveLength(maxPosition + 1)
  })

  test('interning many terms keeps them apart', () => {
    const table = new TermTable()
    const scanner = new WordScanner(table)
    const expected = Array.from({ length: 20_000 }, (_, i) => `t${i.toString(36)}`)
    scanner.scan(expected.join(' '), 0)
    expect(table.size).toBe(expected.length)
    const inOrder = Array.from(table.sorted(), (term) =>
      decoder.decode(table.bytes.subarray(table.starts[term], table.starts[term + 1])),
    )
    expect(inOrder).toEqual([...expected].sort())
  })
})
