/** Docusaurus by its shape; the real one is tried by `npm run test:generators`. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import seekling from '../../src/generators/docusaurus.ts'
import { markdownPages } from '../../src/generators/docusaurus-pages.ts'
import type { DocusaurusContent, DocusaurusContext } from '../../src/generators/docusaurus-shapes.ts'
import type { Request, Response } from '../../src/generators/vite-shapes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seekling-docusaurus-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.restoreAllMocks()
})

const contextOf = (trailingSlash?: boolean): DocusaurusContext => ({
  ...{ siteDir: folder, generatedFilesDir: join(folder, '.docusaurus'), baseUrl: '/docs/' },
  i18n: { currentLocale: 'en', localeConfigs: { en: { htmlLang: 'en-GB' } } },
  siteConfig: { trailingSlash },
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

const page = (path: string, permalink: string, more: object = {}) => ({ source: `@site/${path}`, permalink, ...more })

const contentOf = (docs: object[], posts: object[] = [], pages: object[] = []): DocusaurusContent => ({
  'docusaurus-plugin-content-docs': { default: { loadedVersions: [{ versionName: '2.0', docs }] } },
  'docusaurus-plugin-content-blog': { default: { blogPosts: posts.map((metadata) => ({ metadata })) } },
  'docusaurus-plugin-content-pages': { default: pages },
  // Plugins without content are there as well.
  'docusaurus-plugin-debug': { default: undefined },
})

const rendered = (content: DocusaurusContent) =>
  new Map(markdownPages(content, contextOf()).map(({ path, html }) => [path, html]))

test('pages of docs, blog and Markdown have the addresses that Docusaurus gave them', () => {
  for (const name of ['a', 'b', 'c', 'd']) write(`${name}.md`, `# ${name}`)
  const pages = rendered(
    contentOf(
      [page('a.md', '/docs/guide/a', { title: 'A', description: 'What it is' }), page('gone.md', '/docs/gone')],
      [page('b.md', '/docs/blog/%C3%BC/')],
      [
        page('c.md', '/docs/'),
        { ...page('index.js', '/docs/x'), type: 'jsx' },
        page('d.md', '/docs/d', { unlisted: true }),
      ],
    ),
  )
  expect([...pages.keys()]).toEqual(['guide/a.md', 'blog/ü/index.md', 'index.md'])
  const front = { title: 'A', description: 'What it is', version: '2.0', lang: 'en-GB' }
  expect(pages.get('guide/a.md')).toBe(`---\n${JSON.stringify(front)}\n---\n# a`)
})

test('what of MDX is no text is left out, but in code', () => {
  write(
    'a.mdx',
    `---
title: A
---
import Tabs from '@theme/Tabs'
export const toc = [{ a: 1 }]

## Berths {/* #own */}

import means what it says. {/* A remark. */}

~~~js
import x from 'y' {/* code */}
~~~
`,
  )
  const [text] = rendered(contentOf([page('a.mdx', '/docs/a')])).values()
  expect(text.split('---\n')[2].trim()).toBe(`## Berths {#own}

import means what it says.${' '}

~~~js
import x from 'y' {/* code */}
~~~`)
})

test('after a build the search is made of its HTML, less lists of pages', async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  const html = (title: string, kind: string) =>
    `<html lang="en" class="${kind}"><title>${title}</title><main><h1>${title}</h1><p>Ships.</p></main></html>`
  write('build/guide/a.html', html('Moorings', 'docs-doc-page'))
  write('build/blog.html', html('Blog', 'plugin-blog blog-wrapper blog-list-page'))
  write('build/blog/archive.html', html('Archive', 'plugin-blog'))
  write('build/blog/post.html', html('Post', 'plugin-blog blog-wrapper blog-post-page'))
  const said = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const plugin = seekling(contextOf(false), { cache: false, scripts: false } as never)
  await plugin.postBuild({ outDir: join(folder, 'build') })
  expect(said.mock.calls).toEqual([])
  expect(console.info).toHaveBeenCalledWith('[seekling] search: 2 pages, 2 sections in en')
  expect(existsSync(join(folder, 'build/seekling/index.json'))).toBe(true)
})

test('the dev server answers with the search of the Markdown, and tells pages when it is a new one', async () => {
  vi.spyOn(console, 'info').mockImplementation(() => {})
  write('a.md', '# Lights\n\nA horn.')
  const plugin = seekling(contextOf(), { id: 'default', cache: false } as never)
  const { devServer } = plugin.configureWebpack({}, false)
  expect(plugin.configureWebpack({}, true)).toEqual({})
  plugin.allContentLoaded({ allContent: contentOf([page('a.md', '/docs/a')]) })
  type Middleware = (request: Request, response: Response, next: () => void) => unknown
  const use = vi.fn<(middleware: Middleware) => unknown>()
  const sent: string[] = []
  const server = {
    app: { use },
    webSocketServer: { clients: [] },
    sendMessage: (_: unknown, type: string) => void sent.push(type),
  }
  expect(devServer?.setupMiddlewares([], server)).toEqual([])
  const ask = (url: string) =>
    new Promise<string>((resolve) => {
      const answer: Response = { writeHead: () => answer, end: (body = '') => resolve(Buffer.from(body).toString()) }
      use.mock.calls[0][0]({ url, method: 'GET' }, answer, () => resolve('next'))
    })
  expect(JSON.parse(await ask('/docs/seekling/site.json'))).toMatchObject({ default: 'en' })
  expect(await ask('/docs/a')).toBe('next')
  const before = await ask('/docs/seekling/index.json')
  write('a.md', '# Lights\n\nA periscope.')
  plugin.allContentLoaded({ allContent: contentOf([page('a.md', '/docs/a')]) })
  await vi.waitUntil(() => sent.length === 2, { timeout: 60_000 })
  expect(sent).toEqual(['seekling-built', 'seekling-built'])
  expect(await ask('/docs/seekling/index.json')).not.toBe(before)
})

test('the component and its style lie where the theme is looked for', () => {
  const plugin = seekling(contextOf())
  const theme = plugin.getThemePath().replace(/docusaurus$/, 'docusaurus-theme')
  expect(readFileSync(join(theme, 'SearchBar.js'), 'utf8')).toContain('seekling-search')
  const [style] = plugin.getClientModules()
  expect(existsSync(style.replace('/docusaurus/', '/docusaurus-theme/'))).toBe(true)
})
