/**
 * Reads a page of Markdown: as the HTML it makes, with ids of headings as generators give them, and
 * what its front matter says.
 */
import { Marked, type RendererExtension, type TokenizerExtension } from 'marked'
import { parse as parseYaml } from 'yaml'
import { type FilterValue, leftOutPage, type PageMeta, type PageWithDocuments } from './document.ts'
import { type HtmlOptions, readHtml, type SaidOfPage } from './html/read-html.ts'

export interface MarkdownOptions extends HtmlOptions {
  /** Keys of front matter to filter by. */
  readonly filters: readonly string[]
}

export interface MarkdownSource {
  readonly text: string
  /** The URL its path makes, unless front matter gives another. */
  readonly page: string
  /** Begins and ends with a slash, or is a URL that ends in one. */
  readonly base: string
}

type FrontMatter = Readonly<Record<string, unknown>>

/** `given`: what is said beside the text, which counts more than its front matter. */
export function readMarkdown(
  { text, page, base }: MarkdownSource,
  options: MarkdownOptions,
  given?: SaidOfPage,
): PageWithDocuments {
  const { front, body, problem } = frontMatterOf(text)
  if (front.draft === true || front.search === false || front.noindex === true || front.published === false)
    return { page: { ...leftOutPage, skipped: 'noindex' }, documents: '' }
  const said = withGiven(saidBy(front, options.filters), given)
  const html = renderer().parse(body, { async: false })
  const url = ownUrl(front, base) ?? page
  const read = readHtml({ html, page: url, hasLines: false, said }, options)
  if (problem === null) return read
  return { ...read, page: { ...read.page, warnings: [problem, ...read.page.warnings] } }
}

function frontMatterOf(text: string): {
  front: FrontMatter
  body: string
  problem: { line: number; message: string } | null
} {
  const found = /^---[^\S\n]*\r?\n([\s\S]*?)(?:^|\n)---[^\S\n]*(?:\r?\n|$)/.exec(text)
  if (found === null) return { front: {}, body: text, problem: null }
  const body = text.slice(found[0].length)
  try {
    const value: unknown = parseYaml(found[1], { logLevel: 'error' })
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
    return { front: isMap ? (value as FrontMatter) : {}, body, problem: null }
  } catch (thrown) {
    const { linePos, message } = thrown as { linePos?: readonly { line: number }[]; message: string }
    const line = (linePos?.[0]?.line ?? 0) + 1
    return { front: {}, body, problem: { line, message: `Its front matter is no YAML: ${message.split('\n')[0]}` } }
  }
}

/** The page's own address, as Hugo, Jekyll, Eleventy and others have it. */
function ownUrl(front: FrontMatter, base: string): string | null {
  for (const key of ['permalink', 'url', 'slug']) {
    const value = front[key]
    if (typeof value === 'string' && value.startsWith('/') && !/[\s{]/.test(value)) return base + value.slice(1)
  }
  return null
}

function saidBy(front: FrontMatter, names: readonly string[]): SaidOfPage {
  const meta = {
    description: textIn(front.description) ?? textIn(front.excerpt),
    image: textIn(front.image) ?? textIn(front.cover),
    date: front.date instanceof Date ? front.date.toISOString().slice(0, 10) : textIn(front.date),
  }
  const filters: Record<string, FilterValue> = {}
  for (const name of names) {
    const value = front[name]
    if (Array.isArray(value)) filters[name] = value.filter((item) => textIn(item) !== undefined).map(String)
    else if (typeof value === 'number') filters[name] = value
    else if (textIn(value) !== undefined) filters[name] = textIn(value) as string
  }
  const title = textIn(front.title)
  const lang = textIn(front.lang) ?? textIn(front.language)
  return {
    ...(title === undefined ? {} : { title }),
    ...(lang === undefined ? {} : { lang }),
    meta: meta as PageMeta,
    filters,
  }
}

function withGiven(said: SaidOfPage, given: SaidOfPage | undefined): SaidOfPage {
  if (given === undefined) return said
  const { meta, filters } = said
  return { ...said, ...given, meta: { ...meta, ...given.meta }, filters: { ...filters, ...given.filters } }
}

function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A new one for each page: ids of headings are counted within one. */
function renderer(): Marked {
  const used = new Map<string, number>()
  const marked = new Marked({ gfm: true })
  marked.use({
    extensions: [container],
    renderer: {
      heading({ tokens, depth, text }) {
        const own = ownId.exec(text)?.[1]
        const html = this.parser.parseInline(tokens).replace(ownId, '')
        const id = own ?? unused(slugOf(this.parser.parseInline(tokens, this.parser.textRenderer)), used)
        return `<h${depth} id="${id.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">${html}</h${depth}>\n`
      },
    },
  })
  return marked
}

/** `::: tip Title` and `:::` around a block, as several generators have them: the title is text. */
const container: TokenizerExtension & RendererExtension = {
  name: 'container',
  level: 'block',
  start: (source) => /^ {0,3}:::/m.exec(source)?.index,
  tokenizer(source) {
    const [raw, title] = /^ {0,3}:{3,}[^\S\n]*[\w-]*[^\S\n]*([^\n]*)(?:\n|$)/.exec(source) ?? []
    return raw === undefined ? undefined : { type: 'container', raw, title }
  },
  renderer: ({ title }) => (title ? `<p>${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>\n` : ''),
}

/** `{#id}` at the end of a heading. */
const ownId = /\s*\{#([^\s}]+)\}\s*$/

/** As GitHub and most generators make them: letters, digits, `-` and `_`, spaces as `-`. */
const slugOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-')

function unused(slug: string, used: Map<string, number>): string {
  const count = used.get(slug) ?? 0
  used.set(slug, count + 1)
  return count === 0 ? slug : unused(`${slug}-${count}`, used)
}
