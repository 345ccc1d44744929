/** Ranking scores: the formula in worked examples, and what must hold of any score. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge, scoreOf, type Verdict } from '../../../src/core/ranking/verdict.ts'
import { rankingScoreDetails } from '../../../src/core/result/score-details.ts'
import type { SearchRequest } from '../../../src/shared/search.ts'
import type { Settings } from '../../../src/shared/settings.ts'
import { ordinals, searchCases } from '../../support/random-search.ts'
import { indexOf, runSearch } from '../../support/search-index.ts'

const ask = { showRankingScore: true, limit: 1000 }

function scored(texts: readonly string[], request: SearchRequest, changes: Partial<Settings> = {}) {
  const found = runSearch(
    indexOf(
      texts.map((text) => ({ text })),
      changes,
    ),
    { ...ask, ...request },
  )
  const verdicts = found.verdicts as readonly (Verdict | null)[]
  return found.hits.map(({ text }, i) => ({
    text,
    score: scoreOf(verdicts[i]),
    details: rankingScoreDetails(verdicts[i]),
  }))
}

describe('the score', () => {
  test('is 1 for a perfect match, and for any document of a placeholder search', () => {
    expect(scored(['red sun'], { q: 'red sun' })[0].score).toBe(1)
    expect(scored(['red sun', 'x'], { q: '' }).map(({ score }) => score)).toEqual([1, 1])
  })

  test('is the share of places left behind: each rule splits what the rules before it left open', () => {
    const rules = { rankingRules: ['words', 'typo'] }
    const hits = scored(['red flowers', 'red flowres', 'red'], { q: 'red flowers ' }, rules)
    // Two words; `red` may be cut in two for one typo, `flowers` takes one: places 2 x 3, then 2 x
    // 2 for `red` alone.
    expect(hits.map(({ text, score }) => [text, score])).toEqual([
      ['red flowers', 6 / 6],
      ['red flowres', 5 / 6],
      ['red', 2 / 4],
    ])
  })

  test('folds any verdicts into one place', () => {
    const verdict = [
      [2, 3],
      [5, 7],
      [1, 2],
    ].reduce<Verdict | null>((before, [rank, max]) => judge(before, 'any', { rank, max } as never), null)
    // ((1 * 7 + 5) - 1) * 2 + 1 of 3 * 7 * 2.
    expect(scoreOf(verdict)).toBe(23 / 42)
  })

  test('stays exact however many rules there are', () => {
    let verdict: Verdict | null = null
    for (let i = 0; i < 60; i++) verdict = judge(verdict, 'any', { rank: 1000, max: 1000 } as never)
    expect(scoreOf(verdict)).toBe(1)
  })

  test('has no part for sorting', () => {
    const settings = { rankingRules: ['sort', 'words', 'typo'], sortableAttributes: ['text'] }
    const [first, second] = scored(['b red', 'a red'], { q: 'red', sort: ['text:asc'] }, settings)
    expect([first.text, first.score, second.score]).toEqual(['a red', 1, 1])
  })
})

describe('the details', () => {
  test('tell what each rule counted, in the order the rules ran', () => {
    const [hit] = scored(['a yellow flowre'], { q: 'flower yellow red' })
    expect(hit.details).toEqual({
      words: { order: 0, matchingWords: 2, maxMatchingWords: 3, score: 2 / 3 },
      typo: { order: 1, typoCount: 1, maxTypoCount: 2, score: 2 / 3 },
      // The right way round they would cost 0; the wrong way round, 1.
      proximity: { order: 2, score: 3 / 4 },
      attributeRank: { order: 3, score: 1 },
      wordPosition: { order: 4, score: 19 / 21 },
      // `flower` is mistyped and left aside: `yellow` stands where the query has it.
      exactness: { order: 5, matchType: 'matchesStart', score: 5 / 9 },
    })
  })

  test('name exact matches, and count words only where there is none', () => {
    const exactness = (text: string) => scored([text], { q: 'red sun' })[0].details.exactness
    expect(exactness('red sun')).toEqual({ order: 5, matchType: 'exactMatch', score: 1 })
    expect(exactness('red sun rise')).toEqual({ order: 5, matchType: 'matchesStart', score: 6 / 9 })
    expect(exactness('the red sun')).toEqual({
      order: 5,
      matchType: 'noExactMatch',
      matchingWords: 2,
      maxMatchingWords: 2,
      score: 3 / 9,
    })
  })

  test('show `attribute` as one rule of two scores', () => {
    const settings = { rankingRules: ['attribute'], searchableAttributes: ['title', 'text'] }
    expect(scored(['a red'], { q: 'red ' }, settings)[0].details.attribute).toEqual({
      order: 1,
      attributeRankingOrderScore: 1 / 2,
      queryWordDistanceScore: 10 / 11,
      score: 10 / 22,
    })
  })

  test('give the value an order sorted by, null where there is none', () => {
    const documents = [{ id: 1, price: 5 }, { id: 2, price: 'Cheap' }, { id: 3 }]
    const found = runSearch(indexOf(documents, { rankingRules: ['price:desc'] }), { ...ask, q: '' })
    expect(found.verdicts?.map((verdict) => rankingScoreDetails(verdict)['price:desc'])).toEqual([
      { order: 0, value: 5 },
      { order: 0, value: 'cheap' },
      { order: 0, value: null },
    ])
  })

  test('are empty for a placeholder search', () => {
    expect(scored(['red'], {})[0].details).toEqual({})
  })
})

describe('over random documents and queries', () => {
  test('scores fall from hit to hit where nothing but the query ranks, and asking for them changes no order', () => {
    fc.assert(
      fc.property(searchCases, ({ documents, deleted, segmentOf, changes, request }) => {
        const index = indexOf(documents, changes, segmentOf, deleted)
        const plain = runSearch(index, { ...request, limit: 1000 })
        const found = runSearch(index, { ...request, ...ask })
        expect(found.numbers).toEqual(plain.numbers)
        expect(plain.verdicts).toBe(null)
        const scores = (found.verdicts ?? []).map(scoreOf)
        for (const score of scores) expect(score).toSatisfy((value: number) => value > 0 && value <= 1)
        const rules = changes.rankingRules ?? []
        if (request.sort || rules.some((rule) => rule.includes(':'))) return
        expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      }),
      { numRuns: 500 },
    )
  })

  test('a threshold leaves out exactly the hits below it, and the total says so', () => {
    const windows = fc.constantFrom({ limit: 1000 }, { limit: 2 }, { limit: 0 }, { offset: 2, limit: 3 })
    fc.assert(
      fc.property(
        searchCases,
        fc.double({ min: 0, max: 1, noNaN: true }),
        windows,
        ({ documents, deleted, segmentOf, changes, request }, any, window) => {
          const index = indexOf(documents, changes, segmentOf, deleted)
          const all = runSearch(index, { ...request, ...ask })
          const scores = (all.verdicts ?? []).map(scoreOf)
          // Thresholds that are somebody's score are the ones that can be off by one.
          for (const rankingScoreThreshold of [any, scores[Math.floor(any * scores.length)] ?? 0]) {
            const expected = all.numbers.filter((_, i) => scores[i] >= rankingScoreThreshold)
            const found = runSearch(index, { ...request, ...window, rankingScoreThreshold })
            const { offset = 0, limit } = window as { offset?: number; limit: number }
            expect(found.numbers).toEqual(expected.slice(offset, offset + limit))
            expect(found.total).toBe(expected.length)
            expect([...found.candidates.toArray()]).toEqual(expected.toSorted((a, b) => a - b))
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

test('a threshold works without asking for scores', () => {
  const documents = ['red sun', 'red'].map((text) => ({ text }))
  const found = runSearch(indexOf(documents), { q: 'red sun ', rankingScoreThreshold: 0.9 })
  expect(ordinals(documents, found.hits)).toEqual([0])
  expect(found.verdicts).toBe(null)
})
