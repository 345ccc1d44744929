/** Settings: all of them, and a sub-route for each. */
import type { SettingName, Settings, SettingsPatch } from '../index.ts'
import { type Answer, type Call, type Handler, json, jsonObject, ok } from './call.ts'
import { HttpError, invalidType } from './errors.ts'
import { codeOf, separated } from './query.ts'
import { accepted } from './tasks.ts'

/** The settings of Meilisearch, and no others. */
const names =
  `displayedAttributes searchableAttributes filterableAttributes sortableAttributes rankingRules stopWords nonSeparatorTokens
  separatorTokens dictionary synonyms distinctAttribute proximityPrecision typoTolerance faceting pagination searchCutoffMs localizedAttributes
  facetSearch prefixSearch`.split(/\s+/) as SettingName[]
/** Objects, which are changed in part. */
const patched: readonly string[] = ['typoTolerance', 'faceting', 'pagination']
/** Settings that no index has here: they cannot be set, but may be emptied. */
const absent = ['embedders', 'chat', 'foreignKeys', 'vectorStore']

export async function getSettings({ client, uid }: Call): Promise<Answer> {
  const settings = await client.index(uid).getSettings()
  return ok({ ...Object.fromEntries(names.map((name) => [name, settings[name]])), embedders: {} })
}

export async function updateSettings(call: Call): Promise<Answer> {
  const settings = { ...(await jsonObject(call)) }
  for (const name of absent) {
    const value = settings[name]
    delete settings[name]
    if (value === undefined || value === null) continue
    if (typeof value !== 'object' && typeof value !== 'string') {
      throw invalidType(codeOf(name, 'settings'), `.${name}`, 'an object')
    }
    if (Object.keys(value).length > 0) {
      throw new HttpError('feature_not_enabled', `The setting \`${name}\` is not available here: leave it out.`)
    }
  }
  return accepted(call, call.client.index(call.uid).updateSettings(settings as SettingsPatch))
}

export const resetSettings = (call: Call): Promise<Answer> =>
  accepted(call, call.client.index(call.uid).resetSettings(names))

/** `[method, path, handler]` for every setting. */
export const settingRoutes: readonly (readonly [method: string, path: string, handler: Handler])[] = names.flatMap(
  (name) => {
    const path = `indexes/:uid/settings/${separated(name, '-')}`
    const get: Handler = async ({ client, uid }) => ok(((await client.index(uid).getSettings()) as Settings)[name])
    const update: Handler = async (call) =>
      accepted(call, call.client.index(call.uid).updateSettings({ [name]: await json(call) } as SettingsPatch))
    const reset: Handler = (call) => accepted(call, call.client.index(call.uid).resetSettings([name]))
    return [
      ['GET', path, get],
      [patched.includes(name) ? 'PATCH' : 'PUT', path, update],
      ['DELETE', path, reset],
    ]
  },
)
