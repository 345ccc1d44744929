/**
 * Suggestions of what a query may become: the options of `index.suggest`, their check, and the
 * response.
 */
import type { Named } from './attributes.ts'
import { SeeklingError } from './errors.ts'
import type { SearchRequest } from './search.ts'
import { checkSearchRequest } from './search-check.ts'
import { isObject, membersOf } from './value-shapes.ts'

/**
 * `filter` and what follows say among which documents, as in a search; where they are absent the
 * index's `searchDefaults` count.
 */
export interface SuggestOptions<Path extends string = string>
  extends Pick<SearchRequest<Path>, 'filter' | 'attributesToSearchOn' | 'locales'> {
  /** How many at most; default 5, at most 100. */
  readonly limit?: number | null | undefined
  /**
   * Completes the whole query to texts of this searchable attribute, such as titles, instead of its
   * last word to words of the index.
   */
  readonly attribute?: Named<Path> | null | undefined
}

export interface Suggestion {
  /**
   * A whole query: what was typed, the words before the last one corrected, and the last one
   * completed.
   */
  readonly text: string
  /** How many documents hold it; where texts of an attribute are suggested, of those looked at. */
  readonly documents: number
}

export interface SuggestResponse {
  /**
   * The best first: completions by how many documents have them, then words at one typo from being
   * completed, then two.
   */
  readonly suggestions: readonly Suggestion[]
  readonly query: string
  readonly processingTimeMs: number
}

/** The parameters of a search that restrict the documents; the others have no meaning here. */
const searchParameters: readonly string[] = ['filter', 'attributesToSearchOn', 'locales']
const mostSuggestions = 100

export const suggestDefaults = (parameters: object): object =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => searchParameters.includes(name)))

export interface CheckedSuggest {
  readonly q: string
  readonly limit: number
  readonly attribute: string | null
  readonly request: SearchRequest
}

/** Throws `invalid_search_*`, and `bad_request` for anything that is not an option. */
export function checkSuggest(q: unknown, options: unknown): CheckedSuggest {
  const given = options ?? {}
  const { limit = null, attribute = null, ...others } = membersOf(given) as SuggestOptions
  const unknown = Object.keys(others).find((name) => !searchParameters.includes(name))
  if (unknown !== undefined || !isObject(given))
    throw new SeeklingError(
      'bad_request',
      `suggest takes { limit, attribute, filter, attributesToSearchOn, locales }${unknown === undefined ? '' : `, not \`${unknown}\``}.`,
    )
  if (limit !== null && (!Number.isInteger(limit) || limit < 0 || limit > mostSuggestions))
    throw new SeeklingError(
      'invalid_search_limit',
      `\`limit\` of suggestions must be a whole number from 0 to ${mostSuggestions}.`,
    )
  if (attribute !== null && typeof attribute !== 'string')
    throw new SeeklingError(
      'invalid_search_attributes_to_search_on',
      '`attribute` must be the name of a searchable attribute.',
    )
  const { q: query = '', ...request } = checkSearchRequest({ q, ...others }, true)
  return { q: query ?? '', limit: limit ?? 5, attribute, request }
}
