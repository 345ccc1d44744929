/**
 * A box in the page: what belongs to one element from when it is put in to when it is taken out, or
 * an attribute of it changes. Law: nothing is loaded before a sign of interest.
 */
import type { BoxOptions } from './attributes.ts'
import { ChosenLinks } from './chosen-links.ts'
import { element, icon } from './dom.ts'
import { followKeys } from './keys.ts'
import { Panel } from './panel.ts'
import { Popup } from './popup.ts'
import { RecentSearches } from './recent.ts'
import { plainHit } from './results.ts'
import { SearchSession } from './session.ts'
import { ariaShortcut, isPressed, shownShortcut } from './shortcuts.ts'
import { type Site, siteAt } from './site.ts'
import { type LanguageTexts, textsFor } from './texts.ts'

const isOnApple = () => /mac|iphone|ipad/i.test(navigator.platform)

export class Box {
  readonly lang: string
  readonly #host: HTMLElement
  readonly #options: BoxOptions
  readonly #texts: LanguageTexts
  readonly #recent: RecentSearches
  readonly #site: Site
  readonly #session: SearchSession
  readonly #panel: Panel
  /** The one or the other: by mode. */
  readonly #dialog: HTMLDialogElement | null
  readonly #popup: Popup | null
  readonly #over = new AbortController()
  readonly #letGo: () => void
  #hasWords = false

  /** Fills `root`, the shadow of `host`. `folder`: absolute, ends in a slash. */
  constructor(host: HTMLElement, root: ShadowRoot, { lang, folder, options }: BoxParts) {
    this.lang = lang
    this.#host = host
    this.#options = options
    this.#texts = textsFor(lang)
    this.#recent = new RecentSearches(`seekling-search:recent:${folder}`, () =>
      options.recent ? globalThis.localStorage : undefined,
    )
    const site = (this.#site = siteAt(folder))
    this.#letGo = site.hold()
    this.#session = new SearchSession({
      connect: () => site.connect(lang, options.fill),
      limit: options.limit,
      isOffline: () => navigator.onLine === false,
      tell: (view) => {
        this.#panel.show(view)
        this.#expand(this.#isOpen())
      },
      onFound: ({ query, hits, total }) =>
        tell(host, 'seekling-search', { query, hits: hits.map(plainHit), totalPages: total }),
      complain: (thrown) => console.error('<seekling-search>: the search failed.', thrown),
    })
    this.#panel = this.#makePanel()
    const { field, below, said } = this.#panel
    if (options.mode === 'inline') {
      this.#dialog = null
      this.#popup = new Popup(field, below)
      root.replaceChildren(element('div', { class: 'inline' }, field, this.#popup.element), said)
    } else {
      // What is said is inside of the dialog: all else is inert while it is open.
      const label = this.#texts.now('search')
      this.#dialog = element('dialog', { part: 'dialog panel', 'aria-label': label }, field, ...below, said)
      this.#popup = null
      root.replaceChildren(this.#opener(), this.#dialog)
    }
    this.#listen()
    this.#panel.show(this.#session.view)
    this.#takeOverForm()
  }

  get query(): string {
    return this.#session.view.query
  }

  /** As if it were typed. */
  write(query: string): void {
    this.#panel.write(query)
  }

  open(): void {
    const { input } = this.#panel
    this.#prepare()
    if (this.#dialog && !this.#dialog.open) {
      this.#dialog.showModal()
      input.select()
    }
    input.focus()
    this.#expand(true)
  }

  close(): void {
    this.#expand(false)
    this.#dialog?.close()
  }

  renew(): Promise<void> {
    return this.#site.renew()
  }

  /** Listens, asks and holds no more. */
  stop(): void {
    this.#over.abort()
    this.#session.stop()
    this.#letGo()
  }

  #makePanel(): Panel {
    const session = this.#session
    const backToField = (act: () => void) => () => {
      act()
      this.#panel.input.focus()
    }
    const { shown, aria } = this.#shortcuts()
    return new Panel({
      texts: this.#texts.now,
      placeholder: this.#options.placeholder,
      isInline: this.#options.mode === 'inline',
      shortcut: shown,
      ariaShortcuts: aria,
      template: () => this.#host.querySelector<HTMLTemplateElement>(':scope > template[slot=result]'),
      recent: () => this.#recent.list(),
      onType: (query) => {
        this.#prepare()
        session.type(query)
        this.#expand(true)
      },
      onToggle: (facet, value) => session.toggle(facet, value),
      onMore: backToField(() => session.more()),
      onRetry: backToField(() => session.retry()),
      onClose: () => this.close(),
      onForget: backToField(() => {
        this.#recent.clear()
        this.#panel.show(session.view)
      }),
    })
  }

  #opener(): HTMLElement {
    const { shown, aria } = this.#shortcuts()
    const label = element('span', { part: 'button-label' }, this.#options.placeholder ?? this.#texts.now('search'))
    const key = shown !== '' && element('kbd', { part: 'shortcut', 'aria-hidden': 'true' }, shown)
    const content = element('slot', { name: 'button' }, icon('search'), label, key)
    const attributes = { part: 'button', class: 'opener', type: 'button', 'aria-haspopup': 'dialog' }
    const opener = element('button', { ...attributes, 'aria-keyshortcuts': aria || undefined }, content)
    opener.addEventListener('click', () => this.open())
    return opener
  }

  /** The first as it is shown, and all as ARIA writes them; empty for none. */
  #shortcuts(): { readonly shown: string; readonly aria: string } {
    const { shortcuts } = this.#options
    const isApple = isOnApple()
    const shown = shortcuts.slice(0, 1).map((shortcut) => shownShortcut(shortcut, isApple))
    return { shown: shown.join(), aria: shortcuts.map((shortcut) => ariaShortcut(shortcut, isApple)).join(' ') }
  }

  /** What was typed into the form that was there without the script is not lost. */
  #takeOverForm(): void {
    const field = this.#host.querySelector<HTMLInputElement>(':scope > form input:not([type=hidden])')
    if (!field || field.value === '') return
    const hadFocus = field.matches(':focus')
    this.write(field.value)
    field.value = ''
    if (hadFocus) this.open()
    else this.#expand(false)
  }

  /** At the first sign of interest: the engine, the index, and what to say. */
  #prepare(): void {
    this.#session.prepare()
    const { load } = this.#texts
    if (this.#hasWords || load === null) return
    this.#hasWords = true
    load().then(
      (texts) => {
        this.#panel.speak(texts)
        this.#panel.show(this.#session.view)
      },
      () => {
        this.#hasWords = false
      },
    )
  }

  #listen(): void {
    const { signal } = this.#over
    const host = this.#host
    const panel = this.#panel
    for (const sign of ['pointerenter', 'touchstart', 'focusin']) {
      host.addEventListener(sign, () => this.#prepare(), { signal, passive: true })
    }
    const links = new ChosenLinks({
      choiceOf: (option) => panel.choiceOf(option),
      onQuery: (query) => {
        panel.write(query)
        panel.input.focus()
      },
      onResult: (url, position) => {
        const query = this.query.trim()
        this.#recent.add(query)
        return tell(host, 'seekling-select', { url, query, position })
      },
      onLeave: () => this.close(),
    })
    links.listen(panel.list)
    followKeys(panel, {
      close: () => this.#dismiss(),
      expand: () => this.#expand(true),
      isOpen: () => this.#isOpen(),
    })
    if (this.#dialog) this.#closeBeside(this.#dialog)
    else this.#closeWithoutFocus()
    document.addEventListener('keydown', (event) => this.#onShortcut(event), { signal })
    const retry = () => this.#session.view.phase === 'offline' && this.#session.retry()
    window.addEventListener('online', retry, { signal })
  }

  /** A press and a release outside of it: a selection that is dragged out does not close. */
  #closeBeside(dialog: HTMLDialogElement): void {
    let wasBeside = false
    const isBeside = ({ clientX, clientY, target }: MouseEvent) => {
      const { left, right, top, bottom } = dialog.getBoundingClientRect()
      return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom)
    }
    dialog.addEventListener('pointerdown', (event) => {
      wasBeside = isBeside(event)
    })
    dialog.addEventListener('click', (event) => wasBeside && isBeside(event) && this.close())
    dialog.addEventListener('close', () => this.#expand(false))
  }

  #closeWithoutFocus(): void {
    const { signal } = this.#over
    const host = this.#host
    this.#panel.input.addEventListener('focus', () => this.#expand(true))
    const leave = ({ relatedTarget: to }: FocusEvent) => {
      if (!(to instanceof Node && host.contains(to))) this.#expand(false)
    }
    host.addEventListener('focusout', leave, { signal })
  }

  #onShortcut(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat || event.isComposing || isTyping(event)) return
    if (!this.#options.shortcuts.some((shortcut) => isPressed(shortcut, event, isOnApple()))) return
    // One of several boxes may be the one for another width.
    if (this.#dialog?.open || this.#host.getClientRects().length === 0) return
    event.preventDefault()
    this.open()
  }

  /** Escape: closes; with nothing to close, empties the field. */
  #dismiss(): void {
    if (this.#popup?.isOpen === false) this.write('')
    this.close()
  }

  #isOpen(): boolean {
    return this.#dialog?.open ?? this.#popup?.isOpen === true
  }

  #expand(isOpen: boolean): void {
    if (this.#popup) {
      const hasSomething = this.query.trim() !== '' || !this.#panel.isEmpty
      if (isOpen && hasSomething) this.#popup.open()
      else this.#popup.close()
    }
    this.#panel.expand(isOpen)
  }
}

export interface BoxParts {
  readonly lang: string
  readonly folder: string
  readonly options: BoxOptions
}

/** False where a listener prevented what is to come. */
const tell = (host: HTMLElement, type: string, detail: object): boolean =>
  host.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: true }))

/** Where keys write: what is pressed there is meant for that. */
function isTyping(event: Event): boolean {
  const [target] = event.composedPath()
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}
