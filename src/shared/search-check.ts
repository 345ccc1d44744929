/**
 * Turns whatever a caller sent into a search request, or says which parameter is wrong and what was
 * expected of it. Shape only: whether an attribute may be sorted or searched depends on the
 * settings and is checked when the search is planned.
 */
import { documentLimits } from './document.ts'
import { type ErrorCode, SeeklingError } from './errors.ts'
import { isLocale, localesExpected } from './locales.ts'
import type { SearchRequest } from './search.ts'
import { isCount, isObject } from './value-shapes.ts'

interface Parameter {
  readonly code: ErrorCode
  /** Ends the sentence "... must be". */
  readonly expected: string
  /** Whether `null` stands for "not given". */
  readonly nullable?: boolean
  readonly accepts: (value: unknown) => boolean
}

/** More attributes than these no index has; beyond it a list is a mistake or an attack. */
const maxListLength = documentLimits.maxFields
/** Tags and markers stand beside every match, and a long text may have very many. */
const maxTagLength = 1000
/**
 * Only the beginning of a query is read, and all of it comes back in the response: a longer one was
 * not typed.
 */
const longestQuery = 1_000_000

const isBoolean = (value: unknown): boolean => typeof value === 'boolean'
const isString = (value: unknown): boolean => typeof value === 'string'
const isListOf = (value: unknown, accepts: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= maxListLength && value.every(accepts)

const count = (code: ErrorCode, nullable = false): Parameter => ({
  code,
  expected: 'a whole number, 0 or more',
  nullable,
  accepts: isCount,
})
const strings = (
  code: ErrorCode,
  expected = 'an array of attribute names (strings)',
  accepts: (item: unknown) => boolean = isString,
): Parameter => ({
  code,
  expected,
  nullable: true,
  accepts: (value) => isListOf(value, accepts),
})
const tag = (code: ErrorCode): Parameter => ({
  code,
  expected: `a string of at most ${maxTagLength} characters`,
  accepts: (value) => isString(value) && (value as string).length <= maxTagLength,
})
const flag = (code: ErrorCode): Parameter => ({ code, expected: 'true or false', accepts: isBoolean })
/** A hit with more is a list of its own: search with a filter for the value. */
const largestGroup = 100

function isGroupBy(value: unknown): boolean {
  if (!isObject(value)) return false
  const { attribute, size, ...more } = value
  const fits = size === undefined || (isCount(size) && size <= largestGroup)
  return isString(attribute) && fits && Object.keys(more).length === 0
}

const sortPattern = /^.+:(asc|desc)$/s
/** A number behind the last colon is meant as a length, and must be one; nothing is the default. */
const badCropPattern = /:[-+.\d]+$(?<!:\d+)/

const parameters: Readonly<Record<keyof SearchRequest, Parameter>> = {
  q: {
    code: 'invalid_search_q',
    expected: `a string of at most ${longestQuery} characters`,
    nullable: true,
    accepts: (value) => isString(value) && (value as string).length <= longestQuery,
  },
  offset: count('invalid_search_offset'),
  limit: count('invalid_search_limit'),
  page: count('invalid_search_page', true),
  hitsPerPage: count('invalid_search_hits_per_page', true),
  attributesToRetrieve: strings('invalid_search_attributes_to_retrieve'),
  attributesToCrop: strings(
    'invalid_search_attributes_to_crop',
    'an array of strings "attribute" or "attribute:number of words"',
    (item) => isString(item) && !badCropPattern.test(item as string),
  ),
  cropLength: count('invalid_search_crop_length'),
  cropMarker: tag('invalid_search_crop_marker'),
  attributesToHighlight: strings('invalid_search_attributes_to_highlight'),
  highlightPreTag: tag('invalid_search_highlight_pre_tag'),
  highlightPostTag: tag('invalid_search_highlight_post_tag'),
  showFormattedParts: flag('invalid_search_show_formatted_parts'),
  showMatchesPosition: flag('invalid_search_show_matches_position'),
  filter: {
    code: 'invalid_search_filter',
    expected: 'a string, or an array of strings and arrays of strings',
    nullable: true,
    // What stands in it is checked where it is parsed.
    accepts: (value) =>
      isString(value) || isListOf(value, (item) => !Array.isArray(item) || item.length <= maxListLength),
  },
  facets: strings('invalid_search_facets'),
  distinct: {
    code: 'invalid_search_distinct',
    expected: 'the name of an attribute',
    nullable: true,
    accepts: isString,
  },
  groupBy: {
    code: 'invalid_search_group_by',
    expected: `an object { attribute, size } of a name and a whole number up to ${largestGroup}`,
    nullable: true,
    accepts: isGroupBy,
  },
  sort: strings(
    'invalid_search_sort',
    'an array of strings "attribute:asc" or "attribute:desc"',
    (item) => isString(item) && sortPattern.test(item as string),
  ),
  matchingStrategy: {
    code: 'invalid_search_matching_strategy',
    expected: '"last", "all", "frequency" or "any"',
    accepts: (value) => value === 'last' || value === 'all' || value === 'frequency' || value === 'any',
  },
  matchForms: flag('invalid_search_matching_strategy'),
  matchingShare: {
    code: 'invalid_search_matching_strategy',
    expected: 'a number from 0 to 1',
    accepts: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  },
  showRankingScore: flag('invalid_search_show_ranking_score'),
  showRankingScoreDetails: flag('invalid_search_show_ranking_score_details'),
  rankingScoreThreshold: {
    code: 'invalid_search_ranking_score_threshold',
    expected: 'a number from 0 to 1',
    nullable: true,
    accepts: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  },
  attributesToSearchOn: strings('invalid_search_attributes_to_search_on'),
  locales: strings('invalid_search_locales', `an array of languages, each ${localesExpected}`, isLocale),
}

/** Meilisearch has them, this version has not: ignoring them would give wrong results. */
const unsupported: ReadonlySet<string> = new Set([
  'showPerformanceDetails',
  'hybrid',
  'vector',
  'media',
  'retrieveVectors',
  'personalize',
  'useNetwork',
])

/**
 * The request with only what was given: `undefined`, and `null` where it means the default, are
 * left out. With `keepsNull` the latter stays, for `withSearchDefaults`: it takes away what the
 * index has as its own default. Throws `invalid_search_*` for a wrong value and `bad_request` for
 * anything that is not a parameter.
 */
export function checkSearchRequest(request: unknown, keepsNull = false): SearchRequest {
  try {
    return check(request, keepsNull)
  } catch (thrown) {
    if (thrown instanceof SeeklingError) throw thrown
    // Nothing here throws by itself: a getter or a proxy did.
    const message =
      'A search request must be plain data, but reading it threw an error: send an object without getters or proxies.'
    throw new SeeklingError('bad_request', message, undefined, thrown)
  }
}

function check(request: unknown, keepsNull: boolean): SearchRequest {
  if (!isObject(request)) {
    throw new SeeklingError('bad_request', `A search request must be an object, but ${describe(request)} was given.`)
  }
  const checked: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(request)) {
    const value = copyOf(given)
    if (value === undefined) continue
    const parameter = Object.hasOwn(parameters, name) ? parameters[name as keyof SearchRequest] : undefined
    if (parameter === undefined) {
      // Switching off something unsupported is no mistake.
      if ((value === null || value === false) && unsupported.has(name)) continue
      throw unknownParameter(name)
    }
    if (value === null && parameter.nullable) {
      if (keepsNull) checked[name] = null
      continue
    }
    if (!parameter.accepts(value)) {
      const message = `Search parameter \`${name}\` must be ${parameter.expected}, but ${describeIn(value, parameter)} was given.`
      throw new SeeklingError(parameter.code, message, { parameter: name })
    }
    checked[name] = value
  }
  return checked as SearchRequest
}

/**
 * What is checked is what is kept. Lists go by index: an array may have holes, which stand for
 * nothing, and an iterator of its own. Minus zero is a number of its own, too, and would come back
 * in the response.
 */
function copyOf(value: unknown): unknown {
  if (value === 0) return 0
  if (isGroupBy(value)) return { ...(value as object) }
  if (!Array.isArray(value) || value.length > maxListLength) return value
  return Array.from({ length: value.length }, (_, i) => value[i])
}

function unknownParameter(name: string): SeeklingError {
  const shown = shorten(name)
  const message = unsupported.has(name)
    ? `Search parameter \`${name}\` is not supported by this version of Seekling: leave it out.`
    : `Unknown search parameter \`${shown}\`: the parameters are ${Object.keys(parameters).join(', ')}.`
  return new SeeklingError('bad_request', message, { parameter: shown })
}

/** Describes a value; of a list the first wrong item, which says more than the list. */
function describeIn(value: unknown, parameter: Parameter): string {
  if (!Array.isArray(value) || value.length > maxListLength || !parameter.accepts([])) return describe(value)
  const at = value.findIndex((item) => !parameter.accepts([item]))
  return at < 0 ? describe(value) : `${describe(value[at])} at index ${at}`
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return `${value}`
  if (Array.isArray(value)) return `an array of ${value.length} items`
  if (typeof value === 'string') return `the string ${JSON.stringify(shorten(value))}`
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
