/** One search over a snapshot: planned, its postings loaded, ranked. */
import { assert } from '../../core/bytes/assert.ts'
import { type Filter, isFilter } from '../../core/filter/filter.ts'
import { parseFilter } from '../../core/filter/parse.ts'
import type { TimeLimit } from '../../core/filter/time-limit.ts'
import { neededColumns, neededLengths } from '../../core/query/plan/needed-columns.ts'
import { planSearch, planWords, type SearchIndex, type SearchPlan } from '../../core/query/plan/plan.ts'
import { wantedDistinct } from '../../core/query/request/group-by.ts'
import { type RankedHits, rankSearch } from '../../core/ranking/rank.ts'
import { MissingLeaf } from '../../core/segment/leaf-dictionary.ts'
import type { TermSource } from '../../core/segment/segment-view.ts'
import type { SearchRequest } from '../../shared/search.ts'
import type { Reading } from './sections.ts'
import { SegmentAccess } from './segment-access.ts'
import type { Snapshot } from './snapshot.ts'

export interface RunSearch {
  readonly plan: SearchPlan
  readonly ranked: RankedHits
}

export interface SnapshotIndex extends SearchIndex {
  readonly segments: readonly { readonly view: SegmentAccess; readonly base: number }[]
}

/** The snapshot as one search sees it: what is loaded into it stays until the search is over. */
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

/**
 * Two rounds of reading at most, the documents being a third: what the plan needs (leaves of
 * dictionaries, columns), then what ranking needs (postings, lengths). `request` has passed
 * `checkSearchRequest`; `more` are columns that are loaded beside those the search itself needs.
 * Once the time is over, the search goes on with what it has.
 */
export async function runSearch(
  snapshot: Snapshot,
  request: SearchRequest,
  limit: TimeLimit,
  more: readonly string[] = [],
): Promise<RunSearch> {
  const index = searchIndex(snapshot)
  const filter = isFilter(request.filter) ? parseFilter(request.filter, 'invalid_search_filter') : null
  const columns = neededColumns(request, filter, index.settings, snapshot.columnNames())
  for (const name of more) columns.add(name)
  const distinct = wantedDistinct(request, index.settings)
  // In one segment the numbers of values are enough to tell them apart.
  const rows = distinct !== null && index.segments.length === 1 ? distinct : null
  if (distinct !== null && rows === null) columns.add(distinct)
  const plan = await loadPlan(snapshot, { request, filter, limit }, index, columns, rows)
  return { plan, ranked: rankSearch(plan, limit) }
}

/** A request, with its filter as it was parsed. */
export interface ReadRequest {
  readonly request: SearchRequest
  readonly filter: Filter | null
  readonly limit: TimeLimit
}

/** The plan, with all that ranking will look at loaded, and these columns. */
export async function loadPlan(
  snapshot: Snapshot,
  { request, filter, limit }: ReadRequest,
  index: SnapshotIndex,
  columns: ReadonlySet<string>,
  rows: string | null = null,
): Promise<SearchPlan> {
  const views = index.segments.map(({ view }) => view)
  const lookUp: LookUp = (sources) => planWords(request, index.settings, sources, limit)
  const columnReadings = views.flatMap((view) => [
    ...view.columns.readings(columns),
    ...(rows === null || columns.has(rows) ? [] : view.columns.rowsReadings(rows)),
  ])
  if (columnReadings.length > 0) await snapshot.read([...columnReadings, ...surveyed(index, lookUp)])
  const [plan, readings] = await withLeaves(snapshot, index, lookUp, limit, () => {
    const made = planSearch(request, index, filter, limit)
    return [made, views.flatMap((view, i) => view.postingsReadings(made.needs[i]))] as const
  })
  const lengths = neededLengths(plan)
  await snapshot.read([
    ...readings,
    ...views.flatMap((view) => [...view.lengths.readings(lengths), ...view.placesReadings()]),
  ])
  return plan
}

/** Looks words up in dictionaries, one for each segment. */
type LookUp = (sources: readonly TermSource[]) => unknown

/**
 * Returns the result of `work`, which looks up the same words in the dictionaries of the index as
 * `lookUp`; leaves that it needs are read in one round.
 */
export async function withLeaves<T>(
  snapshot: Snapshot,
  index: SnapshotIndex,
  lookUp: LookUp,
  limit: TimeLimit,
  work: () => T,
): Promise<T> {
  for (;;) {
    try {
      return work()
    } catch (missing) {
      if (!(missing instanceof MissingLeaf)) throw missing
    }
    const readings = surveyed(index, lookUp)
    // Once the time is over less is looked up, by the survey and by the work.
    assert(readings.length > 0 || limit.isOver, 'a survey names every leaf that is needed')
    await snapshot.read(readings)
  }
}

/** What must be read for the look-ups. */
function surveyed({ segments }: SnapshotIndex, lookUp: LookUp): Reading[] {
  const surveys = segments.map(({ view }) => view.survey())
  lookUp(surveys.map((dictionary) => ({ dictionary })))
  return segments.flatMap(({ view }, i) => view.leafReadings(surveys[i].missing))
}
