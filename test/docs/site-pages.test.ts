/**
 * Pages of the built documentation in Chromium: nothing that axe has against them in light, dark
 * and forced colours, wide and narrow, and little script before somebody searches.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { serveFiles } from '../../scripts/serve-files.mjs'

const built = fileURLToPath(new URL('../../docs/.vitepress/dist/', import.meta.url))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** One of each kind: own layout, tables and code, markup, a drawing, a front page, charts. */
const kinds = [
  'index',
  'guides/facets',
  'guides/search-box',
  'how-it-works/a-write',
  'reference/index',
  'playground',
  'benchmarks/index',
]

/** For a machine that is busy: nothing is measured by it. */
const limitMs = 110_000
const wide = { width: 1440, height: 900 }
const narrow = { width: 360, height: 740 }
/** What is only laid out otherwise has the colours it has when wide. */
const looks = [
  ['light', { colorScheme: 'light' }, [wide, narrow]],
  ['dark', { colorScheme: 'dark' }, [wide]],
  ['forced colours', { forcedColors: 'active' }, [wide]],
] as const

let site: Awaited<ReturnType<typeof serveFiles>>
let browser: Browser

beforeAll(async () => {
  site = await serveFiles({ '/': built })
  const executablePath = process.env.SEEKLING_CHROMIUM ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
})

afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** With the box in its place. */
async function load(page: Page, name: string): Promise<void> {
  await page.goto(`${site.url}/${name}.html`, { waitUntil: 'networkidle' })
  await page.waitForFunction(() => customElements.get('seekling-search') !== undefined)
}

/** What axe has against the page as it is. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as AxeResults
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

test.each(looks)('axe finds nothing in %s', async (_, look, sizes) => {
  const context = await browser.newContext({ ...look, viewport: wide })
  const page = await context.newPage()
  page.setDefaultTimeout(limitMs)
  const found: string[] = []
  for (const name of kinds) {
    await load(page, name)
    for (const size of sizes) {
      await page.setViewportSize(size)
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (sideways > 0) found.push(`${name}: ${sideways} px wider than ${size.width}`)
      for (const fault of await faults(page)) found.push(`${name} at ${size.width}: ${fault}`)
    }
    await page.setViewportSize(wide)
  }
  await context.close()
  expect(found).toEqual([])
})

test('a page loads less than 100 kB of script before the first search, and no engine', async () => {
  const page = await browser.newPage()
  page.setDefaultTimeout(limitMs)
  const scripts = new Map<string, Promise<Buffer>>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) scripts.set(pathname, response.body())
  })
  await load(page, 'guides/site')
  const sizes = await Promise.all([...scripts.values()].map(async (body) => gzipSync(await body, { level: 9 }).length))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`${bytes} bytes of script (gzip) in ${sizes.length} files`)
  expect(bytes).toBeGreaterThan(10_000)
  expect(bytes).toBeLessThan(100_000)
  expect([...scripts.keys()].filter((path) => /worker|seekling\/(index|page)\.js/.test(path))).toEqual([])
  await page.close()
})
