/**
 * The search of a site that Docusaurus builds, made of its HTML; and in its dev server, where pages
 * are rendered in the browser only, of their Markdown.
 */
import { join } from 'node:path'
import { buildSite, type SiteBuild } from '../site/build-site.ts'
import type { SiteOptions } from '../site/options.ts'
import { warningLines } from '../site/warnings.ts'
import { searchMiddleware } from './dev-middleware.ts'
import { DevSearch } from './dev-search.ts'
import { markdownPages } from './docusaurus-pages.ts'
import type { DocusaurusContent, DocusaurusContext, DocusaurusDevServer } from './docusaurus-shapes.ts'
import type { GeneratorOptions } from './options.ts'
import type { Request, Response } from './vite-shapes.ts'

/** Of the classic theme: lists of pages that are found themselves, and what stands around texts. */
const noContent = [
  ...['blog-list', 'blog-tags-list', 'blog-tags-post-list', 'blog-authors-list', 'blog-authors-posts'],
  ...['docs-tags-list', 'docs-tags-doc-list'],
]
  .map((page) => `.${page}-page`)
  // The archive, which has no name.
  .concat('.plugin-blog:not(.blog-wrapper)')
  .map((page) => `${page} main`)
  .concat(
    ...['.table-of-contents', '.theme-doc-toc-mobile', '.theme-doc-version-badge', '.theme-doc-version-banner'],
    ...['.theme-doc-breadcrumbs', '.pagination-nav', '.theme-edit-this-page', '.theme-last-updated', '.hash-link'],
  )

const builtMessage = 'seekling-built'

/** Over the socket of the dev server, which it has for the pages it reloads. */
const following = `
new WebSocket(location.origin.replace('http', 'ws') + '/ws').addEventListener('message', ({ data }) => {
  if (JSON.parse(data).type !== '${builtMessage}') return
  for (const box of document.querySelectorAll('seekling-search')) box.refresh()
})
`

/** Of the built site. Rejects as `buildSite` does. */
export async function buildSearch(outDir: string, context: DocusaurusContext, given: GeneratorOptions): Promise<void> {
  const urls = context.siteConfig.trailingSlash === false ? 'clean' : 'files'
  report(await buildSite({ urls, ...optionsOf(context, given), folder: outDir }))
}

export interface DocusaurusDev {
  /** What plugins have read may be something else now. */
  changed(): void
  /** A request for the folder of the search. */
  answer(request: Request, response: Response, next: () => void): Promise<void>
}

/** Of what `content` answers, from now on. */
export function devSearch(
  server: DocusaurusDevServer,
  context: DocusaurusContext,
  given: GeneratorOptions,
  content: () => DocusaurusContent,
): DocusaurusDev {
  const search = new DevSearch({
    folder: join(context.generatedFilesDir, 'seekling'),
    options: { ...optionsOf(context, given), urls: 'clean' },
    render: async () => markdownPages(content(), context),
    onBuilt: (built) => {
      report(built)
      server.sendMessage(server.webSocketServer?.clients ?? [], builtMessage)
    },
    onFailed: ({ message }) => console.error(`[seekling] ${message}`),
  })
  return { changed: () => search.changed(), answer: searchMiddleware(context.baseUrl, search, following) }
}

const optionsOf = ({ baseUrl }: DocusaurusContext, given: GeneratorOptions): SiteOptions => ({
  base: baseUrl,
  ...given,
  ignore: [...noContent, ...[given.ignore ?? []].flat()],
})

function report({ pages, sections, languages, warnings }: SiteBuild): void {
  for (const line of warningLines(warnings)) console.warn(`[seekling] ${line}`)
  console.info(`[seekling] search: ${pages} pages, ${sections} sections in ${languages.join(', ')}`)
}
