/**
 * The ranking rules by name. To add one: write its file, add its row. The order in which they run
 * is the setting's.
 */
import type { MatchingStrategy } from '../../../shared/search.ts'
import { parseSortOrder, type SortOrder } from '../../query/request/sort-order.ts'
import type { RankingRule, RankingStep } from '../rule.ts'
import type { AnyScore } from '../score/any-score.ts'
import { attributeRank } from './attribute-rank.ts'
import { exactAttribute, exactWords } from './exactness.ts'
import { fieldOrder } from './field-order.ts'
import { proximity } from './proximity.ts'
import { typo } from './typo.ts'
import { wordPosition } from './word-position.ts'
import { words } from './words.ts'

/** Rules about the query's words. Each runs once, where its name stands first. */
const queryRules: ReadonlyMap<string, readonly RankingRule[]> = new Map([
  ['words', [words]],
  ['typo', [typo]],
  ['proximity', [proximity]],
  ['attribute', [attributeRank, wordPosition]],
  ['attributeRank', [attributeRank]],
  ['wordPosition', [wordPosition]],
  ['exactness', [exactAttribute, exactWords]],
])

/**
 * The rules of one search in order. `sort` stands for the orders of the request; a field sorts
 * once. Without a query only sorting is left. `words` runs before the first rule about words even
 * if the setting forgets it: the others need to know which words are given up.
 */
export function rankingSteps(
  names: readonly string[],
  sort: readonly SortOrder[],
  hasQuery: boolean,
  strategy: MatchingStrategy,
  score: AnyScore | null = null,
): RankingStep[] {
  const steps: RankingStep[] = []
  const sorted = new Set<string>()
  const add = (listedAs: string, rule: RankingRule): void => {
    if (!steps.some((step) => step.rule === rule)) steps.push({ listedAs, rule })
  }
  const addOrder = (order: SortOrder): void => {
    if (sorted.has(order.field)) return
    sorted.add(order.field)
    const rule = fieldOrder(order)
    add(rule.name, rule)
  }
  for (const name of names) {
    const forQuery = queryRules.get(name)
    if (forQuery !== undefined) {
      if (!hasQuery) continue
      if (score !== null) {
        if (!steps.some((step) => step.rule === score.whole)) steps.push({ listedAs: 'any', rule: score.whole })
        continue
      }
      // Where no word may be given up, `words` cannot tell documents apart.
      if (strategy !== 'all') add('words', words)
      else if (name === 'words') continue
      for (const rule of forQuery) add(name, rule)
    } else if (name === 'sort') sort.forEach(addOrder)
    else {
      const order = parseSortOrder(name)
      if (order !== undefined) addOrder(order)
    }
  }
  // Where orders follow, hits of about the same score are ordered by them first.
  const at = steps.findIndex(({ rule }) => rule === score?.whole)
  if (score === null || at < 0 || at === steps.length - 1) return steps
  steps.push({ listedAs: 'any', rule: score.rest })
  steps[at] = { listedAs: 'any', rule: score.rounded }
  return steps
}
