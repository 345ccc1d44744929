/**
 * Matches in more important attributes come first: per term the weight of the best attribute it is
 * in, once per word it stands for. Says nothing when all attributes weigh the same.
 */
import { splitByPaths } from '../cost-parts.ts'
import { onePart, type RankingRule } from '../rule.ts'

export const attributeRank: RankingRule = {
  name: 'attributeRank',
  split(ranking, bucket) {
    const { weights, maxWeight } = ranking.plan.fields
    if (maxWeight === 0) return onePart(bucket, 1, 1)
    const gathered = ranking.gathered(bucket)
    const weight = { table: weights, shift: 16, origin: 0 }
    return splitByPaths(
      ranking,
      bucket,
      {
        max: (path) => path.reduce((sum, node) => sum + maxWeight * ranking.node(node).node.terms, 0),
        add(path, documents, costs) {
          for (const number of path) {
            const node = ranking.node(number)
            const least = new Int32Array(documents.length).fill(0xffff)
            gathered.measure(node, weight, documents, least)
            for (let i = 0; i < costs.length; i++) costs[i] += least[i] * node.node.terms
          }
        },
      },
      bucket.gathered,
    )
  },
}
