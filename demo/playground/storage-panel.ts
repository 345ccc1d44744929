/** What is stored, part by part, and whether it is sound; `verify` and `repair` on request. */
import type { Client, DamageReport } from 'seekling'
import { button, el } from '../dom.ts'
import { count } from '../format.ts'
import { Panel } from './panel.ts'
import { type StoredPart, storedParts } from './stored.ts'

export class StoragePanel extends Panel {
  readonly #client: Client
  readonly #instance: string
  readonly #table: HTMLElement
  readonly #origin: HTMLElement

  constructor(client: Client, instance: string) {
    const table = el('tbody')
    const origin = el('p', { class: 'pg-note' })
    const actions = el('div', { class: 'pg-buttons' })
    const head = ['Store', 'Records', 'Size'].map((title) => el('th', { scope: 'col' }, title))
    super('Storage', el('table', {}, el('thead', {}, el('tr', {}, ...head)), table), origin, actions)
    this.#client = client
    this.#instance = instance
    this.#table = table
    this.#origin = origin
    actions.append(
      button('Verify', '', () => void this.#check('verify')),
      button('Repair', '', () => void this.#check('repair')),
      button('Keep it', '', () => void this.#keep()),
    )
  }

  async refresh(): Promise<void> {
    await this.attempt(async () => {
      const parts = (await storedParts(this.#instance)).filter(({ records }) => records > 0)
      this.#table.replaceChildren(...parts.map(row), row(sumOf(parts)))
      const { storage } = await this.#client.stats()
      const kept = storage?.persisted ? 'kept' : 'deleted by the browser where it needs room'
      this.#origin.textContent =
        storage === null
          ? 'Everything is in memory.'
          : `All of this site uses ${size(storage.usage ?? 0)} of ${size(storage.quota ?? 0)}; it is ${kept}.`
    })
  }

  async #check(how: 'verify' | 'repair'): Promise<void> {
    await this.attempt(async () => {
      this.say(how === 'verify' ? 'Every page is read and checked …' : 'What is damaged is rebuilt …')
      const reports = await this.#client[how]()
      this.say(reports.length === 0 ? 'There is no index yet.' : reports.map(sentence).join(' '))
      await this.refresh()
    })
  }

  async #keep(): Promise<void> {
    await this.attempt(async () => {
      const kept = await this.#client.persist()
      this.say(kept ? 'The browser deletes nothing of this site by itself.' : 'The browser did not agree.')
      await this.refresh()
    })
  }
}

function sentence({ indexUid, state, problem, lostDocuments }: DamageReport): string {
  const lost = lostDocuments === 0 ? 'no document is lost' : `${count(lostDocuments)} documents are lost`
  return `${indexUid}: ${state}${problem === null ? '' : ` (${problem})`}, ${lost}.`
}

const row = ({ store, holds, records, bytes }: StoredPart): HTMLElement =>
  el(
    'tr',
    {},
    el('th', { scope: 'row' }, store, holds !== '' && el('span', {}, holds)),
    el('td', {}, count(records)),
    el('td', {}, size(bytes)),
  )

const sumOf = (parts: readonly StoredPart[]): StoredPart => ({
  store: 'all',
  holds: '',
  records: parts.reduce((sum, { records }) => sum + records, 0),
  bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
})

function size(bytes: number): string {
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
