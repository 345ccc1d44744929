/** The options of the listbox: links to pages and sections, or queries to take up. */
import type { TextPart } from '../index.ts'
import { element, icon, marked } from './dom.ts'
import { type ResultRow, textOf, webAddress } from './results.ts'

/** What an option stands for. */
export type Choice =
  | { readonly type: 'result'; readonly row: ResultRow }
  | { readonly type: 'query'; readonly query: string; readonly isRecent: boolean }

/** `id` is unique in the shadow tree; `template` replaces what a result looks like inside. */
export function optionOf(choice: Choice, id: string, template: HTMLTemplateElement | null): HTMLElement {
  const shared = { id, role: 'option', 'aria-selected': 'false' }
  if (choice.type === 'query') {
    const text = element('span', { part: 'title', dir: 'auto' }, choice.query)
    return element(
      'div',
      { ...shared, part: 'option query', class: 'option' },
      icon(choice.isRecent ? 'recent' : 'search'),
      text,
    )
  }
  const { row } = choice
  const link = element('a', {
    ...shared,
    part: `option ${row.kind}`,
    class: `option ${row.kind}`,
    href: row.url,
    tabindex: -1,
  })
  if (template) link.append(fromTemplate(template, row))
  else link.append(icon(row.kind), textsOf(row))
  return link
}

function textsOf({ title, trail, excerpt }: ResultRow): HTMLElement {
  return element(
    'span',
    { class: 'texts' },
    trail.length > 0 && element('span', { part: 'trail', class: 'trail', dir: 'auto' }, trail.join(' › ')),
    element('span', { part: 'title', class: 'title', dir: 'auto' }, ...marked(title)),
    excerpt.length > 0 && element('span', { part: 'excerpt', class: 'excerpt', dir: 'auto' }, ...marked(excerpt)),
  )
}

/**
 * A copy of the template, in which every element with `data-seekling` shows that field: `title`,
 * `excerpt`, `trail`, `page`, or any of the document by its dot path. An image gets it as its
 * source. Elements whose field is empty are left out.
 */
function fromTemplate(template: HTMLTemplateElement, row: ResultRow): DocumentFragment {
  const copy = document.importNode(template.content, true)
  for (const place of copy.querySelectorAll('[data-seekling]')) {
    const parts = fieldOf(row, place.getAttribute('data-seekling') ?? '')
    const text = parts.map((part) => part.text).join('')
    if (place instanceof HTMLImageElement) {
      const source = webAddress(text, document.baseURI)
      if (source === undefined) place.remove()
      else place.src = source
    } else if (text === '') place.remove()
    else place.replaceChildren(...marked(parts))
  }
  return copy
}

function fieldOf(row: ResultRow, field: string): readonly TextPart[] {
  if (field === 'title' || field === 'excerpt') return row[field]
  const found =
    field === 'trail'
      ? row.trail.join(' › ')
      : field.split('.').reduce<unknown>((value, name) => Object(value)[name], row.document)
  return [{ text: textOf(found), isMatch: false }]
}
