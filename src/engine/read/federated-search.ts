/** Several searches with one list of hits. All queries of an index see the same snapshot of it. */
import { Bitset } from '../../core/docset/bitset.ts'
import type { TimeLimit } from '../../core/filter/time-limit.ts'
import type { SearchIndex, SearchPlan } from '../../core/query/plan/plan.ts'
import { type CheckedQuery, inQuery } from '../../core/query/request/check-multi-search.ts'
import { wantedDistinct } from '../../core/query/request/group-by.ts'
import { hitWindow } from '../../core/query/request/hit-window.ts'
import { withSearchDefaults } from '../../core/query/request/search-defaults.ts'
import { distinctKeys, distinctOf } from '../../core/ranking/distinct.ts'
import { countFacets, facetAttributes } from '../../core/result/facets.ts'
import { commonSteps, type FederatedHit, federatedHit, type Steps, sortFederated } from '../../core/result/federate.ts'
import { mergeFacets } from '../../core/result/merge-facets.ts'
import { windowResponse } from '../../core/result/paginate.ts'
import { SeeklingError } from '../../shared/errors.ts'
import type { FacetsOfIndex, FederatedResponse, Federation, SearchRequest } from '../../shared/search.ts'
import type { RunSearch } from './run-search.ts'
import { hitAt, readHits, type StoredHits } from './shape-hits.ts'
import type { Snapshot } from './snapshot.ts'

/** What the engine provides: snapshots to read, and a search over one. */
export interface FederationHost {
  read<T>(indexUid: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T>
  /** Also loads these columns. */
  run(snapshot: Snapshot, request: SearchRequest, limit: TimeLimit, columns?: readonly string[]): Promise<RunSearch>
  /** What all of the indexes' queries may take together. */
  limitOf(snapshot: Snapshot): TimeLimit
}

interface RunQuery extends CheckedQuery, RunSearch {
  /** Among the queries. */
  readonly place: number
  readonly stored: StoredHits
}

interface RunIndex {
  readonly uid: string
  readonly index: SearchIndex
  readonly limit: TimeLimit
  /** Empty where only facets were asked for. */
  readonly found: readonly RunQuery[]
}

/** The default of the setting: the indexes may have different values. */
const maxTotalHits = 1000

export async function federatedSearch(
  host: FederationHost,
  queries: readonly CheckedQuery[],
  federation: Federation,
): Promise<Omit<FederatedResponse, 'processingTimeMs'>> {
  const window = hitWindow(federation, maxTotalHits)
  // More hits of one query cannot be in the window, whatever the others have.
  const limit = window.offset + window.limit
  const counted = Object.keys(federation.facetsByIndex ?? {})
  const uids = [...new Set([...queries.map(({ indexUid }) => indexUid), ...counted])]
  const indexes = await Promise.all(
    uids.map((uid) =>
      host
        .read(uid, (snapshot) => runIndex(host, snapshot, uid, { queries, federation, limit }))
        .catch((thrown) => {
          // An error in a query names the query already.
          const isMissing = thrown instanceof SeeklingError && thrown.code === 'index_not_found'
          const place = queries.findIndex(({ indexUid }) => indexUid === uid)
          throw isMissing && place >= 0 ? inQuery(place, thrown) : thrown
        }),
    ),
  )
  const run = indexes.flatMap(({ found }) => found).sort((a, b) => a.position - b.position || a.place - b.place)
  const steps = commonSteps([...run].sort((a, b) => a.place - b.place).map(({ plan }) => plan))
  const candidates = indexes.map(({ found, limit }) => candidatesOf(found, federation.distinct ?? null, limit))
  const total = candidates.reduce((sum, set) => sum + set.count(), 0)
  return {
    hits: merge(run, steps, federation.distinct ?? null)
      .slice(window.offset, limit)
      .map(shape),
    ...windowResponse(federation, window, Math.min(total, maxTotalHits)),
    ...facetsOf(indexes, candidates, federation),
  }
}

/** What the request wants of all indexes together. */
interface FederatedRun {
  readonly queries: readonly CheckedQuery[]
  readonly federation: Federation
  readonly limit: number
}

async function runIndex(
  host: FederationHost,
  snapshot: Snapshot,
  uid: string,
  { queries, federation, limit: most }: FederatedRun,
): Promise<RunIndex> {
  const found: RunQuery[] = []
  const limit = host.limitOf(snapshot)
  for (const [place, query] of queries.entries()) {
    if (query.indexUid !== uid) continue
    // Even to plan hundreds of queries takes long; those that are left find nothing.
    if (found.length > 0 && limit.isOver) break
    const given = withSearchDefaults({ ...query.request, limit: most, facets: [] }, snapshot.settings.searchDefaults)
    const facets = federation.facetsByIndex?.[uid] ?? []
    const one = federation.distinct ? { distinct: federation.distinct, groupBy: null } : {}
    const request = { ...given, ...one, facets, limit: most, showRankingScore: true }
    try {
      // Values are compared across queries, so their numbers in one segment are not enough.
      const attribute = wantedDistinct(request, snapshot.settings)
      const { plan, ranked } = await host.run(snapshot, request, limit, attribute === null ? [] : [attribute])
      const stored = await readHits(snapshot, ranked)
      found.push({ ...query, place, plan: { ...plan, request: given }, ranked, stored })
    } catch (thrown) {
      throw inQuery(place, thrown)
    }
  }
  const facets = federation.facetsByIndex?.[uid] ?? []
  const index = found[0]?.plan.index ?? (await host.run(snapshot, { facets, limit: 0 }, limit)).plan.index
  return { uid, index, limit, found }
}

type Found = FederatedHit<RunQuery> & { readonly nth: number }

/**
 * Each document once, and of each value of a distinct attribute, or one that several queries group
 * by, the best hit.
 */
function merge(run: readonly RunQuery[], steps: Steps, distinct: string | null): Found[] {
  const hits = run.flatMap((query) =>
    Array.from(query.ranked.documents, (document, nth) => ({
      ...federatedHit(query, document, query.ranked.verdicts?.[nth] ?? null, steps),
      nth,
    })),
  )
  const seen = new Set<string>()
  return sortFederated(hits, steps).filter(({ query, document }) => {
    const name = `${query.indexUid} ${document}`
    const attribute = distinct ?? groupedBy(query.plan)
    const values = attribute === null ? [] : distinctKeys(query.plan.index.segments, attribute, document)
    const keys = values.map((value) => `${attribute} ${value}`)
    if (seen.has(name) || keys.some((key) => seen.has(key))) return false
    for (const key of [name, ...keys]) seen.add(key)
    return true
  })
}

const groupedBy = ({ distinct, groupSize }: SearchPlan): string | null => (groupSize === null ? null : distinct)

function shape({ query, nth, weightedScore }: Found): FederatedResponse['hits'][number] {
  const _federation = {
    indexUid: query.indexUid,
    queriesPosition: query.position,
    weightedRankingScore: weightedScore,
  }
  return {
    ...hitAt(query, nth, query.stored),
    _federation,
  } as FederatedResponse['hits'][number]
}

/**
 * The documents that any query of one index finds; where all queries are distinct by the same
 * attribute, one document for each value.
 */
function candidatesOf([first, ...rest]: readonly RunQuery[], distinct: string | null, limit: TimeLimit): Bitset {
  if (first === undefined) return new Bitset(0)
  const all = first.ranked.candidates.clone()
  for (const { ranked } of rest) all.unite(ranked.candidates)
  const own = groupedBy(first.plan)
  const attribute = distinct ?? (rest.every(({ plan }) => groupedBy(plan) === own) ? own : null)
  return rest.length === 0 || attribute === null ? all : distinctOf(first.plan.index.segments, attribute, all, limit)
}

function facetsOf(indexes: readonly RunIndex[], candidates: readonly Bitset[], federation: Federation) {
  const { facetsByIndex, mergeFacets: merging } = federation
  if (!facetsByIndex) return {}
  const counted = indexes.flatMap(({ uid, index, limit }, i) => {
    const asked = facetsByIndex[uid]
    if (!asked) return []
    let attributes: string[]
    try {
      attributes = facetAttributes(asked, index)
    } catch (thrown) {
      throw notFilterable(uid, thrown)
    }
    const facets = countFacets(index, candidates[i], attributes, limit, merging ? Number.POSITIVE_INFINITY : undefined)
    return [{ uid, faceting: index.settings.faceting, facets }]
  })
  if (merging) return mergeFacets(counted, merging.maxValuesPerFacet ?? null)
  const byIndex = counted.map(({ uid, facets }): [string, FacetsOfIndex] => [
    uid,
    { distribution: facets.facetDistribution, stats: facets.facetStats },
  ])
  return { facetsByIndex: Object.fromEntries(byIndex) }
}

function notFilterable(uid: string, thrown: unknown): unknown {
  if (!(thrown instanceof SeeklingError)) return thrown
  return new SeeklingError('invalid_search_facets', `In index "${uid}": ${thrown.message}`, thrown.details, thrown)
}
