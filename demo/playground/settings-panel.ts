/** Every setting of the index as JSON, each in a field of its own; changes are one update. */
import { type Client, open, type SettingsPatch } from 'seekling'
import { button, el } from '../dom.ts'
import { changedSettings } from './code.ts'
import { Panel } from './panel.ts'

export class SettingsPanel extends Panel {
  readonly #client: Client
  readonly #uid: () => string
  readonly #rows: HTMLElement
  readonly #fields = new Map<string, HTMLTextAreaElement>()
  #settings: Record<string, unknown> = {}
  #defaults: Record<string, unknown> = {}

  constructor(client: Client, uid: () => string) {
    const rows = el('div', { class: 'pg-settings' })
    const actions = el('div', { class: 'pg-buttons' })
    super('Settings', rows, actions)
    this.#client = client
    this.#uid = uid
    this.#rows = rows
    actions.append(
      button('Apply', 'pg-primary', () => void this.#apply()),
      button('Filter and sort by everything', '', () => void this.#openUp()),
      button('Back to the defaults', '', () => void this.attempt(() => this.#send(() => this.#index.resetSettings()))),
    )
  }

  /** Those that are not at their defaults. */
  get changed(): Record<string, unknown> {
    return changedSettings(this.#settings, this.#defaults)
  }

  async refresh(): Promise<void> {
    const there = (await this.#client.getIndexes()).some(({ uid }) => uid === this.#uid())
    this.element.hidden = !there
    if (!there) return
    this.#settings = (await this.#index.getSettings()) as unknown as Record<string, unknown>
    if (Object.keys(this.#defaults).length === 0) this.#defaults = await defaultSettings()
    for (const [name, value] of Object.entries(this.#settings)) this.#show(name, value)
  }

  get #index() {
    return this.#client.index(this.#uid())
  }

  /** A field that somebody writes in is left alone. */
  #show(name: string, value: unknown): void {
    const text = printed(value)
    let field = this.#fields.get(name)
    if (field === undefined) {
      field = el('textarea', { id: `pg-set-${name}`, rows: 1, spellcheck: 'false' })
      this.#fields.set(name, field)
      this.#rows.append(el('div', { class: 'pg-field' }, el('label', { for: field.id }, name), field))
    }
    if (document.activeElement === field) return
    field.value = text
    field.rows = Math.min(5, Math.ceil(text.length / 34))
    field.parentElement?.classList.toggle('pg-changed', text !== printed(this.#defaults[name]))
  }

  async #apply(): Promise<void> {
    await this.attempt(async () => {
      const patch: Record<string, unknown> = {}
      for (const [name, field] of this.#fields) {
        const value = readJson(name, field.value)
        if (JSON.stringify(value) !== JSON.stringify(this.#settings[name])) patch[name] = value
      }
      if (Object.keys(patch).length === 0) return this.say('Nothing was changed.')
      await this.#send(() => this.#index.updateSettings(patch as SettingsPatch))
    })
  }

  async #openUp(): Promise<void> {
    await this.attempt(async () => {
      const { fieldDistribution } = await this.#index.getStats()
      const fields = Object.keys(fieldDistribution)
      await this.#send(() => this.#index.updateSettings({ filterableAttributes: fields, sortableAttributes: fields }))
    })
  }

  async #send(send: () => Promise<{ updateId: number }>): Promise<void> {
    const { updateId } = await send()
    await this.#client.waitForPendingUpdate(updateId, { throwOnFailure: true, timeOutMs: 600_000 })
    this.say(`Update ${updateId} has changed the settings.`)
  }
}

const printed = (value: unknown): string => JSON.stringify(value, undefined, 1)?.replace(/\n */g, ' ') ?? ''

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${name} is no JSON: ${(error as Error).message}`)
  }
}

/** What an index has that nobody has set up, asked of an engine in memory. */
async function defaultSettings(): Promise<Record<string, unknown>> {
  const client = await open({ worker: false, storage: 'memory' })
  const index = client.index('any')
  const { updateId } = await client.createIndex('any')
  await client.waitForPendingUpdate(updateId)
  const settings = await index.getSettings()
  await client.close()
  return settings as unknown as Record<string, unknown>
}
