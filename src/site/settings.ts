/**
 * The settings of a site's index: the preset for documentation, chosen by measurement
 * (docs/decisions/2026-11-28-site-build.md), and what the options say over it.
 */
import { presets } from '../shared/presets.ts'
import type { FilterableAttribute, SettingsPatch } from '../shared/settings.ts'
import { localeOf } from './languages.ts'

/** The weightiest first. */
const searchableAttributes = ['name', 'section', 'hierarchy', 'weighty', 'text', 'minor'] as const

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
    ...presets.documentation,
    ...(locale === null ? {} : { localizedAttributes: [{ attributePatterns: ['*'], locales: [locale] }] }),
    searchDefaults: {
      ...presets.documentation.searchDefaults,
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
