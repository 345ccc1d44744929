/** What all parts of the playground look like: a headed section that says what happened in it. */
import { el, setText } from '../dom.ts'
import { describeError } from '../errors.ts'

export class Panel {
  readonly element: HTMLElement
  readonly #said = el('p', { class: 'pg-said', role: 'status' })

  constructor(title: string, ...children: (Node | string)[]) {
    const id = `pg-${title.toLowerCase().replace(/\W+/g, '-')}`
    this.element = el(
      'section',
      { class: 'pg-panel', 'aria-labelledby': id },
      el('h2', { id }, title),
      ...children,
      this.#said,
    )
  }

  say(text: string): void {
    setText(this.#said, text)
  }

  /** Does the work and says what went wrong with it, if anything. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const { code, message } = describeError(error)
      this.say(code === '' ? message : `${code}: ${message}`)
    }
  }
}
