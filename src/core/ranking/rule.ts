/**
 * What a ranking rule is: it cuts a bucket into parts, best first. bucket-sort.ts says how the
 * rules of an index work together.
 */
import type { Bucket } from './bucket.ts'
import type { Ranking } from './ranking.ts'

/**
 * A part of a bucket with its place among all parts there could be: rank = max is the best, 1 (0
 * for `words`) the worst.
 */
export interface Part {
  readonly bucket: Bucket
  readonly rank: number
  readonly max: number
  /**
   * The value by which a sort order sorted the documents of the part; null where they have none.
   */
  readonly value?: string | number | null
  /** The summands of a score. */
  readonly terms?: readonly number[]
}

/** Returns the parts one by one, null when there are no more. Parts are made when asked for. */
export type Parts = () => Part | null

export interface RankingRule {
  /** As in the setting; `exactness` and `attribute` are two rules each. */
  readonly name: string
  /**
   * The parts are disjoint and together the bucket, except that a rule may leave out the end when
   * the parts before it already hold `ranking.wanted` documents.
   */
  split(ranking: Ranking, bucket: Bucket): Parts
}

/** One of the rules of a search, which run one after the other. */
export interface RankingStep {
  /**
   * The name in the setting that brought it in, or `field:asc` for an order; rules that belong
   * together share it.
   */
  readonly listedAs: string
  readonly rule: RankingRule
}

/** The parts of a rule that cannot tell the documents apart: the whole bucket. */
export function onePart(bucket: Bucket, rank: number, max: number): Parts {
  let next: Part | null = { bucket, rank, max }
  return () => {
    const part = next
    next = null
    return part
  }
}
