/**
 * Matches and crops end where characters do, as a reader sees them; laws for any text, with the
 * platform's segmenter and without.
 */
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { Clusters } from '../../../src/core/result/clusters.ts'
import { shapeHit } from '../../../src/core/result/shape.ts'
import type { defaultSettings } from '../../../src/shared/settings.ts'
import { indexOf } from '../../support/search-index.ts'

afterEach(() => vi.unstubAllGlobals())

const shown = (q: string, text: string, cropLength?: number) =>
  shapeHit(
    planSearch(
      {
        q,
        attributesToHighlight: ['text'],
        highlightPreTag: '[',
        highlightPostTag: ']',
        showMatchesPosition: true,
        showFormattedParts: true,
        ...(cropLength === undefined ? {} : { attributesToCrop: ['text'], cropLength, cropMarker: '' }),
      },
      indexOf([{ text }]).index,
    ),
    { text },
  )
const marked = (q: string, text: string): unknown => (shown(q, text)._formatted as { text: string }).text

const pairs: [what: string, q: string, text: string, marked: string][] = [
  ['a skin tone', '👍', '👍🏽 ok', '[👍🏽] ok'],
  ['the other half of a flag', '🇫', '🇫🇷 France', '[🇫🇷] France'],
  ['what is joined', '👩', '👩‍💻 at work', '[👩‍💻] at work'],
  [
    'the tags of a flag',
    '🏴',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} x',
    '[🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}] x',
  ],
  ['a mark that is not dropped', 'e', 'e\u0489x', '[e\u0489]x'],
]

describe('a match takes with it', () => {
  test.each(pairs)('%s', (_, q, text, expected) => {
    expect(marked(q, text)).toBe(expected)
    const positions = (shown(q, text)._matchesPosition as { text: unknown }).text
    expect(positions).toEqual([{ start: 0, length: expected.indexOf(']') - 1 }])
  })

  test.each(pairs)('%s, where the platform cannot tell', (_, q, text, expected) => {
    vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined })
    expect(marked(q, text)).toBe(expected)
  })
})

const piece = fc.constantFrom(
  ...[
    'a',
    'é',
    'e\u0301',
    '👍',
    '🏽',
    '🇫',
    '🇷',
    '👩',
    '\u200d',
    '💻',
    '\ufe0f',
    'क',
    '\u094d',
    'ष',
    '한',
    '\u1112',
    '\u1161',
    ' ',
    '. ',
    '\r\n',
    '漢',
    'ก',
    '\u0e33',
    '\u0600',
    'x',
  ],
)
const text = fc.array(piece, { minLength: 1, maxLength: 30 }).map((pieces) => pieces.join(''))
const bordersOf = (content: string): Set<number> => {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(content)
  return new Set([...Array.from(segments, ({ index }) => index), content.length])
}

describe('in any text', () => {
  test('characters begin and end where the platform says of the whole text', () => {
    fc.assert(
      fc.property(text, (content) => {
        const borders = [...bordersOf(content)]
        const clusters = new Clusters(content)
        for (let at = 0; at <= content.length; at++) {
          expect(clusters.start(at)).toBe(borders.findLast((border) => border <= at))
          expect(clusters.end(at)).toBe(borders.find((border) => border >= at))
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('neither matches nor crops end inside a character', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 5 }), (content, q, length) => {
        const borders = bordersOf(content)
        const positions = (shown(q, content)._matchesPosition as { text?: { start: number; length: number }[] }).text
        let end = 0
        for (const { start, length: long } of positions ?? []) {
          expect(start).toBeGreaterThanOrEqual(end)
          end = start + long
          expect(borders.has(start) && borders.has(end)).toBe(true)
        }
        const parts = (shown(q, content, length)._formattedParts as unknown as { text: { text: string }[] }).text
        const cropped = parts.map((part) => part.text).join('')
        const at = [...borders].some((from) => content.startsWith(cropped, from) && borders.has(from + cropped.length))
        expect(at).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('a row of very many flags is looked at once', () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    const clusters = new Clusters('🇫🇷'.repeat(5000))
    for (let at = 0; at < 20_000; at++) expect(clusters.end(at)).toBe(Math.ceil(at / 4) * 4)
    expect(segment.mock.calls.length).toBeLessThan(3)
    segment.mockRestore()
  })
})

test('matches of an attribute do not depend on what another attribute of the same first language and text was cut by', () => {
  const settings = {
    localizedAttributes: [
      { attributePatterns: ['a'], locales: ['eng'] },
      { attributePatterns: ['b'], locales: ['eng', 'swe'] },
    ],
  }
  const plan = () =>
    planSearch(
      { q: 'tröja', showMatchesPosition: true },
      indexOf([{ a: 'troja', b: 'tröja' }], settings as Partial<typeof defaultSettings>).index,
    )
  const alone = shapeHit(plan(), { b: 'tröja' })._matchesPosition
  expect(alone).toEqual({ b: [{ start: 0, length: 5 }] })
  const both = plan()
  shapeHit(both, { a: 'tröja' })
  expect(shapeHit(both, { b: 'tröja' })._matchesPosition).toEqual(alone)
})
