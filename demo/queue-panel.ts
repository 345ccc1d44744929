/**
 * The panel beside the results: what the update queue does, in every tab, and buttons that give it
 * something to do.
 */
import type { AddForm } from './add-form.ts'
import { button, byId, el, setText } from './dom.ts'
import type { FilePanel } from './file-panel.ts'
import type { QueueActions } from './queue-actions.ts'
import { setQueueOpen } from './queue-drawer.ts'
import { UpdateRow } from './update-row.ts'
import type { Seen, Updates } from './updates.ts'
import { hasUpdateWorker, onWorkersChange } from './workers.ts'

export class QueuePanel {
  readonly #updates: Updates
  readonly #actions: QueueActions
  readonly #root = byId('queue')
  readonly #rows = new Map<number, UpdateRow>()
  readonly #list = el('ol', { class: 'updates', 'aria-label': 'Updates, newest first' })
  readonly #worker = el('p', { class: 'worker-state' })
  readonly #message = el('p', { class: 'queue-message', role: 'status' })

  constructor(updates: Updates, actions: QueueActions, form: AddForm, files: FilePanel) {
    this.#updates = updates
    this.#actions = actions
    actions.onMessage = (text) => setText(this.#message, text)
    this.#root.append(
      el(
        'div',
        { class: 'queue-head' },
        el('h2', { id: 'queue-title' }, 'Update queue'),
        this.#worker,
        button('Close', 'quiet queue-close', () => setQueueOpen(false)),
      ),
      el(
        'p',
        { class: 'queue-lead' },
        'Every change is an update: stored first, then run in order, each wholly or not at all.',
      ),
      this.#buttons(form),
      form.element,
      this.#message,
      this.#list,
      files.element,
    )
    onWorkersChange(() => this.#showWorker())
    this.#showWorker()
    updates.onChange((seen) => this.#show(seen))
    for (const seen of updates.newestFirst().reverse()) this.#show(seen)
  }

  #buttons(form: AddForm): Node {
    const act = (label: string, className: string, title: string, run: () => unknown) => {
      const element = button(label, className, () => void run())
      element.title = title
      return element
    }
    const add = act('Add a document', '', 'Adds one of your own', () => form.toggle())
    add.setAttribute('aria-controls', form.element.id)
    form.onToggle = (open) => add.setAttribute('aria-expanded', String(open))
    form.toggle(false)
    return el(
      'div',
      { class: 'queue-buttons' },
      add,
      act('Delete it', '', 'Deletes the documents you added', () => this.#actions.removeOwn()),
      act('Break an update', '', 'Adds a batch in which one document has no id', () => this.#actions.breakOne()),
      act('Re-index all', '', 'Adds all documents once more, over the old ones', () => this.#actions.reindex()),
    )
  }

  #show(seen: Seen): void {
    const { updateId } = seen.update
    let row = this.#rows.get(updateId)
    if (row === undefined) {
      row = new UpdateRow(seen, () => void this.#actions.cancel(updateId))
      this.#rows.set(updateId, row)
      this.#place(updateId, row)
    }
    row.show(seen)
    this.#drop()
    const pending = this.#updates.pendingCount()
    document.documentElement.classList.toggle('queue-busy', pending > 0)
    setText(byId('queue-count'), pending > 0 ? ` (${pending})` : '')
  }

  /** Newest on top; events of several updates may come in any order. */
  #place(updateId: number, row: UpdateRow): void {
    const below = [...this.#list.children].find((item) => Number((item as HTMLElement).dataset.updateId) < updateId)
    this.#list.insertBefore(row.element, below ?? null)
  }

  #drop(): void {
    const kept = new Set(this.#updates.newestFirst().map(({ update }) => update.updateId))
    for (const [updateId, row] of this.#rows) {
      if (kept.has(updateId)) continue
      row.element.remove()
      this.#rows.delete(updateId)
    }
  }

  #showWorker(): void {
    const on = hasUpdateWorker()
    this.#worker.classList.toggle('on', on)
    setText(this.#worker, on ? 'worker on' : 'no worker')
    this.#worker.title = on
      ? 'The update worker of this tab is alive'
      : 'Nothing to write: the update worker was let go'
  }
}
