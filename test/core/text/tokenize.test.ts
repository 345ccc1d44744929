/**
 * What a word is: separators, folding, scripts, offsets; and that the fast scanner used for
 * indexing agrees.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldWord } from '../../../src/core/text/fold.ts'
import { TermTable } from '../../../src/core/text/term-table.ts'
import { type TextRules, textRules } from '../../../src/core/text/text-rules.ts'
import { maxWordBytes, tokenize } from '../../../src/core/text/tokenize.ts'
import { hardGap, maxPosition, WordScanner } from '../../../src/core/text/word-scanner.ts'

const words = (text: string): string[] =>
  tokenize(text)
    .filter(({ kind }) => kind === 'word')
    .map(({ text: word }) => word)
const decoder = new TextDecoder()

/** What the scanner finds, as `word@position`. */
function scan(text: string, from = 0, rules?: TextRules): { found: string[]; next: number; words: number } {
  const table = new TermTable()
  const scanner = new WordScanner(table)
  const next = scanner.scan(text, from, rules)
  const found = Array.from({ length: scanner.count }, (_, i) => {
    const term = scanner.terms[i]
    return `${decoder.decode(table.bytes.subarray(table.starts[term], table.starts[term + 1]))}@${scanner.positions[i]}`
  })
  return { found, next, words: scanner.words }
}

/** The same from the reference tokenizer. */
function positions(text: string, from = 0, rules?: TextRules): string[] {
  const found: string[] = []
  let position = from
  let gap = 0
  for (const token of tokenize(text, rules)) {
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
        let last = { start: 0, end: 0 }
        for (const { start, end } of tokenize(text)) {
          // Words of one character share its place.
          if (start !== last.start || end !== last.end) expect(start).toBeGreaterThanOrEqual(last.end)
          expect(end).toBeGreaterThan(start)
          last = { start, end }
        }
        expect(last.end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 2000 },
    )
  })

  test('of a character that is several words touch nothing around it', () => {
    const places = tokenize('x㍘y').map(({ text, start, end }) => `${text} ${start}-${end}`)
    expect(places).toEqual(['x 0-1', '0 1-2', '点 1-2', 'y 2-3'])
    expect(tokenize('x℀y').map(({ text, start, end }) => `${text} ${start}-${end}`)).toEqual([
      'x 0-1',
      'a 1-2',
      'c 1-2',
      'y 2-3',
    ])
  })

  test('halves of characters are words like others, and bring nothing down', () => {
    const units = fc.array(fc.oneof(fc.integer({ min: 0xd800, max: 0xdfff }), fc.constantFrom(32, 97, 0x301, 0x6771)))
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes)
        expect(scan(text).words).toBe(words(text).length)
        for (const token of tokenize(text)) expect(text.slice(token.start, token.end)).not.toBe('')
      }),
      { numRuns: 500 },
    )
  })

  test('separators of the reference cut, and so do the other signs of ASCII', () => {
    expect(words('a/b-c_d.e,f:g;h!i?j(k)l[m]n{o}p"q\'r`s@t#u%v&w*x+y\\z')).toEqual([...'abcdefghijklmnopqrstuvwxyz'])
    expect(words('a$b<c=d>e^f|g~h')).toEqual([...'abcdefgh'])
  })

  test('no sign or symbol of Unicode hides the words next to it, for the scanner either', () => {
    for (let code = 0; code < 0x110000; code++) {
      const character = String.fromCodePoint(code)
      if (!/[\p{S}\p{P}\p{Z}]/u.test(character)) continue
      const text = `zebra${character}yak`
      const found = words(text)
      if (found[0] !== 'zebra' || found.at(-1) !== 'yak') expect.fail(`U+${code.toString(16)}: ${found}`)
      expect(scan(text).found).toEqual(positions(text))
    }
  })

  test('settings make words of symbols and signs, and separators', () => {
    const settings = { dictionary: ['c<>'], separatorTokens: ['€'], nonSeparatorTokens: ['$', '→', '×'] }
    const rules = textRules(settings)
    expect(positions('a→b $5 6×7 8€9 c<>', 0, rules)).toEqual(['a→b@0', '$5@1', '6×7@2', '8@3', '9@4', 'c<>@5'])
    expect(scan('a→b $5 6×7 8€9 c<>', 0, rules).found).toEqual(positions('a→b $5 6×7 8€9 c<>', 0, rules))
  })

  test('an emoji reaches to the end of what a reader sees as one character', () => {
    const slices = (text: string) => tokenize(text).map(({ start, end }) => text.slice(start, end))
    expect(slices('👍🏽👩‍💻🇫🇷❤️')).toEqual(['👍🏽', '👩‍💻', '🇫🇷', '❤️'])
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

  test('control and zero-width characters and variation selectors vanish, and part nothing', () => {
    expect(words('so\u00adlar wi\u200bnd \ufeffx y\u0000z \u2764\ufe0f')).toEqual([
      'solar',
      'wind',
      'x',
      'y',
      'z',
      '\u2764',
    ])
    expect(tokenize('a \u200d b').map(({ kind }) => kind)).toEqual(['word', 'soft', 'word'])
  })

  test('a word that is begun by marks alone is none', () => {
    expect(words('- \u0301 -')).toEqual([])
  })

  test.each([
    ['Latin', 'Crème Brûlée', ['creme', 'brulee']],
    ['decomposed Latin', 'Cre\u0300me', ['creme']],
    ['ligatures', 'Œuvre ﬁn', ['oeuvre', 'fin']],
    ['German', 'Straße Über GROẞ', ['strasse', 'uber', 'gross']],
    ['Nordic', 'Søren Łódź Þór Guðmundur', ['soren', 'lodz', 'thor', 'gudmundur']],
    ['Turkish', 'İstanbul ılık ISPARTA', ['istanbul', 'ilik', 'isparta']],
    ['Vietnamese', 'Đường Việt', ['duong', 'viet']],
    ['Greek', 'Ὀδυσσεύς ΆΝΘΡΩΠΟΣ', ['οδυσσευσ', 'ανθρωποσ']],
    [
      'Cyrillic keeps its short i, not its stress',
      'Чайковский за\u0301мок Ёлка Київ',
      ['чайковский', 'замок', 'елка', 'київ'],
    ],
    ['Arabic drops its vowel marks', 'كِتَابٌ', ['كتاب']],
    ['Arabic has one alef', 'أحمد إسلام آدم ٱسم', ['احمد', 'اسلام', 'ادم', 'اسم']],
    ['Arabic endings, tatweel and digits', 'مدرسة مستشفى محـــمد ١٩٩٩', ['مدرسه', 'مستشفي', 'محمد', '1999']],
    ['Persian letters are the Arabic ones', 'کتاب فارسی می\u200cشود', ['كتاب', 'فارسي', 'مي', 'شود']],
    ['joiners of Indic scripts only shape letters', 'क\u094d\u200cष क\u094d\u200dष', ['क\u094dष', 'क\u094dष']],
    ['U+200C shapes Latin, and parts what is half Arabic', 'Auf\u200clage PDF\u200cها', ['auflage', 'pdf', 'ها']],
    ['signs end words', '1920×1080 10±2 <p>Hi</p> a==b c−d $50', '1920 1080 10 2 p hi p a b c d 50'.split(' ')],
    ['symbols are words', 'pizza🍕 v2→v3 ©2020 5€ 🔥🔥', 'pizza 🍕 v2 → v3 © 2020 5 € 🔥 🔥'.split(' ')],
    ['symbols that stand for letters are those', 'Acme™x №5 20℃', 'acme tm x no 5 20 ° c'.split(' ')],
    ['an emoji in colours is one word, and the plain one', '👍🏽a 👍 ❤️', '👍 a 👍 ❤'.split(' ')],
    ['flags and families are one word', '🇫🇷🇩🇪 👩‍💻 🏴󠁧󠁢󠁥󠁮󠁧󠁿x', ['🇫🇷', '🇩🇪', '👩💻', '🏴', 'x']],
    ['the Arabic article goes', 'الكتاب الجديد ال الله', ['كتاب', 'جديد', 'ال', 'الله']],
    ['Hebrew drops its points', 'שָׁלוֹם', ['שלום']],
    ['digits of any script', '１９ ๑๙ १९', ['19', '19', '19']],
    ['full and half width', 'Ｓｅｅｋ ｶﾞﾗｽ', ['seek', 'が', 'ら', 'す']],
    ['Korean goes by syllable', '한국어 검색', ['한', '국', '어', '검', '색']],
    ['decomposed Korean', '한국'.normalize('NFD'), ['한', '국']],
    ['Chinese goes by character', '搜索引擎', ['搜', '索', '引', '擎']],
    ['Japanese katakana folds to hiragana, with all its signs', 'ソラ ケーキ 人々 ガス', [...'そらけーき人々がす']],
    ['Thai keeps its vowels, not its tones', 'น้ำดี', [...'นํา', 'ด', 'ี']],
    ['scripts are parted where one is cut into characters', 'iPhone15手机case', ['iphone15', '手', '机', 'case']],
    ['a character can stand for several words', '㍿ ﷺ', [...'株式会社', 'صلي', 'الله', 'عليه', 'وسلم']],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected)
  })

  test('only what is cut into characters says so', () => {
    const characters = tokenize('iPhone手机 한 น Привет').filter(({ isCharacter }) => isCharacter)
    expect(characters.map(({ text }) => text)).toEqual(['手', '机', '한', 'น'])
  })

  test('places slice the original, marks and all', () => {
    const slices = (text: string) => tokenize(text).map(({ start, end }) => text.slice(start, end))
    expect(slices('Cre\u0300me 手ｶﾞ')).toEqual(['Cre\u0300me', ' ', '手', 'ｶﾞ'])
    expect(slices('الكتاب')).toEqual(['كتاب'])
  })
})

describe('folding', () => {
  test('folding twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
        const once = foldWord(text)
        // Composed, because keys of a Korean keyboard, each typed as a character of its own (`ㄱㅏ`),
        // stay apart, and marks without a letter do not move past what vanishes between them.
        expect(foldWord(once).normalize('NFC')).toBe(once.normalize('NFC'))
      }),
      { numRuns: 2000 },
    )
  })

  test('leaves keys of a Korean keyboard apart, and joins the pieces of a syllable', () => {
    expect([...foldWord('ㄱㅏ')]).toEqual(['\u1100', '\u1161'])
    expect([...foldWord('ﾡￂ')]).toEqual(['\u1100', '\u1161'])
    expect(foldWord('\u1100\u1161')).toBe('가')
  })

  test('however a text is composed, its words are the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(words(text.normalize('NFD'))).toEqual(words(text.normalize('NFC')))
      }),
      { numRuns: 1000 },
    )
  })

  test('words found in a text are found again in themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of words(text)) expect(words(word).join('')).toBe(word)
      }),
      { numRuns: 1000 },
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

  test('finds what the tokenizer finds, whatever the settings', () => {
    const token = fc.oneof(
      fc.string({ minLength: 1, maxLength: 1 }),
      fc.constantFrom('.', ',', '#', '+', '$', '-', '. ', '||', 'C++', 'a b', '<br>', '·', 'é', '手', 'a'),
    )
    const tokens = fc.array(token, { maxLength: 3 })
    const settings = fc.record({
      dictionary: fc.array(fc.oneof(token, fc.constantFrom('c++', 'J. R. R.', 'word.x', 'Ä-b', '漢字')), {
        maxLength: 3,
      }),
      separatorTokens: tokens,
      nonSeparatorTokens: tokens,
    })
    const locales = fc.constantFrom<string[]>([], ['swe'], ['ara'], ['fas'])
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '. ',
        ', ',
        '! ',
        ' ',
        '. . ',
        'Ä',
        'ä-B',
        '漢字',
        'x\u0000y',
        'word.x',
        'J. R. R.',
        'c++',
        'C++',
        'a b',
        '<br>',
        '||',
        '#',
        '·',
        'الكتاب',
      ),
    )
    fc.assert(
      fc.property(settings, locales, fc.array(piece, { maxLength: 12 }), (changes, codes, pieces) => {
        const rules = textRules(changes, codes)
        const text = pieces.join('')
        expect(scan(text, 0, rules).found).toEqual(positions(text, 0, rules))
      }),
      { numRuns: 3000 },
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
    const inOrder = Array.from(inOneGo(table.sorted()), (term) =>
      decoder.decode(table.bytes.subarray(table.starts[term], table.starts[term + 1])),
    )
    expect(inOrder).toEqual([...expected].sort())
  })
})

function inOneGo<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
