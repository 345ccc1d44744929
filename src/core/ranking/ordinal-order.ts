/**
 * First insertion breaks the last ties: documents of several segments, each ascending by ordinal,
 * merged by ordinal.
 */
import type { GlobalDocument, NumbersOf } from '../docset/numbers.ts'
import type { SearchSegment } from '../query/plan/plan.ts'
import type { Bucket } from './bucket.ts'
import { lowerBound } from './seek.ts'

/**
 * Documents `skip` .. `skip + limit` of the bucket by ascending ordinal; fewer if there are no
 * more.
 */
export function takeByOrdinal(
  bucket: Bucket,
  segments: readonly SearchSegment[],
  skip: number,
  limit: number,
): NumbersOf<GlobalDocument> {
  const count = Math.max(0, Math.min(limit, bucket.count - skip))
  const { documents } = bucket
  if (segments.length === 1 || bucket.count === 1) return documents.subarray(skip, skip + count)
  const next = new Uint32Array(segments.length)
  const ends = new Uint32Array(segments.length)
  let from = 0
  segments.forEach(({ base, view }, segment) => {
    const to = lowerBound(documents, base + view.documentCount, from, documents.length)
    next[segment] = from
    ends[segment] = to
    from = to
  })
  const taken = new Uint32Array(count)
  for (let n = -skip; n < count; n++) {
    let first = -1
    let least = Number.POSITIVE_INFINITY
    for (let segment = 0; segment < segments.length; segment++) {
      if (next[segment] === ends[segment]) continue
      const { base, view } = segments[segment]
      const ordinal = view.ordinal(documents[next[segment]] - base)
      if (ordinal >= least) continue
      least = ordinal
      first = segment
    }
    if (n >= 0) taken[n] = documents[next[first]]
    next[first]++
  }
  return taken
}
