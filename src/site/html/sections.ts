/**
 * Cuts the content of a page into sections: each begins at a heading that can be linked to, or at
 * an element with an id and a title attribute, which ends where that element does. Law: every text
 * of the content is in one section, in the order of the page.
 */
import { levelOf, targetOf } from './heading-target.ts'
import { hasMarks, markOf } from './marks.ts'
import type { Matches } from './page-facts.ts'
import type { PageElement, ParentNode } from './tree.ts'
import { collapsed, textOf, walk } from './walk.ts'

export interface Section {
  /** The id to link to; null for what stands before the first heading. */
  readonly anchor: string | null
  readonly heading: string
  readonly hierarchy: readonly string[]
  readonly text: string
  readonly weighty: string
  readonly minor: string
  /** Where the section begins in the page's source. */
  readonly place: number
}

export interface PageSections {
  /** The first is what stands before the first heading, perhaps without text. */
  readonly sections: readonly Section[]
  /** Headings below the title that have no id. */
  readonly headingsWithoutId: number
  /** Marks of weight that are no number, by their place in the source. */
  readonly badWeights: readonly { readonly value: string; readonly place: number }[]
}

export interface SectionOptions {
  /** Left out beside what always is. */
  readonly ignored: Matches | null
  /** The page's first `<h1>`: it is what the page is called, and begins no section. */
  readonly topHeading: PageElement | null
  /** Not said again in the text. */
  readonly title: string
}

/** Elements that are around a page's content, or nothing to read. */
const leftOut: ReadonlySet<string> = new Set([
  ...['nav', 'header', 'footer', 'aside', 'script', 'style', 'form', 'template', 'noscript', 'title'],
  ...['svg', 'iframe', 'object', 'canvas', 'video', 'audio', 'button', 'select', 'textarea', 'dialog', 'head'],
  ...['annotation', 'annotation-xml'],
])

/** Elements that words do not go on across. */
const blocks: ReadonlySet<string> = new Set([
  ...['address', 'article', 'blockquote', 'body', 'caption', 'dd', 'details', 'div', 'dl', 'dt', 'fieldset'],
  ...['figcaption', 'figure', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hgroup', 'hr', 'legend', 'li', 'main', 'menu'],
  ...['ol', 'option', 'p', 'pre', 'section', 'summary', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul'],
])

/** Numbers beside lines of code, as highlighters write them. */
const lineNumbers = /(^|\s)(linenos|lineno|line-numbers|line-numbers-wrapper|lnt|linenodiv)(\s|$)/

/** Between blocks, until white space is collapsed. A private character: no text needs it. */
const blockEnd = '\ue000'

const hasWord = /[\p{L}\p{N}]/u

const levelOfTitled = 7

interface OpenSection {
  readonly anchor: string | null
  readonly heading: string
  readonly level: number
  readonly hierarchy: readonly string[]
  readonly place: number
  readonly text: string[]
  readonly weighty: string[]
  readonly minor: string[]
}

/** A heading whose end has not come: what is in anchors is kept apart. */
interface OpenHeading {
  readonly element: PageElement
  readonly parts: string[]
  readonly linkParts: string[]
  linkDepth: number
}

export function sectionsOf(roots: readonly ParentNode[], options: SectionOptions): PageSections {
  const reader = new SectionReader(roots, options)
  for (const root of roots) walk(root, reader)
  return reader.finish()
}

class SectionReader {
  /** Chosen, so never left out for what they are: a page may lie in a form, or in a hidden body. */
  readonly #roots: ReadonlySet<ParentNode>
  readonly #options: SectionOptions
  readonly #sections: OpenSection[] = []
  #current = this.#open(null, '', 0, 0)
  /** Headings above, outermost first. */
  #above: { readonly level: number; readonly heading: string }[] = []
  /** Titled elements that are open, and the sections to go on with. */
  readonly #titled: { readonly element: PageElement; readonly before: OpenSection }[] = []
  readonly #weights: { readonly element: PageElement; readonly weight: number }[] = []
  #heading: OpenHeading | null = null
  /** By section. */
  readonly #firstHeadings = new Map<PageElement, PageElement | null>()
  #headingsWithoutId = 0
  readonly #badWeights: { value: string; place: number }[] = []

  constructor(roots: readonly ParentNode[], options: SectionOptions) {
    this.#roots = new Set(roots)
    this.#options = options
  }

  enter(element: PageElement): boolean {
    if (!this.#roots.has(element) && this.#isLeftOut(element)) return false
    const { name, attribs } = element
    if (hasMarks(element)) this.#readMarks(element)
    if (this.#heading !== null) {
      if (isAnchorLink(element)) this.#heading.linkDepth++
      if (name === 'br') this.text(' ')
      return true
    }
    if (levelOf(name) > 0) {
      this.#heading = { element, parts: [], linkParts: [], linkDepth: 0 }
      return true
    }
    if (attribs.id && attribs.title?.trim()) this.#enterTitled(element)
    if (blocks.has(name)) this.text(blockEnd)
    else if (name === 'br') this.text(' ')
    return true
  }

  leave(element: PageElement): void {
    const { name } = element
    const heading = this.#heading
    if (heading !== null) {
      if (heading.element === element) this.#leaveHeading(heading)
      else if (isAnchorLink(element)) heading.linkDepth--
    } else if (blocks.has(name)) this.text(blockEnd)
    if (this.#weights.at(-1)?.element === element) this.#weights.pop()
    if (this.#titled.at(-1)?.element === element) {
      this.#current = this.#titled.pop()?.before ?? this.#current
      this.text(blockEnd)
    }
  }

  text(data: string): void {
    const heading = this.#heading
    if (heading !== null) {
      ;(heading.linkDepth > 0 ? heading.linkParts : heading.parts).push(data)
      return
    }
    const weight = this.#weights.at(-1)?.weight ?? 1
    if (weight < 1) this.#current.minor.push(data)
    else this.#current.text.push(data)
    if (weight > 1) this.#current.weighty.push(data)
  }

  finish(): PageSections {
    const sections = this.#sections.map(({ text, weighty, minor, anchor, heading, hierarchy, place }) => ({
      ...{ anchor, heading, hierarchy, place },
      text: joined(text),
      weighty: joined(weighty),
      minor: joined(minor),
    }))
    return { sections, headingsWithoutId: this.#headingsWithoutId, badWeights: this.#badWeights }
  }

  #isLeftOut(element: PageElement): boolean {
    const { name, attribs } = element
    if (leftOut.has(name) || attribs['aria-hidden'] === 'true') return true
    if (attribs.hidden !== undefined && attribs.hidden !== 'until-found') return true
    if (attribs.class !== undefined && lineNumbers.test(attribs.class)) return true
    if (markOf(element, 'ignore') !== undefined) return true
    // To copy the address by: a link to the section it stands at the start of, or a mere sign.
    const { anchor, text } = this.#current
    if (name === 'a' && attribs.href?.startsWith('#') && this.#heading === null) {
      const isFirst = text.every((part) => part.trim() === '' || part === blockEnd)
      if ((isFirst && anchor !== null && attribs.href === `#${anchor}`) || !hasWord.test(textOf(element))) return true
    }
    return this.#options.ignored?.(element) ?? false
  }

  #readMarks(element: PageElement): void {
    const weight = markOf(element, 'weight')
    if (weight !== undefined) {
      const number = Number(weight.trim() || Number.NaN)
      if (number >= 0) this.#weights.push({ element, weight: number })
      else this.#badWeights.push({ value: weight, place: element.place })
    }
    for (const name of (markOf(element, 'index-attrs') ?? '').split(',')) {
      const value = element.attribs[name.trim().toLowerCase()]
      if (value) this.text(`${blockEnd}${value}${blockEnd}`)
    }
  }

  #enterTitled(element: PageElement): void {
    this.text(blockEnd)
    const before = this.#current
    const hierarchy = this.#above.map(({ heading }) => heading)
    const { id, title } = element.attribs
    this.#current = this.#open(id, collapsed(title), levelOfTitled, element.place, hierarchy)
    this.#titled.push({ element, before })
  }

  #leaveHeading({ element, parts, linkParts }: OpenHeading): void {
    this.#heading = null
    const heading = collapsed(parts.join('')) || collapsed(linkParts.join(''))
    if (element === this.#options.topHeading) {
      if (heading !== this.#options.title) this.text(`${blockEnd}${heading}${blockEnd}`)
      return
    }
    const anchor = targetOf(element, this.#firstHeadings)
    if (anchor === null || heading === '') {
      if (heading !== '') this.#headingsWithoutId++
      this.text(`${blockEnd}${heading}${blockEnd}`)
      return
    }
    const level = levelOf(element.name)
    this.#above = this.#above.filter((above) => above.level < level)
    const hierarchy = this.#above.map((above) => above.heading)
    this.#current = this.#open(anchor, heading, level, element.place, hierarchy)
    this.#above.push({ level, heading })
  }

  #open(
    anchor: string | null,
    heading: string,
    level: number,
    place: number,
    hierarchy: readonly string[] = [],
  ): OpenSection {
    const section = { anchor, heading, level, place, hierarchy, text: [], weighty: [], minor: [] }
    this.#sections.push(section)
    return section
  }
}

/** What anchors beside headings are called by generators. */
const anchorClass = /(^|[\s_-])(anchor|permalink|headerlink|hash-link|self-link)/i

/** A link to copy the address by: a sign, or named as one. A heading may also link to itself. */
const isAnchorLink = (element: PageElement): boolean =>
  element.name === 'a' &&
  element.attribs.href?.startsWith('#') === true &&
  (anchorClass.test(element.attribs.class ?? '') || !hasWord.test(textOf(element)))

function joined(parts: readonly string[]): string {
  return parts
    .join('')
    .replace(/[^\S\ue000]+/g, ' ')
    .replace(/ ?\ue000[ \ue000]*/g, '\n')
    .trim()
}
