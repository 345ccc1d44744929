/** Making elements. Law: texts become text nodes and attributes; nothing is ever read as HTML. */
import type { TextPart } from '../index.ts'

type Child = Node | string | false | undefined

/** Attributes that are `false` or undefined are left out, `true` ones are empty. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false))
  return made
}

const drawings = {
  search: 'M21 21l-4.3-4.3M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z',
  clear: 'M18 6 6 18M6 6l12 12',
  page: 'M14 3H6v18h12V7zM14 3v4h4M9 12h6M9 16h6',
  section: 'M5 9h14M5 15h14M10 4 8 20M16 4l-2 16',
  recent: 'M12 7v5l3 2M12 21a9 9 0 1 0-9-9M3 5v5h5',
}

export type Drawing = keyof typeof drawings

/** Decoration: unseen by screen readers, in the colour of the text around it. */
export function icon(drawing: Drawing): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('part', 'icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', drawings[drawing])
  svg.append(path)
  return svg
}

/** A text with its matches in `<mark>`. */
export const marked = (parts: readonly TextPart[]): (Node | string)[] =>
  parts.map(({ text, isMatch }) => (isMatch ? element('mark', { part: 'mark' }, text) : text))
