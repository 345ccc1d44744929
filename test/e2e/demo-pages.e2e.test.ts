/**
 * The other pages of the demo: a shop, the playground and the documentation; and what axe finds on
 * all of them, in light, dark and forced colours.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DemoSite } from './demo-site.ts'

let site: DemoSite

beforeAll(async () => {
  site = await DemoSite.open({ documentation: true })
})

afterAll(async () => {
  await site?.close()
})

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What is wrong, each as its rule and the elements. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Found = { id: string; nodes: { html: string }[] }
    const { axe } = window as unknown as {
      axe: { run: (at: Document, how: object) => Promise<{ violations: Found[] }> }
    }
    const rules = { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } }
    const { violations } = await axe.run(document, { rules })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

const narrow = { viewport: { width: 360, height: 740 } }

test('the shop counts, narrows by facet and range, sorts, and forgives', async () => {
  const page = await site.visit(await site.visitor(), 'shop.html')
  await page.locator('#shop-said').filter({ hasText: '1,200 products' }).waitFor()
  await page.getByRole('checkbox', { name: /^Lamp/ }).check()
  await page.selectOption('#shop-sort', 'price:asc')
  await page.fill('#shop-from', '100')
  await page.fill('#shop-q', 'pappr')
  await expect.poll(() => page.locator('.shop-card h2').allTextContents()).not.toEqual([])
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.shop-card h2')].every((title) => title.textContent?.includes('paper lamp')),
  )
  const prices = (await page.locator('.shop-foot b').allTextContents()).map((text) => Number(text.replace(/\D/g, '')))
  expect(prices).toEqual([...prices].sort((a, b) => a - b))
  expect(prices[0]).toBeGreaterThanOrEqual(100)
  // Other kinds still say what they would bring.
  expect(await page.locator('.shop-value').filter({ hasText: 'Lamp' }).count()).toBe(1)
  await page.context().close()
})

test('the playground takes documents, settings and parameters, and says why, what and as which code', async () => {
  const page = await site.visit(await site.visitor(), 'playground.html')
  await page.getByRole('button', { name: 'Add 24 films' }).click()
  await page.fill('#pg-q', 'tarkovski solris')
  const first = page.locator('.pg-hit').first()
  await first.filter({ hasText: '1972' }).waitFor()
  await first.locator('.why summary').click()
  await first.locator('.reasons').filter({ hasText: 'words2 of 2 words' }).waitFor()
  await page.setInputFiles('#pg-file', {
    name: 'more.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('id;title;year:number\n99;Stalkers;2020\n100;;\n'),
  })
  await page.locator('#pg-index').filter({ hasText: '26 documents' }).waitFor()
  await page.locator('.pg-more summary').first().click()
  await page.fill('#pg-param-filter', 'year > 2010')
  await page.fill('#pg-q', '')
  await first.filter({ hasText: 'Stalkers' }).waitFor()
  await page.locator('.pg-panel code').filter({ hasText: "filter: 'year > 2010'" }).waitFor()
  await page.fill('#pg-set-stopWords', '["the"]')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.locator('.pg-said').filter({ hasText: 'has changed the settings' }).waitFor()
  await page.locator('.pg-panel code').filter({ hasText: "stopWords: ['the']" }).waitFor()
  await page.fill('#pg-param-filter', 'year >')
  await page.locator('.pg-said').filter({ hasText: 'invalid_search_filter' }).waitFor()
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.locator('.pg-said').filter({ hasText: 'documents: sound, no document is lost.' }).waitFor()
  expect(await page.locator('.pg-panel table tbody tr').count()).toBeGreaterThan(3)
  await page.context().close()
})

test('the documentation is found by its own box', async () => {
  const page = await site.visit(await site.visitor(), 'documentation/index.html')
  await page
    .getByRole('button', { name: /search/i })
    .first()
    .click()
  await page.keyboard.type('serch box')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/some\/where\/documentation\/\w+\/[\w-]+\.html/)
  await page.context().close()
})

test.each<[string, BrowserContextOptions]>([
  ['light', {}],
  ['dark', { colorScheme: 'dark', ...narrow }],
  ['forced colours', { forcedColors: 'active' }],
])('axe finds nothing in %s, and nothing has to be scrolled sideways', async (_, options) => {
  const context = await site.visitor(options)
  const faults: Record<string, unknown> = {}
  for (const [path, ready] of [
    ['?q=grid', '.hit-link'],
    ['shop.html', '.shop-card'],
    ['playground.html', '#pg-q'],
    ['documentation/index.html', 'main h1'],
  ] as const) {
    const page = await site.visit(context, path)
    await page.locator(ready).first().waitFor()
    if (path === 'playground.html') {
      await page.getByRole('button', { name: 'Add 24 films' }).click()
      await page.locator('.pg-hit').first().waitFor()
    }
    const found = [...(await faultsOf(page)), ...((await overflowOf(page)) > 0 ? ['wider than the screen'] : [])]
    if (found.length > 0) faults[path] = found
    await page.close()
  }
  expect(faults).toEqual({})
  await context.close()
})

test('what is chosen can be told in forced colours', async () => {
  const context = await site.visitor({ forcedColors: 'active' })
  const page = await site.visit(context, '?q=grid')
  const chip = page.locator('.choice[data-choice="CSS"]')
  await chip.waitFor()
  const ground = () => chip.evaluate((element) => getComputedStyle(element).backgroundColor)
  const before = await ground()
  await chip.click()
  await expect.poll(ground).not.toBe(before)
  await context.close()
})
