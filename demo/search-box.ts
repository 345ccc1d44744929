/**
 * The search field: reports every change, and turns keys into moves. Where keys do something the
 * browser already does (Enter on a link), it is left to it.
 */
import { byId } from './dom.ts'
import { type Filters, writeFilters } from './filters.ts'
import type { Question } from './searcher.ts'

export interface SearchBoxEvents {
  change(question: Question): void
  /** The main links of the hits, in order. */
  links(): HTMLAnchorElement[]
}

const appleKeyboard = /Mac|iPhone|iPad/.test(navigator.userAgent)

export class SearchBox {
  readonly #input = byId<HTMLInputElement>('q')
  readonly #sort = byId<HTMLSelectElement>('sort')
  readonly #clear = byId<HTMLButtonElement>('clear')
  readonly #events: SearchBoxEvents
  readonly #filters: () => Filters

  /** `filters`: those chosen at the time. */
  constructor(events: SearchBoxEvents, filters: () => Filters) {
    this.#events = events
    this.#filters = filters
    const asked = new URLSearchParams(location.search)
    // What was typed before this script ran counts, too.
    if (this.#input.value === '') this.#input.value = asked.get('q') ?? ''
    this.#sort.value = asked.get('sort') ?? ''
    if (this.#sort.selectedIndex < 0) this.#sort.value = ''
    this.#clear.hidden = this.#input.value === ''
    if (appleKeyboard) byId('mod-k').textContent = '⌘ K'

    this.#input.addEventListener('input', () => this.#changed())
    this.#sort.addEventListener('change', () => this.#changed())
    this.#clear.addEventListener('click', () => this.#empty())
    byId('search-form').addEventListener('submit', (event) => {
      event.preventDefault()
      this.#events.links()[0]?.click()
    })
    document.addEventListener('keydown', (event) => this.#key(event))
  }

  get question(): Question {
    return { q: this.#input.value, sort: this.#sort.value, filters: this.#filters() }
  }

  /** Leaves the focus where it is: on a touch screen it would bring up the keyboard. */
  set(q: string): void {
    this.#input.value = q
    this.#changed()
  }

  /** Something else the question is made of has changed. */
  refresh(): void {
    this.#changed()
  }

  focus(): void {
    this.#input.focus()
    window.scrollTo({ top: 0 })
  }

  #changed(): void {
    const { q, sort, filters } = this.question
    this.#clear.hidden = q === ''
    const params = new URLSearchParams([
      ...(q === '' ? [] : [['q', q]]),
      ...(sort === '' ? [] : [['sort', sort]]),
      ...writeFilters(filters),
    ])
    try {
      history.replaceState(null, '', params.size > 0 ? `?${params}` : location.pathname)
    } catch {
      // Safari allows a hundred of these in half a minute; a fast typist gets an address that lags
      // behind.
    }
    this.#events.change(this.question)
  }

  #key(event: KeyboardEvent): void {
    const inField =
      event.target instanceof HTMLElement && event.target.matches('input, textarea, select, [contenteditable]')
    const command =
      event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey
    if (command || (event.key === '/' && !inField && !event.ctrlKey && !event.metaKey && !event.altKey)) {
      event.preventDefault()
      this.#input.select()
      this.focus()
      return
    }
    const hit = event.target instanceof HTMLElement ? event.target.closest('.hit') : null
    const onHit = hit !== null
    const links = this.#events.links()
    const at = onHit ? links.findIndex((link) => hit.contains(link)) : -1
    if (event.target !== this.#input && !onHit) return
    if (event.key === 'ArrowDown') this.#move(event, links, at + 1)
    else if (event.key === 'ArrowUp') this.#move(event, links, at - 1)
    else if (event.key === 'Home' && at >= 0) this.#move(event, links, 0)
    else if (event.key === 'End' && at >= 0) this.#move(event, links, links.length - 1)
    else if (event.key === 'Escape') this.#escape(event, onHit)
    else if (onHit && isTyped(event)) this.focus()
  }

  /** Above the first hit is the field; below the last there is nothing. */
  #move(event: KeyboardEvent, links: readonly HTMLAnchorElement[], to: number): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (to < 0 && event.target === this.#input) return
    event.preventDefault()
    if (to < 0) return this.focus()
    const link = links[Math.min(to, links.length - 1)]
    link?.focus({ preventScroll: true })
    link?.closest('.hit')?.scrollIntoView({ block: 'nearest' })
  }

  /** From a hit back to the field, from the field to an empty one. */
  #escape(event: KeyboardEvent, onHit: boolean): void {
    event.preventDefault()
    if (onHit) this.focus()
    else if (this.#input.value !== '') this.#empty()
  }

  #empty(): void {
    this.set('')
    this.focus()
  }
}

/**
 * A letter pressed on a hit goes on with the search. The field has the focus before the browser
 * writes it.
 */
function isTyped(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey
}
