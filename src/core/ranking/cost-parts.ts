/**
 * Rules that give every document a cost, least is best: the cost of its cheapest path, parts by
 * ascending cost. Where the query can be read in several ways, only a document's cheapest readings
 * go on to the next rule.
 */
import type { GlobalDocument, NumbersOf } from '../docset/numbers.ts'
import type { TimeLimit } from '../filter/time-limit.ts'
import { Bucket } from './bucket.ts'
import type { Gathered } from './gathered.ts'
import type { Narrowing } from './narrowing.ts'
import type { Ranking } from './ranking.ts'
import { onePart, type Parts } from './rule.ts'

export interface PathCosts {
  /** The most that matching along this path can cost. */
  readonly max: (path: readonly number[]) => number
  /**
   * Adds to costs[i] what documents[i] costs along the path; any number for documents that do not
   * match it.
   */
  readonly add: (path: readonly number[], documents: NumbersOf<GlobalDocument>, costs: Uint32Array) => void
}

/** The parts keep `gathered`; their narrowing is the bucket's with `change` applied. */
export function splitByPaths(
  ranking: Ranking,
  bucket: Bucket,
  { max, add }: PathCosts,
  gathered: Gathered | null,
  change: Partial<Narrowing> = {},
): Parts {
  const paths = ranking.paths(bucket.narrowing)
  let maxCost = 0
  for (const path of ranking.readings(bucket)) maxCost = Math.max(maxCost, max(path))
  const { documents } = bucket
  const costs = new Uint32Array(documents.length)
  let narrowing = { ...bucket.narrowing, read: true, ...change }
  if (paths.length === 1) add(paths[0], documents, costs)
  else {
    narrowing = { ...narrowing, masked: true }
    cheapestPaths({ alive: ranking.alive(bucket), limit: ranking.limit }, paths, add, documents, costs)
  }
  return partsByCost(bucket.narrowed(narrowing, gathered), costs, maxCost)
}

function cheapestPaths(
  { alive, limit }: { readonly alive: Uint32Array; readonly limit: TimeLimit },
  paths: readonly (readonly number[])[],
  add: PathCosts['add'],
  documents: NumbersOf<GlobalDocument>,
  costs: Uint32Array,
): void {
  const cheapest = new Uint32Array(documents.length)
  costs.fill(0xffffffff)
  const along = new Uint32Array(documents.length)
  paths.forEach((path, number) => {
    const bit = 1 << number
    limit.pass(documents.length)
    along.fill(0)
    add(path, documents, along)
    for (let i = 0; i < documents.length; i++) {
      if ((alive[documents[i]] & bit) === 0 || along[i] > costs[i]) continue
      if (along[i] < costs[i]) {
        costs[i] = along[i]
        cheapest[i] = 0
      }
      cheapest[i] |= bit
    }
  })
  for (let i = 0; i < documents.length; i++) alive[documents[i]] = cheapest[i]
}

/** Above this, costs are sorted instead of counted. */
const mostCounted = 4096

/** Parts by ascending cost; costs[i] is that of the bucket's i-th document. */
export function partsByCost(bucket: Bucket, costs: Uint32Array, maxCost: number): Parts {
  let least = 0xffffffff
  let most = 0
  for (let i = 0; i < costs.length; i++) {
    if (costs[i] < least) least = costs[i]
    if (costs[i] > most) most = costs[i]
  }
  const max = maxCost + 1
  if (least >= most) return onePart(bucket, Math.max(1, max - most), max)
  const order = most <= mostCounted ? countingOrder(costs, most) : sortedOrder(costs)
  const { documents, narrowing, gathered } = bucket
  let at = 0
  return () => {
    if (at === order.length) return null
    const cost = costs[order[at]]
    let end = at + 1
    while (end < order.length && costs[order[end]] === cost) end++
    const part = new Uint32Array(end - at)
    for (let i = at; i < end; i++) part[i - at] = documents[order[i]]
    at = end
    return { bucket: Bucket.of(part, narrowing, gathered), rank: Math.max(1, max - cost), max }
  }
}

/** Indices by ascending cost, equal ones in order. */
function countingOrder(costs: Uint32Array, most: number): Uint32Array {
  const starts = new Uint32Array(most + 2)
  for (let i = 0; i < costs.length; i++) starts[costs[i] + 1]++
  for (let cost = 0; cost <= most; cost++) starts[cost + 1] += starts[cost]
  const order = new Uint32Array(costs.length)
  for (let i = 0; i < costs.length; i++) order[starts[costs[i]]++] = i
  return order
}

function sortedOrder(costs: Uint32Array): Uint32Array {
  const order = new Uint32Array(costs.length)
  for (let i = 0; i < order.length; i++) order[i] = i
  return order.sort((a, b) => costs[a] - costs[b] || a - b)
}
