/**
 * Sites of the examples with their search, as their owners have it: built by one command or by the
 * plugin, and in the dev server while a page is written.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, createServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { packApp, toolPath } from '../package/packed-app.ts'
import { serveFolder } from '../package/static-server.ts'
import { installExamples } from './example-site.ts'

const app = packApp()
const html = join(app.directory, 'examples/html')
const vite = join(app.directory, 'examples/vite')
const vitepress = join(app.directory, 'examples/vitepress')
let browser: Browser

beforeAll(async () => {
  installExamples(app, ['html', 'vite'])
  const executablePath = process.env.SEEKLING_CHROMIUM ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
})
afterAll(async () => {
  await browser?.close()
  app.remove()
})

async function visitWith(url: string, query: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('combobox').fill(query)
  return page
}

/** Where the section leads that a query finds. */
async function follow(page: Page, section: string): Promise<string> {
  await page.getByRole('option', { name: section }).first().click()
  await page.waitForURL(/#/)
  const { pathname, hash } = new URL(page.url())
  await page.close()
  return pathname + hash.replace(/:~:.*/, '')
}

async function searchedIn(folder: string): Promise<string> {
  const site = await serveFolder(folder)
  try {
    return await follow(await visitWith(`${site.url}/`, 'bolards'), 'Bollards')
  } finally {
    await site.close()
  }
}

test('a folder of HTML, by the command', async () => {
  execFileSync(process.execPath, [join(app.packageDirectory, 'dist/cli.js'), 'build', 'site'], { cwd: html })
  expect(await searchedIn(join(html, 'site'))).toBe('/guide/#bollards')
})

test('a site that Vite builds, by the plugin', async () => {
  await build({ root: vite, logLevel: 'error' })
  expect(await searchedIn(join(vite, 'dist'))).toBe('/guide/#bollards')
  expect(readFileSync(join(vite, 'dist/index.html'), 'utf8')).toContain('src="/seekling/search-box.js"')
})

test('a site that VitePress builds, by one line', async () => {
  symlinkSync(toolPath('vitepress'), join(app.directory, 'node_modules/vitepress'), 'junction')
  execFileSync(process.execPath, [toolPath('vitepress/bin/vitepress.js'), 'build'], { cwd: vitepress, stdio: 'ignore' })
  const site = await serveFolder(join(vitepress, '.vitepress/dist'))
  try {
    const page = await visitWith(`${site.url}/`, 'bolards')
    expect(await follow(page, 'Ropes & bollards')).toBe('/guide/moorings.html#ropes-bollards')
  } finally {
    await site.close()
  }
})

test('the dev server of Vite searches what is written, in a box that is open', async () => {
  const server = await createServer({ root: vite, base: '/docs/', logLevel: 'error', server: { port: 0, open: false } })
  await server.listen()
  const [url] = server.resolvedUrls?.local ?? []
  const written = join(vite, 'guide/lights.html')
  const before = readFileSync(written, 'utf8')
  try {
    const page = await visitWith(`${url}`, 'periscope')
    await page.getByText('No results').first().waitFor()
    writeFileSync(written, before.replace('A horn', 'A periscope helps nobody, and a horn'))
    expect(await follow(page, 'In fog')).toBe('/docs/guide/lights.html#fog')
    expect(existsSync(join(vite, 'seekling'))).toBe(false)
  } finally {
    writeFileSync(written, before)
    await server.close()
  }
})
