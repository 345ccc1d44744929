/**
 * What a click on an option does. Law: links stay links, so that modifiers, middle clicks, routers
 * and view transitions do with them what they always do.
 */
import type { Choice } from './options.ts'
import { withTextFragment } from './text-fragment.ts'

export interface ChosenLinksParts {
  readonly choiceOf: (option: Element) => { readonly choice: Choice; readonly position: number } | undefined
  readonly onQuery: (query: string) => void
  /** False: it is not to be gone to. */
  readonly onResult: (url: string, position: number) => boolean
  /** This page is left, or another part of it gone to. */
  readonly onLeave: () => void
}

export class ChosenLinks {
  readonly #parts: ChosenLinksParts

  constructor(parts: ChosenLinksParts) {
    this.#parts = parts
  }

  listen(list: HTMLElement): void {
    list.addEventListener('click', (event) => this.#choose(event))
    // Of the middle button.
    list.addEventListener('auxclick', (event) => event.button === 1 && this.#choose(event))
  }

  #choose(event: MouseEvent): void {
    const option = (event.target as Element).closest('[role=option]')
    const chosen = option && this.#parts.choiceOf(option)
    if (!chosen) return
    const { choice, position } = chosen
    if (choice.type === 'query') return this.#parts.onQuery(choice.query)
    if (!this.#parts.onResult(choice.row.url, position)) event.preventDefault()
    const link = option as HTMLAnchorElement
    // A listener that is added now is the last of all: a router has seen the plain address by then
    // and said whether it goes there itself.
    window.addEventListener(event.type, () => this.#follow(event, link, choice), { once: true })
  }

  #follow(event: MouseEvent, link: HTMLAnchorElement, { row }: Choice & { readonly type: 'result' }): void {
    if (!event.defaultPrevented) {
      link.href = withTextFragment(row.url, row.excerpt)
      setTimeout(() => {
        link.href = row.url
      })
    }
    const { ctrlKey, metaKey, shiftKey, altKey } = event
    if (event.type === 'click' && !(ctrlKey || metaKey || shiftKey || altKey)) this.#parts.onLeave()
  }
}
