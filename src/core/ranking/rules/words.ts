/** Documents that match more words of the query come first: +1 per term given up (meilisearch.md section 5.3). */
import type { RankingRule } from '../rule.ts'
import { splitBySets } from '../set-parts.ts'

export const words: RankingRule = {
  name: 'words',
  split({ matching, plan }, bucket) {
    const terms = plan.query.terms.length
    return splitBySets(bucket, {
      count: matching.levels.length,
      get: (level) => matching.atLevel(level),
      narrowing: (level) => ({ ...bucket.narrowing, level }),
      rank: (level) => terms - matching.levels[level].removed,
      max: terms,
    })
  },
}
