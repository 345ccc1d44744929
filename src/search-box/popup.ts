/**
 * What stands below a field in the page: above everything else, where the browser has popovers, so
 * that no header cuts it off; else as the page lays it out. Law: it stays at its field, and on the
 * page.
 */
import { element } from './dom.ts'

/** Between the field and the popup. */
const gap = 6
/** From the edge of the page, unless the field is nearer. */
const margin = 8

export class Popup {
  readonly element: HTMLElement
  readonly #field: HTMLElement
  #closed: AbortController | undefined

  constructor(field: HTMLElement, content: readonly HTMLElement[]) {
    this.#field = field
    this.element = element('div', { part: 'panel', class: 'popup', hidden: true }, ...content)
  }

  get isOpen(): boolean {
    return !this.element.hidden
  }

  open(): void {
    const popup = this.element
    popup.hidden = false
    if (this.#closed === undefined && popup.isConnected && 'popover' in popup) {
      popup.popover = 'manual'
      popup.showPopover()
      const { signal } = (this.#closed = new AbortController())
      const follow = () => this.#place()
      // Of whatever scrolls the field.
      window.addEventListener('scroll', follow, { signal, capture: true, passive: true })
      window.addEventListener('resize', follow, { signal })
    }
    this.#place()
  }

  close(): void {
    this.#closed?.abort()
    this.#closed = undefined
    this.element.hidden = true
    this.element.removeAttribute('popover')
  }

  #place(): void {
    const { style } = this.element
    const field = this.#field.getBoundingClientRect()
    style.translate = ''
    if (this.#closed !== undefined) {
      style.setProperty('--field', `${field.width}px`)
      style.top = `${field.bottom + gap}px`
      const isFromRight = getComputedStyle(this.#field).direction === 'rtl'
      style.left = `${isFromRight ? field.right - this.element.offsetWidth : field.left}px`
    }
    // A narrow field at the edge of a page has a popup wider than itself.
    const { left, right } = this.element.getBoundingClientRect()
    const first = Math.min(margin, field.left)
    const last = Math.max(document.documentElement.clientWidth - margin, field.right)
    const shift = left < first ? first - left : right > last ? Math.max(last - right, first - left) : 0
    style.translate = `${shift}px 0`
  }
}
