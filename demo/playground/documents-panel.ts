/** Documents in: dropped, chosen, pasted, or an example; a dump takes the place of everything. */
import type { Client, UpdateId } from 'seekling'
import { button, el } from '../dom.ts'
import { count } from '../format.ts'
import { films } from './films.ts'
import { delimiterOf, kindOf } from './format-of.ts'
import { Panel } from './panel.ts'

const headBytes = 4096

export class DocumentsPanel extends Panel {
  readonly #client: Client
  readonly #changed: () => void
  readonly #indexes: HTMLSelectElement
  #uid = 'documents'

  constructor(client: Client, changed: () => void) {
    const file = el('input', { type: 'file', id: 'pg-file', class: 'pg-hidden' })
    const drop = el(
      'label',
      { for: 'pg-file', class: 'pg-drop' },
      'Drop JSON, NDJSON, CSV or a dump here, or choose a file',
    )
    const pasted = el('textarea', {
      id: 'pg-pasted',
      rows: 3,
      spellcheck: 'false',
      placeholder: '[{ "id": 1, "title": "…" }]',
    })
    const indexes = el('select', { id: 'pg-index' })
    const actions = el('div', { class: 'pg-buttons' })
    super(
      'Documents',
      el('p', { class: 'pg-field' }, el('label', { for: 'pg-index' }, 'Index'), indexes),
      file,
      drop,
      el('label', { for: 'pg-pasted' }, 'Or paste them'),
      pasted,
      actions,
    )
    this.#client = client
    this.#changed = changed
    this.#indexes = indexes
    actions.append(
      button('Add what is pasted', 'pg-primary', () => void this.#take('pasted', new Blob([pasted.value]))),
      button('Add 24 films', '', () => void this.#addFilms()),
      button('Delete all', '', () => void this.#write(() => this.#index.deleteAllDocuments())),
    )
    file.addEventListener('change', () => {
      for (const chosen of file.files ?? []) void this.#take(chosen.name, chosen)
      file.value = ''
    })
    indexes.addEventListener('change', () => {
      this.#uid = indexes.value
      changed()
    })
    this.#takeDrops(drop)
  }

  get indexUid(): string {
    return this.#uid
  }

  /** Whether the chosen index exists. */
  async isThere(): Promise<boolean> {
    return (await this.#client.getIndexes()).some(({ uid }) => uid === this.#uid)
  }

  async refresh(): Promise<void> {
    const { indexes } = await this.#client.stats()
    const uids = Object.keys(indexes)
    if (uids.length > 0 && !uids.includes(this.#uid)) this.#uid = uids[0] as string
    const shown = uids.includes(this.#uid) ? uids : [this.#uid, ...uids]
    this.#indexes.replaceChildren(
      ...shown.map((uid) =>
        el(
          'option',
          { value: uid, selected: uid === this.#uid },
          `${uid} (${count(indexes[uid]?.numberOfDocuments ?? 0)} documents)`,
        ),
      ),
    )
  }

  get #index() {
    return this.#client.index(this.#uid)
  }

  #takeDrops(drop: HTMLElement): void {
    for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const) {
      this.element.addEventListener(type, (event) => {
        event.preventDefault()
        drop.classList.toggle('over', type === 'dragenter' || type === 'dragover')
        if (type === 'drop') for (const file of event.dataTransfer?.files ?? []) void this.#take(file.name, file)
      })
    }
  }

  async #take(name: string, file: Blob): Promise<void> {
    await this.attempt(async () => {
      const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer())
      if (head.length === 0) return this.say('There is nothing in it.')
      const format = kindOf(name, head)
      if (format === 'dump') {
        this.say('The dump is read; until it is in, everything stays as it is.')
        const { documents, indexes, dumpVersion } = await this.#client.importDump(file)
        this.say(`A dump ${dumpVersion}: ${count(documents)} documents in ${count(indexes)} indexes.`)
        return this.#changed()
      }
      await this.#write(() =>
        this.#index.addDocuments(file, { format, ...(format === 'csv' ? { csvDelimiter: delimiterOf(head) } : {}) }),
      )
    })
  }

  async #addFilms(): Promise<void> {
    await this.#write(async () => {
      await this.#index.updateSettings({
        searchableAttributes: ['title', 'director', 'genres'],
        filterableAttributes: ['director', 'genres', 'year', 'rating'],
        sortableAttributes: ['title', 'year', 'rating'],
      })
      return this.#index.addDocuments(films)
    })
  }

  async #write(send: () => Promise<{ updateId: UpdateId }>): Promise<void> {
    await this.attempt(async () => {
      const { updateId } = await send()
      this.say(`Update ${updateId} is stored.`)
      const update = await this.#client.waitForPendingUpdate(updateId, { throwOnFailure: true, timeOutMs: 600_000 })
      this.say(`Update ${updateId}: ${count(update.type.number ?? 0)} documents.`)
    })
  }
}
