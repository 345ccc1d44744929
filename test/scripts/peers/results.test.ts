import { expect, test } from 'vitest'
import { summarize, summarizeQueries } from '../../../scripts/peers/results.mjs'

const round = (ms: number) => ({
  index: { searchable: ms, durable: 2 * ms },
  start: ms / 10,
  load: { search: 1000, write: 3000 },
  disk: 5000,
  memory: 7000,
  one: { added: [1, 50, ms], removed: [2] },
  hundred: { added: [4], removed: [5] },
  whileIndexing: { indexing: 9, times: Array.from({ length: 100 }, (_, i) => i) },
})

test('each row is the median and the range over rounds', () => {
  const rows = summarize([round(100), round(300), round(200)])
  expect(rows.searchable).toEqual({ median: 200, lowest: 100, highest: 300 })
  expect(rows.durable).toEqual({ median: 400, lowest: 200, highest: 600 })
  expect(rows.addOne).toEqual({ median: 50, lowest: 50, highest: 50 })
  expect(rows.loadToWrite).toEqual({ median: 3000, lowest: 3000, highest: 3000 })
  expect(rows.whileIndexing).toEqual({ median: 95, lowest: 95, highest: 95 })
  expect(rows.whileIndexingSlowest).toEqual({ median: 99, lowest: 99, highest: 99 })
})

test('a step that failed in one round counts in the others, and in all of them says why', () => {
  const late = { failed: 'took longer than 30 s' }
  expect(summarize([{ ...round(1), one: late }, round(100)]).addOne).toMatchObject({ median: 50 })
  expect(summarize([{ ...round(1), one: late }]).addOne).toEqual(late)
})

test('what was not reached, or cannot be told, is not left out', () => {
  expect(summarize([{ index: { failed: 'out of memory' } }]).start).toEqual({ failed: 'could not index' })
  expect(summarize([{ index: { failed: 'out of memory' } }]).durable).toEqual({ failed: 'out of memory' })
  expect(summarize([{ ...round(1), memory: null }]).memory).toEqual({ failed: 'the browser does not tell' })
})

const asked = (times: number[], found: boolean[]) => ({ times, found })

test('quantiles are taken in each round, shares over all queries', () => {
  const rounds = [
    { index: {}, word: asked([1, 2, 3, 4], [true, true, true, false]), typo: asked([9], [false]) },
    { index: {}, word: asked([5, 6, 7, 8], [true, true, true, true]), typo: asked([10], [true]) },
  ]
  const word = summarizeQueries(rounds, ['word'])
  expect(word.p50).toEqual({ median: 7, lowest: 3, highest: 7 })
  expect(word).toMatchObject({ found: 0.875, asked: 8 })
  const all = summarizeQueries(rounds, ['word', 'typo'])
  expect(all.p99).toEqual({ median: 10, lowest: 9, highest: 10 })
  expect(all).toMatchObject({ found: 0.8, asked: 10 })
})

test('a class that no round answered has no share', () => {
  const rounds = [{ index: {}, word: { failed: 'took longer than 30 s' } }]
  const { p50, found, asked: count } = summarizeQueries(rounds, ['word'])
  expect(p50).toEqual({ failed: 'took longer than 30 s' })
  expect([found, count]).toEqual([null, 0])
})
