/** Hits as the rows of a result: each page with its sections below it. Pure. */
import type { JsonObject, TextPart } from '../index.ts'
import { partsOf } from './highlight.ts'

/** One thing to choose: a page, or a section of it. */
export interface ResultRow {
  readonly kind: 'page' | 'section'
  /** Absolute; http or https. */
  readonly url: string
  /** The page's title, or the section's heading. */
  readonly title: readonly TextPart[]
  /** The headings above a section, outermost first; empty for pages. */
  readonly trail: readonly string[]
  /** The words around the best matches; empty where nothing of the text matched. */
  readonly excerpt: readonly TextPart[]
  /** The best of its page: what one who is in a hurry wants. */
  readonly isBest: boolean
  /** The document it was made of. */
  readonly document: JsonObject
}

/** A page's own row first, then its sections, the best first. */
export interface ResultGroup {
  readonly title: string
  readonly rows: readonly ResultRow[]
}

type Formatted = JsonObject & { readonly _formatted?: JsonObject; readonly _group?: readonly Formatted[] }

/** `base` is what relative URLs are relative to. Hits without a URL to go to are left out. */
export function groupsOf(hits: readonly JsonObject[], base: string): ResultGroup[] {
  const pages = new Map<string, Formatted[]>()
  for (const hit of hits as readonly Formatted[]) {
    for (const document of [hit, ...(hit._group ?? [])]) {
      const page = textOf(document.page) || textOf(document.url).replace(/#.*/s, '')
      const found = pages.get(page)
      if (found) found.push(document)
      else pages.set(page, [document])
    }
  }
  return [...pages].flatMap(([page, documents]) => {
    const rows = rowsOf(page, documents, base)
    return rows.length === 0 ? [] : [{ title: textOf(documents[0].title) || page, rows }]
  })
}

function rowsOf(page: string, documents: readonly Formatted[], base: string): ResultRow[] {
  const [best] = documents
  const intro = documents.find(({ section }) => textOf(section) === '')
  const title = marked(intro ?? best, 'title')
  const row = (document: Formatted, more: Pick<ResultRow, 'kind' | 'title' | 'trail' | 'excerpt'>, to?: string) => {
    const url = webAddress(to ?? textOf(document.url), base)
    const isBest = document === best && (more.kind === 'section' || document === intro)
    return url === undefined ? [] : [{ ...more, url, isBest, document: plain(document) }]
  }
  return [
    ...row(
      intro ?? best,
      {
        kind: 'page',
        title: title.length > 0 ? title : [{ text: page, isMatch: false }],
        trail: [],
        excerpt: intro ? marked(intro, 'text') : [],
      },
      intro ? textOf(intro.url) || page : page,
    ),
    ...documents
      .filter(({ section }) => textOf(section) !== '')
      .flatMap((document) => {
        const above = Array.isArray(document.hierarchy) ? document.hierarchy.map(textOf) : []
        // The page's own title stands above all its rows.
        const trail = above.filter((heading) => heading !== '' && heading !== textOf(document.title))
        return row(document, {
          kind: 'section',
          title: marked(document, 'section'),
          trail,
          excerpt: marked(document, 'text'),
        })
      }),
  ]
}

const marked = (document: Formatted, attribute: string): TextPart[] =>
  partsOf(textOf(document._formatted?.[attribute]) || textOf(document[attribute]))

/** The document, less what the search added: its marks mean nothing to others. */
const plain = (document: Formatted): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_')))

/** A hit for those who listen to the box: the document, with `_group` if it has one. */
export function plainHit(hit: JsonObject): JsonObject {
  const { _group } = hit as Formatted
  return { ...plain(hit), ...(_group === undefined ? {} : { _group: _group.map(plain) }) }
}

/** A link leads to a page: an index may hold anything, `javascript:` too. */
export function webAddress(url: string, base: string): string | undefined {
  try {
    const { href, protocol } = new URL(url, base)
    return url !== '' && /^https?:$/.test(protocol) ? href : undefined
  } catch {
    return undefined
  }
}

/** Documents of an index one has not made oneself may hold anything. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
