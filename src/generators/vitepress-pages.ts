/**
 * The pages of a VitePress site that is being written, from their Markdown, by VitePress's own
 * renderer: headings have the anchors they have on the site. Vue in them is not run.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { RenderedPage } from './rendered-folder.ts'
import type { DynamicRoute, MarkdownRenderer, VitePressConfig, VitePressSite } from './vitepress-shapes.ts'

type FrontMatter = Readonly<Record<string, unknown>>

export class MarkdownPages {
  readonly #config: VitePressConfig
  readonly #renderer: () => Promise<MarkdownRenderer>
  /** By path, with the times of the file they were made of. */
  readonly #made = new Map<string, { readonly stamp: string; readonly html: string }>()

  constructor(config: VitePressConfig, renderer: () => Promise<MarkdownRenderer>) {
    this.#config = config
    this.#renderer = renderer
  }

  /** Renders what changed since the last time. */
  async render(): Promise<RenderedPage[]> {
    const { pages, dynamicRoutes, rewrites } = this.#config
    const list = 'routes' in dynamicRoutes ? dynamicRoutes.routes : dynamicRoutes
    const routes = new Map(list.map((route) => [route.path, route]))
    const rendered: RenderedPage[] = []
    for (const page of pages) {
      const html = await this.#html(page, routes.get(page))
      const path = (rewrites.map[page] ?? page).replace(/\.md$/, '.html')
      if (html !== '') rendered.push({ path, html })
    }
    return rendered
  }

  /** Empty for a page that is not to be found. */
  async #html(page: string, route: DynamicRoute | undefined): Promise<string> {
    const { srcDir, site, cleanUrls } = this.#config
    const file = join(srcDir, route?.route ?? page)
    const stats = statSync(file, { throwIfNoEntry: false })
    // It has just been removed, and VitePress does not know yet.
    if (stats === undefined) return ''
    const stamp = [stats.mtimeMs, stats.size, route?.content].join(' ')
    const made = this.#made.get(page)
    if (made?.stamp === stamp) return made.html
    const text = readFileSync(file, 'utf8').replace(/<!--\s*@content\s*-->/, () => route?.content ?? '')
    const environment: Environment = { path: file, relativePath: page, cleanUrls }
    const renderer = await this.#renderer()
    const content = await (renderer.renderAsync?.(text, environment) ?? renderer.render(text, environment))
    const html = pageOf(content, environment, languageOf(site, page))
    this.#made.set(page, { stamp, html })
    return html
  }
}

/** The renderer adds what it finds. */
interface Environment {
  readonly path: string
  readonly relativePath: string
  readonly cleanUrls: boolean
  readonly frontmatter?: FrontMatter
  readonly title?: string
}

function pageOf(content: string, { frontmatter = {}, title = '' }: Environment, lang: string): string {
  if (frontmatter.search === false) return ''
  const own = textIn(frontmatter.title) || title
  const description = textIn(frontmatter.description)
  return `<!doctype html>
<html lang="${escaped(lang)}"><head><title>${escaped(own)}</title>
<meta name="description" content="${escaped(description)}"></head>
<body><main>${homeOf(frontmatter)}${content}</main></body></html>
`
}

/** What the home layout shows of front matter. */
function homeOf({ hero, features }: FrontMatter): string {
  const { name, text, tagline } = Object(hero) as FrontMatter
  const heading = [name, text].map(textIn).filter(Boolean).join(' ')
  const parts = (Array.isArray(features) ? features : []).map((feature) => Object(feature) as FrontMatter)
  return [
    heading && `<h1>${escaped(heading)}</h1>`,
    ...[textIn(tagline), ...parts.flatMap(({ title, details }) => [textIn(title), textIn(details)])].map(
      (line) => line && `<p>${escaped(line)}</p>`,
    ),
  ].join('\n')
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** By the folder of its locale. */
export function languageOf({ lang, locales }: VitePressSite, page: string): string {
  const folder = Object.keys(locales).find(
    (name) => name !== 'root' && page.startsWith(`${name.replace(/^\/|\/$/g, '')}/`),
  )
  return locales[folder ?? 'root']?.lang ?? lang
}
