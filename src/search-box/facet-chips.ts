/** Values to filter by, a group of toggle buttons for each filter. */
import type { FacetDistribution } from '../index.ts'
import type { Chosen } from './ask.ts'
import { element } from './dom.ts'

/** Values of a filter beside those that are chosen. */
const mostValues = 12

export class FacetChips {
  readonly element = element('div', { part: 'facets', class: 'facets', hidden: true })
  readonly #onToggle: (facet: string, value: string) => void
  #shown = ''

  constructor(onToggle: (facet: string, value: string) => void) {
    this.#onToggle = onToggle
  }

  show(facets: FacetDistribution, chosen: Chosen): void {
    const groups = Object.entries(facets).flatMap(([facet, counts]) => {
      const values = chipsOf(counts, chosen[facet] ?? [])
      return values.length === 0 ? [] : [{ facet, values }]
    })
    const text = JSON.stringify(groups)
    if (text === this.#shown) return
    this.#shown = text
    const focused = this.#focusedChip()
    this.element.replaceChildren(...groups.map(({ facet, values }) => this.#group(facet, values)))
    this.element.hidden = groups.length === 0
    if (focused)
      this.#chips()
        .find((chip) => nameOf(chip) === focused)
        ?.focus()
  }

  #group(facet: string, values: readonly Chip[]): HTMLElement {
    const label = element('span', { part: 'facet-label', class: 'facet-label' }, facet)
    const chips = values.map(({ value, count, isChosen }) => {
      const part = isChosen ? 'chip chosen' : 'chip'
      const chip = element(
        'button',
        {
          type: 'button',
          part,
          class: 'chip',
          'aria-pressed': String(isChosen),
          'data-facet': facet,
          'data-value': value,
        },
        value,
        element('span', {}, String(count)),
      )
      chip.addEventListener('click', () => this.#onToggle(facet, value))
      return chip
    })
    return element('div', { part: 'facet', class: 'facet', role: 'group', 'aria-label': facet }, label, ...chips)
  }

  #chips(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('.chip')]
  }

  #focusedChip(): string | undefined {
    const focused = this.#chips().find((chip) => chip.matches(':focus'))
    return focused && nameOf(focused)
  }
}

interface Chip {
  readonly value: string
  readonly count: number
  readonly isChosen: boolean
}

/** The chosen ones too when nothing has them any more, or nobody could unchoose them. */
export function chipsOf(counts: Readonly<Record<string, number>>, chosen: readonly string[]): Chip[] {
  const missing = chosen.filter((value) => !Object.hasOwn(counts, value)).map((value) => [value, 0] as const)
  const chips = [...Object.entries(counts), ...missing].map(([value, count]) => ({
    value,
    count,
    isChosen: chosen.includes(value),
  }))
  const others = chips.filter(({ isChosen }) => !isChosen).sort((a, b) => b.count - a.count)
  const shown = new Set([...chips.filter(({ isChosen }) => isChosen), ...others.slice(0, mostValues)])
  // In the order of the index, so that a chip does not run away from who clicks it.
  return chips.filter((chip) => shown.has(chip))
}

const nameOf = ({ dataset: { facet, value } }: HTMLElement): string => JSON.stringify([facet, value])
