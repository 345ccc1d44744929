/** The form beside the products: values with their counts, a range of prices, stars, stock. */
import type { FacetDistribution, FacetStats } from 'seekling'
import { button, byId, el, setText } from '../dom.ts'
import { count } from '../format.ts'
import { type Choices, type FacetName, facetNames, noChoices, toggled } from './choices.ts'

const titles: Readonly<Record<FacetName, string>> = {
  kind: 'Kind',
  colour: 'Colour',
  material: 'Material',
  maker: 'Maker',
}
const mostValues = 8

export class Facets {
  readonly #changed: (choices: Choices) => void
  readonly #lists = new Map<FacetName, HTMLElement>()
  readonly #from = el('input', { type: 'number', min: 0, inputmode: 'numeric', id: 'shop-from' })
  readonly #to = el('input', { type: 'number', min: 0, inputmode: 'numeric', id: 'shop-to' })
  readonly #stars = el(
    'select',
    { id: 'shop-stars' },
    ...[0, 3, 4, 4.5].map((stars) => el('option', { value: stars }, stars === 0 ? 'Any' : `${stars} and more`)),
  )
  readonly #stock = el('input', { type: 'checkbox', id: 'shop-stock' })
  #choices = noChoices

  constructor(changed: (choices: Choices) => void) {
    this.#changed = changed
    const form = byId<HTMLFormElement>('shop-facets')
    for (const name of facetNames) {
      const list = el('div', { class: 'shop-values' })
      this.#lists.set(name, list)
      form.append(el('fieldset', {}, el('legend', {}, titles[name]), list))
    }
    form.append(
      el(
        'fieldset',
        {},
        el('legend', {}, 'Price'),
        el(
          'div',
          { class: 'shop-range' },
          el('label', { for: 'shop-from' }, 'from'),
          this.#from,
          el('label', { for: 'shop-to' }, 'to'),
          this.#to,
        ),
      ),
      el('p', { class: 'shop-line' }, el('label', { for: 'shop-stars' }, 'Stars'), this.#stars),
      el('p', { class: 'shop-line' }, this.#stock, el('label', { for: 'shop-stock' }, 'In stock only')),
      button('Clear all', '', () => this.#clear(form)),
    )
    form.addEventListener('input', () => this.#read())
    form.addEventListener('submit', (event) => event.preventDefault())
  }

  /** `stats` of the price are the hints in its fields. */
  show(counts: FacetDistribution, stats: FacetStats): void {
    for (const [name, list] of this.#lists) {
      const chosen = this.#choices.facets[name]
      const found = Object.entries(counts[name] ?? {}).sort((a, b) => b[1] - a[1])
      const values = new Map([
        ...chosen.map((value): [string, number] => [value, 0]),
        ...found.slice(0, mostValues),
        ...found.filter(([value]) => chosen.includes(value)),
      ])
      this.#fill(list, name, values)
    }
    const { min, max } = stats.price ?? {}
    this.#from.placeholder = min === undefined ? '' : String(min)
    this.#to.placeholder = max === undefined ? '' : String(max)
  }

  /** Boxes are kept and changed, so that the one with the focus keeps it. */
  #fill(list: HTMLElement, name: FacetName, values: ReadonlyMap<string, number>): void {
    const known = new Map(
      [...list.children].map((child) => [(child as HTMLElement).dataset.value, child as HTMLElement]),
    )
    const rows = [...values].map(([value, hits]) => {
      const row = known.get(value) ?? this.#row(name, value)
      const box = row.querySelector('input')
      if (box !== null) box.checked = this.#choices.facets[name].includes(value)
      setText(row.querySelector('.shop-count') as Element, count(hits))
      return row
    })
    if (rows.length === list.childElementCount && rows.every((row, i) => list.children[i] === row)) return
    const focused = document.activeElement
    list.replaceChildren(...rows)
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus()
  }

  #row(name: FacetName, value: string): HTMLElement {
    const box = el('input', { type: 'checkbox' })
    box.addEventListener('change', () => {
      this.#choices = toggled(this.#choices, name, value)
      this.#changed(this.#choices)
    })
    return el(
      'label',
      { class: 'shop-value', 'data-value': value },
      box,
      el('span', {}, value),
      el('span', { class: 'shop-count' }),
    )
  }

  #read(): void {
    const number = (field: HTMLInputElement) => (field.value === '' ? null : Math.max(0, Number(field.value)))
    const price = { from: number(this.#from), to: number(this.#to) }
    this.#choices = { ...this.#choices, price, fewestStars: Number(this.#stars.value), inStock: this.#stock.checked }
    this.#changed(this.#choices)
  }

  #clear(form: HTMLFormElement): void {
    form.reset()
    this.#choices = noChoices
    this.#changed(noChoices)
  }
}
