/**
 * Attributes by which pages speak to a search: `data-seekling-...`, and the same after
 * `data-pagefind-`, so that a site moves by a change of its command. Where both are, ours counts.
 *
 *   body                 this is the content
 *   ignore               not this
 *   title                this element's text is the page's title
 *   meta="a, b[src]"     the element's text, or its attribute, is shown with hits: see specOf
 *   default-meta         the same, where nothing else says it
 *   filter, sort         the same, to filter and to sort by
 *   weight="2"           above 1: counts more; below 1: counts little
 *   index-attrs="a, b"   the values of these attributes are text
 */
import type { PageElement } from './tree.ts'

export type MarkName =
  | 'body'
  | 'ignore'
  | 'title'
  | 'meta'
  | 'default-meta'
  | 'filter'
  | 'sort'
  | 'weight'
  | 'index-attrs'

/** The attribute's value, empty where it has none; undefined without the attribute. */
export function markOf({ attribs }: PageElement, name: MarkName): string | undefined {
  return attribs[`data-seekling-${name}`] ?? attribs[`data-pagefind-${name}`]
}

/** Whether there is any mark: most elements have none, and are not asked nine times. */
export function hasMarks({ attribs }: PageElement): boolean {
  for (const name in attribs) if (name.startsWith('data-seekling-') || name.startsWith('data-pagefind-')) return true
  return false
}

export interface NamedValue {
  readonly name: string
  readonly value: string
}

/**
 * What `author`, `image[src]`, `kind:guide` or several of them between commas mean on an element. A
 * value behind a colon goes to the end: it may have commas. `text` gives the element's text when it
 * is asked for.
 */
export function namedValues(spec: string, { attribs }: PageElement, text: () => string): NamedValue[] {
  const found: NamedValue[] = []
  let rest = spec
  while (rest.trim() !== '') {
    const end = rest.search(/[,:]/)
    const name = (end < 0 ? rest : rest.slice(0, end)).trim()
    if (end >= 0 && rest[end] === ':') {
      found.push({ name, value: rest.slice(end + 1).trim() })
      break
    }
    const [, key = name, attribute] = /^(.*?)\[([^\]]+)\]$/.exec(name) ?? []
    const value = attribute === undefined ? text() : attribs[attribute.trim().toLowerCase()]
    if (value !== undefined) found.push({ name: key.trim(), value: value.trim() })
    rest = end < 0 ? '' : rest.slice(end + 1)
  }
  return found.filter(({ name, value }) => name !== '' && value !== '')
}
