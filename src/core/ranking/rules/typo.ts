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
    // A rule before this one has left some documents with fewer readings: each has to be looked at by itself.
    if (bucket.narrowing.masked) return splitByReading(ranking, bucket)
    const { matching } = ranking
    const { level } = bucket.narrowing
    const most = matching.maxTypos(level)
    return splitBySets(bucket, {
      count: most + 1,
      get: (typos) => matching.withTypos(level, typos),
      narrowing: (typos) => ({ ...bucket.narrowing, typos }),
      rank: (typos) => most - typos + 1,
      max: most + 1,
    })
  },
}

function splitByReading(ranking: Ranking, bucket: Bucket): ReturnType<RankingRule['split']> {
  const { plan, nodes } = ranking.matching
  return splitByPaths(
    ranking,
    bucket,
    {
      max: (path) => path.reduce((sum, node) => sum + joinCost(nodes[node].node) + plan.expansions[node].maxTypos, 0),
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
