/** What was tried, as code to copy. */
import { connectCopy } from '../copy-code.ts'
import { button, el, setText } from '../dom.ts'
import { codeFor, type Tried } from './code.ts'
import { Panel } from './panel.ts'

export class CodePanel extends Panel {
  readonly #code: HTMLElement

  constructor() {
    const code = el('code')
    const copy = button('Copy the code', '', () => {})
    super(
      'The same as code',
      el('pre', { tabindex: 0, role: 'region', 'aria-label': 'Code' }, code),
      el('div', { class: 'pg-buttons' }, copy),
    )
    this.#code = code
    this.element.hidden = true
    connectCopy(copy, () => code.textContent ?? '')
  }

  show(tried: Tried): void {
    this.element.hidden = false
    setText(this.#code, codeFor(tried))
  }
}
