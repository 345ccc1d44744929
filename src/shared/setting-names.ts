/**
 * The names of all settings, apart from their defaults, which a page does not need. The type below
 * fails to compile if one is forgotten.
 */
import type { SettingName } from './settings.ts'

export const settingNames = [
  'displayedAttributes',
  'searchableAttributes',
  'filterableAttributes',
  'sortableAttributes',
  'rankingRules',
  'stopWords',
  'synonyms',
  'typoTolerance',
  'distinctAttribute',
  'proximityPrecision',
  'searchCutoffMs',
  'pagination',
  'faceting',
  'prefixSearch',
  'facetSearch',
  'dictionary',
  'separatorTokens',
  'nonSeparatorTokens',
  'localizedAttributes',
  'searchDefaults',
] as const satisfies readonly SettingName[]

type Forgotten = Exclude<SettingName, (typeof settingNames)[number]>
const nothingForgotten: [Forgotten] extends [never] ? true : Forgotten = true
void nothingForgotten
