/**
 * Looks for values of one facet by how they begin, with typos, among the candidates of a search.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { FacetHit, FacetSearchRequest, SearchRequest } from '../../shared/search.ts'
import { checkSearchRequest } from '../../shared/search-check.ts'
import type { SearchDefaults, Settings } from '../../shared/settings.ts'
import type { Bitset } from '../docset/bitset.ts'
import { filterability, filterablePatterns } from '../document/filterable.ts'
import type { TimeLimit } from '../filter/time-limit.ts'
import { typosBetween } from '../query/plan/edit-distance.ts'
import type { SearchIndex } from '../query/plan/plan.ts'
import { foldWord } from '../text/fold.ts'
import { countFacet, mostFrequent, spellingOf } from './facet-counts.ts'
import { facetOrder } from './facets.ts'

export interface FacetSearch {
  readonly facetName: string
  readonly facetQuery: string | null
  /** The search whose candidates are counted; its hits are not needed. */
  readonly request: SearchRequest
}

const allowed: readonly string[] = [
  'q',
  'filter',
  'matchingStrategy',
  'attributesToSearchOn',
  'rankingScoreThreshold',
  'locales',
]

/**
 * Throws `missing_facet_search_facet_name`, `invalid_facet_search_*` or what is wrong with a search
 * parameter.
 */
export function checkFacetSearch(given: unknown): FacetSearch {
  const { facetName, facetQuery = null, exhaustiveFacetCount, ...others } = (given ?? {}) as FacetSearchRequest
  // A caller may pass on all parameters of its search; most of them have no meaning here.
  const search = onlyAllowed(others)
  if (facetName === undefined || facetName === null)
    throw new SeeklingError('missing_facet_search_facet_name', 'Say in `facetName` which attribute to look into.')
  if (typeof facetName !== 'string')
    throw new SeeklingError('invalid_facet_search_facet_name', '`facetName` must be the name of an attribute.')
  if (facetQuery !== null && typeof facetQuery !== 'string')
    throw new SeeklingError('invalid_facet_search_query', '`facetQuery` must be a string.')
  if (![undefined, null, true, false].includes(exhaustiveFacetCount)) {
    const message = '`exhaustiveFacetCount` must be true or false; counts are exhaustive either way.'
    throw new SeeklingError('invalid_facet_search_exhaustive_facet_count', message)
  }
  return { facetName, facetQuery, request: { ...checkSearchRequest(search, true), limit: 0 } }
}

/** Those of the index's defaults for searches that restrict the documents. */
export const facetSearchDefaults = (defaults: SearchDefaults): SearchDefaults => onlyAllowed(defaults)

const onlyAllowed = (parameters: object): object =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => allowed.includes(name)))

/** Throws `facet_search_disabled` and `invalid_facet_search_facet_name`. */
export function checkFacetName(facetName: string, { facetSearch, filterableAttributes }: Settings): void {
  if (!facetSearch)
    throw new SeeklingError('facet_search_disabled', 'The setting `facetSearch` is off: turn it on first.')
  if (filterability(filterableAttributes, facetName)?.facetSearch === true) return
  const names = filterablePatterns(
    filterableAttributes.filter((rule) => typeof rule === 'string' || rule.features.facetSearch),
  )
  const message = `Attribute \`${facetName}\` is not facet-searchable. Facet-searchable attributes are: ${names.join(', ') || 'none'}.`
  throw new SeeklingError('invalid_facet_search_facet_name', message, { attribute: facetName })
}

/** Folding it, and comparing it letter by letter. */
const stepsOfValue = 64

/** Only strings can be searched. Their order and number are those of the facet. */
export function searchFacet(
  index: SearchIndex,
  candidates: Bitset,
  { facetName, facetQuery }: FacetSearch,
  limit: TimeLimit,
): FacetHit[] {
  const { faceting, typoTolerance } = index.settings
  const query = foldWord((facetQuery ?? '').trim())
  const { enabled, minWordSizeForTypos } = typoTolerance
  const bytes = new TextEncoder().encode(query).length
  const { oneTypo, twoTypos } = minWordSizeForTypos
  const budget = !enabled || bytes < oneTypo ? 0 : bytes < twoTypos ? 1 : 2
  const { values } = countFacet(index, candidates.toArray(), facetName, Number.POSITIVE_INFINITY, limit)
  const found = values.filter(
    ({ value }) =>
      typeof value === 'string' &&
      !limit.spend(stepsOfValue) &&
      typosBetween(query, foldWord(value), budget, true) >= 0,
  )
  const { maxValuesPerFacet } = faceting
  const byCount = facetOrder(faceting, facetName) === 'count'
  const shown = byCount ? mostFrequent(found, maxValuesPerFacet) : found.slice(0, maxValuesPerFacet)
  return shown.map((value) => ({ value: spellingOf(index, facetName, value), count: value.count }))
}
