/**
 * The pages of a Vite project as its dev server shows them: HTML files, as Vite transforms them; or
 * where something else renders pages, what the server answers for the root, for `seeds`, and for
 * what these link to.
 */
import { readFileSync } from 'node:fs'
import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { join, resolve } from 'node:path'
import { filesIn, isWithin } from '../site/folder.ts'
import { linksIn } from '../site/html/links.ts'
import type { RenderedPage } from './rendered-folder.ts'
import type { ViteConfig, ViteServer } from './vite-shapes.ts'

const isHtmlFile = (path: string): boolean => /\.html?$/i.test(path)

/** Throws `io_error` if the folder cannot be read, and what plugins of the server throw. */
export async function htmlFiles(server: ViteServer, config: ViteConfig): Promise<RenderedPage[]> {
  const { root, publicDir } = config
  const outside = [resolve(root, config.build.outDir), ...(publicDir === '' ? [] : [publicDir])]
  const pages: RenderedPage[] = []
  for (const path of filesIn(root, '').files) {
    if (!isHtmlFile(path) || outside.some((folder) => isWithin(join(root, path), folder))) continue
    const html = readFileSync(join(root, path), 'utf8')
    pages.push({ path, html: await server.transformIndexHtml(`/${path}`, html) })
  }
  const taken = new Set(pages.map(({ path }) => path))
  for (const path of publicDir === '' ? [] : publicFiles(publicDir))
    if (isHtmlFile(path) && !taken.has(path)) pages.push({ path, html: readFileSync(join(publicDir, path), 'utf8') })
  return pages
}

function publicFiles(folder: string): readonly string[] {
  try {
    return filesIn(folder, '').files
  } catch {
    // There need not be one.
    return []
  }
}

export interface Crawl {
  /** Where the server answers, with the site's base: `http://localhost:5173/docs/`. */
  readonly site: string
  /** Addresses to begin with, from the site's base. */
  readonly seeds: readonly string[]
  /** Hears of seeds that are no pages. */
  readonly onMissing: (seed: string, why: string) => void
}

/** Pages asked for at the same time; a dev server renders one after the other anyway. */
const abreast = 4

/** Every page that can be reached by links, each once. */
export async function crawledPages({ site, seeds, onMissing }: Crawl): Promise<RenderedPage[]> {
  const pages = new Map<string, RenderedPage>()
  const begin = ['', ...seeds].map((seed) => new URL(seed.replace(/^\//, ''), site).href)
  const queue = [...begin]
  const seen = new Set(queue)
  const visit = async (url: string) => {
    const answer = await fetchPage(url)
    if (typeof answer === 'string') return begin.indexOf(url) > 0 ? onMissing(url, answer) : undefined
    const path = pathOf(answer.url, site)
    if (path === null || pages.has(path)) return
    pages.set(path, { path, html: answer.html })
    for (const link of linksIn(answer.html)) {
      const target = linkTarget(link, answer.url, site)
      if (target === null || seen.has(target)) continue
      seen.add(target)
      queue.push(target)
    }
  }
  while (queue.length > 0) await Promise.all(queue.splice(0, abreast).map(visit))
  return [...pages.values()]
}

/** null for what is no page of the site. */
function linkTarget(link: string, from: string, site: string): string | null {
  try {
    const url = new URL(link, from)
    url.hash = ''
    url.search = ''
    const isFile = /\.(?!html?$)[a-z\d]{1,8}$/i.test(url.pathname)
    return url.href.startsWith(site) && !isFile ? url.href : null
  } catch {
    return null
  }
}

/** `/guide/` is `guide/index.html`, `/guide` is `guide.html`. */
function pathOf(url: string, site: string): string | null {
  if (!url.startsWith(site)) return null
  try {
    const path = decodeURIComponent(url.slice(site.length).replace(/[?#].*/, ''))
    if (path.split(/[\\/]/).includes('..')) return null
    return isHtmlFile(path) ? path : path === '' || path.endsWith('/') ? `${path}index.html` : `${path}.html`
  } catch {
    return null
  }
}

const mostRedirects = 5

/** The page, or why there is none. */
async function fetchPage(url: string, redirects = 0): Promise<{ url: string; html: string } | string> {
  let answer: IncomingMessage
  try {
    answer = await ask(url)
  } catch (thrown) {
    return (thrown as Error).message
  }
  const { statusCode = 0, headers } = answer
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects < mostRedirects) {
    answer.resume()
    return fetchPage(new URL(headers.location, url).href, redirects + 1)
  }
  if (statusCode !== 200 || !/^text\/html\b/i.test(headers['content-type'] ?? '')) {
    answer.resume()
    return statusCode === 200 ? 'it is no HTML' : `the server answers ${statusCode}`
  }
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part as Buffer)
  return { url, html: Buffer.concat(parts).toString('utf8') }
}

/** The server is this very program: its certificate may be one that it made itself. */
function ask(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/html' }
    const request = url.startsWith('https:')
      ? getHttps(url, { headers, rejectUnauthorized: false }, resolve)
      : getHttp(url, { headers }, resolve)
    request.on('error', reject)
  })
}
