/** VitePress sites by their shape; the real one is tried by `npm run test:generators`. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ViteConfig } from '../../src/generators/vite-shapes.ts'
import seekling from '../../src/generators/vitepress.ts'
import { languageOf, MarkdownPages } from '../../src/generators/vitepress-pages.ts'
import type { VitePressConfig } from '../../src/generators/vitepress-shapes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seekling-vitepress-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.unstubAllGlobals()
})

const site = { lang: 'en-US', base: '/docs/', locales: { root: { lang: 'en' }, '/de/': { lang: 'de-AT' }, fr: {} } }
const quiet = { info() {}, warn() {}, error() {} }

const configOf = (more: Partial<VitePressConfig> = {}): VitePressConfig => ({
  ...{ srcDir: folder, outDir: join(folder, 'dist'), site, pages: [], dynamicRoutes: { routes: [] } },
  ...{ rewrites: { map: {} }, cleanUrls: false, logger: quiet, ...more },
})

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Renders a page as its own text; what its front matter says comes from the test. */
function pagesOf(config: VitePressConfig, frontMatter: Readonly<Record<string, object>> = {}) {
  const render = vi.fn((text: string, environment: { relativePath: string; frontmatter?: object }) => {
    environment.frontmatter = frontMatter[environment.relativePath] ?? {}
    return `<h1>${text}</h1>`
  })
  const pages = new MarkdownPages(config, async () => ({ render: render as never }))
  return { render, pages }
}

test('each page is rendered once, until its file changes', async () => {
  write('index.md', 'Home')
  write('de/a.md', 'Seite')
  const { pages, render } = pagesOf(configOf({ pages: ['index.md', 'de/a.md'] }))
  const first = await pages.render()
  expect(first.map(({ path }) => path)).toEqual(['index.html', 'de/a.html'])
  expect(first[1].html).toContain('<html lang="de-AT">')
  expect(first[1].html).toContain('<h1>Seite</h1>')
  write('de/a.md', 'Andere')
  utimesSync(join(folder, 'de/a.md'), 1, 1)
  expect((await pages.render())[1].html).toContain('<h1>Andere</h1>')
  expect(render).toHaveBeenCalledTimes(3)
})

test('dynamic routes, rewrites, removed pages, and pages that are not to be found', async () => {
  write('[pkg].md', 'About <!-- @content -->')
  write('hidden.md', 'Hidden')
  write('src/a.md', 'A')
  const pages = ['one.md', 'hidden.md', 'src/a.md', 'gone.md']
  const routes = [{ path: 'one.md', route: '[pkg].md', content: 'One' }]
  const config = configOf({ pages, dynamicRoutes: { routes }, rewrites: { map: { 'src/a.md': 'a.md' } } })
  const rendered = await pagesOf(config, { 'hidden.md': { search: false } }).pages.render()
  expect(rendered.map(({ path }) => path)).toEqual(['one.html', 'a.html'])
  expect(rendered[0].html).toContain('About One')
})

test('the home page is what its front matter shows, as text', async () => {
  write('index.md', '')
  const hero = { name: 'Harbour', tagline: 'For <all>' }
  const features = [{ title: 'Lights', details: 'Seen "far"' }]
  const { pages } = pagesOf(configOf({ pages: ['index.md'] }), { 'index.md': { hero, features } })
  const [{ html }] = await pages.render()
  expect(html).toContain('<h1>Harbour</h1>')
  expect(html).toContain('<p>For &lt;all></p>')
  expect(html).toContain('<p>Seen &quot;far&quot;</p>')
})

test('the language of a page is that of its locale, else of the site', () => {
  expect(languageOf(site, 'guide/de.md')).toBe('en')
  expect(languageOf(site, 'de/guide.md')).toBe('de-AT')
  expect(languageOf(site, 'fr/guide.md')).toBe('en-US')
  expect(languageOf({ ...site, locales: {} }, 'a.md')).toBe('en-US')
})

test('the search is built when the site is, once, after what the owner does then', async () => {
  const buildEnd = vi.fn()
  const config = configOf({ buildEnd })
  vi.stubGlobal('VITEPRESS_CONFIG', config)
  const plugin = seekling({ cache: false })
  // For the client, and for the server.
  for (const _ of [1, 2]) plugin.configResolved?.({ command: 'build' } as ViteConfig)
  write('dist/404.html', '<p>Not here</p>')
  await expect(config.buildEnd?.(config)).rejects.toThrow(/There is no page to search .*1 not found page/)
  expect(buildEnd).toHaveBeenCalledTimes(1)
})

test('the search of the theme is another one, and nothing else', () => {
  const { resolveId, load } = seekling()
  const bar = resolveId?.('./VPNavBarSearch.vue')
  expect(load?.(String(bar))).toContain('seekling-search')
  expect(resolveId?.('./VPNavBarSearchButton.vue')).toBeUndefined()
  expect(load?.('/a.md')).toBeUndefined()
})

test('outside of VitePress it says where it belongs', () => {
  expect(() => seekling().configResolved?.({ command: 'build' } as ViteConfig)).toThrow(/plugin for VitePress/)
})
