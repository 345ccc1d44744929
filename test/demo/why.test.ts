/** What is said of a hit's place, from the score details that the engine really gives. */
import { open } from 'seekling/engine'
import { expect, test } from 'vitest'
import { type Details, reasonsFor, verdict } from '../../demo/why.ts'

async function detailsOf(q: string, params = {}): Promise<Details[]> {
  await using client = await open({ storage: 'memory' })
  const index = client.index('f')
  await index.updateSettings({
    rankingRules: ['sort', 'words', 'typo', 'exactness', 'depth:asc'],
    sortableAttributes: ['year'],
  })
  const { updateId } = await index.addDocuments([
    { id: 1, name: 'layout', depth: 1, year: 1999 },
    { id: 2, name: 'layout', depth: 2 },
    { id: 3, name: 'layuot grid', depth: 1, year: 2001 },
  ])
  await client.waitForPendingUpdate(updateId, { throwOnFailure: true })
  const { hits } = await index.search(q, { showRankingScoreDetails: true, ...params })
  return hits.map(({ _rankingScoreDetails }) => _rankingScoreDetails as Details)
}

test('rules come in their order, and the first that differs decides', async () => {
  const [first, second, third] = await detailsOf('layout')
  const reasons = reasonsFor(first as Details, second as Details)
  expect(reasons.map(({ rule }) => rule)).toEqual(['words', 'typo', 'exactness', 'depth:asc'])
  expect(reasons.map(({ says }) => says)).toEqual([
    '1 of 1 words',
    'no typo',
    'an attribute is the query, and nothing else',
    'its value is 1',
  ])
  expect(reasons.filter(({ decides }) => decides).map(({ rule }) => rule)).toEqual(['depth:asc'])
  expect(verdict(reasons, 'layout')).toBe('It is before “layout” by the rule depth:asc: all rules above it are equal.')
  expect(reasonsFor(second as Details, third as Details).find(({ decides }) => decides)?.rule).toBe('typo')
})

test('a document without the value of an order is told to come last', async () => {
  const details = await detailsOf('layout', { sort: ['year:asc'] })
  const last = reasonsFor(details.at(-1) as Details, null)
  expect(last[0]).toMatchObject({ rule: 'year:asc', says: 'has no value, so it comes last', score: null })
  expect(verdict(last, null)).toBe('It is the last one.')
})

test('equal hits are told to be in the order of their insertion', async () => {
  const [first] = await detailsOf('layout')
  const reasons = reasonsFor(first as Details, first as Details)
  expect(verdict(reasons, 'twin')).toContain('added first')
})

test('a question has one score, in its parts', async () => {
  const [first] = await detailsOf('how do i layout', { matchingStrategy: 'any' })
  expect(reasonsFor(first as Details, null).find(({ rule }) => rule === 'any')?.says).toMatch(/^one score .*bm25 \d/)
})
