/**
 * What the rules have said about a bucket, one verdict after the other, and the ranking score it
 * comes to: each rule splits what the rules before it left open, so the first one counts most.
 * Verdicts are shared by all hits of a bucket.
 */
import type { Part } from './rule.ts'

export interface Verdict {
  /**
   * The rule's name in the setting, or `field:asc` for an order; null where time ran out before the
   * rules did.
   */
  readonly listedAs: string | null
  /** The part's place among all there could be, as in `Part`. */
  readonly rank: number
  readonly max: number
  /** The value a sort order sorted by. */
  readonly value: string | number | null
  /** Of a score: what it is the sum of. */
  readonly terms?: readonly number[] | undefined
  readonly before: Verdict | null
  /** All verdicts so far as one number: `place` of `places`, of which the last is the best. */
  readonly place: number
  readonly places: number
}

/**
 * Beyond this many places doubles are no longer exact, and a rule changes the score by less than a
 * shown score has digits.
 */
const mostPlaces = 2 ** 45

export function judge(before: Verdict | null, listedAs: string, { rank, max, value = null, terms }: Part): Verdict {
  return { listedAs, rank, max, value, terms, before, ...fold(before, rank, max) }
}

/** The verdict on hits that are returned unranked because time ran out. */
export function judgeSkipped(before: Verdict | null): Verdict {
  return { listedAs: null, rank: 0, max: 1, value: null, before, ...fold(before, 0, 1) }
}

/**
 * From 0 to 1; 1 before any verdict. With more rules to come it is the most that can still be
 * reached.
 */
export const scoreOf = (verdict: Verdict | null): number => (verdict === null ? 1 : verdict.place / verdict.places)

/** The score cannot fall below this, whatever the rules to come say. */
export const floorOf = (verdict: Verdict | null): number =>
  verdict === null ? 0 : Math.max(0, (verdict.place - 1) / verdict.places)

function fold(before: Verdict | null, rank: number, max: number): { place: number; places: number } {
  const { place, places } = before ?? { place: 1, places: 1 }
  if (places * max > mostPlaces) return { place, places }
  return { place: (place - 1) * max + rank, places: places * max }
}
