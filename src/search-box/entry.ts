/**
 * The package's `seekling/search-box`, and the one script a page with a search box names: defines
 * `<seekling-search>`. Importing it on a server does nothing.
 *
 *     <script type="module" src="/seekling/search-box.js"></script>
 *     <seekling-search></seekling-search>
 */
import type { JsonObject } from '../index.ts'
import { SeeklingSearch } from './element.ts'

/** A query was answered: the `detail` of `seekling-search`. */
export interface SearchDetail {
  readonly query: string
  /** Those that are shown, the best first, each with `_group`. */
  readonly hits: readonly JsonObject[]
  /** Pages that match. */
  readonly totalPages: number
}

/** A result was chosen: `detail` of `seekling-select`. `preventDefault()` keeps its link shut. */
export interface SelectDetail {
  readonly url: string
  readonly query: string
  /** Among the rows of the list, from 0. */
  readonly position: number
}

declare global {
  interface HTMLElementTagNameMap {
    'seekling-search': SeeklingSearch
  }
  /** Of elements, documents and windows alike: both bubble. */
  interface GlobalEventHandlersEventMap {
    'seekling-search': CustomEvent<SearchDetail>
    'seekling-select': CustomEvent<SelectDetail>
  }
}

// A second copy of the script, as of two versions on one page, leaves the first one alone.
if (globalThis.customElements && !customElements.get('seekling-search')) {
  customElements.define('seekling-search', SeeklingSearch)
}

export { SeeklingSearch }
