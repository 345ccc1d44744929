/**
 * Matches at the place where the query has them come first, so mostly those near the beginning: per
 * term the distance between its position in the document and in the query, in steps that grow.
 */
import { splitByPaths } from '../cost-parts.ts'
import type { RankingRule } from '../rule.ts'

/** The greatest distance with this cost; anything farther costs `farthest`. */
const reach = [0, 1, 4, 7, 11, 16, 24, 64, 256, 1024]
const farthest = reach.length

// Both tables are filled in runs: every visit makes them before its first search.
const costOfDistance: Uint8Array = (() => {
  const costs = new Uint8Array(1025)
  reach.forEach((end, cost) => {
    costs.fill(cost, cost === 0 ? 0 : reach[cost - 1] + 1, end + 1)
  })
  return costs
})()

const distanceCost = (distance: number): number =>
  distance < costOfDistance.length ? costOfDistance[distance] : farthest

/** By position: exact at the beginning of a field, ever more roughly further in. */
const roughPositions: Int32Array = (() => {
  const rough = new Int32Array(65_536)
  for (let position = 0; position < 16; position++) rough[position] = position
  rough.fill(24, 16, 24).fill(32, 24, 33)
  for (let end = 64; end <= rough.length; end *= 2) rough.fill(end, end / 2 + 1, end + 1)
  return rough
})()

/** Farther than any two positions are apart. */
const nowhere = 0x1ffff

export const wordPosition: RankingRule = {
  name: 'wordPosition',
  split(ranking, bucket) {
    const gathered = ranking.gathered(bucket)
    return splitByPaths(
      ranking,
      bucket,
      {
        max: (path) => path.reduce((sum, node) => sum + farthest * ranking.node(node).node.terms, 0),
        add(path, documents, costs) {
          for (const number of path) {
            const node = ranking.node(number)
            const { position, terms } = node.node
            const least = new Int32Array(documents.length).fill(nowhere)
            gathered.measure(node, { table: roughPositions, shift: 0, origin: position }, documents, least)
            for (let i = 0; i < costs.length; i++) {
              // The further words of an n-gram stand one step on each.
              for (let word = 0; word < terms; word++) costs[i] += distanceCost(least[i] + word)
            }
          }
        },
      },
      bucket.gathered,
    )
  },
}
