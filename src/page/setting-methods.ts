/**
 * `getX`, `updateX` and `resetX` for every setting X: made from the list of settings, so a new
 * setting has its methods at once.
 */
import { settingNames } from '../shared/setting-names.ts'
import type { SettingName, Settings, SettingsPatch } from '../shared/settings.ts'
import type { UpdateReceipt } from '../shared/update.ts'

type Getters = { [Name in SettingName as `get${Capitalize<Name>}`]: () => Promise<Settings[Name]> }
type Updaters<Path extends string> = {
  /** `null` goes back to the default. */
  [Name in SettingName as `update${Capitalize<Name>}`]: (
    value: Exclude<SettingsPatch<Path>[Name], undefined>,
  ) => Promise<UpdateReceipt>
}
type Resetters = { [Name in SettingName as `reset${Capitalize<Name>}`]: () => Promise<UpdateReceipt> }

/**
 * Methods for each setting X of an index: `getX` resolves with its value, `updateX` changes it, and
 * `resetX`, or `updateX(null)`, goes back to the default. docs/reference/settings.md has them all.
 *
 * @example
 * const { updateId } = await films.updateStopWords(['the', 'of'])
 * await films.waitForPendingUpdate(updateId)
 * await films.getStopWords() // => ['of', 'the']
 * await films.resetStopWords() // => { updateId: 4 }
 */
export interface SettingMethods<Path extends string = string> extends Getters, Updaters<Path>, Resetters {}

/** What the methods are made from. */
export interface SettingsOwner {
  getSettings(): Promise<Settings>
  updateSettings(patch: SettingsPatch): Promise<UpdateReceipt>
  resetSettings(names?: readonly SettingName[]): Promise<UpdateReceipt>
}

type Method = (this: SettingsOwner, value?: unknown) => Promise<unknown>

/** Adds the methods to a prototype. */
export function addSettingMethods(prototype: SettingsOwner): void {
  const methods = prototype as unknown as Record<string, Method>
  for (const name of settingNames) {
    const Name = name[0].toUpperCase() + name.slice(1)
    methods[`get${Name}`] = async function () {
      return (await this.getSettings())[name]
    }
    methods[`update${Name}`] = function (value) {
      return this.updateSettings({ [name]: value })
    }
    methods[`reset${Name}`] = function () {
      return this.resetSettings([name])
    }
  }
}
