/**
 * Composes the rules: each cuts a bucket into parts, and every part is ranked to the end by the rules after it before the next part is looked
 * at; so nothing behind the last wanted hit is ever ranked. Documents that no rule tells apart follow in order of first insertion.
 */
import type { Bucket } from './bucket.ts'
import { takeByOrdinal } from './ordinal-order.ts'
import type { Ranking } from './ranking.ts'
import type { RankingRule } from './rule.ts'

/** Global numbers of hits `offset` .. `offset + limit`, fewer if there are no more. */
export function bucketSort(
  ranking: Ranking,
  rules: readonly RankingRule[],
  universe: Bucket,
  offset: number,
  limit: number,
): Uint32Array {
  const hits = new Uint32Array(Math.min(limit, Math.max(0, universe.count - offset)))
  let found = 0
  let skip = offset
  const rank = (bucket: Bucket, depth: number): void => {
    if (skip >= bucket.count) {
      skip -= bucket.count
      return
    }
    if (depth === rules.length || bucket.count === 1) {
      for (const document of takeByOrdinal(bucket, ranking.segments, skip, hits.length - found))
        hits[found++] = document
      skip = 0
      return
    }
    ranking.depth = depth
    ranking.wanted = skip + hits.length - found
    const parts = rules[depth].split(ranking, bucket)
    for (let part = parts(); part !== null; part = parts()) {
      rank(part.bucket, depth + 1)
      if (found === hits.length) return
    }
  }
  if (hits.length > 0) rank(universe, 0)
  return hits
}
