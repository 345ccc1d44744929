/**
 * Settings that were changed here, and changed elsewhere too, put together. Law: each setting is
 * the one that was changed here, else the newer one.
 */
import type { SettingsPatch } from './settings.ts'
import { isObject, type Members, membersOf } from './value-shapes.ts'

/**
 * The patch that makes of `newer` what has the changes from `before` to `here` as well. All three
 * are settings as they are stored (settings-merge.ts).
 */
export function editsOf(before: SettingsPatch, here: SettingsPatch, newer: SettingsPatch): SettingsPatch {
  const [old, own] = [membersOf(before), membersOf(here)]
  const changed = namesOf(old, own).filter((name) => !isSame(old[name], own[name]))
  const wanted = Object.fromEntries(changed.map((name) => [name, own[name]]))
  const now = Object.fromEntries(changed.map((name) => [name, membersOf(newer)[name]]))
  return patchTo(now, wanted) as SettingsPatch
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
