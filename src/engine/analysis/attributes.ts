/** Which dot paths the settings mean. */
import { coveringPattern } from '../../core/document/attribute-pattern.ts'
import { filterability, filterablePatterns } from '../../core/document/filterable.ts'
import { attributeRules } from '../../core/query/request/locales.ts'
import type { TextRules } from '../../core/text/text-rules.ts'
import type { Settings } from '../../shared/settings.ts'

export interface AttributeSelection {
  /**
   * Its names and patterns; those that include nested attributes come a second time with a dot at
   * the end. Equal patterns select the same attributes.
   */
  readonly patterns: readonly string[]
  /** Whether it has the places of documents, which only the name `_geo` selects. */
  readonly hasGeo: boolean
  /** Whether it has the attribute with this dot path. */
  has(path: string): boolean
}

const withNested = (names: readonly string[]): string[] => names.flatMap((name) => [name, `${name}.`])

/** What is put into dictionary and postings, and how each attribute's texts are cut into words. */
export interface SearchableAttributes extends AttributeSelection {
  rulesOf(path: string): TextRules
}

export const searchableAttributes = (settings: Settings): SearchableAttributes => ({
  patterns: withNested(settings.searchableAttributes),
  hasGeo: false,
  has: (path) => coveringPattern(settings.searchableAttributes, path) >= 0,
  rulesOf: (path) => attributeRules(settings, path),
})

/** What is put into columns: attributes to sort, filter and rank by, and the distinct one. */
export function columnAttributes(settings: Settings): AttributeSelection {
  const { sortableAttributes, filterableAttributes, rankingRules, distinctAttribute } = settings
  const ofRules = rankingRules.flatMap((rule) => /^(.+):(?:asc|desc)$/s.exec(rule)?.[1] ?? [])
  const sorted = [...sortableAttributes, ...ofRules, ...(distinctAttribute === null ? [] : [distinctAttribute])]
  const named = [...sorted, ...filterableAttributes.filter((rule) => typeof rule === 'string')]
  const patterns = filterablePatterns(filterableAttributes)
  const hasGeo = named.includes('_geo') || patterns.includes('_geo')
  return {
    patterns: [...withNested(named), ...patterns],
    hasGeo,
    has: (path) =>
      path.startsWith('_geo.')
        ? hasGeo
        : coveringPattern(sorted, path) >= 0 || filterability(filterableAttributes, path) !== null,
  }
}

/**
 * The attributes in `now` that were not in `before`. `patterns` is empty only when there are
 * certainly none.
 */
export const addedAttributes = (now: AttributeSelection, before: AttributeSelection): AttributeSelection => ({
  patterns: now.patterns.filter((pattern) => !before.has(pattern) || (pattern === '_geo' && !before.hasGeo)),
  hasGeo: now.hasGeo && !before.hasGeo,
  has: (path) => now.has(path) && !before.has(path),
})
