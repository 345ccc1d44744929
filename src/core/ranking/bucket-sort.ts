/**
 * Composes the rules: each cuts a bucket into parts, and every part is ranked to the end by the
 * rules after it before the next part is looked at; so nothing after the last wanted hit is ever
 * ranked. Documents that no rule tells apart follow in order of first insertion.
 */
import { Bitset } from '../docset/bitset.ts'
import type { GlobalDocument, NumbersOf } from '../docset/numbers.ts'
import { type TimeLimit, TimeUp } from '../filter/time-limit.ts'
import { Bucket } from './bucket.ts'
import { takeByOrdinal } from './ordinal-order.ts'
import type { Ranking } from './ranking.ts'
import type { Parts, RankingStep } from './rule.ts'
import { floorOf, judge, judgeSkipped, scoreOf, type Verdict } from './verdict.ts'

export interface SortOptions {
  readonly offset: number
  /** How many hits. */
  readonly wanted: number
  /**
   * Whether every hit needs the verdict of every rule; otherwise a bucket of one document is not
   * shown to any rule.
   */
  readonly scored: boolean
  /** Documents with a lower score are no hits; null: none is too low. Needs `scored`. */
  readonly threshold: number | null
  /** Called for each document, best first; returns whether it is a hit. null: all are. */
  readonly distinct: { take(document: GlobalDocument): boolean } | null
  /** Once it is over, what is not ranked by then follows as it is. */
  readonly limit: TimeLimit
}

export interface SortedHits {
  /** Global numbers of hits `offset` .. `offset + wanted`, fewer if there are no more. */
  readonly documents: NumbersOf<GlobalDocument>
  /** By hit; of use only if `scored`. */
  readonly verdicts: readonly (Verdict | null)[]
  /** Documents under the threshold, all of them unless time ran out; null when there are none. */
  readonly dropped: Bitset | null
}

export function bucketSort(
  ranking: Ranking,
  steps: readonly RankingStep[],
  universe: Bucket,
  options: SortOptions,
): SortedHits {
  const sort = new BucketSort(ranking, steps, options)
  sort.rank(universe, 0, null)
  return { documents: Uint32Array.from(sort.documents), verdicts: sort.verdicts, dropped: sort.dropped }
}

class BucketSort {
  readonly documents: GlobalDocument[] = []
  readonly verdicts: (Verdict | null)[] = []
  dropped: Bitset | null = null
  readonly #ranking: Ranking
  readonly #steps: readonly RankingStep[]
  readonly #options: SortOptions
  #skip: number

  constructor(ranking: Ranking, steps: readonly RankingStep[], options: SortOptions) {
    this.#ranking = ranking
    this.#steps = steps
    this.#options = options
    this.#skip = options.offset
  }

  rank(bucket: Bucket, depth: number, verdict: Verdict | null): void {
    const { threshold, distinct, scored } = this.#options
    if (threshold !== null && scoreOf(verdict) < threshold) {
      this.#drop(bucket)
      return
    }
    // What may still be open is only whether they reach the threshold.
    const isSure = threshold === null || floorOf(verdict) >= threshold
    if (isSure && this.#isFull) return
    if (isSure && distinct === null && this.#skip >= bucket.count) {
      this.#skip -= bucket.count
      return
    }
    const step = this.#steps[depth]
    if (step === undefined || (bucket.count === 1 && !scored)) this.#take(bucket, verdict)
    else this.#cut(bucket, depth, step, verdict)
  }

  #cut(bucket: Bucket, depth: number, step: RankingStep, verdict: Verdict | null): void {
    const { threshold, distinct, limit, wanted } = this.#options
    const ranking = this.#ranking
    const seen: Bucket[] = []
    if (!limit.isOver) {
      ranking.depth = depth
      ranking.wanted =
        threshold === null && distinct === null ? this.#skip + wanted - this.documents.length : Number.POSITIVE_INFINITY
      const parts = partsUntilOver(() => step.rule.split(ranking, bucket))
      for (let part = parts(); part !== null; part = parts()) {
        this.rank(part.bucket, depth + 1, judge(verdict, step.listedAs, part))
        if (this.#isFull && threshold === null) return
        seen.push(part.bucket)
        if (limit.isOver) break
      }
    }
    if (limit.isOver) this.#takeUnranked(without(bucket, seen, ranking.matching.size), verdict)
  }

  #takeUnranked(rest: Bucket, before: Verdict | null): void {
    if (rest.count === 0) return
    const verdict = judgeSkipped(before)
    const { threshold } = this.#options
    if (threshold !== null && scoreOf(verdict) < threshold) this.#drop(rest)
    else if (!this.#isFull) this.#take(rest, verdict)
  }

  #take(bucket: Bucket, verdict: Verdict | null): void {
    const { distinct, wanted } = this.#options
    if (this.#isFull) return
    const from = distinct === null ? this.#skip : 0
    const most = distinct === null ? wanted - this.documents.length : bucket.count
    if (distinct === null) this.#skip = Math.max(0, this.#skip - bucket.count)
    for (const document of takeByOrdinal(bucket, this.#ranking.segments, from, most)) {
      if (distinct !== null) {
        if (!distinct.take(document)) continue
        if (this.#skip > 0) {
          this.#skip--
          continue
        }
      }
      this.documents.push(document)
      this.verdicts.push(verdict)
      if (this.#isFull) return
    }
  }

  #drop(bucket: Bucket): void {
    this.dropped ??= new Bitset(this.#ranking.matching.size)
    for (const document of bucket.documents) this.dropped.add(document)
  }

  get #isFull(): boolean {
    return this.documents.length >= this.#options.wanted
  }
}

/** A rule's parts; none after the time was over in the middle of making one. */
function partsUntilOver(split: () => Parts): Parts {
  let parts: Parts | undefined
  return () => {
    try {
      parts ??= split()
      return parts()
    } catch (thrown) {
      if (!(thrown instanceof TimeUp)) throw thrown
      return null
    }
  }
}

/** What is left of a bucket without some of its parts. */
function without(bucket: Bucket, parts: readonly Bucket[], size: number): Bucket {
  if (parts.length === 0) return bucket
  const gone = new Bitset(size)
  for (const { documents } of parts) for (const document of documents) gone.add(document)
  return Bucket.of(
    bucket.documents.filter((document) => !gone.has(document)),
    bucket.narrowing,
    null,
  )
}
