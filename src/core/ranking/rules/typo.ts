/** Fewer typos come first: the typos of the words matched, and n for n words read as one. */
import type { Bucket } from '../bucket.ts'
import { splitByPaths } from '../cost-parts.ts'
import { joinCost } from '../matching.ts'
import type { Ranking } from '../ranking.ts'
import type { RankingRule } from '../rule.ts'
import { splitBySets } from '../set-parts.ts'

export const typo: RankingRule = {
  name: 'typo',
  split(ranking, bucket) {
    // A rule before this one has left some documents with fewer readings, so each document is
    // looked at by itself.
    if (bucket.narrowing.masked) return splitByReading(ranking, bucket)
    const { matching } = ranking
    const { level, read } = bucket.narrowing
    const most = read ? matching.maxTypos(ranking.readings(bucket)) : matching.maxTyposOfAll()
    // Some readings of the level may cost more than those that some document has.
    const count = Math.max(most, matching.maxTypos(matching.levels[level].paths)) + 1
    return splitBySets(bucket, {
      count,
      get: (typos) => matching.withTypos(level, typos),
      narrowing: (typos) => ({ ...bucket.narrowing, typos, read: true }),
      rank: (typos) => Math.max(1, most - typos + 1),
      max: most + 1,
    })
  },
}

function splitByReading(ranking: Ranking, bucket: Bucket): ReturnType<RankingRule['split']> {
  const { matching } = ranking
  const { nodes } = matching
  return splitByPaths(
    ranking,
    bucket,
    {
      max: (path) => matching.maxTypos([path]),
      add(path, documents, costs) {
        for (const number of path) {
          const node = nodes[number]
          const join = joinCost(node.node)
          const zero = node.atLevel(0)
          const one = node.atLevel(1)
          for (let i = 0; i < documents.length; i++) {
            costs[i] += join + (zero?.has(documents[i]) ? 0 : one?.has(documents[i]) ? 1 : 2)
          }
        }
      },
    },
    null,
    { typos: 0 },
  )
}
