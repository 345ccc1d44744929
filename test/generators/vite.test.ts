/** The plugin in builds of Vite that have nothing to search, and the tag it puts into pages. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Plugin, type PluginOption } from 'vite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import seekling, { type ViteConfig } from '../../src/generators/vite.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'seekling-vite-'))
  writeFileSync(join(root, 'main.js'), 'export const answer = 42\n')
})
afterEach(() => rmSync(root, { recursive: true }))

// Vite's own type takes it.
const plugin: PluginOption = seekling({ cache: false })

test('a build without a text to search fails, and says why', async () => {
  writeFileSync(join(root, 'index.html'), '<html lang="en"><body><div id="app"></div></body></html>')
  await expect(build({ root, configFile: false, logLevel: 'silent', plugins: [plugin] })).rejects.toThrow(
    /There is no page to search .*1 empty/,
  )
})

test('a build for the server has no search', async () => {
  await build({ root, configFile: false, logLevel: 'silent', plugins: [plugin], build: { ssr: 'main.js' } })
  expect(existsSync(join(root, 'dist'))).toBe(true)
  expect(existsSync(join(root, 'dist/seekling'))).toBe(false)
})

const tagsOf = (base: string, path: string, html = '', inject = true) => {
  const { configResolved, transformIndexHtml } = seekling({ inject })
  configResolved?.({ base } as ViteConfig)
  return transformIndexHtml?.handler(html, { path }).map(({ attrs }) => attrs.src)
}

test('pages get the script of the box, wherever the site lies', () => {
  expect(tagsOf('/', '/index.html')).toEqual(['/seekling/search-box.js'])
  expect(tagsOf('/docs/', '/guide/a.html')).toEqual(['/docs/seekling/search-box.js'])
  expect(tagsOf('https://cdn.example/x/', '/a.html')).toEqual(['https://cdn.example/x/seekling/search-box.js'])
  expect(tagsOf('./', '/index.html')).toEqual(['./seekling/search-box.js'])
  expect(tagsOf('', '/guide/deep/a.html')).toEqual(['../../seekling/search-box.js'])
})

test('unless they have it, or it is not wanted', () => {
  expect(tagsOf('/', '/index.html', '<script type="module" src="/seekling/search-box.js"></script>')).toEqual([])
  expect(tagsOf('/', '/index.html', '', false)).toEqual([])
})

test('a page that names the script has it as it is, in bundles too', async () => {
  const own = seekling() as Plugin & ReturnType<typeof seekling>
  own.configResolved?.({ base: '/docs/', command: 'build' } as ViteConfig)
  expect(own.resolveId?.('/docs/seekling/search-box.js')).toEqual({
    id: '/docs/seekling/search-box.js',
    external: true,
  })
  expect(own.resolveId?.('seekling/search-box')).toBeUndefined()
  expect(own.resolveId?.('./seekling/search-box.js')).toBeUndefined()
})
