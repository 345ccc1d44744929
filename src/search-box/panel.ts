/**
 * The field and what is shown below it: a combobox with its listbox, as the ARIA Authoring
 * Practices have it. Focus stays in the field; the option that Enter would choose is named by
 * `aria-activedescendant`. It shows what it is given and tells what is done to it.
 */
import { element, icon } from './dom.ts'
import { FacetChips } from './facet-chips.ts'
import { type Choice, optionOf } from './options.ts'
import { groupsOf } from './results.ts'
import type { Found, SearchView } from './session.ts'
import type { Texts } from './texts.ts'

export interface PanelParts {
  readonly texts: Texts
  /** null: the word for "Search". */
  readonly placeholder: string | null
  /** A field in the page: it has no button to close it, and says its shortcut itself. */
  readonly isInline: boolean
  /** The first shortcut as it is shown, and all as ARIA writes them; empty for none. */
  readonly shortcut: string
  readonly ariaShortcuts: string
  readonly template: () => HTMLTemplateElement | null
  readonly recent: () => readonly string[]
  readonly onType: (query: string) => void
  readonly onToggle: (facet: string, value: string) => void
  readonly onMore: () => void
  readonly onRetry: () => void
  readonly onClose: () => void
  readonly onForget: () => void
}

export class Panel {
  readonly #parts: PanelParts
  readonly input: HTMLInputElement
  readonly field: HTMLElement
  /** What stands below the field, from top to bottom. */
  readonly below: readonly HTMLElement[]
  readonly list = element('div', { id: 'list', part: 'listbox', class: 'list', role: 'listbox', hidden: true })
  /** Hears of counts and troubles: a live region is heard only if it was there before. */
  readonly said = element('div', { class: 'said', role: 'status' })
  readonly #clear: HTMLElement
  readonly #close = button({ part: 'close', class: 'close' })
  readonly #busy = element('div', { class: 'busy', part: 'busy' })
  readonly #facets: FacetChips
  readonly #message = element('div', { part: 'message', class: 'message', hidden: true })
  readonly #more = button({ part: 'more', class: 'action more', hidden: true })
  readonly #empty = element('slot', { name: 'empty' })
  readonly #footer: HTMLElement
  readonly #count = element('span', { part: 'count' })
  readonly #saving = element('span', { part: 'saving', hidden: true })
  readonly #hints = element('span', { class: 'hints', part: 'hints', 'aria-hidden': 'true' })
  #texts: Texts
  #choices: readonly Choice[] = []
  #active = -1
  /** An option has an id that none had before: else what is active now would not be said. */
  #drawn = 0
  #isOld = false
  #saidOf: Found | undefined
  #shown: { readonly from: string | Found | undefined; readonly isShort: boolean } | undefined

  constructor(parts: PanelParts) {
    this.#parts = parts
    this.#texts = parts.texts
    const { isInline, shortcut, ariaShortcuts, onType, onToggle, onMore, onClose } = parts
    this.input = element('input', {
      ...{ part: 'input', role: 'combobox', type: 'text', inputmode: 'search', enterkeyhint: 'search' },
      ...{ autocomplete: 'off', autocapitalize: 'off', autocorrect: 'off', spellcheck: 'false', maxlength: 256 },
      ...{ 'aria-autocomplete': 'list', 'aria-controls': 'list', 'aria-expanded': 'false' },
    })
    this.#clear = button({ part: 'clear', hidden: true }, icon('clear'))
    const key = shortcut !== '' && element('kbd', { part: 'shortcut', 'aria-hidden': 'true' }, shortcut)
    if (isInline && ariaShortcuts !== '') this.input.setAttribute('aria-keyshortcuts', ariaShortcuts)
    this.field = element('div', { part: 'field', class: 'field' }, icon('search'), this.input, this.#clear)
    this.field.append(isInline ? key || '' : this.#close)
    this.#facets = new FacetChips(onToggle)
    this.#footer = element('div', { part: 'footer', class: 'footer' }, this.#count, this.#saving)
    this.#footer.append(element('slot', { name: 'footer' }), this.#hints)
    const body = element('div', { part: 'body', class: 'body' }, this.#message, this.list, this.#more, this.#empty)
    this.below = [this.#busy, this.#facets.element, body, this.#footer]
    // While an input method composes, what is there already is searched: Korean composes every
    // syllable, and who stops typing in the middle of one would wait for ever.
    this.input.addEventListener('input', () => onType(this.input.value))
    this.#clear.addEventListener('click', () => {
      this.write('')
      this.input.focus()
    })
    this.#close.addEventListener('click', onClose)
    this.#more.addEventListener('click', onMore)
    this.#follow()
    this.speak(parts.texts)
  }

  /** From now on in these words. */
  speak(texts: Texts): void {
    this.#texts = texts
    this.input.placeholder = this.#parts.placeholder ?? texts('search')
    this.input.setAttribute('aria-label', texts('search'))
    this.#clear.setAttribute('aria-label', texts('clear'))
    this.#close.textContent = texts('close')
    this.#more.textContent = texts('more')
    this.#hints.replaceChildren(hint('↑↓', texts('navigate')), hint('↵', texts('open')))
  }

  /** What Enter would choose; undefined for none. */
  get active(): HTMLElement | undefined {
    return this.#options()[this.#active]
  }

  /** What is shown was found for another query than the one in the field. */
  get isOld(): boolean {
    return this.#isOld
  }

  get isEmpty(): boolean {
    return this.#choices.length === 0
  }

  /** What the option stands for, and its place. */
  choiceOf(option: Element): { readonly choice: Choice; readonly position: number } | undefined {
    const position = this.#options().indexOf(option as HTMLElement)
    return position < 0 ? undefined : { choice: this.#choices[position], position }
  }

  /** As if it were typed. */
  write(query: string): void {
    this.input.value = query
    this.#parts.onType(query)
  }

  /** `by` options on, round and round; from none, the first or the last. */
  move(by: 1 | -1): void {
    const count = this.#choices.length
    if (count > 0) this.activate((Math.max(this.#active, by < 0 ? 0 : -1) + by + count) % count)
  }

  /** -1 for none; beyond the last, the last. */
  activate(index: number, mayScroll = true): void {
    const options = this.#options()
    this.active?.setAttribute('aria-selected', 'false')
    this.active?.part.remove('active')
    this.#active = Math.min(index, options.length - 1)
    const { active } = this
    active?.setAttribute('aria-selected', 'true')
    active?.part.add('active')
    if (active) this.input.setAttribute('aria-activedescendant', active.id)
    else this.input.removeAttribute('aria-activedescendant')
    if (mayScroll) active?.scrollIntoView({ block: 'nearest' })
  }

  /** Called with every change. What is shown already is not drawn again. */
  show(view: SearchView): void {
    const { found, phase, query, saved } = view
    if (this.input.value !== query) this.input.value = query
    // Without a text it would be from left to right, its placeholder on the wrong side.
    this.input.dir = query === '' ? '' : 'auto'
    this.#isOld = query.trim() !== '' && found?.query !== query.trim()
    const texts = this.#texts
    this.#clear.hidden = query === ''
    this.#busy.classList.toggle('on', phase === 'connecting' || phase === 'searching')
    this.#facets.show(view.facets, view.chosen)
    this.#saving.hidden = saved === undefined
    this.#saving.textContent = texts('saving', saved ?? 0)
    const isIdle = query.trim() === ''
    this.#empty.hidden = !isIdle
    this.#count.textContent = !isIdle && found && found.total > 0 ? texts('results', found.total) : ''
    this.#footer.hidden = isIdle && saved === undefined && this.#parts.recent().length === 0
    this.#showMessage(view)
    this.#showChoices(view)
    this.#hints.hidden = this.isEmpty
    this.#more.hidden = isIdle || !found || phase !== 'ready' || found.hits.length >= found.total
    this.#say(view)
  }

  /** Whether the listbox is there to be seen; `aria-expanded` says so. */
  expand(isOpen: boolean): void {
    this.input.setAttribute('aria-expanded', String(isOpen && !this.isEmpty))
  }

  #showMessage({ found, phase, query }: SearchView): void {
    const texts = this.#texts
    const { onRetry, onForget, recent } = this.#parts
    const parts: (Node | string)[] = []
    const action = (label: string, act: () => void) => {
      const made = button({ part: 'action', class: 'action' }, label)
      made.addEventListener('click', act)
      return made
    }
    if (query.trim() === '') {
      if (recent().length > 0) parts.push(texts('recent'), action(texts('clear'), onForget))
    } else if (phase === 'failed' || phase === 'offline') {
      parts.push(texts(phase), action(texts('retry'), onRetry))
    } else if (!found) parts.push(texts('loading'))
    else if (found.total === 0) {
      parts.push(texts('noResults', found.query))
      if (found.suggestions.length > 0) parts.push(element('span', {}, texts('didYouMean')))
    } else if (found.readAs !== '') parts.push(texts('resultsFor', found.readAs))
    const isSame =
      this.#message.textContent === parts.map((part) => (typeof part === 'string' ? part : part.textContent)).join('')
    // A button that has the focus stays where it is.
    if (!isSame) this.#message.replaceChildren(...parts.map((part) => element('span', {}, part)))
    this.#message.hidden = parts.length === 0
  }

  #showChoices({ found, query, phase }: SearchView): void {
    const isIdle = query.trim() === ''
    const recent = isIdle ? this.#parts.recent() : []
    const from = isIdle ? recent.join('\n') : found
    const isShort = this.#isOld && (phase === 'failed' || phase === 'offline')
    if (this.#shown?.from === from && this.#shown?.isShort === isShort) return
    const before = this.#shown?.from
    this.#shown = { from, isShort }
    const queries = isIdle ? recent : found?.total === 0 ? found.suggestions : []
    const drawn: Choice[] = []
    const draw = (choice: Choice) => {
      drawn.push(choice)
      return optionOf(choice, `option-${this.#drawn++}`, this.#parts.template())
    }
    // What was found for another query is no answer to one that failed.
    const groups = isIdle || isShort || !found ? [] : groupsOf(found.hits, document.baseURI)
    this.list.replaceChildren(
      ...queries.map((text) => draw({ type: 'query', query: text, isRecent: isIdle })),
      ...groups.map(({ title, rows }) => {
        const options = rows.map((row) => draw({ type: 'result', row }))
        return element('div', { role: 'group', part: 'group', class: 'group', 'aria-label': title }, ...options)
      }),
    )
    this.#choices = drawn
    this.list.hidden = drawn.length === 0
    const texts = this.#texts
    this.list.setAttribute('aria-label', texts(isIdle ? 'recent' : groups.length > 0 ? 'search' : 'didYouMean'))
    // More pages below those that were there: who chooses goes on where they are.
    const isLonger =
      typeof before === 'object' &&
      before.query === found?.query &&
      before.hits.length > 0 &&
      before.hits.every((hit, i) => hit === found.hits[i])
    const best = drawn.findIndex((choice) => choice.type === 'result' && choice.row.isBest)
    this.activate(isLonger ? this.#active : best, false)
    if (!isLonger && this.list.parentElement) this.list.parentElement.scrollTop = 0
  }

  #say({ found, phase, query }: SearchView): void {
    const texts = this.#texts
    let text = ''
    if (query.trim() === '') text = ''
    else if (phase === 'failed' || phase === 'offline') text = texts(phase)
    else if (phase !== 'ready' || !found) return
    else if (found.total === 0) text = texts('noResults', found.query)
    else
      text = [found.readAs && texts('resultsFor', found.readAs), texts('results', found.total)]
        .filter(Boolean)
        .join('. ')
    if (found === this.#saidOf && this.said.textContent?.trim() === text) return
    // A region whose text stays the same is not heard again: the same number for another query.
    this.said.textContent = text !== '' && this.said.textContent === text ? `${text}\u00a0` : text
    this.#saidOf = found
  }

  /** The pointer takes the mark along; scrolling under a pointer that rests does not. */
  #follow(): void {
    this.list.addEventListener('pointermove', ({ target }) => {
      const option = (target as Element).closest('[role=option]')
      const index = option ? this.#options().indexOf(option as HTMLElement) : -1
      if (index >= 0 && index !== this.#active) this.activate(index, false)
    })
    // The focus stays in the field: Safari gives none to buttons, and without it a field in the
    // page would close what is below it before the click. What is in slots is the page's own.
    for (const part of this.below) {
      part.addEventListener('mousedown', (event) => {
        const [target] = event.composedPath()
        if (event.button === 0 && part.contains(target as Node)) event.preventDefault()
      })
    }
  }

  #options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>('[role=option]')]
  }
}

const button = (attributes: Parameters<typeof element>[1], ...children: (Node | string)[]): HTMLElement =>
  element('button', { type: 'button', ...attributes }, ...children)

const hint = (key: string, text: string): HTMLElement => element('span', {}, element('kbd', {}, key), text)
