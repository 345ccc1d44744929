/**
 * The second half of a search: with the plan's postings loaded, which documents are the hits, in
 * order.
 */
import type { Bitset } from '../docset/bitset.ts'
import type { GlobalDocument, NumbersOf } from '../docset/numbers.ts'
import { TimeLimit } from '../filter/time-limit.ts'
import type { SearchPlan } from '../query/plan/plan.ts'
import { Bucket } from './bucket.ts'
import { bucketSort } from './bucket-sort.ts'
import { distinctOf, hasSeveralValues, startDistinct } from './distinct.ts'
import { type Group, groupsOf } from './groups.ts'
import { nothingKnown } from './narrowing.ts'
import { Ranking } from './ranking.ts'
import { rankingSteps } from './rules/table.ts'
import { anyScore } from './score/any-score.ts'
import { wordScores } from './score/word-scores.ts'
import type { Verdict } from './verdict.ts'

export interface RankedHits {
  /** Global numbers of the hits inside the plan's window, best first. */
  readonly documents: NumbersOf<GlobalDocument>
  /** By hit, what the rules said; null unless the request asks for scores. */
  readonly verdicts: readonly (Verdict | null)[] | null
  /** By hit, the next best documents of its value; null unless groups were asked for. */
  readonly groups: readonly Group[] | null
  /**
   * Every document that is a hit, whatever the window; of a distinct attribute's documents one for
   * each value.
   */
  readonly candidates: Bitset
  /**
   * How many those are. Exact up to `maxTotalHits` where pages were asked for, whatever is
   * distinct; not capped otherwise.
   */
  readonly total: number
}

/**
 * Every document that the query finds, not ranked; of those of `any` as many as there is time for.
 */
export function matchedDocuments(plan: SearchPlan, limit = new TimeLimit()): Bitset {
  const matched = plan.terms !== null && plan.terms.length > 0 ? wordScores(plan, plan.terms, limit).matched : null
  return new Ranking(plan, false, matched, limit).matching.universe
}

/** Once the time is over, what was not ranked follows as it was first inserted. */
export function rankSearch(plan: SearchPlan, limit = new TimeLimit()): RankedHits {
  const { request, index, query, sort, window, distinct, groupSize } = plan
  const strategy = request.matchingStrategy ?? 'last'
  const scores = plan.terms !== null && plan.terms.length > 0 ? wordScores(plan, plan.terms, limit) : null
  const threshold = request.rankingScoreThreshold ?? null
  const wantsScores = request.showRankingScore === true || request.showRankingScoreDetails === true
  const scored = wantsScores || threshold !== null
  const ranking = new Ranking(plan, scored, scores?.matched ?? null, limit)
  const { universe, levels } = ranking.matching
  // With one level the `words` rule cannot tell documents apart.
  const level = levels.length === 1 ? 0 : -1
  const narrowing = { ...nothingKnown, level }
  const bucket = Bucket.ofBits(universe, universe.count(), narrowing)
  const score = scores === null ? null : anyScore(plan, scores, universe)
  const steps = rankingSteps(index.settings.rankingRules, sort, query.terms.length > 0, strategy, score)
  try {
    // The number of pages is exact. Where it depends on the order, all documents that can be paged
    // to are ranked.
    const counts = distinct !== null && window.page !== null && hasSeveralValues(index.segments, distinct)
    const taken = distinct === null ? null : startDistinct(index.segments, distinct)
    const end = window.offset + window.limit
    const sorted = bucketSort(ranking, steps, bucket, {
      offset: counts ? 0 : window.offset,
      wanted: counts ? Math.max(end, index.settings.pagination.maxTotalHits) : window.limit,
      scored,
      threshold,
      distinct: taken,
      limit,
    })
    const found = sorted.dropped === null ? universe : universe.clone().subtract(sorted.dropped)
    const [from, to] = counts ? [window.offset, end] : [0, window.limit]
    const documents = sorted.documents.slice(from, to)
    const candidates = distinct === null ? found : distinctOf(index.segments, distinct, found, limit)
    const asked = { leaders: documents, first: window.offset, found, narrowing, limit }
    return {
      documents,
      verdicts: wantsScores ? sorted.verdicts.slice(from, to) : null,
      groups:
        taken === null || groupSize === null
          ? null
          : groupsOf(ranking, steps, { ...asked, distinct: taken, size: groupSize }),
      candidates,
      total: counts ? sorted.documents.length : candidates.count(),
    }
  } finally {
    ranking.release()
  }
}
