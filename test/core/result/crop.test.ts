/** Which words a crop shows, each example with its reason; and laws that hold for any text. */
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { cropWindow } from '../../../src/core/result/crop.ts'
import { cropWords } from '../../../src/core/result/crop-words.ts'
import { shapeHit } from '../../../src/core/result/shape.ts'
import { defaultTextRules } from '../../../src/core/text/text-rules.ts'
import { indexOf } from '../../support/search-index.ts'

/** The text cropped for the query, matches in brackets. */
function cropped(q: string, text: string, cropLength: number): string {
  const request = {
    q,
    attributesToCrop: ['text'],
    cropLength,
    attributesToHighlight: ['text'],
    highlightPreTag: '[',
    highlightPostTag: ']',
  }
  const hit = shapeHit(planSearch(request, indexOf([{ text }]).index), { text })
  return (hit._formatted as { text: string }).text
}

describe('the words shown', () => {
  test.each<[why: string, q: string, text: string, length: number, shown: string]>([
    ['all: there are no more', 'fox', 'the quick fox.', 3, 'the quick [fox].'],
    ['the first ones, as nothing matches', 'cat ', '(The quick) brown fox jumps', 3, '(The quick) brown…'],
    ['as many before the match as behind it, one more before', 'e ', 'a b c d e f g h', 4, '…c d [e] f…'],
    ['more behind it, as the text begins', 'b ', 'a b c d e f', 4, 'a [b] c d…'],
    ['more before it, as the text ends', 'e ', 'a b c d e!', 4, '…b c d [e]!'],
    ['only the side that lost words is cut', 'a ', '"a b c', 2, '"[a] b…'],
    ['the rest of the sentence before the next one', 'c ', 'a b. c d e f. g h', 4, '…[c] d e f…'],
    ['the beginning of the sentence before the next one', 'f ', 'a b. c d e f. g h', 4, '…c d e [f]…'],
    ['a soft separator is no border of sentences', 'd ', 'a b. c, d, e. f g', 3, '…c, [d], e…'],
    ['both neighbours, when the sentence is too short', 'c ', 'a b. c. d e', 3, '…b. [c]. d…'],
    ['only the beginning of a phrase that is longer', '"b c d e"', 'a b c d e f', 2, '…[b c]…'],
    ['the match inside, before a phrase that is longer', 'h "b c d e"', 'a b c d e f g h', 2, '…g [h]'],
  ])('are %s', (_, q, text, length, shown) => {
    expect(cropped(q, text, length)).toBe(shown)
  })

  test.each<[why: string, q: string, text: string, length: number, shown: string]>([
    [
      'more distinct words count more than more matches',
      'red fox ',
      'red red red a b c red x fox',
      3,
      '…[red] x [fox]',
    ],
    ['then those closer together', 'red fox ', 'red a b fox, c d e f red a fox', 4, '…f [red] a [fox]'],
    ['then those more often in the order of the query', 'red fox ', 'fox red a b c d e f red fox', 3, '…f [red fox]'],
    ['among equals the first', 'fox ', 'fox a b c fox d e f', 2, '[fox] a…'],
    ['a phrase counts as many words as it has', '"red fox" a b ', 'a b c d e f red fox h', 3, '…f [red fox]…'],
    ['a joined word counts for all it joins', 'sun flower red ', 'red a b c d sunflower e', 2, '…d [sunflower]…'],
  ])('are around the best matches: %s', (_, q, text, length, shown) => {
    expect(cropped(q, text, length).replaceAll('] [', ' ')).toBe(shown)
  })

  test('are counted as people count them where there are no spaces', () => {
    const japanese = '彼は、すべての人民と世界人権宣言を支持する。'
    expect(cropped('宣言 ', japanese, 2).replaceAll(/[[\]]/g, '')).toBe('…人権宣言…')
    const thai = 'เธอวิ่งไปตลาดเพื่อซื้อผลไม้สด'
    const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(thai)].map(
      ({ segment }) => segment,
    )
    expect(cropped('', thai, 3)).toBe(`${words.slice(0, 3).join('')}…`)
  })
})

describe('cropping any text', () => {
  test('hands long runs without spaces to the platform in pieces, for which it takes linear time', () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    const run = 'すべての人民とすべての国民とが'
    const content = run.repeat(500)
    const shown = cropped('', content, 3000).slice(0, -1)
    const handed = segment.mock.calls.map(([text]) => text.length)
    segment.mockRestore()
    expect(Math.max(...handed)).toBeLessThanOrEqual(1000)
    expect(handed.reduce((sum, length) => sum + length, 0)).toBeLessThan(content.length * 1.1)
    const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(content)]
    expect(shown).toBe(
      words
        .slice(0, 3000)
        .map(({ segment: word }) => word)
        .join(''),
    )
  })

  const word = fc.constantFrom('sun', 'flower', 'sunflower', 'red', 'é', '漢字', 'ตลาด', '😀', '👩‍👩‍👧', '한국어', 'x')
  const gap = fc.constantFrom(' ', ' ', ', ', '. ', '! ', '-', '', '(', '\n')
  const text = fc.array(fc.tuple(word, gap), { maxLength: 40 }).map((pieces) => pieces.flat().join(''))
  const query = fc.array(fc.constantFrom('sun', 'flower', 'red', '"red sun"', '漢', 'x'), { maxLength: 4 })

  test('shows a piece of it with at most so many words, all of them if there are no more, and never half a character', () => {
    fc.assert(
      fc.property(text, query, fc.integer({ min: 1, max: 12 }), (content, words, length) => {
        const plan = planSearch(
          { q: words.join(' '), attributesToCrop: ['text'], cropLength: length, cropMarker: '\u0001' },
          indexOf([{ text: content }]).index,
        )
        const shown = (shapeHit(plan, { text: content })._formatted as { text: string }).text
        const [before, after] = [shown.startsWith('\u0001'), shown.endsWith('\u0001')]
        const piece = shown.replaceAll('\u0001', '')
        expect(content).toContain(piece)
        if (!before) expect(content.startsWith(piece)).toBe(true)
        if (!after) expect(content.endsWith(piece)).toBe(true)
        expect(piece).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/)
        const all = cropWords(content, defaultTextRules).count
        if (before || after) expect(all).toBeGreaterThan(length)
        else expect(all).toBeLessThanOrEqual(length)
        // Cut out of their text, scripts without spaces may be cut differently.
        if (!/[\u0e00-\u0e7f漢]/.test(content))
          expect(cropWords(piece, defaultTextRules).count).toBe(Math.min(all, length))
      }),
      { numRuns: 1000 },
    )
  })

  test('shows the best matches that fit, as looking at all of them tells', () => {
    const places = fc.array(fc.record({ step: fc.integer({ min: 1, max: 9 }), term: fc.nat(3) }), { maxLength: 30 })
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 20 }), (steps, length) => {
        let at = -1
        const found = steps.map(({ step, term }) => {
          at += step
          return { word: at, term }
        })
        const content = Array.from({ length: at + 30 }, () => 'w').join(' ')
        const matches = found.map(({ word: n, term }) => ({ start: n * 2, length: 1, terms: 1 << term }))
        const { start, end } = cropWindow(content, matches, length, [1, 1, 1, 1], defaultTextRules)
        const shown = found.filter(({ word: n }) => n * 2 >= start && n * 2 < end)
        const best = bestOf(found, length)
        expect(shown).toEqual(expect.arrayContaining([...best]))
        expect((end - start + 1) / 2).toBe(length)
      }),
      { numRuns: 1000 },
    )
  })

  test('does the work once however long the text and the window are', () => {
    const content = 'sun flower red '.repeat(40_000)
    let steps = 0
    const matches = new Proxy(
      Array.from({ length: 120_000 }, (_, i) => ({
        start: placeOf(i),
        length: 3,
        terms: 1 << (i % 3),
      })),
      {
        get: (target, key, self) => {
          steps++
          return Reflect.get(target, key, self)
        },
      },
    )
    expect(cropWindow(content, matches, 50_000, [1, 1, 1], defaultTextRules).start).toBe(0)
    expect(steps).toBeLessThan(120_000 * 12)
  })
})

const placeOf = (i: number): number => Math.floor(i / 3) * 15 + [0, 4, 11][i % 3]

/**
 * Of all runs of matches that fit and could take in none more, the best; among equals the first.
 */
function bestOf<M extends { word: number; term: number }>(found: readonly M[], length: number): readonly M[] {
  const fits = (from: number, to: number): boolean =>
    from >= 0 && to < found.length && found[to].word - found[from].word < length
  let best: { run: readonly M[]; score: number[] } | undefined
  for (let from = 0; from < found.length; from++) {
    for (let to = from; to < found.length; to++) {
      if (!fits(from, to) || fits(from - 1, to) || fits(from, to + 1)) continue
      const run = found.slice(from, to + 1)
      const pairs = run.slice(1).map((match, i) => [run[i], match] as const)
      const score = [
        new Set(run.map(({ term }) => term)).size,
        -pairs.reduce((sum, [left, right]) => sum + Math.min(right.word - left.word, 7), 0),
        pairs.filter(([left, right]) => right.term > left.term).length,
      ]
      const difference =
        best === undefined ? 1 : score.map((value, i) => value - (best?.score[i] ?? 0)).find((d) => d !== 0)
      if (difference !== undefined && difference > 0) best = { run, score }
    }
  }
  return best?.run ?? []
}
