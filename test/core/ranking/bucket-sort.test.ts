import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TimeLimit } from '../../../src/core/filter/time-limit.ts'
import { planSearch } from '../../../src/core/query/plan/plan.ts'
import { Bucket } from '../../../src/core/ranking/bucket.ts'
import { bucketSort } from '../../../src/core/ranking/bucket-sort.ts'
import { nothingKnown } from '../../../src/core/ranking/narrowing.ts'
import { Ranking } from '../../../src/core/ranking/ranking.ts'
import type { RankingRule } from '../../../src/core/ranking/rule.ts'
import { rankingSteps } from '../../../src/core/ranking/rules/table.ts'
import { indexOf } from '../../support/search-index.ts'

/** Cuts by a function of the document number, and notes what it was asked. */
function ruleBy(name: string, of: (document: number) => number, log: string[] = []): RankingRule {
  return {
    name,
    split(_, { documents, narrowing }) {
      const keys = [...new Set(Array.from(documents, of))].sort((a, b) => a - b)
      log.push(`${name} cuts ${documents.length}`)
      return () => {
        const key = keys.shift()
        if (key === undefined) return null
        const part = documents.filter((document) => of(document) === key)
        return { bucket: Bucket.of(part, narrowing, null), rank: 1, max: 1 }
      }
    },
  }
}

function sortNumbers(count: number, rules: readonly RankingRule[], offset: number, limit: number): number[] {
  const documents = Array.from({ length: count }, (_, id) => ({ id }))
  const ranking = new Ranking(planSearch({}, indexOf(documents).index), false)
  const universe = Bucket.of(Uint32Array.from(documents.keys()), nothingKnown, null)
  const steps = rules.map((rule) => ({ listedAs: rule.name, rule }))
  const options = { offset, wanted: limit, scored: false, threshold: null, distinct: null, limit: new TimeLimit() }
  return [...bucketSort(ranking, steps, universe, options).documents]
}

describe('rules one after the other', () => {
  test('sort like a list of keys, whatever window is asked for', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(40),
        fc.nat(40),
        fc.integer({ min: 1, max: 7 }),
        (count, offset, limit, divisor) => {
          const first = (document: number): number => document % divisor
          const second = (document: number): number => -(document % 3)
          const expected = [...Array(count).keys()].sort(
            (a, b) => first(a) - first(b) || second(a) - second(b) || a - b,
          )
          const rules = [ruleBy('first', first), ruleBy('second', second)]
          expect(sortNumbers(count, rules, offset, limit)).toEqual(expected.slice(offset, offset + limit))
        },
      ),
    )
  })

  test('are not asked for what lies behind the last hit, nor about what is skipped as a whole', () => {
    const log: string[] = []
    const rules = [ruleBy('tens', (n) => Math.floor(n / 10), log), ruleBy('ones', (n) => -n, log)]
    expect(sortNumbers(100, rules, 22, 3)).toEqual([27, 26, 25])
    expect(log).toEqual(['tens cuts 100', 'ones cuts 10'])
  })

  test('are not asked about a single document', () => {
    const log: string[] = []
    expect(sortNumbers(1, [ruleBy('any', () => 0, log)], 0, 5)).toEqual([0])
    expect(log).toEqual([])
  })
})

describe('the rules of a search', () => {
  const names = (rules: readonly string[], hasQuery = true, strategy: 'last' | 'all' = 'last'): string[] =>
    rankingSteps(rules, [{ field: 'price', descending: false }], hasQuery, strategy).map(({ rule }) => rule.name)

  test('are those of the setting, in its order, each once', () => {
    expect(names(['words', 'typo', 'exactness', 'typo'])).toEqual(['words', 'typo', 'exactAttribute', 'exactWords'])
    expect(names(['sort', 'words', 'price:desc', 'year:desc'])).toEqual(['price:asc', 'words', 'year:desc'])
    expect(names(['attribute', 'wordPosition', 'attributeRank'])).toEqual(['words', 'attributeRank', 'wordPosition'])
  })

  test('begin with words where a rule about words needs it', () => {
    expect(names(['sort', 'typo', 'words'])).toEqual(['price:asc', 'words', 'typo'])
    expect(names(['typo'], true, 'all')).toEqual(['typo'])
    expect(names(['sort'])).toEqual(['price:asc'])
  })

  test('only sort when there is no query', () => {
    expect(names(['words', 'typo', 'sort', 'exactness', 'year:asc'], false)).toEqual(['price:asc', 'year:asc'])
  })
})
