/**
 * Reads a page: from its HTML to the documents of its sections. Pure: equal text, path and options
 * give equal documents, so what was read once can be kept.
 */
import {
  countWords,
  type FilterValue,
  leftOutPage,
  nameOf,
  ownAttributes,
  type PageMeta,
  type PageWithDocuments,
  type ReadPage,
  type SectionDocument,
  sortedTexts,
  textParts,
} from '../document.ts'
import { documentId } from '../ids.ts'
import { anchorOf } from '../urls.ts'
import { lineAt } from '../warnings.ts'
import { factsOf, type Matches, type PageFacts } from './page-facts.ts'
import { type PageSections, type Section, sectionsOf } from './sections.ts'
import { type PageElement, parsePage } from './tree.ts'

export interface HtmlSource {
  readonly html: string
  /** Its URL. */
  readonly page: string
  /** Whether places in the text are those of the file: false for HTML that was made of Markdown. */
  readonly hasLines: boolean
  /** What a file says beside its HTML, in front matter: it counts more than what the HTML says. */
  readonly said?: SaidOfPage
}

export interface SaidOfPage {
  readonly title?: string
  readonly lang?: string
  readonly meta: PageMeta
  readonly filters: Readonly<Record<string, FilterValue>>
}

/** Selectors of the options, ready to be asked; null where there is none. */
export interface HtmlOptions {
  readonly content: Matches | null
  readonly ignored: Matches | null
}

export function readHtml(source: HtmlSource, options: HtmlOptions): PageWithDocuments {
  const document = parsePage(source.html)
  const facts = factsOf(document, options.content)
  const skipped = reasonToSkip(facts)
  if (skipped !== undefined) return { page: { ...leftOutPage, skipped }, documents: '' }

  const roots = facts.roots.filter((root) => root.type === 'root' || !options.ignored?.(root))
  if (roots.length === 0) return { page: { ...leftOutPage, skipped: 'ignored' }, documents: '' }

  const ownTitle = source.said?.title || titleOf(facts)
  const title = ownTitle || titleOfUrl(source.page)
  const found = sectionsOf(roots, { ignored: options.ignored, topHeading: facts.topHeading, title })
  const lines = new Warnings(source)
  noteFaults(found, facts, ownTitle, lines)
  if (found.sections.every(isEmpty)) {
    lines.add(0, 'It has no text to search. If a script fills it, render it when the site is built.')
    return { page: { ...leftOutPage, skipped: 'empty', warnings: lines.all }, documents: '' }
  }
  return written(source, facts, title, found, lines)
}

const isEmpty = ({ text, minor, heading }: Section): boolean => text === '' && minor === '' && heading === ''

/** Empty for a page that has none. */
function titleOf({ markedTitle, topHeading, outerHeading, metas, titleTag }: PageFacts): string {
  const outer = textOfHeading(outerHeading)
  // Else it is what the site is called, which stands at the end of each <title>.
  const isPages = titleTag === '' || titleTag.startsWith(outer)
  const graph = metas.get('og:title')
  return (
    markedTitle ||
    textOfHeading(topHeading) ||
    (isPages ? outer : '') ||
    withoutSite(graph || titleTag, [metas.get('og:site_name'), outer])
  )
}

/** `Install - Handbook` on a site called Handbook is called `Install`. */
function withoutSite(title: string, names: readonly (string | undefined)[]): string {
  for (const name of names) {
    if (!name || !title.endsWith(name)) continue
    const own = title.slice(0, -name.length).replace(/\s*[-|–—·:»]\s*$/, '')
    if (own !== '' && own.length < title.length - name.length) return own.trim()
  }
  return title
}

/** Without a link to itself, as sections have their headings. */
function textOfHeading(heading: PageElement | null): string {
  if (heading === null) return ''
  const { sections } = sectionsOf([heading], { ignored: null, topHeading: null, title: '' })
  return sections.map((section) => section.heading || section.text).join('')
}

/** The last part of the address: a page has to be called something. */
function titleOfUrl(url: string): string {
  const name = url.split(/[/#?]/).filter(Boolean).at(-1) ?? ''
  return name.replace(/\.\w+$/, '').replaceAll('%20', ' ')
}

/** The page of an error is called `404`: that is seen by its path. */
function reasonToSkip({ metas, isRedirect }: PageFacts): ReadPage['skipped'] {
  if (isRedirect) return 'redirect'
  const robots = `${metas.get('robots') ?? ''},${metas.get('seekling') ?? ''}`.toLowerCase().split(/[\s,]+/)
  return robots.includes('noindex') || robots.includes('none') ? 'noindex' : undefined
}

function noteFaults(found: PageSections, facts: PageFacts, title: string, lines: Warnings): void {
  if (title === '') lines.add(0, 'It has no title, and is called as its file is: give it a <title> or a <h1>.')
  for (const { value, place } of found.badWeights)
    lines.add(place, `A weight is a number from 0 on, not "${value.slice(0, 50)}"; it was taken for 1.`)
  if (found.headingsWithoutId > 0 && found.sections.length === 1)
    lines.add(0, 'None of its headings has an id, so hits lead to its top: let the generator give headings ids.')
  if ([facts.filters, facts.sorts, facts.shown].some((values) => values.has(noName)))
    lines.add(0, `"${noName}" is what JavaScript calls something else, so it was left out: give it another name.`)
  for (const name of [...facts.filters.keys(), ...facts.sorts.keys()]) {
    if (ownAttributes.has(attributeName(name)))
      lines.add(0, `"${name}" is what Seekling calls something else, so it is no filter: give it another name.`)
  }
}

/** As a key it would change what the object is. */
const noName = '__proto__'

/** A dot would make it a part of an object. */
const attributeName = (name: string): string => name.replaceAll('.', '_')

function written(
  source: HtmlSource,
  facts: PageFacts,
  title: string,
  found: PageSections,
  lines: Warnings,
): PageWithDocuments {
  const { page: url, said } = source
  const filters = filtersOf(facts, said)
  const sorts = sortsOf(facts)
  const lang = said?.lang ?? facts.lang
  const { description, ...meta } = metaOf(facts, said)
  const shared = { ...(lang === '' ? {} : { lang }), ...filters, ...sorts }
  const seen = new Map<string, number>()
  const documents: SectionDocument[] = []
  for (const section of found.sections) {
    const anchor = section.anchor === null ? '' : anchorOf(section.anchor)
    if (seen.has(anchor) && anchor !== '')
      lines.add(section.place, `The id "${section.anchor}" is there twice, so links to it lead to the first.`)
    const own = anchor === '' && description ? { ...meta, description } : meta
    for (const text of textParts(section.text)) {
      const count = (seen.get(anchor) ?? 0) + 1
      seen.set(anchor, count)
      documents.push({
        // No URL has two of these signs.
        id: documentId(url + anchor + (count === 1 ? '' : `#${count}`)),
        url: url + anchor,
        page: url,
        title,
        section: section.heading,
        name: nameOf(title, section.heading),
        hierarchy: section.hierarchy,
        text,
        ...(section.weighty === '' ? {} : { weighty: section.weighty }),
        ...(section.minor === '' ? {} : { minor: section.minor }),
        ...shared,
        ...(Object.keys(own).length === 0 ? {} : { meta: own }),
      })
    }
  }
  const page: ReadPage = {
    url,
    lang: lang.toLowerCase(),
    words: documents.reduce((sum, { section, text, minor = '' }) => sum + countWords(`${section} ${text} ${minor}`), 0),
    sections: documents.length,
    hasBodyMark: facts.hasBodyMark,
    filters,
    sorts: sortedTexts(Object.keys(sorts)),
    warnings: lines.all,
  }
  return { page, documents: documents.map((document) => `${JSON.stringify(document)}\n`).join('') }
}

function filtersOf(facts: PageFacts, said: SaidOfPage | undefined): Record<string, FilterValue> {
  const filters: Record<string, FilterValue> = {}
  const version = facts.metas.get('docsearch:version')
  if (version) filters.version = version
  for (const [name, values] of facts.filters) filters[attributeName(name)] = values.length === 1 ? values[0] : values
  Object.assign(filters, said?.filters)
  return withoutOwn(filters)
}

/** Numbers where they read as such, so that 10 comes after 9. */
function sortsOf({ sorts }: PageFacts): Record<string, FilterValue> {
  return withoutOwn(
    Object.fromEntries(
      Array.from(sorts, ([name, value]) => {
        const number = Number(value)
        return [attributeName(name), value !== '' && Number.isFinite(number) ? number : value]
      }),
    ),
  )
}

const withoutOwn = (values: Record<string, FilterValue>): Record<string, FilterValue> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !ownAttributes.has(name) && name !== noName))

function metaOf({ metas, shown }: PageFacts, said: SaidOfPage | undefined): PageMeta {
  const given: Record<string, string | undefined> = {
    image: metas.get('og:image'),
    date: metas.get('article:published_time') ?? metas.get('date'),
    description: metas.get('description') ?? metas.get('og:description'),
    ...Object.fromEntries(shown),
    ...said?.meta,
  }
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => value && name !== noName)) as PageMeta
}

class Warnings {
  readonly #source: HtmlSource
  readonly all: { line: number | null; message: string }[] = []

  constructor(source: HtmlSource) {
    this.#source = source
  }

  /** `place`: in the HTML. */
  add(place: number, message: string): void {
    const { html, hasLines } = this.#source
    this.all.push({ line: hasLines ? lineAt(html, place) : null, message })
  }
}
