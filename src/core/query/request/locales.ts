/** Which languages the settings declare for an attribute, and for a query. */
import type { Settings } from '../../../shared/settings.ts'
import { coveringPattern, coversAttribute } from '../../document/attribute-pattern.ts'
import { type TextRules, textRules } from '../../text/text-rules.ts'

/** How the texts of an attribute are cut and folded. */
export function attributeRules(settings: Settings, attribute: string): TextRules {
  const rule = settings.localizedAttributes?.find(
    ({ attributePatterns }) => coveringPattern(attributePatterns, attribute) >= 0,
  )
  return textRules(settings, rule?.locales)
}

/**
 * How a query is cut and folded: by the languages it says it is in, else by those of the attributes
 * it looks in. Where attributes of several languages are searched, the rules of all of them count:
 * a query for Swedish and other attributes at once is read as Swedish.
 */
export function queryRules(
  settings: Settings,
  locales: readonly string[] | null | undefined,
  attributesToSearchOn: readonly string[] | null | undefined,
): TextRules {
  if (locales !== null && locales !== undefined && locales.length > 0) return textRules(settings, locales)
  const rules = settings.localizedAttributes ?? []
  if (rules.length === 0) return textRules(settings)
  const meet = (a: string, b: string): boolean => coversAttribute(a, b) || coversAttribute(b, a)
  const isSearched = (pattern: string): boolean =>
    settings.searchableAttributes.some((attribute) => meet(pattern, attribute)) &&
    (attributesToSearchOn?.some((attribute) => meet(pattern, attribute)) ?? true)
  const searched = rules.filter(({ attributePatterns }) => attributePatterns.some(isSearched))
  return textRules(settings, [...new Set(searched.flatMap((rule) => rule.locales))])
}
