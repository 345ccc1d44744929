/**
 * The panel of filters: buttons with counts for each group, a browser with its version, and a way
 * back. Reports every change.
 */
import type { FacetDistribution } from 'seekling'
import { engines } from './browsers.ts'
import { button, byId, el, setText } from './dom.ts'
import {
  activeGroups,
  type ChoiceGroup,
  choiceGroups,
  type Filters,
  groupFacets,
  noFilters,
  readFilters,
  toggled,
} from './filters.ts'
import { count } from './format.ts'

const titles: Readonly<Record<ChoiceGroup, string>> = { category: 'Category', baseline: 'Baseline', status: 'Status' }

/** Where the name of a choice is not its value. */
const names: Readonly<Record<string, string>> = {
  high: 'Widely available',
  low: 'Newly available',
  limited: 'Limited',
  deprecated: 'Deprecated',
  experimental: 'Experimental',
  standard_track: 'Standard track',
}

const wide = matchMedia('(min-width: 48rem)')

export class FilterPanel {
  readonly #panel = byId<HTMLDetailsElement>('filters')
  readonly #summary = byId('filters-summary')
  readonly #groups = byId('filter-groups')
  readonly #browser = el(
    'select',
    { 'aria-label': 'Browser' },
    el('option', { value: '' }, 'Any browser'),
    ...engines.map(([key, name]) => el('option', { value: key }, name)),
  )
  readonly #version = el('input', {
    type: 'number',
    min: 1,
    step: 'any',
    inputmode: 'decimal',
    'aria-label': 'Version',
  })
  readonly #clear: HTMLButtonElement
  readonly #lists = new Map<ChoiceGroup, HTMLElement>()
  readonly #change: () => void
  #filters = readFilters(new URLSearchParams(location.search))

  constructor(change: () => void) {
    this.#change = change
    this.#clear = button('Clear filters', 'inline', () => this.clear())
    for (const group of choiceGroups) {
      const list = el('div', { class: 'choices', role: 'group', 'aria-label': titles[group] })
      this.#lists.set(group, list)
      this.#groups.append(
        el('div', { class: 'filter-group' }, el('span', { class: 'group-title' }, titles[group]), list),
      )
    }
    const support = el('div', { class: 'choices' }, this.#browser, el('span', {}, '≤'), this.#version)
    this.#groups.append(
      el('div', { class: 'filter-group' }, el('span', { class: 'group-title' }, 'Works in'), support, this.#clear),
    )
    this.#browser.addEventListener('change', () => {
      if (this.#version.value === '' && this.#browser.value !== '') this.#version.value = '120'
      this.#readSupport()
    })
    this.#version.addEventListener('input', () => this.#readSupport())
    const { support: asked } = this.#filters
    this.#browser.value = asked?.browser ?? ''
    if (this.#browser.selectedIndex < 0) this.#filters = { ...this.#filters, support: null }
    this.#version.value = asked === null ? '' : String(asked.version)
    this.#panel.open = wide.matches || activeGroups(this.#filters).length > 0
    this.#sayActive()
  }

  get filters(): Filters {
    return this.#filters
  }

  clear(): void {
    this.#browser.value = ''
    this.#version.value = ''
    this.#set(noFilters)
  }

  /**
   * `counts`: of each facet, what its choices would bring. Null: nothing is known of them, so
   * nothing is offered.
   */
  show(counts: FacetDistribution | null): void {
    this.#panel.hidden = counts === null
    if (counts === null) return
    for (const [group, list] of this.#lists) {
      const found = group === 'status' ? statusCounts(counts) : Object.entries(counts[group] ?? {})
      // A chosen value stays where it can be taken back, even when it brings nothing.
      const missing = this.#filters[group].filter((choice) => !found.some(([value]) => value === choice))
      const ordered = group === 'baseline' ? inOrder(found, ['high', 'low', 'limited']) : found
      this.#fill(list, group, [...ordered, ...missing.map((choice): [string, number] => [choice, 0])])
      const row = list.parentElement
      if (row !== null) row.hidden = list.childElementCount === 0
    }
  }

  /** Buttons are kept and changed, so that the one with the focus keeps it. */
  #fill(list: HTMLElement, group: ChoiceGroup, found: readonly (readonly [string, number])[]): void {
    const known = new Map([...list.children].map((child) => [(child as HTMLElement).dataset.choice, child]))
    const chips = found.map(([choice, hits]) => {
      const chip = (known.get(choice) ?? this.#chip(group, choice)) as HTMLButtonElement
      chip.setAttribute('aria-pressed', String(this.#filters[group].includes(choice)))
      setText(chip.lastElementChild as Element, count(hits))
      return chip
    })
    const isSame = chips.length === list.childElementCount && chips.every((chip, i) => list.children[i] === chip)
    if (isSame) return
    const focused = document.activeElement
    list.replaceChildren(...chips)
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus()
  }

  #chip(group: ChoiceGroup, choice: string): HTMLButtonElement {
    const chip = button('', 'choice', () =>
      this.#set({ ...this.#filters, [group]: toggled(this.#filters[group], choice) }),
    )
    chip.dataset.choice = choice
    chip.append(`${names[choice] ?? choice} `, el('span', { class: 'choice-count' }))
    return chip
  }

  #readSupport(): void {
    const version = this.#version.valueAsNumber
    const browser = this.#browser.value
    const support = browser === '' || !(version > 0) ? null : { browser, version }
    this.#set({ ...this.#filters, support })
  }

  #set(filters: Filters): void {
    this.#filters = filters
    for (const [group, list] of this.#lists)
      for (const chip of list.children)
        chip.setAttribute('aria-pressed', String(filters[group].includes((chip as HTMLElement).dataset.choice ?? '')))
    this.#sayActive()
    this.#change()
  }

  #sayActive(): void {
    const { category, baseline, status, support } = this.#filters
    const active = category.length + baseline.length + status.length + (support === null ? 0 : 1)
    this.#clear.hidden = active === 0
    setText(this.#summary, active === 0 ? 'Filters' : `Filters (${active})`)
  }
}

function statusCounts(counts: FacetDistribution): [string, number][] {
  return groupFacets.status.flatMap((name): [string, number][] => {
    const hits = counts[name]?.true
    return hits === undefined ? [] : [[name, hits]]
  })
}

const inOrder = (found: readonly [string, number][], order: readonly string[]): [string, number][] =>
  [...found].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
