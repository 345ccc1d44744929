/**
 * What a checked patch does to the settings stored. Stored settings hold only what differs from the
 * defaults, so that a default may change without touching a single index.
 */
import { defaultSettings, type SettingsPatch } from './settings.ts'
import { checkTypoSizes } from './settings-check.ts'
import { completeSettings, isMap } from './settings-complete.ts'
import { isObject, type Members, membersOf } from './value-shapes.ts'

/**
 * The settings to store after `patch`: absent keys stay, null goes back to the default, nested
 * objects merge. Throws `invalid_settings_typo_tolerance` if the typo sizes together are in the
 * wrong order.
 */
export function mergeSettings(stored: SettingsPatch, patch: SettingsPatch): SettingsPatch {
  const merged = mergeLevel(
    '',
    defaultSettings as unknown as Members,
    stored as Members,
    patch as Members,
  ) as SettingsPatch
  checkTypoSizes(completeSettings(merged).typoTolerance.minWordSizeForTypos)
  return merged
}

function mergeLevel(prefix: string, defaults: Members, stored: Members, patch: Members): Members {
  const merged: Record<string, unknown> = {}
  for (const [key, fallback] of Object.entries(defaults)) {
    const change = patch[key]
    if (change === null) continue
    if (isObject(fallback) && !isMap(key)) {
      const inner = mergeLevel(`${prefix}${key}.`, fallback, membersOf(stored[key]), membersOf(change))
      if (Object.keys(inner).length > 0) merged[key] = inner
    } else {
      let value = change === undefined ? stored[key] : normalise(prefix + key, change)
      if ((key === 'sortFacetValuesBy' || key === 'searchDefaults') && isObject(change))
        value = mergeMap(fallback, stored[key], change)
      // Scalars, lists of strings, and maps and rules in one order of their keys: their JSON tells
      // whether they are equal.
      if (value !== undefined && value !== null && JSON.stringify(value) !== JSON.stringify(fallback))
        merged[key] = value
    }
  }
  return merged
}

/**
 * Lists in which order means nothing: kept sorted and without doubles, so that equal sets are equal
 * settings.
 */
const sets = [
  'sortableAttributes',
  'stopWords',
  'typoTolerance.disableOnWords',
  'typoTolerance.disableOnAttributes',
  'dictionary',
  'separatorTokens',
  'nonSeparatorTokens',
]

function normalise(path: string, value: unknown): unknown {
  if (isObject(value)) return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  if (!Array.isArray(value)) return value
  const distinct = [...new Set(value)]
  if (path === 'displayedAttributes' || path === 'searchableAttributes')
    return distinct.includes('*') ? ['*'] : distinct
  return sets.includes(path) ? distinct.sort() : distinct
}

/** The default's keys are always there. */
function mergeMap(fallback: unknown, stored: unknown, change: Members): Members {
  const merged = Object.entries({ ...membersOf(fallback), ...membersOf(stored), ...change })
  const kept = Object.fromEntries(merged.filter(([, value]) => value !== null))
  return { ...membersOf(fallback), ...kept }
}
