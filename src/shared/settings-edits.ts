/**
 * Settings that were changed here, and changed elsewhere too, put together. Law: each setting is
 * the one that was changed here, else the newer one.
 */
import type { SettingsPatch } from './settings.ts'
import { isObject, type Members, membersOf } from './value-shapes.ts'

/** Settings at three times, as they are stored (settings-merge.ts). */
export interface EditedSettings {
  readonly before: SettingsPatch
  readonly here: SettingsPatch
  /** Names of settings that were changed here though they are the same as `before`. */
  readonly kept?: readonly string[] | undefined
}

/** The patch that makes of `newer` what has the changes from `before` to `here` as well. */
export function editsOf({ before, here, kept = [] }: EditedSettings, newer: SettingsPatch): SettingsPatch {
  const own = membersOf(here)
  const changed = [...new Set([...unlike(before, here), ...kept])]
  const wanted = Object.fromEntries(changed.map((name) => [name, own[name]]))
  const now = Object.fromEntries(changed.map((name) => [name, membersOf(newer)[name]]))
  return patchTo(now, wanted) as SettingsPatch
}

/** Of the settings that were changed here, those that `newer` has the same. */
export function keptSettings({ before, here, kept = [] }: EditedSettings, newer: SettingsPatch): string[] {
  const changed = new Set([...unlike(before, here), ...kept])
  const other = new Set(unlike(here, newer))
  return [...changed].filter((name) => !other.has(name)).sort()
}

/** Names of the settings in which two differ. */
export function unlike(before: SettingsPatch, after: SettingsPatch): string[] {
  const [old, own] = [membersOf(before), membersOf(after)]
  return namesOf(old, own).filter((name) => !isSame(old[name], own[name]))
}

/** `isMap`: its values are replaced as wholes, as `mergeSettings` does. */
function patchTo(now: Members, wanted: Members, isMap = false): Members {
  const patch: Record<string, unknown> = {}
  for (const name of namesOf(now, wanted)) {
    const [from, to] = [now[name], wanted[name]]
    if (isSame(from, to)) continue
    const isMerged = isObject(from) && isObject(to) && !isMap && name !== 'synonyms'
    patch[name] = isMerged ? patchTo(from, to, maps.includes(name)) : (to ?? null)
  }
  return patch
}

const maps = ['searchDefaults', 'sortFacetValuesBy']

const namesOf = (...members: Members[]): string[] => [...new Set(members.flatMap(Object.keys))]

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
