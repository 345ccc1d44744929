/**
 * What a rule takes for the worst there could be, which scores and thresholds hang on: words of
 * phrases count one by one, and of the ways to read a query only those count that some document
 * still has.
 */
import { describe, expect, test } from 'vitest'
import { scoreOf } from '../../../src/core/ranking/verdict.ts'
import { rankingScoreDetails } from '../../../src/core/result/score-details.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import { indexOf, runSearch } from '../../support/search-index.ts'

function scored(texts: readonly string[], request: SearchRequest) {
  const index = indexOf(texts.map((text) => ({ text })))
  const found = runSearch(index, { showRankingScore: true, ...request })
  return found.hits.map(({ text }, i) => ({
    text,
    score: Number(scoreOf(found.verdicts?.[i] ?? null).toFixed(4)),
    details: rankingScoreDetails(found.verdicts?.[i] ?? null),
  }))
}

const words = (texts: readonly string[], q: string) => scored(texts, { q })[0].details.words

describe('the words of a phrase', () => {
  test('are all counted, matched or not', () => {
    const [hit] = scored(['ground playground'], { q: 'five "ground playground"' })
    expect(hit.details.words).toEqual({ order: 0, matchingWords: 2, maxMatchingWords: 3, score: 2 / 3 })
    expect(hit.score).toBe(0.6162)
  })

  test.each([
    { q: '"one two three"', text: 'one two three', matching: 3, most: 3, why: 'one phrase alone' },
    { q: '"one two" "three four"', text: 'three four one two', matching: 4, most: 4, why: 'two phrases' },
    { q: 'x y "one two"', text: 'one two', matching: 2, most: 4, why: 'both plain words given up' },
    { q: 'one two', text: 'one', matching: 1, most: 2, why: 'no phrase at all' },
  ])('$why: $q', ({ q, text, matching, most }) => {
    expect(words([text], q)).toMatchObject({ matchingWords: matching, maxMatchingWords: most })
  })

  test('holes of a phrase, where stop words stand, are none', () => {
    const index = indexOf([{ text: 'lord of the rings' }], { stopWords: ['of', 'the'] })
    const { verdicts } = runSearch(index, { q: '"lord of the rings"', showRankingScore: true })
    expect(rankingScoreDetails(verdicts?.[0] ?? null).words).toMatchObject({ matchingWords: 2, maxMatchingWords: 2 })
  })

  test('decide over a threshold', () => {
    const q = 'five "ground playground"'
    expect(scored(['ground playground'], { q, rankingScoreThreshold: 0.5 })).toHaveLength(1)
    expect(scored(['ground playground'], { q, rankingScoreThreshold: 0.7 })).toHaveLength(0)
  })
})

describe('the strategy `all`', () => {
  test('has no rule `words`: nothing is given up', () => {
    const [hit] = scored(['seaside light'], { q: 'seaside lihgt ', matchingStrategy: 'all' })
    expect(Object.keys(hit.details)[0]).toBe('typo')
    // One typo each for the two words; three for both read as one, which no document has to match.
    expect(hit.details.typo).toMatchObject({ typoCount: 1, maxTypoCount: 3 })
    expect(hit.score).toBe(0.7487)
  })

  test('nor where the setting names it', () => {
    const index = indexOf([{ text: 'red sun' }], { rankingRules: ['words', 'typo'] })
    const { verdicts } = runSearch(index, { q: 'red sun', matchingStrategy: 'all', showRankingScore: true })
    expect(Object.keys(rankingScoreDetails(verdicts?.[0] ?? null))).toEqual(['typo'])
  })
})

describe('the worst cost is that of the readings left', () => {
  test('of proximity, when only words read as one match', () => {
    const [joined] = scored(['1984', '198 x', '4'], { q: '198 4' })
    expect(joined.details.proximity).toMatchObject({ score: 1 / 2 })
    expect(joined.score).toBe(0.6819)
    const [beside] = scored(['network brown'], { q: 'net work brown' })
    expect(beside.details.typo).toMatchObject({ typoCount: 2, maxTypoCount: 4, score: 0.6 })
    expect(beside.details.proximity).toMatchObject({ score: 0.8 })
  })

  test('of typos, after a word was given up or where the joined word is nowhere', () => {
    const typos = (texts: readonly string[], q: string) => scored(texts, { q })[0].details.typo
    // `svgsvg` could be cut into just the two words it was made of, which is no reading of its own.
    expect(typos(['svg'], 'svg svg')).toMatchObject({ typoCount: 0, maxTypoCount: 2 })
    expect(typos(['svg web'], 'SVG SVG vr Web')).toMatchObject({ typoCount: 0, maxTypoCount: 2 })
    expect(typos(['red sun', 'redsun'], 'red sun')).toMatchObject({ typoCount: 0, maxTypoCount: 3 })
  })

  test('keeps the order of hits and asks the same of every threshold', () => {
    const texts = ['flow w', 'flower w', 'flow', 'floww', 'w flow']
    const all = scored(texts, { q: 'flo w' })
    for (const { score } of all) {
      const found = scored(texts, { q: 'flo w', rankingScoreThreshold: score - 0.0001 })
      expect(found.map(({ text }) => text)).toEqual(all.filter((hit) => hit.score >= score).map(({ text }) => text))
    }
  })
})
