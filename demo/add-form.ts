/** The small form for a document of one's own. */
import { el } from './dom.ts'

export interface NewDocument {
  readonly name: string
  readonly description: string
}

export class AddForm {
  readonly #name = el('input', { id: 'own-name', required: true, maxlength: 80, value: 'Element.teleport()' })
  readonly #text = el('input', {
    id: 'own-text',
    maxlength: 200,
    value: 'Moves an element to another page. Made up to try the queue.',
  })
  readonly element = el(
    'form',
    { class: 'add-form', id: 'add-form' },
    el('label', { for: 'own-name' }, 'Name'),
    this.#name,
    el('label', { for: 'own-text' }, 'What it does'),
    this.#text,
    el('button', { type: 'submit', class: 'primary' }, 'Add it'),
  )
  /** Told when it opens or closes. */
  onToggle: (open: boolean) => void = () => {}

  constructor(add: (document: NewDocument) => void) {
    this.element.addEventListener('submit', (event) => {
      event.preventDefault()
      add({ name: this.#name.value.trim(), description: this.#text.value.trim() })
      this.toggle(false)
    })
  }

  toggle(open = this.element.hidden !== false): void {
    this.element.hidden = !open
    this.onToggle(open)
    if (open) this.#name.select()
  }
}
