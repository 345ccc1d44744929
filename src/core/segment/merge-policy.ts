/**
 * Decides which segments to merge. Pure: it sees sizes and returns places in the list.
 *
 * Segments fall into levels by their number of documents, each level `width` times the one before.
 * A level with `width` segments is merged into one of the next level, so each document is rewritten
 * about once per level: logarithmically often. A segment more than half deleted is rewritten alone,
 * so that space and work spent on deleted documents stay bounded by the living ones.
 */

export interface SegmentStats {
  readonly documents: number
  readonly deleted: number
  /** What a merge reads of it, and writes again. Default 0. */
  readonly bytes?: number
}

/**
 * At most so much in one merge, which has all of it in memory, about four times over; segments
 * beyond it are left as they are.
 */
const maxMerged = { documents: 2_000_000, bytes: 64 * 1024 * 1024 }

/**
 * Places of the segments to merge into one, ascending; none when nothing needs merging. `width` is
 * the number of segments a level may have before it is merged: each search visits every segment, so
 * it is a trade of search time against rewriting.
 */
export function segmentsToMerge(segments: readonly SegmentStats[], width = 8): number[] {
  const levels = new Map<number, number[]>()
  for (let place = 0; place < segments.length; place++) {
    const { documents, deleted } = segments[place]
    if (deleted * 2 > documents) return [place]
    const level = Math.floor(Math.log(Math.max(1, documents - deleted)) / Math.log(width) + 1e-9)
    const members = levels.get(level) ?? []
    members.push(place)
    levels.set(level, members)
  }
  for (const level of [...levels.keys()].sort((a, b) => a - b)) {
    const members = levels.get(level) as number[]
    if (members.length < width) continue
    const fitting = fittingTogether(members, segments)
    // Fewer would be written again and again, each time with a little more.
    if (fitting.length * 2 >= width) return fitting
  }
  return []
}

/** Of the members of a level as many as one merge may take: the smallest, so that none starves. */
function fittingTogether(members: readonly number[], segments: readonly SegmentStats[]): number[] {
  const shareOf = (place: number): number =>
    Math.max(livingDocuments(segments[place]) / maxMerged.documents, (segments[place].bytes ?? 0) / maxMerged.bytes)
  let left = 1
  return [...members]
    .sort((a, b) => shareOf(a) - shareOf(b))
    .filter((place) => (left -= shareOf(place)) >= 0)
    .sort((a, b) => a - b)
}

const livingDocuments = ({ documents, deleted }: SegmentStats): number => documents - deleted
