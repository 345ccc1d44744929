/**
 * Words that stand as close together as in the query, and in its order, come first. Pairs with a
 * gap between them in the query (a word given up, a stop word, a hard separator) do not count. With
 * the precision `byAttribute` words of one attribute are near each other, wherever in it they
 * stand.
 */
import type { GlobalDocument, NumbersOf } from '../../docset/numbers.ts'
import type { TimeLimit } from '../../filter/time-limit.ts'
import { splitByPaths } from '../cost-parts.ts'
import type { Gathered } from '../gathered.ts'
import type { NodeMatches } from '../node-matches.ts'
import type { Occurrences } from '../occurrences.ts'
import { keepsPlace } from '../posting-list.ts'
import type { Ranking } from '../ranking.ts'
import { onePart, type RankingRule } from '../rule.ts'

/** The cost of two words that do not stand near each other. */
const far = 3

export const proximity: RankingRule = {
  name: 'proximity',
  split(ranking, bucket) {
    const paths = ranking.paths(bucket.narrowing)
    const max = (path: readonly number[]): number => joinCosts(ranking, path) + far * pairs(ranking, path).length
    if (paths.length === 1 && pairs(ranking, paths[0]).length === 0) return onePart(bucket, 1, max(paths[0]) + 1)
    const gathered = ranking.gathered(bucket)
    const distance = ranking.plan.index.settings.proximityPrecision === 'byAttribute' ? attributeDistance : runDistance
    return splitByPaths(
      ranking,
      bucket,
      {
        max,
        add(path, documents, costs) {
          const join = joinCosts(ranking, path)
          if (join > 0) for (let i = 0; i < costs.length; i++) costs[i] += join
          for (const pair of pairs(ranking, path)) {
            addDistances(pair, { distance, gathered, limit: ranking.limit }, documents, costs)
          }
        },
      },
      gathered,
    )
  },
}

/** n words read as one cost the n - 1 steps between them. */
const joinCosts = (ranking: Ranking, path: readonly number[]): number =>
  path.reduce((sum, node) => sum + ranking.node(node).node.terms - 1, 0)

/** Neighbours that follow each other directly in the query. */
function pairs(ranking: Ranking, path: readonly number[]): [NodeMatches, NodeMatches][] {
  const found: [NodeMatches, NodeMatches][] = []
  for (let i = 1; i < path.length; i++) {
    const left = ranking.node(path[i - 1])
    const right = ranking.node(path[i])
    if (left.node.endPosition + 1 === right.node.position) found.push([left, right])
  }
  return found
}

/**
 * The least cost of the left's run l and the right's run r, if below `best`; else `best` or more.
 */
type Distance = (lefts: Occurrences, l: number, rights: Occurrences, r: number, best: number) => number

interface Measuring {
  readonly distance: Distance
  readonly gathered: Gathered
  readonly limit: TimeLimit
}

/** Walking through the occurrences of two words. */
const stepsOfDocument = 8

function addDistances(
  [left, right]: readonly [NodeMatches, NodeMatches],
  { distance, gathered, limit }: Measuring,
  documents: NumbersOf<GlobalDocument>,
  costs: Uint32Array,
): void {
  const lefts = gathered.of(left)
  const rights = gathered.of(right)
  for (let i = 0; i < documents.length; i++) {
    limit.pass(stepsOfDocument)
    const index = gathered.indexOf(documents[i])
    let best = far
    for (let l = lefts.heads[index]; l >= 0 && best > 0; l = lefts.next[l]) {
      for (let r = rights.heads[index]; r >= 0 && best > 0; r = rights.next[r]) {
        const cost = distance(lefts, l, rights, r, best)
        if (cost < best) best = cost
      }
    }
    costs[i] += best
  }
}

const runDistance: Distance = (lefts, l, rights, r, best) =>
  lefts.spans[l] > 0 || rights.spans[r] > 0
    ? phraseDistance(lefts, l, rights, r, best)
    : wordDistance(lefts, l, rights, r, best)

/**
 * 0 where both have an occurrence in one attribute: a walk through both, attribute by attribute.
 */
const attributeDistance: Distance = (lefts, l, rights, r, best) => {
  let i = lefts.from[l]
  let j = rights.from[r]
  while (i < lefts.to[l] && j < rights.to[r]) {
    const x = lefts.occurrences[i] >>> 16
    const y = rights.occurrences[j] >>> 16
    if (x === y) return 0
    if (x < y) i++
    else j++
  }
  return best
}

/** The least cost of two runs of single words, if below `best`: one walk through both. */
function wordDistance(lefts: Occurrences, l: number, rights: Occurrences, r: number, best: number): number {
  const a = lefts.occurrences
  const b = rights.occurrences
  const aEnd = lefts.to[l]
  const bEnd = rights.to[r]
  let i = lefts.from[l]
  let j = rights.from[r]
  // Whenever the walk passes from one side to the other, these two are neighbours.
  while (i < aEnd && j < bEnd) {
    const x = a[i]
    const y = b[j]
    if (x < y) {
      if (y - x - 1 < best && x >>> 16 === y >>> 16) best = y - x - 1
      i++
    } else {
      // The other order costs one step more. Two occurrences at the same place are no pair: both
      // runs are of the same word.
      if (x > y && x - y < best && x >>> 16 === y >>> 16) best = x - y
      j++
    }
  }
  return best
}

/**
 * The same where one side covers several positions: its last word counts to the right, its first to
 * the left. A phrase is never swapped; a run, which is a word to the visitor who typed it, costs
 * one step more the other way round, as words do.
 */
function phraseDistance(lefts: Occurrences, l: number, rights: Occurrences, r: number, best: number): number {
  const closest = gap(lefts, l, rights, r, best)
  if (((lefts.spans[l] | rights.spans[r]) & keepsPlace) !== 0) return closest
  return Math.min(closest, gap(rights, r, lefts, l, closest - 1) + 1)
}

/**
 * The fewest positions between the end of the one and the start of the other after it, if below
 * `best`: one walk through both.
 */
function gap(before: Occurrences, b: number, after: Occurrences, a: number, best: number): number {
  const step = Math.max(1, before.spans[b] & ~keepsPlace)
  const end = after.to[a]
  let j = after.from[a]
  for (let i = before.from[b]; i < before.to[b] && j < end; i++) {
    const x = before.occurrences[i]
    while (j < end && after.occurrences[j] < x + step) j++
    if (j === end) break
    const y = after.occurrences[j]
    if (y - x - step < best && x >>> 16 === y >>> 16) best = y - x - step
  }
  return best
}
