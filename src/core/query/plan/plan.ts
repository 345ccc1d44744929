/**
 * The first half of a search, up to knowing which postings it needs: parse, graph, expand. The
 * engine loads those and hands the plan on to `rankSearch`. A plan is a value: nothing in it
 * depends on when or how often it is used.
 */
import type { SearchRequest } from '../../../shared/search.ts'
import type { Settings } from '../../../shared/settings.ts'
import type { Bitset } from '../../docset/bitset.ts'
import type { GlobalDocument } from '../../docset/numbers.ts'
import type { Filter } from '../../filter/filter.ts'
import { parseFilter } from '../../filter/parse.ts'
import type { TimeLimit } from '../../filter/time-limit.ts'
import type { SegmentView, TermRange, TermSource } from '../../segment/segment-view.ts'
import { checkSort } from '../request/check-sort.ts'
import { defaultGroupSize, distinctAttribute } from '../request/group-by.ts'
import { type HitWindow, hitWindow } from '../request/hit-window.ts'
import { queryRules } from '../request/locales.ts'
import type { SortOrder } from '../request/sort-order.ts'
import { type AnyTerm, anyTerms } from './any-terms.ts'
import { type Expansion, expandNode, expandPhrase } from './expand.ts'
import { graphNodes, type QueryNode } from './graph.ts'
import { mostAnyTerms, type ParsedQuery, parseQuery } from './parse.ts'
import { type QuerySettings, querySettings, withoutStopWords } from './query-settings.ts'
import { readFilter } from './read-filter.ts'
import { type SearchedFields, searchedFields } from './searched-fields.ts'

/**
 * Documents of a segment have the numbers base .. base + documentCount - 1; segments lie one after
 * the other from 0.
 */
export interface SearchSegment {
  readonly view: SegmentView
  readonly base: GlobalDocument
}

export interface SearchIndex {
  /** Dot path by field id. */
  readonly fields: readonly string[]
  readonly settings: Settings
  readonly segments: readonly SearchSegment[]
  /** All documents of all segments, deleted ones included. */
  readonly documentCount: number
}

export interface SearchPlan {
  readonly request: SearchRequest
  readonly index: SearchIndex
  /** How the query was read: without stop words where it has nothing else. */
  readonly reading: QuerySettings
  readonly query: ParsedQuery
  /** Of the strategy `any`: the distinct terms, those of `nodes`; else null. */
  readonly terms: readonly AnyTerm[] | null
  readonly nodes: readonly QueryNode[]
  /** What each node stands for, in the order of `nodes`. */
  readonly expansions: readonly Expansion[]
  readonly negative: readonly Expansion[]
  readonly fields: SearchedFields
  /** The documents that pass the filter; null for all. */
  readonly within: Bitset | null
  readonly sort: readonly SortOrder[]
  readonly window: HitWindow
  /** The attribute of which each value comes with one hit only; null for none. */
  readonly distinct: string | null
  /** How many more documents of its value come with a hit; null where groups were not asked for. */
  readonly groupSize: number | null
  /**
   * Per segment, the postings to load before ranking: `rangePostings` is called with exactly these
   * ranges, `postings` with those of one term. Without duplicates.
   */
  readonly needs: readonly (readonly TermRange[])[]
}

/**
 * `request` has passed `checkSearchRequest`. Throws `invalid_search_filter`, `invalid_search_sort`
 * and `invalid_search_attributes_to_search_on`. `filter` is that of the request; a caller who has
 * parsed it already, to load its columns, hands it over. Once the time is over, fewer documents are
 * looked among, and words have no typos.
 */
export function planSearch(
  request: SearchRequest,
  index: SearchIndex,
  filter: Filter | null = parseFilter(request.filter, 'invalid_search_filter'),
  limit?: TimeLimit,
): SearchPlan {
  const { settings } = index
  const fields = searchedFields(index.fields, settings, request.attributesToSearchOn ?? null)
  const within = filter === null ? null : readFilter(filter, index, 'invalid_search_filter', limit)
  const sort = request.sort?.length ? checkSort(request.sort, settings) : []
  const views = index.segments.map(({ view }) => view)
  const words = planWords(request, settings, views, limit)
  const window = hitWindow(request, settings.pagination.maxTotalHits)
  const needs = index.segments.map((_, segment) => termRanges(segment, words.expansions, words.negative))
  const groupSize = request.groupBy ? (request.groupBy.size ?? defaultGroupSize) : null
  const distinct = distinctAttribute(request, settings)
  return { request, index, ...words, fields, within, sort, window, distinct, groupSize, needs }
}

/**
 * The part of a plan that looks words up in dictionaries; no other part does. Run over surveys of
 * the dictionaries, it finds out which leaves a search will need.
 */
export function planWords(
  request: SearchRequest,
  settings: Settings,
  views: readonly TermSource[],
  limit?: TimeLimit,
): Pick<SearchPlan, 'reading' | 'query' | 'terms' | 'nodes' | 'expansions' | 'negative'> {
  const rules = queryRules(settings, request.locales, request.attributesToSearchOn)
  const isAny = request.matchingStrategy === 'any'
  const most = isAny ? mostAnyTerms : undefined
  const parse = ({ stopWords, prefixSearch }: QuerySettings): ParsedQuery =>
    parseQuery(request.q ?? '', stopWords, prefixSearch, rules, most)
  let reading = querySettings(settings, rules)
  if (limit !== undefined) reading = { ...reading, limit }
  let query = parse(reading)
  if (query.hasOnlyStopWords) {
    reading = withoutStopWords(reading)
    query = parse(reading)
  }
  const terms = isAny ? anyTerms(query, reading, request, settings, views) : null
  const nodes = terms?.map(({ node }) => node) ?? graphNodes(query)
  const expansions = terms?.map(({ expansion }) => expansion) ?? nodes.map((node) => expandNode(node, reading, views))
  const negative = query.negative.map(({ words }) => expandPhrase(words, views))
  return { reading, query, terms, nodes, expansions, negative }
}

function termRanges(segment: number, expansions: readonly Expansion[], negative: readonly Expansion[]): TermRange[] {
  const ranges: TermRange[] = []
  const seen = new Set<number>()
  const add = (from: number, to: number): void => {
    // Below 2^53: dictionary-writer.ts lets no segment have more than 2^26 terms.
    const key = from * 2 ** 26 + to
    if (seen.has(key)) return
    seen.add(key)
    ranges.push({ from, to })
  }
  const addTerm = (term: number): void => {
    if (term >= 0) add(term, term + 1)
  }
  for (const { words, splits, phrases, synonyms } of expansions) {
    const terms = words[segment]
    if (terms !== undefined) {
      addTerm(terms.exact)
      for (const { from, to } of terms.prefixes) add(from, to)
      terms.oneTypo.forEach(addTerm)
      terms.twoTypos.forEach(addTerm)
    }
    for (const { lefts, rights } of splits) {
      if (rights[segment] < 0 || lefts[segment] < 0) continue
      addTerm(lefts[segment])
      addTerm(rights[segment])
    }
    phrases[segment]?.forEach(addTerm)
    for (const synonym of synonyms) synonym.phrases[segment]?.forEach(addTerm)
  }
  for (const { phrases } of negative) phrases[segment]?.forEach(addTerm)
  return ranges
}
