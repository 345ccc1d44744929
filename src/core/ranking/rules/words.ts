/**
 * Documents that match more words of the query come first: +1 per term given up. Phrases are never
 * given up, and count all their words.
 */
import type { QueryTerm } from '../../query/plan/parse.ts'
import type { RankingRule } from '../rule.ts'
import { splitBySets } from '../set-parts.ts'

/** Holes of a phrase, where stop words stand, do not count. */
const wordsOf = ({ kind, words }: QueryTerm): number =>
  kind === 'phrase' ? words.reduce((sum, word) => (word === null ? sum : sum + 1), 0) : 1

export const words: RankingRule = {
  name: 'words',
  split({ matching, plan }, bucket) {
    const { terms } = plan.query
    const words = terms.reduce((sum, term) => sum + wordsOf(term), 0)
    return splitBySets(bucket, {
      count: matching.levels.length,
      get: (level) => matching.atLevel(level),
      narrowing: (level) => ({ ...bucket.narrowing, level, read: true }),
      rank: (level) => words - matching.levels[level].removed,
      max: words,
    })
  },
}
