/**
 * What a page says of itself, gathered in one walk over all of it: language, title, where its
 * content is, what to show with hits and to filter by, and whether it is to be found at all.
 */
import { hasMarks, markOf, namedValues } from './marks.ts'
import type { PageElement, PageRoot, ParentNode } from './tree.ts'
import { isInside, textOf, walk } from './walk.ts'

export interface PageFacts {
  readonly lang: string
  /** By a mark; empty where there is none, as those below. */
  readonly markedTitle: string
  /** The first `<h1>` of the content. */
  readonly topHeading: PageElement | null
  /** The first `<h1>` around it: the page's, or the site's. */
  readonly outerHeading: PageElement | null
  readonly titleTag: string
  /** Content of `<meta>` by name or property, lower case; the first of each. */
  readonly metas: ReadonlyMap<string, string>
  readonly isRedirect: boolean
  /** Values of marks, by name. */
  readonly shown: ReadonlyMap<string, string>
  readonly filters: ReadonlyMap<string, readonly string[]>
  readonly sorts: ReadonlyMap<string, string>
  readonly hasBodyMark: boolean
  /** The elements that hold the content, none inside another. */
  readonly roots: readonly ParentNode[]
}

/** Finds out whether an element is what a selector of the options means. */
export type Matches = (element: PageElement) => boolean

/** `content`: what the options say the content is; null for the rules of the page. */
export function factsOf(document: PageRoot, content: Matches | null): PageFacts {
  const facts = new FactReader(content)
  walk(document, { enter: (element) => facts.enter(element) })
  return facts.finish(document)
}

const outermost = (elements: readonly PageElement[]): PageElement[] => {
  const all = new Set<ParentNode>(elements)
  return elements.filter((element) => !isInside(element, all))
}

class FactReader {
  readonly #content: Matches | null
  #lang: string | undefined
  #titleTag = ''
  #markedTitle = ''
  #isRedirect = false
  readonly #metas = new Map<string, string>()
  readonly #shown = new Map<string, string>()
  readonly #shownByDefault = new Map<string, string>()
  readonly #filters = new Map<string, string[]>()
  readonly #sorts = new Map<string, string>()
  readonly #chosen: PageElement[] = []
  readonly #ours: PageElement[] = []
  readonly #pagefinds: PageElement[] = []
  readonly #mains: PageElement[] = []
  readonly #articles: PageElement[] = []
  readonly #headings: PageElement[] = []
  #body: PageElement | null = null

  constructor(content: Matches | null) {
    this.#content = content
  }

  enter(element: PageElement): boolean {
    const { name, attribs } = element
    if (name === 'template' || name === 'svg' || name === 'math' || name === 'script' || name === 'style') return false
    if (this.#content?.(element)) this.#chosen.push(element)
    if (name === 'html') this.#lang ??= attribs.lang ?? attribs['xml:lang']
    else if (name === 'title') this.#titleTag ||= textOf(element)
    else if (name === 'meta') this.#readMeta(element)
    else if (name === 'body') this.#body ??= element
    else if (name === 'h1') this.#headings.push(element)
    else if (name === 'article' && attribs.hidden === undefined) this.#articles.push(element)
    if ((name === 'main' || attribs.role === 'main') && attribs.hidden === undefined) this.#mains.push(element)
    return hasMarks(element) ? this.#readMarks(element) : true
  }

  #readMeta({ attribs }: PageElement): void {
    const { content = '' } = attribs
    const name = (attribs.name ?? attribs.property ?? '').toLowerCase()
    if (name !== '' && !this.#metas.has(name)) this.#metas.set(name, content.trim())
    if (attribs['http-equiv']?.toLowerCase() === 'refresh' && /^\s*\d+(\.\d*)?\s*[;,]\s*url\s*=/i.test(content))
      this.#isRedirect = true
  }

  #readMarks(element: PageElement): boolean {
    if (markOf(element, 'ignore') === 'all') return false
    if (element.attribs['data-seekling-body'] !== undefined) this.#ours.push(element)
    if (element.attribs['data-pagefind-body'] !== undefined) this.#pagefinds.push(element)
    const text = (): string => textOf(element)
    const values = (mark: 'meta' | 'default-meta' | 'filter' | 'sort') =>
      namedValues(markOf(element, mark) ?? '', element, text)
    if (markOf(element, 'title') !== undefined) this.#markedTitle ||= text()
    for (const { name, value } of values('meta')) {
      if (name === 'title') this.#markedTitle ||= value
      else if (!this.#shown.has(name)) this.#shown.set(name, value)
    }
    for (const { name, value } of values('default-meta'))
      if (!this.#shownByDefault.has(name)) this.#shownByDefault.set(name, value)
    for (const { name, value } of values('filter')) {
      const known = this.#filters.get(name) ?? []
      if (!known.includes(value)) this.#filters.set(name, [...known, value])
    }
    for (const { name, value } of values('sort')) if (!this.#sorts.has(name)) this.#sorts.set(name, value)
    return true
  }

  finish(document: PageRoot): PageFacts {
    const choices = [this.#chosen, this.#ours, this.#pagefinds, this.#mains, this.#articles]
    const found = choices.find((elements) => elements.length > 0) ?? []
    const roots = found.length > 0 ? outermost(found) : [this.#body ?? document]
    const holders = new Set(roots)
    const topHeading = this.#headings.find((heading) => isInside(heading, holders)) ?? null
    return {
      lang: (this.#lang ?? '').trim(),
      markedTitle: this.#markedTitle,
      topHeading,
      outerHeading: topHeading === null ? (this.#headings[0] ?? null) : null,
      titleTag: this.#titleTag,
      metas: this.#metas,
      isRedirect: this.#isRedirect,
      shown: new Map([...this.#shownByDefault, ...this.#shown]),
      filters: this.#filters,
      sorts: this.#sorts,
      hasBodyMark: this.#ours.length > 0 || this.#pagefinds.length > 0,
      roots,
    }
  }
}
