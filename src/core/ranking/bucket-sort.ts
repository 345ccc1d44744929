/**
 * Composes the rules: each cuts a bucket into parts, and every part is ranked to the end by the
 * rules after it before the next part is looked at; so nothing after the last wanted hit is ever
 * ranked. Documents that no rule tells apart follow in order of first insertion.
 */
import { Bitset } from '../docset/bitset.ts'
import type { GlobalDocument, NumbersOf } from '../docset/numbers.ts'
import { Bucket } from './bucket.ts'
import { takeByOrdinal } from './ordinal-order.ts'
import type { Ranking } from './ranking.ts'
import type { RankingStep } from './rule.ts'
import { floorOf, judge, judgeSkipped, scoreOf, type Verdict } from './verdict.ts'

export interface SortOptions {
  readonly offset: number
  readonly limit: number
  /**
   * Whether every hit needs the verdict of every rule; otherwise a bucket of one document is not
   * shown to any rule.
   */
  readonly scored: boolean
  /** Documents with a lower score are no hits; null: none is too low. Needs `scored`. */
  readonly threshold: number | null
  /** Called for each document, best first; returns whether it is a hit. null: all are. */
  readonly distinct: { take(document: GlobalDocument): boolean } | null
  /**
   * Returns true once time has run out: documents not ranked by then follow in the order they are
   * in.
   */
  readonly isOver: () => boolean
}

export interface SortedHits {
  /** Global numbers of hits `offset` .. `offset + limit`, fewer if there are no more. */
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
    const { threshold, distinct, isOver } = this.#options
    const ranking = this.#ranking
    const seen: Bucket[] = []
    if (!isOver()) {
      ranking.depth = depth
      ranking.wanted =
        threshold === null && distinct === null
          ? this.#skip + this.#options.limit - this.documents.length
          : Number.POSITIVE_INFINITY
      const parts = step.rule.split(ranking, bucket)
      for (let part = parts(); part !== null; part = parts()) {
        this.rank(part.bucket, depth + 1, judge(verdict, step.listedAs, part))
        if (this.#isFull && threshold === null) return
        seen.push(part.bucket)
        if (isOver()) break
      }
    }
    if (isOver()) this.#takeUnranked(without(bucket, seen, ranking.matching.size), verdict)
  }

  #takeUnranked(rest: Bucket, before: Verdict | null): void {
    if (rest.count === 0) return
    const verdict = judgeSkipped(before)
    const { threshold } = this.#options
    if (threshold !== null && scoreOf(verdict) < threshold) this.#drop(rest)
    else if (!this.#isFull) this.#take(rest, verdict)
  }

  #take(bucket: Bucket, verdict: Verdict | null): void {
    const { distinct, limit } = this.#options
    if (this.#isFull) return
    const from = distinct === null ? this.#skip : 0
    const most = distinct === null ? limit - this.documents.length : bucket.count
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
    return this.documents.length >= this.#options.limit
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
