/** Federated searches over many documents, against all hits of each query. */
import { describe, expect, test } from 'vitest'
import type { MultiSearchResponse } from '../../../src/shared/search.ts'
import { answerQueries } from '../../support/answers.ts'
import { engineWith, idsOf, settings } from '../../support/several-indexes.ts'

describe('over many documents', () => {
  const words = ['solar', 'lunar', 'wind', 'sun', 'flower', 'sunflower', 'quasar', 'star', 'solra', 'windy']
  const documents = Array.from({ length: 120 }, (_, id) => ({
    id,
    title: [id % 10, (id * 7) % 9, (id * 3) % 8].map((word) => words[word]).join(' '),
    text: [(id * 5) % 10, (id * 11) % 7].map((word) => words[word]).join(' '),
    year: (id * 13) % 17,
  }))
  const half = (rest: number) => ({ settings, documents: documents.filter(({ id }) => id % 2 === rest) })

  test('one federated query is the search itself', async () => {
    const { ask, federated } = await engineWith({ all: { settings, documents } })
    for (const q of answerQueries) {
      for (const more of [
        {},
        { sort: ['year:desc'] },
        { filter: 'year > 5', distinct: 'year' },
        { rankingScoreThreshold: 0.6 },
      ]) {
        const query = { indexUid: 'all', q, ...more }
        const { results } = (await ask({ queries: [{ ...query, offset: 3, limit: 30 }] })) as MultiSearchResponse
        const answer = await federated([query], { offset: 3, limit: 30 })
        expect(
          answer.hits.map(({ id }) => id),
          JSON.stringify(query),
        ).toEqual(results[0]?.hits.map(({ id }) => id))
        expect(answer).toMatchObject({
          estimatedTotalHits: (results[0] as { estimatedTotalHits?: number }).estimatedTotalHits,
        })
      }
    }
  })

  test('scores only fall, and every window is a part of the whole list', async () => {
    const { federated } = await engineWith({ even: half(0), odd: half(1) })
    for (const q of answerQueries) {
      const queries = [
        { indexUid: 'even', q },
        { indexUid: 'odd', q, federationOptions: { weight: 0.8 } },
        { indexUid: 'even', q: 'sunflower', federationOptions: { weight: 0.5 } },
      ]
      const whole = await federated(queries, { limit: 1000 })
      const scores = whole.hits.map(({ _federation }) => _federation.weightedRankingScore)
      expect(scores).toEqual([...scores].sort((a, b) => b - a))
      expect(new Set(idsOf(whole)).size).toBe(whole.hits.length)
      expect(whole).toMatchObject({ estimatedTotalHits: whole.hits.length })
      for (const [offset, limit] of [
        [0, 5],
        [3, 10],
        [20, 7],
      ] as const)
        expect(idsOf(await federated(queries, { offset, limit }))).toEqual(idsOf(whole).slice(offset, offset + limit))
      const distinct = await federated(queries, { distinct: 'year', limit: 1000 })
      for (const [offset, limit] of [
        [0, 3],
        [4, 6],
      ] as const)
        expect(idsOf(await federated(queries, { distinct: 'year', offset, limit }))).toEqual(
          idsOf(distinct).slice(offset, offset + limit),
        )
    }
  })
})
