/** Where a link to a heading leads, whatever generator wrote it, and of which level it is. */
import type { PageElement } from './tree.ts'
import { walk } from './walk.ts'

/** 1 to 6; 0 for what is no heading. */
export const levelOf = (name: string): number => (/^h[1-6]$/.test(name) ? Number(name[1]) : 0)

/**
 * Where a link to the heading leads: its id, that of an element in it, of an empty one before it,
 * or of the section whose first heading it is. `firstHeadings` keeps those that were looked for.
 */
export function targetOf(heading: PageElement, firstHeadings: Map<PageElement, PageElement | null>): string | null {
  if (heading.attribs.id) return heading.attribs.id
  let inside: string | null = null
  walk(heading, {
    enter: ({ name, attribs }) => {
      inside ??= attribs.id || (name === 'a' ? attribs.name : undefined) || null
      return inside === null
    },
  })
  return inside ?? idBefore(heading) ?? idOfSection(heading, firstHeadings)
}

/** Of an empty element right before the heading. */
function idBefore(heading: PageElement): string | null {
  let at = heading.previous
  while (at?.type === 'text' && at.data.trim() === '') at = at.previous
  if (at?.type !== 'element' || at.first !== null) return null
  return at.attribs.id || (at.name === 'a' ? at.attribs.name : undefined) || null
}

function idOfSection(heading: PageElement, firstHeadings: Map<PageElement, PageElement | null>): string | null {
  for (let at = heading.parent; at.type === 'element'; at = at.parent) {
    if (!isSection(at)) continue
    if (!firstHeadings.has(at)) firstHeadings.set(at, firstHeadingIn(at))
    return firstHeadings.get(at) === heading ? at.attribs.id || null : null
  }
  return null
}

const isSection = ({ name, attribs }: PageElement): boolean =>
  name === 'section' || (name === 'div' && /(^|\s)section(\s|$)/.test(attribs.class ?? ''))

function firstHeadingIn(section: PageElement): PageElement | null {
  let found: PageElement | null = null
  walk(section, {
    enter: (element) => {
      if (levelOf(element.name) > 0) found ??= element
      return found === null
    },
  })
  return found
}
