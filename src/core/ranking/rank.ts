/** The second half of a search: with the plan's postings loaded, which documents are the hits, in order. */
import type { SearchPlan } from '../query/plan.ts'
import { Bucket } from './bucket.ts'
import { bucketSort } from './bucket-sort.ts'
import { Ranking } from './ranking.ts'
import { rankingRules } from './rules.ts'

export interface RankedHits {
  /** Global numbers of the hits inside the plan's window, best first. */
  readonly documents: Uint32Array
  /** Documents that match, not capped by `maxTotalHits`. */
  readonly total: number
  /** Whether `total` is exact. */
  readonly exhaustive: boolean
}

export function rankSearch(plan: SearchPlan): RankedHits {
  const { request, index, query, sort, window } = plan
  const strategy = request.matchingStrategy ?? 'last'
  const ranking = new Ranking(plan)
  const { universe, levels } = ranking.matching
  const total = universe.count()
  // With one level there is nothing for the `words` rule to find out.
  const level = levels.length === 1 ? 0 : -1
  const bucket = Bucket.ofBits(universe, total, { level, typos: -1, exact: false, masked: false })
  const rules = rankingRules(index.settings.rankingRules, sort, query.terms.length > 0, strategy)
  try {
    const documents = bucketSort(ranking, rules, bucket, window.offset, window.limit)
    return { documents, total, exhaustive: true }
  } finally {
    ranking.release()
  }
}
