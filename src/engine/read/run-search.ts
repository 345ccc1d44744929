/** One search over a snapshot: planned, its postings loaded, ranked. */
import { neededColumns } from '../../core/query/plan/needed-columns.ts'
import { planSearch, type SearchIndex, type SearchPlan } from '../../core/query/plan/plan.ts'
import { type RankedHits, rankSearch } from '../../core/ranking/rank.ts'
import type { SearchRequest } from '../../shared/search.ts'
import type { Store } from '../store/store.ts'
import type { PageCache } from './page-cache.ts'
import type { PostingsCache } from './postings-cache.ts'
import { loadPostings, SegmentAccess } from './segment-access.ts'
import type { Snapshot } from './snapshot.ts'

/** Where postings come from. */
export interface SearchSources {
  readonly store: Store
  readonly pages: PageCache
  readonly postings: PostingsCache
}

export interface RunSearch {
  readonly plan: SearchPlan
  readonly ranked: RankedHits
}

export interface SnapshotIndex extends SearchIndex {
  readonly segments: readonly { readonly view: SegmentAccess; readonly base: number }[]
}

export const searchIndex = (snapshot: Snapshot): SnapshotIndex => ({
  fields: snapshot.manifest.fields,
  settings: snapshot.settings,
  segments: snapshot.segments.map((segment, i) => ({
    view: new SegmentAccess(segment),
    base: snapshot.bases[i],
  })),
  documentCount: snapshot.documentLimit,
})

/** `request` has passed `checkSearchRequest`. */
export async function runSearch(
  { store, pages, postings }: SearchSources,
  snapshot: Snapshot,
  request: SearchRequest,
  isOver?: () => boolean,
): Promise<RunSearch> {
  const index = searchIndex(snapshot)
  await snapshot.loadColumns(neededColumns(request, index.settings, snapshot.columnNames()))
  const plan = planSearch(request, index)
  await loadPostings(
    store,
    pages,
    postings,
    index.segments.map(({ view }) => view),
    plan.needs,
  )
  return { plan, ranked: rankSearch(plan, isOver) }
}
