/** Which dot paths a list of attribute patterns means. */
import { coveringPattern } from '../../core/document/attribute-pattern.ts'
import { attributeRules } from '../../core/query/locales.ts'
import type { TextRules } from '../../core/text/text-rules.ts'
import type { Settings } from '../../shared/settings.ts'

export class AttributeSelection {
  readonly attributes: readonly string[]

  constructor(attributes: readonly string[]) {
    this.attributes = attributes
  }

  has(path: string): boolean {
    return coveringPattern(this.attributes, path) >= 0
  }
}

/** What is put into dictionary and postings, and how each attribute's texts are cut into words. */
export class SearchableAttributes extends AttributeSelection {
  readonly #settings: Settings

  constructor(settings: Settings) {
    super(settings.searchableAttributes)
    this.#settings = settings
  }

  rulesOf(path: string): TextRules {
    return attributeRules(this.#settings, path)
  }
}

export const searchableAttributes = (settings: Settings): SearchableAttributes => new SearchableAttributes(settings)

/** What is put into columns: sortable attributes, those of custom ranking rules, and the distinct one. */
export function columnAttributes(settings: Settings): AttributeSelection {
  const ofRules = settings.rankingRules
    .filter((rule) => /:(asc|desc)$/.test(rule))
    .map((rule) => rule.replace(/:(asc|desc)$/, ''))
  const distinct = settings.distinctAttribute === null ? [] : [settings.distinctAttribute]
  return new AttributeSelection([...new Set([...settings.sortableAttributes, ...ofRules, ...distinct])])
}
