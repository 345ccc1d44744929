/**
 * What a settings patch may hold. It is checked before it is queued; the one thing that depends on
 * the settings it meets, the order of the typo sizes, is checked again when they are merged
 * (settings-merge.ts).
 */
import { type ErrorCode, SeeklingError } from './errors.ts'
import { isLocale, localesExpected, longLocale } from './locales.ts'
import { checkSearchRequest } from './search-check.ts'
import { settingNames } from './setting-names.ts'
import type { SettingName, SettingsPatch } from './settings.ts'
import { isObject, type Members } from './value-shapes.ts'

/**
 * Returns a copy of `value` with nothing unforeseen in it, or throws the error of the setting that
 * `path` starts with.
 */
type Check = (value: unknown, path: string) => unknown

const simpleRules = ['words', 'typo', 'proximity', 'attribute', 'attributeRank', 'sort', 'wordPosition', 'exactness']

/** About as long as a word can be that is indexed. */
const longestToken = 250

/** Fields a document cannot be ordered by as by a plain value. */
const reservedField = /^_geo(?:json|Distance|Point|Radius|BoundingBox|Polygon)?(?:\(.*)?$/

const checks: Readonly<Record<SettingName, Check>> = {
  displayedAttributes: checkStrings,
  searchableAttributes: checkStrings,
  filterableAttributes: checkFilterableAttributes,
  sortableAttributes: checkStrings,
  rankingRules: checkRankingRules,
  stopWords: checkStrings,
  synonyms: checkMap('{ "sofa": ["couch"] }', checkStrings),
  typoTolerance: checkLevel({
    enabled: checkBoolean,
    minWordSizeForTypos: checkLevel({ oneTypo: checkInteger(0, 255), twoTypos: checkInteger(0, 255) }),
    disableOnWords: checkStrings,
    disableOnAttributes: checkStrings,
    disableOnNumbers: checkBoolean,
  }),
  distinctAttribute: checkString,
  proximityPrecision: checkChoice('byWord', 'byAttribute'),
  searchCutoffMs: checkInteger(0, Number.MAX_SAFE_INTEGER),
  pagination: checkLevel({ maxTotalHits: checkInteger(1, Number.MAX_SAFE_INTEGER) }),
  faceting: checkLevel({
    maxValuesPerFacet: checkInteger(0, Number.MAX_SAFE_INTEGER),
    sortFacetValuesBy: checkMap('{ "*": "alpha" }', checkChoice('alpha', 'count')),
  }),
  prefixSearch: checkChoice('indexingTime', 'disabled'),
  facetSearch: checkBoolean,
  dictionary: checkTokens,
  separatorTokens: checkTokens,
  nonSeparatorTokens: checkTokens,
  localizedAttributes: checkLocalizedAttributes,
  searchDefaults: checkSearchDefaults,
}

/**
 * Returns the patch, copied. Throws `bad_request` if it is no object or names a setting there is
 * not, and `invalid_settings_<name>`, naming the path and what was expected, if a setting cannot
 * have the value.
 */
export function checkSettingsPatch(patch: unknown): SettingsPatch {
  if (!isObject(patch)) {
    throw new SeeklingError(
      'bad_request',
      `Settings are an object such as { "stopWords": ["the"] }, not ${show(patch)}.`,
    )
  }
  const checked: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(patch)) {
    if (!Object.hasOwn(checks, key)) {
      const message = `There is no setting ${show(key)}. The settings are ${settingNames.join(', ')}.`
      throw new SeeklingError('bad_request', message, { key: key.slice(0, 100) })
    }
    if (value === undefined) continue
    checked[key] = value === null ? null : checks[key as SettingName](value, key)
  }
  checkTypoSizes((checked as SettingsPatch).typoTolerance?.minWordSizeForTypos)
  return checked as SettingsPatch
}

function checkStrings(value: unknown, path: string): readonly string[] {
  if (!Array.isArray(value)) throw refusal(path, value, 'an array of strings')
  // By index, so that a hole is met as undefined.
  return Array.from({ length: value.length }, (_, i) => {
    const member: unknown = value[i]
    if (typeof member !== 'string') throw refusal(`${path}[${i}]`, member, 'a string')
    return member
  })
}

/** They are looked up by their beginnings, of which a long token has many. */
function checkTokens(value: unknown, path: string): readonly string[] {
  const tokens = checkStrings(value, path)
  const at = tokens.findIndex((token) => token.length > longestToken)
  if (at >= 0) throw refusal(`${path}[${at}]`, tokens[at], `a string of at most ${longestToken} characters`)
  return tokens
}

function checkString(value: unknown, path: string): string {
  if (typeof value !== 'string') throw refusal(path, value, 'a string')
  return value
}

/**
 * An object with any keys. `__proto__` is refused: it would be a key like any other here, but set a
 * prototype when the object is copied.
 */
function checkMap(example: string, check: Check): Check {
  return (value, path) => {
    if (!isObject(value)) throw refusal(path, value, `an object such as ${example}`)
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        if (key === '__proto__') throw refusal(path, key, 'an object without that key')
        return [key, check(member, `${path}.${key.slice(0, 100)}`)]
      }),
    )
  }
}

const checkFeatures = checkLevel({
  facetSearch: checkBoolean,
  filter: checkLevel({ equality: checkBoolean, comparison: checkBoolean }),
})

/** Returns objects with every default filled in. */
function checkFilterableAttributes(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw refusal(path, value, 'an array of attributes')
  return Array.from({ length: value.length }, (_, i) => {
    const rule: unknown = value[i]
    if (typeof rule === 'string') return rule
    const at = `${path}[${i}]`
    if (!isObject(rule)) throw refusal(at, rule, 'a string or an object with attributePatterns')
    const { attributePatterns, features, ...more } = rule
    const [surplus] = Object.keys(more)
    if (surplus !== undefined) throw refusal(at, surplus, 'an object with attributePatterns and features only')
    const given = checkFeatures(features ?? {}, `${at}.features`) as Members
    const { facetSearch, filter } = given as { facetSearch?: boolean | null; filter?: Members | null }
    return {
      attributePatterns: checkStrings(attributePatterns, `${at}.attributePatterns`),
      features: {
        facetSearch: facetSearch ?? false,
        filter: { equality: filter?.equality ?? true, comparison: filter?.comparison ?? false },
      },
    }
  })
}

/** The query itself and the part of the hits that is wanted differ from search to search. */
const neverDefaults = ['q', 'offset', 'page']

/** Checks each parameter as that of a search; null takes the default away again. */
function checkSearchDefaults(value: unknown, path: string): Members {
  if (!isObject(value)) throw refusal(path, value, 'an object such as { "matchingStrategy": "any" }')
  const checked: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(value)) {
    const at = `${path}.${name.slice(0, 100)}`
    if (neverDefaults.includes(name)) throw refusal(at, given, 'left out: it belongs to a single search')
    if (given === null) checked[name] = null
    const parameter = name === 'filter' ? checkFilterTexts(given, at, 2) : given
    try {
      Object.assign(checked, checkSearchRequest({ [name]: parameter }))
    } catch (thrown) {
      if (!(thrown instanceof SeeklingError)) throw thrown
      // null takes a default away, if the parameter exists.
      if (given === null && thrown.code !== 'bad_request') continue
      throw new SeeklingError(codeOf(path), `${at}: ${thrown.message}`, { path: at }, thrown)
    }
  }
  return checked
}

/** A search parses its filter itself; what is stored must at least be texts, in lists of lists. */
function checkFilterTexts(value: unknown, path: string, depth: number): unknown {
  if (!Array.isArray(value) || depth === 0) return value == null ? value : checkString(value, path)
  return Array.from(value, (part, i) => checkFilterTexts(part ?? false, `${path}[${i}]`, depth - 1))
}

function checkBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw refusal(path, value, 'true or false')
  return value
}

function checkInteger(least: number, most: number): Check {
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
      throw refusal(path, value, `a whole number ${range}`)
    }
    return value
  }
}

function checkChoice(...choices: readonly string[]): Check {
  return (value, path) => {
    if (!choices.includes(value as string))
      throw refusal(path, value, choices.map((choice) => `"${choice}"`).join(' or '))
    return value
  }
}

/** An object of which any part may be given; null resets a part. */
function checkLevel(members: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (!isObject(value)) throw refusal(path, value, `an object with any of ${Object.keys(members).join(', ')}`)
    const checked: Record<string, unknown> = {}
    for (const [key, member] of Object.entries(value)) {
      const check = Object.hasOwn(members, key) ? members[key] : undefined
      if (check === undefined) {
        const message = `${path} has no ${show(key)}: its parts are ${Object.keys(members).join(', ')}.`
        throw new SeeklingError(codeOf(path), message, { path: `${path}.${key}`.slice(0, 100) })
      }
      if (member === undefined) continue
      checked[key] = member === null ? null : check(member, `${path}.${key}`)
    }
    return checked
  }
}

function checkRankingRules(value: unknown, path: string): readonly string[] {
  const rules = checkStrings(value, path)
  rules.forEach((rule, i) => {
    const custom = /^(.*):(?:asc|desc)$/s.exec(rule)
    if (!simpleRules.includes(rule) && !custom) {
      throw refusal(
        `${path}[${i}]`,
        rule,
        `one of ${simpleRules.join(', ')}, or a field with its direction, such as "year:desc"`,
      )
    }
    if (custom && reservedField.test(custom[1])) {
      throw refusal(`${path}[${i}]`, rule, 'a rule on a plain field: places are ordered with the sort parameter')
    }
  })
  const partOfAttribute = rules.find((rule) => rule === 'attributeRank' || rule === 'wordPosition')
  if (rules.includes('attribute') && partOfAttribute !== undefined) {
    const message = `rankingRules has "attribute" and "${partOfAttribute}", which is part of it. Use either "attribute" alone or "attributeRank" and "wordPosition".`
    throw new SeeklingError('invalid_settings_ranking_rules', message, { path })
  }
  return rules
}

function checkLocalizedAttributes(value: unknown, path: string): unknown {
  const expected = 'an array of objects with attributePatterns and locales'
  if (!Array.isArray(value)) throw refusal(path, value, expected)
  return Array.from(value, (rule: unknown, i) => {
    const at = `${path}[${i}]`
    if (!isObject(rule)) throw refusal(at, rule, 'an object with attributePatterns and locales')
    for (const key of Object.keys(rule)) {
      if (key !== 'attributePatterns' && key !== 'locales')
        throw refusal(`${at}.${key.slice(0, 50)}`, rule[key], 'left out: a rule has attributePatterns and locales')
    }
    const locales = checkStrings(rule.locales, `${at}.locales`)
    locales.forEach((locale, n) => {
      if (!isLocale(locale)) throw refusal(`${at}.locales[${n}]`, locale, localesExpected)
    })
    return {
      attributePatterns: checkStrings(rule.attributePatterns, `${at}.attributePatterns`),
      locales: locales.map(longLocale),
    }
  })
}

/**
 * Throws `invalid_settings_typo_tolerance` if both sizes are known and in the wrong order. Either
 * may be absent or null: then the order cannot be checked yet.
 */
export function checkTypoSizes(
  sizes:
    | { readonly oneTypo?: number | null | undefined; readonly twoTypos?: number | null | undefined }
    | null
    | undefined,
): void {
  const { oneTypo, twoTypos } = sizes ?? {}
  if (typeof oneTypo !== 'number' || typeof twoTypos !== 'number' || oneTypo <= twoTypos) return
  const path = 'typoTolerance.minWordSizeForTypos'
  const message = `${path} would be ${oneTypo} for oneTypo and ${twoTypos} for twoTypos: oneTypo must not be larger. Set both.`
  throw new SeeklingError('invalid_settings_typo_tolerance', message, { path, oneTypo, twoTypos })
}

function refusal(path: string, value: unknown, expected: string): SeeklingError {
  return new SeeklingError(codeOf(path), `${path} is ${show(value)}, but it must be ${expected}.`, { path })
}

/** The error code of the setting a path starts with; the error table has one for each. */
function codeOf(path: string): ErrorCode {
  const name = (/^\w+/.exec(path) as RegExpExecArray)[0]
  return `invalid_settings_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}` as ErrorCode
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 50))
  if (typeof value === 'object') return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value)
}
