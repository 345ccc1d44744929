/** The query and every parameter of a search. Reports every change. */
import { el } from '../dom.ts'
import { Panel } from './panel.ts'
import { type Kind, parameters, parameterValue } from './parameters.ts'

export interface Asked {
  readonly q: string
  /** Those that were given. */
  readonly params: Readonly<Record<string, unknown>>
}

export class SearchForm extends Panel {
  readonly #q: HTMLInputElement
  readonly #fields = new Map<string, { kind: Kind; field: HTMLInputElement | HTMLSelectElement }>()

  constructor(changed: () => void) {
    const q = el('input', {
      id: 'pg-q',
      type: 'search',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: 'solris',
    })
    const grid = el('div', { class: 'pg-parameters' })
    super(
      'Search',
      el('p', { class: 'pg-field pg-query' }, el('label', { for: 'pg-q' }, 'Query'), q),
      el('details', { class: 'pg-more' }, el('summary', {}, 'All parameters'), grid),
    )
    this.#q = q
    for (const [name, kind] of Object.entries(parameters)) {
      const field = fieldFor(`pg-param-${name}`, kind)
      this.#fields.set(name, { kind, field })
      grid.append(el('div', { class: 'pg-field' }, el('label', { for: field.id }, name), field))
      field.addEventListener('input', changed)
    }
    q.addEventListener('input', changed)
  }

  asked(): Asked | { readonly error: unknown } {
    try {
      const given = [...this.#fields].map(
        ([name, { kind, field }]) => [name, parameterValue(kind, field.value)] as const,
      )
      return { q: this.#q.value, params: Object.fromEntries(given.filter(([, value]) => value !== undefined)) }
    } catch (error) {
      return { error }
    }
  }
}

function fieldFor(id: string, kind: Kind): HTMLInputElement | HTMLSelectElement {
  if (kind === 'flag' || typeof kind === 'object') {
    const choices = kind === 'flag' ? ['true', 'false'] : kind
    return el(
      'select',
      { id },
      ...['', ...choices].map((value) => el('option', { value }, value === '' ? 'default' : value)),
    )
  }
  const hints = { number: 'number', text: '', list: 'a, b', json: '{ }' }
  return el('input', {
    id,
    type: kind === 'number' ? 'number' : 'text',
    step: 'any',
    placeholder: hints[kind],
    spellcheck: 'false',
  })
}
