/**
 * Hits of several queries in one order: rule by rule as in a single search, each query's scores times its weight.
 * That needs queries that sort at the same places in the same directions.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import { parseSortOrder, type SortOrder } from '../query/request/sort-order.ts'
import { scoreOf, type Verdict } from '../ranking/verdict.ts'
import { compareValues } from './facet-counts.ts'

export interface FederatedQuery {
  readonly plan: SearchPlan
  readonly weight: number
  readonly position: number
}

export interface FederatedHit<Query extends FederatedQuery = FederatedQuery> {
  readonly query: Query
  /** Global number in the index of its query. */
  readonly document: number
  readonly weightedScore: number
  /** By step of the query: a weighted score, or the value an order sorts by. */
  readonly keys: readonly (number | string | null)[]
}

/** What is compared one after the other: null for rules about words that stand together, or an order. */
type Steps = readonly (SortOrder | null)[]

function stepsOf({ index, sort }: SearchPlan): Steps {
  const steps: (SortOrder | null)[] = []
  for (const name of index.settings.rankingRules) {
    const order = parseSortOrder(name)
    if (name === 'sort' || order !== undefined) {
      for (const own of order === undefined ? sort : [order])
        if (!steps.some((step) => step?.field === own.field)) steps.push(own)
    } else if (steps.length === 0 || steps[steps.length - 1] !== null) steps.push(null)
  }
  return steps
}

/** Throws `invalid_multi_search_query_ranking_rules`. */
export function checkCompatible(plans: readonly SearchPlan[]): void {
  const said = plans.map((plan) =>
    stepsOf(plan)
      .map((step) =>
        step === null
          ? 'words'
          : `${step.point === undefined ? 'value' : 'distance'}:${step.descending ? 'desc' : 'asc'}`,
      )
      .join(', '),
  )
  const other = said.findIndex((steps) => steps !== said[0])
  if (other < 0) return
  const message = `queries[0] is ranked by ${said[0]} and queries[${other}] by ${said[other]}: sort in the same directions at the same places of \`rankingRules\`.`
  throw new SeeklingError('invalid_multi_search_query_ranking_rules', message, { queries: [0, other] })
}

export function federatedHit<Query extends FederatedQuery>(
  query: Query,
  document: number,
  verdict: Verdict | null,
): FederatedHit<Query> {
  const verdicts: Verdict[] = []
  for (let at = verdict; at !== null; at = at.before) verdicts.unshift(at)
  const steps = stepsOf(query.plan)
  const orders = new Set(steps.map((step) => step && `${step.field}:${step.descending ? 'desc' : 'asc'}`))
  let next = 0
  const keys = steps.map((step) => {
    if (step !== null) return verdicts[next++]?.value ?? null
    let [place, places] = [1, 1]
    for (; next < verdicts.length && !orders.has(verdicts[next].listedAs ?? ''); next++) {
      const { rank, max } = verdicts[next]
      place = (place - 1) * max + rank
      places *= max
    }
    return (place / places) * query.weight
  })
  return { query, document, weightedScore: scoreOf(verdict) * query.weight, keys }
}

/** Sorted, best first; of equals those of the first query first, else as they come. */
export function sortFederated<Hit extends FederatedHit>(hits: readonly Hit[]): Hit[] {
  const steps = hits.length === 0 ? [] : stepsOf(hits[0].query.plan)
  return [...hits].sort((a, b) => {
    for (let i = 0; i < steps.length; i++) {
      const x = a.keys[i] ?? null
      const y = b.keys[i] ?? null
      if (x === y) continue
      if (x === null || y === null) return x === null ? 1 : -1
      const step = steps[i] as SortOrder | null
      // Numbers before strings in both directions; of scores the greater first.
      const descends = (step === null || step.descending) && typeof x === typeof y
      return descends ? compareValues(y, x) : compareValues(x, y)
    }
    return a.query.position - b.query.position
  })
}
