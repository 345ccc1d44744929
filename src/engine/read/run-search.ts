/** One search over a snapshot: planned, its postings loaded, ranked. */
import { neededColumns } from '../../core/query/plan/needed-columns.ts'
import { planSearch, type SearchIndex, type SearchPlan } from '../../core/query/plan/plan.ts'
import { type RankedHits, rankSearch } from '../../core/ranking/rank.ts'
import type { SearchRequest } from '../../shared/search.ts'
import { SegmentAccess } from './segment-access.ts'
import type { Snapshot } from './snapshot.ts'

export interface RunSearch {
  readonly plan: SearchPlan
  readonly ranked: RankedHits
}

export interface SnapshotIndex extends SearchIndex {
  readonly segments: readonly { readonly view: SegmentAccess; readonly base: number }[]
}

/** The snapshot as one search sees it: what is loaded into it stays until it is dropped. */
export const searchIndex = (snapshot: Snapshot): SnapshotIndex => ({
  fields: snapshot.manifest.fields,
  settings: snapshot.settings,
  segments: snapshot.segments.map((segment, i) => ({
    view: new SegmentAccess(segment, snapshot.cache),
    base: snapshot.bases[i],
  })),
  documentCount: snapshot.documentLimit,
})

/** Loads the columns of these attributes into every segment of the index. */
export const loadColumns = (
  snapshot: Snapshot,
  { segments }: SnapshotIndex,
  wanted: ReadonlySet<string>,
): Promise<void> => snapshot.read(segments.flatMap(({ view }) => view.columns.readings(wanted)))

/** `request` has passed `checkSearchRequest`. `more`: columns that are loaded beside those the search itself needs. */
export async function runSearch(
  snapshot: Snapshot,
  request: SearchRequest,
  isOver?: () => boolean,
  more: readonly string[] = [],
): Promise<RunSearch> {
  const index = searchIndex(snapshot)
  const columns = neededColumns(request, index.settings, snapshot.columnNames())
  await loadColumns(snapshot, index, new Set([...columns, ...more]))
  const plan = planSearch(request, index)
  await snapshot.read(index.segments.flatMap(({ view }, i) => view.postingsReadings(plan.needs[i])))
  return { plan, ranked: rankSearch(plan, isOver) }
}
