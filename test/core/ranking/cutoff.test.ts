/** A search that runs out of time answers all it found; only the order is as far as it got. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rankingScoreDetails } from '../../../src/core/result/score-details.ts'
import { searchCases } from '../../support/random-search.ts'
import { indexOf, runSearch } from '../../support/search-index.ts'

/** Over at the n-th time somebody asks, and from then on. */
function overAfter(asked: number): () => boolean {
  let left = asked
  return () => left-- <= 0
}

const texts = ['sun red', 'a red sun', 'red', 'red sun', 'red sum']
const documents = texts.map((text, id) => ({ id, text }))

describe('when time runs out', () => {
  test('before ranking begins, hits follow in order of insertion', () => {
    expect(runSearch(indexOf(documents), { q: 'red sun' }, () => true).numbers).toEqual([0, 1, 2, 3, 4])
  })

  test('what is ranked by then stays in front', () => {
    const ranked = runSearch(indexOf(documents), { q: 'red sun' }).numbers
    expect(ranked).toEqual([3, 1, 0, 2, 4])
    // Asked before and after each rule's parts: all documents with both words are known by the
    // second time.
    expect(runSearch(indexOf(documents), { q: 'red sun' }, overAfter(1)).numbers).toEqual([0, 1, 3, 2, 4])
  })

  test('the details say so', () => {
    const request = { q: 'red sun', showRankingScoreDetails: true }
    const { verdicts } = runSearch(indexOf(documents), request, () => true)
    expect(rankingScoreDetails(verdicts?.[0] ?? null)).toEqual({ skipped: { order: 0 } })
    const later = runSearch(indexOf(documents), request, overAfter(1)).verdicts
    expect(rankingScoreDetails(later?.[0] ?? null)).toEqual({
      words: { order: 0, matchingWords: 2, maxMatchingWords: 2, score: 1 },
      skipped: { order: 1 },
    })
  })
})

test('over random documents the hits are the same, whenever time runs out', () => {
  fc.assert(
    fc.property(searchCases, fc.nat(12), fc.boolean(), fc.nat(4), (example, asked, scored, offset) => {
      const { documents: all, deleted, segmentOf, changes } = example
      const request = { ...example.request, showRankingScore: scored, limit: 1000 }
      const index = indexOf(all, changes, segmentOf, deleted)
      const complete = runSearch(index, request)
      const cut = runSearch(index, request, overAfter(asked))
      expect(cut.numbers.toSorted((a, b) => a - b)).toEqual(complete.numbers.toSorted((a, b) => a - b))
      expect(cut.total).toBe(complete.total)
      const window = runSearch(index, { ...request, offset, limit: 2 }, overAfter(asked))
      expect(window.numbers).toHaveLength(Math.max(0, Math.min(2, complete.total - offset)))
    }),
    { numRuns: 500 },
  )
})
