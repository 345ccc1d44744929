/**
 * Which documents go with which hit (`groupBy`). Hits are the best of each value; every other
 * document that shares a value with a hit is in its group, and in that of the best of them if it
 * shares values with several. Documents without the attribute are by themselves.
 */
import type { Bitset } from '../docset/bitset.ts'
import type { GlobalDocument } from '../docset/numbers.ts'
import type { TimeLimit } from '../filter/time-limit.ts'
import { Bucket } from './bucket.ts'
import { bucketSort } from './bucket-sort.ts'
import type { Distinct } from './distinct.ts'
import type { Narrowing } from './narrowing.ts'
import type { Ranking } from './ranking.ts'
import type { RankingStep } from './rule.ts'
import type { Verdict } from './verdict.ts'

/** The next best documents of one hit, best first. */
export interface Group {
  readonly documents: readonly GlobalDocument[]
  /** Null unless the search is scored. */
  readonly verdicts: readonly (Verdict | null)[]
}

export interface GroupsAsked {
  /** The `Distinct` in which the hits were taken, those before the window as well. */
  readonly distinct: Distinct
  /** The hits in the order they were taken, and the number of the first of them. */
  readonly leaders: Uint32Array
  readonly first: number
  /** Documents of a group besides its hit. */
  readonly size: number
  /** All that the query finds and no threshold drops. */
  readonly found: Bitset
  readonly narrowing: Narrowing
  readonly limit: TimeLimit
}

/** Finding out whose group it is in. */
const stepsOfDocument = 16

interface Members {
  /** By group, ascending. */
  readonly of: readonly number[][]
  /** By document: its group, else -1. */
  readonly groupOf: Int32Array
}

export function groupsOf(ranking: Ranking, steps: readonly RankingStep[], asked: GroupsAsked): Group[] {
  const members = membersOf(asked, ranking.matching.size)
  const options = { offset: 0, scored: ranking.scored, threshold: null, limit: asked.limit }
  if (ranking.scored) return scoredGroups(ranking, steps, asked, members)
  return members.of.map((documents) => {
    // A single document has no order, and most groups are small.
    if (documents.length < 2 || asked.size === 0) return { documents: documents.slice(0, asked.size), verdicts: [] }
    const bucket = Bucket.of(Uint32Array.from(documents), asked.narrowing, null)
    const sorted = bucketSort(ranking, steps, bucket, { ...options, wanted: asked.size, distinct: null })
    return { documents: [...sorted.documents], verdicts: [] }
  })
}

function membersOf({ distinct, leaders, first, found, limit }: GroupsAsked, size: number): Members {
  const of = Array.from(leaders, (): number[] => [])
  const groupOf = new Int32Array(size).fill(-1)
  for (const document of found.toArray()) {
    if (limit.spend(stepsOfDocument)) break
    const group = distinct.takenBy(document) - first
    if (group < 0 || group >= of.length || leaders[group] === document) continue
    of[group].push(document)
    groupOf[document] = group
  }
  return { of, groupOf }
}

/**
 * The score of a document depends on the documents it is ranked with. So groups are ranked among
 * all documents found, as hits are, until every group has its documents.
 */
function scoredGroups(
  ranking: Ranking,
  steps: readonly RankingStep[],
  { size, found, narrowing, limit }: GroupsAsked,
  { of, groupOf }: Members,
): Group[] {
  const groups = of.map(() => ({ documents: [] as number[], verdicts: [] as (Verdict | null)[] }))
  const wanted = of.reduce((sum, documents) => sum + Math.min(size, documents.length), 0)
  const left = of.map(() => size)
  const take = (document: GlobalDocument): boolean => groupOf[document] >= 0 && left[groupOf[document]]-- > 0
  const all = Bucket.ofBits(found, found.count(), narrowing)
  const options = { offset: 0, wanted, scored: true, threshold: null, distinct: { take }, limit }
  const { documents, verdicts } = bucketSort(ranking, steps, all, options)
  documents.forEach((document, i) => {
    const group = groups[groupOf[document]]
    group.documents.push(document)
    group.verdicts.push(verdicts[i])
  })
  return groups
}
