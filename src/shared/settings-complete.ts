/**
 * Settings as they hold: what is stored, which is only what differs (settings-merge.ts), with the
 * defaults for all else.
 */
import { defaultSettings, type Settings, type SettingsPatch } from './settings.ts'
import { isObject, type Members, membersOf } from './value-shapes.ts'

/** Stored settings with every default filled in. */
export function completeSettings(stored: SettingsPatch): Settings {
  return completeLevel(defaultSettings as unknown as Members, stored as Members) as unknown as Settings
}

function completeLevel(defaults: Members, stored: Members): Members {
  return Object.fromEntries(
    Object.entries(defaults).map(([key, fallback]) => [
      key,
      isObject(fallback) && !isMap(key) ? completeLevel(fallback, membersOf(stored[key])) : (stored[key] ?? fallback),
    ]),
  )
}

const maps = ['synonyms', 'sortFacetValuesBy', 'searchDefaults']

/** Whether a setting is an object whose keys are the caller's: such objects are values. */
export const isMap = (key: string): boolean => maps.includes(key)
