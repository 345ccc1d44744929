/**
 * Hits of several queries in one order: rule by rule as in a single search, each query's scores
 * times its weight. That needs queries that sort by the same at the same places. The hits of a
 * query with fewer steps come after the others at the steps it lacks.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { GlobalDocument } from '../docset/numbers.ts'
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
  readonly document: GlobalDocument
  readonly weightedScore: number
  /**
   * By common step: a weighted score, or the value an order sorts by; null, which comes last, where
   * the query has neither.
   */
  readonly keys: readonly (number | string | null)[]
}

/**
 * What hits are compared by, step by step: null for a group of neighbouring rules about words, or a
 * sort order.
 */
export type Steps = readonly (SortOrder | null)[]

/** A query without words has no rules about them. */
function stepsOf({ index, query, sort }: SearchPlan): Steps {
  const steps: (SortOrder | null)[] = []
  for (const name of index.settings.rankingRules) {
    const order = parseSortOrder(name)
    if (name === 'sort' || order !== undefined) {
      for (const own of order === undefined ? sort : [order])
        if (!steps.some((step) => step?.field === own.field)) steps.push(own)
    } else if (query.terms.length > 0 && (steps.length === 0 || steps[steps.length - 1] !== null)) steps.push(null)
  }
  return steps
}

const nameOf = (step: SortOrder | null): string =>
  step === null ? 'words' : `${step.field}:${step.descending ? 'desc' : 'asc'}`

/**
 * What all hits are compared by. The queries must agree step by step, as far as the shorter goes:
 * throws `invalid_multi_search_query_ranking_rules`.
 */
export function commonSteps(plans: readonly SearchPlan[]): Steps {
  const all = plans.map(stepsOf)
  let longest = 0
  all.forEach((steps, i) => {
    if (steps.length > all[longest].length) longest = i
  })
  const common = all[longest] ?? []
  const other = all.findIndex((steps) => steps.some((step, i) => nameOf(step) !== nameOf(common[i])))
  if (other < 0) return common.includes(null) ? common : [...common, null]
  const said = (steps: Steps): string => steps.map(nameOf).join(', ')
  const message = `queries[${longest}] is ranked by ${said(common)} and queries[${other}] by ${said(all[other])}: sort by the same attributes, in the same directions, at the same places of \`rankingRules\`.`
  throw new SeeklingError('invalid_multi_search_query_ranking_rules', message, { queries: [longest, other] })
}

/** A hit of a query without words has the weight of its query where others have scores. */
export function federatedHit<Query extends FederatedQuery>(
  query: Query,
  document: GlobalDocument,
  verdict: Verdict | null,
  steps: Steps,
): FederatedHit<Query> {
  const verdicts: Verdict[] = []
  for (let at = verdict; at !== null; at = at.before) verdicts.unshift(at)
  const own = stepsOf(query.plan)
  const orders = new Set(own.filter((step) => step !== null).map(nameOf))
  const hasWords = own.includes(null)
  let next = 0
  const keys = steps.map((step, i) => {
    if (step !== null) return i < own.length ? (verdicts[next++]?.value ?? null) : null
    if (!hasWords) return i === steps.indexOf(null) ? query.weight : null
    if (i >= own.length) return null
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
export function sortFederated<Hit extends FederatedHit>(hits: readonly Hit[], steps: Steps): Hit[] {
  return [...hits].sort((a, b) => {
    for (let i = 0; i < steps.length; i++) {
      const x = a.keys[i] ?? null
      const y = b.keys[i] ?? null
      if (x === y) continue
      if (x === null || y === null) return x === null ? 1 : -1
      const step = steps[i]
      // Numbers before strings in both directions; of scores the greater first.
      const descends = (step === null || step.descending) && typeof x === typeof y
      return descends ? compareValues(y, x) : compareValues(x, y)
    }
    return a.query.position - b.query.position
  })
}
