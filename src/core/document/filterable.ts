/**
 * What the setting `filterableAttributes` allows for an attribute: the first rule that covers the
 * attribute decides.
 */
import type { FilterableAttribute } from '../../shared/settings.ts'
import { coversAttribute, fitsPattern } from './attribute-pattern.ts'

export interface Filterability {
  /** =, !=, IN, CONTAINS, STARTS WITH. */
  readonly equality: boolean
  /** >, >=, <, <=, TO. */
  readonly comparison: boolean
  readonly facetSearch: boolean
}

const everything: Filterability = { equality: true, comparison: true, facetSearch: true }

/**
 * null when no rule covers the attribute. A name allows all, nested attributes included; patterns
 * in an object cover only what they fit.
 */
export function filterability(rules: readonly FilterableAttribute[], attribute: string): Filterability | null {
  for (const rule of rules) {
    if (typeof rule === 'string') {
      if (coversAttribute(rule, attribute)) return everything
    } else if (rule.attributePatterns.some((pattern) => fitsPattern(pattern, attribute))) {
      return { ...rule.features.filter, facetSearch: rule.features.facetSearch }
    }
  }
  return null
}

/** All names and patterns, each once. */
export const filterablePatterns = (rules: readonly FilterableAttribute[]): string[] => [
  ...new Set(rules.flatMap((rule) => (typeof rule === 'string' ? rule : rule.attributePatterns))),
]

/** For messages. */
export const listFilterable = (rules: readonly FilterableAttribute[]): string =>
  `Filterable attributes are: ${filterablePatterns(rules).join(', ') || 'none'}.`
