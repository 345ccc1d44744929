/**
 * Turns whatever a caller sent into a search request, or says which parameter is wrong and what was expected of it. Shape only: whether an
 * attribute may be sorted or searched depends on the settings and is checked when the search is planned.
 */
import { type ErrorCode, SeeklingError } from '../../shared/errors.ts'
import type { SearchRequest } from '../../shared/search.ts'

interface Parameter {
  readonly code: ErrorCode
  /** Ends the sentence "... must be". */
  readonly expected: string
  /** Whether `null` stands for "not given". */
  readonly nullable?: boolean
  readonly accepts: (value: unknown) => boolean
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isString = (value: unknown): boolean => typeof value === 'string'
const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every(isString)

const count = (code: ErrorCode, nullable = false): Parameter => ({
  code,
  expected: 'a whole number, 0 or more',
  nullable,
  accepts: isCount,
})
const strings = (code: ErrorCode, nullable: boolean): Parameter => ({
  code,
  expected: 'an array of attribute names (strings)',
  nullable,
  accepts: isStrings,
})
const text = (code: ErrorCode, nullable = false): Parameter => ({
  code,
  expected: 'a string',
  nullable,
  accepts: isString,
})
const flag = (code: ErrorCode): Parameter => ({
  code,
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
})
const sortPattern = /^.+:(asc|desc)$/s

const parameters: Readonly<Record<keyof SearchRequest, Parameter>> = {
  q: text('invalid_search_q', true),
  offset: count('invalid_search_offset'),
  limit: count('invalid_search_limit'),
  page: count('invalid_search_page', true),
  hitsPerPage: count('invalid_search_hits_per_page', true),
  attributesToRetrieve: strings('invalid_search_attributes_to_retrieve', true),
  attributesToHighlight: strings('invalid_search_attributes_to_highlight', true),
  highlightPreTag: text('invalid_search_highlight_pre_tag'),
  highlightPostTag: text('invalid_search_highlight_post_tag'),
  showMatchesPosition: {
    code: 'invalid_search_show_matches_position',
    expected: 'true or false',
    accepts: (value) => typeof value === 'boolean',
  },
  sort: {
    code: 'invalid_search_sort',
    expected: 'an array of strings "attribute:asc" or "attribute:desc"',
    nullable: true,
    accepts: (value) => isStrings(value) && (value as string[]).every((order) => sortPattern.test(order)),
  },
  matchingStrategy: {
    code: 'invalid_search_matching_strategy',
    expected: '"last", "all" or "frequency"',
    accepts: (value) => value === 'last' || value === 'all' || value === 'frequency',
  },
  showRankingScore: flag('invalid_search_show_ranking_score'),
  showRankingScoreDetails: flag('invalid_search_show_ranking_score_details'),
  rankingScoreThreshold: {
    code: 'invalid_search_ranking_score_threshold',
    expected: 'a number from 0 to 1',
    nullable: true,
    accepts: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  },
  attributesToSearchOn: strings('invalid_search_attributes_to_search_on', true),
}

/** Meilisearch has them, this version has not: answering as if they were not there would be a wrong answer. */
const unsupported: ReadonlySet<string> = new Set([
  'filter',
  'facets',
  'distinct',
  'attributesToCrop',
  'cropLength',
  'cropMarker',
  'showPerformanceDetails',
  'locales',
  'hybrid',
  'vector',
  'media',
  'retrieveVectors',
  'personalize',
  'useNetwork',
])

/**
 * The request with only what was given: `undefined`, and `null` where it means the default, are left out.
 * Throws `invalid_search_*` for a wrong value and `bad_request` for anything that is not a parameter.
 */
export function checkSearchRequest(request: unknown): SearchRequest {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new SeeklingError('bad_request', `A search request must be an object, but ${describe(request)} was given.`)
  }
  const checked: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(request)) {
    if (value === undefined) continue
    const parameter = Object.hasOwn(parameters, name) ? parameters[name as keyof SearchRequest] : undefined
    if (parameter === undefined) {
      if (value === null && unsupported.has(name)) continue
      throw unknownParameter(name)
    }
    if (value === null && parameter.nullable) continue
    if (!parameter.accepts(value)) {
      const message = `Search parameter \`${name}\` must be ${parameter.expected}, but ${describeIn(value, parameter)} was given.`
      throw new SeeklingError(parameter.code, message, { parameter: name })
    }
    checked[name] = Array.isArray(value) ? [...value] : value
  }
  return checked as SearchRequest
}

function unknownParameter(name: string): SeeklingError {
  const message = unsupported.has(name)
    ? `Search parameter \`${name}\` is not supported by this version of Seekling: leave it out.`
    : `Unknown search parameter \`${name}\`: the parameters are ${Object.keys(parameters).join(', ')}.`
  return new SeeklingError('bad_request', message, { parameter: name })
}

/** Of a list, the first item that is wrong says more than the list. */
function describeIn(value: unknown, parameter: Parameter): string {
  if (!Array.isArray(value)) return describe(value)
  const at = value.findIndex((item) => !parameter.accepts([item]))
  return at < 0 ? describe(value) : `${describe(value[at])} at index ${at}`
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'string')
    return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
