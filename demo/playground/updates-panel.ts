/** The update queue, newest first, live from every tab, with what can be canceled. */
import type { Client, Update } from 'seekling'
import { el } from '../dom.ts'
import { UpdateRow } from '../update-row.ts'
import { Panel } from './panel.ts'

const mostRows = 12

export class UpdatesPanel extends Panel {
  readonly #client: Client
  readonly #list: HTMLElement
  readonly #rows = new Map<number, UpdateRow>()

  constructor(client: Client) {
    const list = el('ol', { class: 'pg-updates' })
    super('Update queue', list)
    this.#client = client
    this.#list = list
    client.on('update', (update) => this.#show(update))
  }

  async load(): Promise<void> {
    const newest = await this.#client.getAllUpdateStatus({ reverse: true, limit: mostRows })
    for (const update of newest) this.#show(update)
  }

  #show(update: Update): void {
    const { updateId } = update
    let row = this.#rows.get(updateId)
    if (row === undefined) {
      row = new UpdateRow({ update, starts: [], interrupted: false }, () => void this.#cancel(updateId))
      this.#rows.set(updateId, row)
      const below = [...this.#list.children].find((item) => Number((item as HTMLElement).dataset.updateId) < updateId)
      this.#list.insertBefore(row.element, below ?? null)
    }
    row.show({ update, starts: [], interrupted: false })
    const oldest = Math.min(...this.#rows.keys())
    if (this.#rows.size > mostRows) {
      this.#rows.get(oldest)?.element.remove()
      this.#rows.delete(oldest)
    }
  }

  #cancel(updateId: number): Promise<void> {
    return this.attempt(async () => {
      const canceled = await this.#client.cancelUpdates({ updateIds: [updateId] })
      this.say(canceled.length > 0 ? `Update ${updateId} is canceled.` : `Update ${updateId} was already done.`)
    })
  }
}
