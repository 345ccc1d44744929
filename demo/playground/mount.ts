/**
 * The playground: a visitor's own documents, every setting and parameter, why each hit is where it
 * is, the queue, what is stored, and all of it as code. Mounts into any element of any page; its
 * styles are playground.css and colours.css.
 */
import { type Client, open } from 'seekling'
import { el } from '../dom.ts'
import { CodePanel } from './code-panel.ts'
import { DocumentsPanel } from './documents-panel.ts'
import { ResultsPanel } from './results-panel.ts'
import { SearchForm } from './search-form.ts'
import { SettingsPanel } from './settings-panel.ts'
import { StoragePanel } from './storage-panel.ts'
import { UpdatesPanel } from './updates-panel.ts'

const instance = 'playground'

/** Returns what closes it. Rejects with what `open` rejects with. */
export async function mountPlayground(root: HTMLElement, given: { worker?: () => Worker } = {}): Promise<() => void> {
  const client = await open({ name: instance, ...given })
  root.classList.add('playground')
  const playground = new Playground(client)
  root.replaceChildren(...playground.parts)
  await playground.start()
  return () => void client.close()
}

class Playground {
  readonly #documents: DocumentsPanel
  readonly #settings: SettingsPanel
  readonly #form: SearchForm
  readonly #results: ResultsPanel
  readonly #code = new CodePanel()
  readonly #storage: StoragePanel
  readonly #updates: UpdatesPanel

  constructor(client: Client) {
    this.#documents = new DocumentsPanel(client, () => void this.refresh())
    this.#settings = new SettingsPanel(client, () => this.#documents.indexUid)
    this.#form = new SearchForm(() => void this.search())
    this.#results = new ResultsPanel(client)
    this.#storage = new StoragePanel(client, instance)
    this.#updates = new UpdatesPanel(client)
    client.on('version', () => void this.refresh())
  }

  get parts(): HTMLElement[] {
    return [
      el('div', { class: 'pg-column' }, this.#documents.element, this.#settings.element),
      el('div', { class: 'pg-column' }, this.#form.element, this.#results.element, this.#code.element),
      el('div', { class: 'pg-column' }, this.#updates.element, this.#storage.element),
    ]
  }

  async start(): Promise<void> {
    await Promise.all([this.refresh(), this.#updates.load()])
  }

  /** After anything was written. */
  async refresh(): Promise<void> {
    await this.#documents.refresh()
    await Promise.all([this.#settings.refresh(), this.#storage.refresh(), this.search()])
  }

  async search(): Promise<void> {
    const indexUid = this.#documents.indexUid
    const asked = this.#form.asked()
    if ('error' in asked) return this.#results.fail(asked.error)
    const isThere = await this.#documents.isThere()
    if (!isThere) return this.#results.invite()
    await this.#results.show(indexUid, asked)
    this.#code.show({ indexUid, settings: this.#settings.changed, ...asked })
  }
}
