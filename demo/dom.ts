/**
 * Builds elements without markup strings: text goes in as text nodes only, so no data can ever
 * become HTML.
 */

type Child = Node | string | false | null | undefined
type Props = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * `el('a', { class: 'x', href }, 'text')`. A prop that is `false` or `undefined` is left out,
 * `true` is set empty.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child): child is Node | string => child !== false && child != null))
  return element
}

export function button(label: string, className: string, onClick: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', class: className }, label)
  element.addEventListener('click', onClick)
  return element
}

/** An element of index.html. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`index.html has no #${id}`)
  return element as T
}

/**
 * Sets text only when it differs, so that a live region does not speak again and no layout is
 * caused for nothing.
 */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
