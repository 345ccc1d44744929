/** `<seekling-search>`, the custom element: its attributes, methods, and its life in the page. */
import { attributeNames, readOptions } from './attributes.ts'
import { Box } from './box.ts'
import { boxSheet } from './styles.ts'

/** The folder of this script: `seekling build` writes both. */
const ownFolder = import.meta.url.replace(/[^/]*$/, '')

// On a server there are no elements; importing this there does no harm.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement

/**
 * The element `<seekling-search>`: a search box for a site. Its attributes stand in
 * docs/guides/search-box.md.
 *
 * @example
 * ```html
 * <script type="module" src="/seekling/search-box.js"></script>
 * <seekling-search></seekling-search>
 * ```
 */
export class SeeklingSearch extends Base {
  /** @internal */
  static readonly observedAttributes: readonly string[] = attributeNames
  #box: Box | undefined
  #isOutdated = false
  #pageLanguage: MutationObserver | undefined

  /** @internal */
  connectedCallback(): void {
    this.#box ??= this.#made()
    this.#pageLanguage ??= new MutationObserver(() => {
      if (this.#box && this.#box.lang !== this.#language()) this.#renew(this.#box)
    })
    this.#pageLanguage.observe(document.documentElement, { attributeFilter: ['lang'] })
  }

  /**
   * @internal A router that moves the box takes it out and puts it back at once: it stays what it
   * was.
   */
  disconnectedCallback(): void {
    // A dialog that is put back open is not a modal one any more.
    this.#box?.close()
    queueMicrotask(() => {
      if (this.isConnected) return
      this.#pageLanguage?.disconnect()
      this.#box?.stop()
      this.#box = undefined
    })
  }

  /** @internal */
  attributeChangedCallback(): void {
    if (!this.#box || this.#isOutdated) return
    this.#isOutdated = true
    queueMicrotask(() => {
      this.#isOutdated = false
      if (this.#box) this.#renew(this.#box)
    })
  }

  /**
   * Opens the dialog, or goes to the inline field and opens what is below it.
   *
   * @example
   * ```ts
   * import 'seekling/search-box'
   *
   * document.querySelector('seekling-search')?.open()
   * ```
   */
  open(): void {
    if (!this.isConnected) return
    this.#box ??= this.#made()
    // Something around the box may have been given another language.
    const box = this.#box.lang === this.#language() ? this.#box : this.#renew(this.#box)
    box.open()
  }

  /**
   * Closes the dialog, or what is below the inline field.
   *
   * @example
   * ```ts
   * import 'seekling/search-box'
   *
   * document.querySelector('seekling-search')?.close()
   * ```
   */
  close(): void {
    this.#box?.close()
  }

  /**
   * Takes over a newer build of the site now, where there is one; what is shown is then searched
   * anew. Without it boxes look for one when they are opened after five minutes. Rejects as
   * `attachSnapshot` does.
   *
   * @example
   * ```ts
   * import 'seekling/search-box'
   *
   * await document.querySelector('seekling-search')?.refresh()
   * ```
   */
  async refresh(): Promise<void> {
    await this.#box?.renew()
  }

  #renew(box: Box): Box {
    box.close()
    box.stop()
    const renewed = (this.#box = this.#made())
    if (box.query !== '') renewed.write(box.query)
    renewed.close()
    return renewed
  }

  #made(): Box {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    root.adoptedStyleSheets = [boxSheet()]
    const options = readOptions((name) => this.getAttribute(name), complain)
    return new Box(this, root, { lang: this.#language(), folder: folderOf(options.index), options })
  }

  #language(): string {
    return this.closest<HTMLElement>('[lang]:not([lang=""])')?.lang || document.documentElement.lang || 'en'
  }
}

/** Ends in a slash. An address that is none is said, and the script's own folder taken. */
function folderOf(index: string | null): string {
  if (index === null) return ownFolder
  try {
    const { href } = new URL(index, document.baseURI)
    return href.endsWith('/') ? href : `${href}/`
  } catch {
    complain(`<seekling-search>: the attribute index="${index}" must be a folder's URL. The default is used instead.`)
    return ownFolder
  }
}

/** One sentence is said once, however many boxes deserve it. */
const complaints = new Set<string>()

function complain(sentence: string): void {
  if (complaints.has(sentence)) return
  complaints.add(sentence)
  console.warn(sentence)
}
