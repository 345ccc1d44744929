/**
 * Documents that match more words of the query come first: +1 per term given up. Phrases are never
 * given up, and count all their words; without a phrase all that is never given up counts one.
 */
import type { QueryTerm } from '../../query/plan/parse.ts'
import type { RankingRule } from '../rule.ts'
import { splitBySets } from '../set-parts.ts'

/** Holes of a phrase, where stop words stand, do not count. */
const wordsOf = ({ kind, words }: QueryTerm): number =>
  kind === 'phrase' ? words.reduce((sum, word) => (word === null ? sum : sum + 1), 0) : 0

export const words: RankingRule = {
  name: 'words',
  split({ matching, plan }, bucket) {
    const { terms } = plan.query
    const kept = terms.reduce((sum, term) => sum + wordsOf(term), 0)
    const words = matching.levels.length - 1 + Math.max(1, kept)
    return splitBySets(bucket, {
      count: matching.levels.length,
      get: (level) => matching.atLevel(level),
      narrowing: (level) => ({ ...bucket.narrowing, level, read: true }),
      rank: (level) => words - level,
      max: words,
    })
  },
}
