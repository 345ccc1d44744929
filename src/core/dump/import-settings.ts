/**
 * Settings of a dump as settings here. Old names and spellings are translated; what is no setting
 * here, or no value that its setting can have, is left out and reported. Only null and empty values
 * are left out without a report.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { settingNames } from '../../shared/setting-names.ts'
import type { SettingName, SettingsPatch } from '../../shared/settings.ts'
import { checkSettingsPatch } from '../../shared/settings-check.ts'
import { mergeSettings } from '../../shared/settings-merge.ts'
import { isObject, membersOf } from '../../shared/value-shapes.ts'

interface IgnoredSetting {
  /** `embedders`, `typoTolerance.some`. */
  readonly name: string
  readonly reason: string
}

export interface ImportedSettings {
  readonly patch: SettingsPatch
  readonly ignored: readonly IgnoredSetting[]
}

/** `raw` is what the dump has; an update's patch may hold null, which means the default. */
export function importSettings(raw: unknown): ImportedSettings {
  const ignored: IgnoredSetting[] = []
  let patch: SettingsPatch = {}
  const add = (name: string, value: unknown, path: string): boolean => {
    const added = withSetting(patch, name, value)
    if (!(added instanceof SeeklingError)) {
      patch = added
      return true
    }
    if (path !== '' && !isEmptyValue(value)) ignored.push({ name: path.slice(0, 100), reason: added.message })
    return false
  }
  for (const [oldName, oldValue] of Object.entries(membersOf(raw))) {
    const [name, value] = translate(oldName, oldValue)
    const hasParts = isObject(value) && (settingNames as readonly string[]).includes(name)
    if (add(name, value, hasParts ? '' : name) || !hasParts) continue
    // Of an object, keep what can be kept.
    for (const [part, partValue] of Object.entries(value)) {
      const kept = membersOf(patch[name as SettingName])
      const added = withSetting(patch, name, { ...kept, [part]: partValue })
      if (!(added instanceof SeeklingError)) patch = added
      else if (!isEmptyValue(partValue)) ignored.push({ name: `${name}.${part}`.slice(0, 100), reason: added.message })
    }
  }
  return { patch, ignored }
}

function withSetting(patch: SettingsPatch, name: string, value: unknown): SettingsPatch | SeeklingError {
  try {
    const candidate = { ...patch, ...checkSettingsPatch({ [name]: value }) }
    // Some values are only wrong together with others.
    mergeSettings({}, candidate)
    return candidate
  } catch (error) {
    if (error instanceof SeeklingError) return error
    throw error
  }
}

const isEmptyValue = (value: unknown): boolean => ['null', '[]', '{}'].includes(JSON.stringify(value) ?? 'null')

/** Old names and spellings of a setting as today's. */
function translate(name: string, value: unknown): readonly [string, unknown] {
  if (name === 'attributesForFaceting') return ['filterableAttributes', value]
  if (name !== 'rankingRules' || !Array.isArray(value)) return [name, value]
  const rules = value.map((rule) =>
    typeof rule === 'string' ? rule.replace(/^(asc|desc)\((.+)\)$/s, (_, order, field) => `${field}:${order}`) : rule,
  )
  // `attribute` was the attribute alone once, and `wordsPosition` the rest of what it is today.
  return [name, rules.includes('wordsPosition') ? rules.filter((rule) => rule !== 'wordsPosition') : rules]
}
