/**
 * The settings of a site's index: the preset for documentation, chosen by measurement
 * (docs/decisions/2026-11-28-site-build.md), and what the options say over it.
 */
import type { FilterableAttribute, SettingsPatch } from '../shared/settings.ts'
import { localeOf } from './languages.ts'

/** The weightiest first. */
const searchableAttributes = ['section', 'title', 'hierarchy', 'weighty', 'text', 'minor'] as const

export interface IndexContent {
  readonly filters: readonly string[]
  readonly sorts: readonly string[]
}

/** `index`: its name, which is that of its language. */
export function indexSettings(index: string, { filters, sorts }: IndexContent, own: SettingsPatch): SettingsPatch {
  const locale = localeOf(index)
  const preset: SettingsPatch = {
    searchableAttributes,
    filterableAttributes: ['page', ...filters],
    sortableAttributes: sorts,
    rankingRules: ['words', 'typo', 'attributeRank', 'proximity', 'sort', 'wordPosition', 'exactness'],
    ...(locale === null ? {} : { localizedAttributes: [{ attributePatterns: ['*'], locales: [locale] }] }),
    searchDefaults: {
      matchingStrategy: 'any',
      matchingShare: 0.3,
      groupBy: { attribute: 'page', size: 3 },
      // Not the texts themselves, which are long: what is shown of them is cropped.
      attributesToRetrieve: [
        'id',
        'url',
        'page',
        'title',
        'section',
        'hierarchy',
        'lang',
        'meta',
        ...filters,
        ...sorts,
      ],
      attributesToHighlight: ['title', 'section', 'hierarchy', 'text'],
      attributesToCrop: ['text'],
      cropLength: 24,
      cropMarker: '…',
    },
  }
  const { searchDefaults, filterableAttributes, ...others } = own
  return {
    ...preset,
    ...others,
    searchDefaults: { ...preset.searchDefaults, ...searchDefaults },
    filterableAttributes: [
      ...(preset.filterableAttributes ?? []),
      ...(filterableAttributes ?? []),
    ] as FilterableAttribute[],
  }
}
