/**
 * The score of `any` against the formula over random small corpora: same hits, same scores, however
 * the documents are cut into segments.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rankingScoreDetails } from '../../../src/core/result/score-details.ts'
import { documentOf, ordinals, searchCases } from '../../support/random-search.ts'
import { referenceAny } from '../../support/reference-any.ts'
import { indexOf, runSearch, settingsWith } from '../../support/search-index.ts'

const english = ['state', 'states', 'stating', 'usestate', 'use', 'what', 'the', 'stat', 'user', 'uses']
const questions = fc.array(documentOf(fc.constantFrom(...english)), { maxLength: 12 })
const asked = fc.array(fc.constantFrom(...english, 'stte', 'usestates', '"use state"', 'how'), {
  minLength: 1,
  maxLength: 5,
})

const searched = fc.oneof(
  searchCases,
  fc.tuple(searchCases, questions, asked).map(([search, documents, words]) => ({
    ...search,
    documents,
    segmentOf: documents.map((_, i) => search.segmentOf[i] ?? 0),
    request: { ...search.request, q: words.join(' ') },
  })),
)

test('hits, scores and their order are those of the formula', () => {
  fc.assert(
    fc.property(searched, ({ documents, deleted, segmentOf, changes: { rankingRules: _, ...rest }, request }) => {
      const changes = { ...rest, synonyms: {} }
      const search = { ...request, sort: null, matchingStrategy: 'any', showRankingScoreDetails: true } as const
      const expected = referenceAny(documents, settingsWith(changes), search, deleted)
      const { hits, verdicts, plan, total } = runSearch(indexOf(documents, changes, segmentOf, deleted), search)
      if (plan.query.terms.length === 0) return
      const found = ordinals(documents, hits)
      expect(new Set(found)).toEqual(new Set(expected.keys()))
      expect(total).toBe(expected.size)
      const scores = (verdicts ?? []).map((verdict) => {
        const { bm25 = 0, coverage = 0, proximity = 0 } = rankingScoreDetails(verdict).any ?? {}
        return bm25 + coverage + proximity
      })
      const wanted = found.map((ordinal) => expected.get(ordinal) ?? Number.NaN)
      // What is told is a share of the best score there could be: the same share for all.
      wanted.forEach((score, i) => {
        expect(score / wanted[0]).toBeCloseTo(scores[i] / scores[0], 6)
        if (i === 0) return
        expect(score).toBeLessThanOrEqual(wanted[i - 1] + 1e-9)
        if (scores[i] === scores[i - 1]) expect(found[i]).toBeGreaterThan(found[i - 1])
      })
    }),
    { numRuns: 1500 },
  )
})

test('several segments answer as one does, and a window is that part of all hits', () => {
  fc.assert(
    fc.property(
      searched,
      fc.nat(5),
      fc.nat(5),
      ({ documents, deleted, segmentOf, changes, request }, offset, limit) => {
        const search = { ...request, matchingStrategy: 'any', limit: 1000 } as const
        const one = runSearch(indexOf(documents, changes, [], deleted), search)
        const several = indexOf(documents, changes, segmentOf, deleted)
        const all = runSearch(several, search)
        expect(ordinals(documents, all.hits)).toEqual(ordinals(documents, one.hits))
        expect(all.total).toBe(one.total)
        expect(runSearch(several, { ...search, offset, limit }).numbers).toEqual(
          all.numbers.slice(offset, offset + limit),
        )
      },
    ),
    { numRuns: 400 },
  )
})
