/**
 * The examples in Chromium, as their visitors use them: typing, refining, sorting, turning pages.
 * Nothing is asked of any network.
 */
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { packApp } from '../package/packed-app.ts'
import type { StaticServer } from '../package/static-server.ts'
import { buildExample, installExamples } from './example-site.ts'

const names = ['instantsearch', 'react-instantsearch', 'vue-instantsearch', 'docsearch'] as const
const app = packApp()
const servers: StaticServer[] = []
const complaints: string[] = []
let browser: Browser

beforeAll(async () => {
  installExamples(app, names)
  const executablePath = process.env.SEEKLING_CHROMIUM ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
})
afterAll(async () => {
  await browser?.close()
  for (const server of servers) await server.close()
  app.remove()
})

/** A visitor on the example's page, who reaches nothing else. */
async function visit(name: (typeof names)[number]): Promise<Page> {
  const server = await buildExample(app, name)
  servers.push(server)
  const context = await browser.newContext()
  await context.route(
    (url) => !url.href.startsWith(server.url),
    (route) => {
      complaints.push(`${name} asked for ${route.request().url()}`)
      return route.abort()
    },
  )
  context.on('console', (message) => message.type() === 'error' && complaints.push(`${name}: ${message.text()}`))
  context.on('weberror', (error) => complaints.push(`${name}: ${error.error()}`))
  const page = await context.newPage()
  await page.goto(server.url)
  return page
}

const patient = { timeout: 60_000 }
const titles = (page: Page): Promise<string[]> => page.locator('.ais-Hits-item h3').allInnerTexts()
const shows = (page: Page, expected: readonly string[]) => expect.poll(() => titles(page), patient).toEqual(expected)
const found = (page: Page, count: number) =>
  expect
    .poll(() => page.locator('.ais-Stats-text').innerText(), patient)
    .toMatch(new RegExp(`^${count} results? found`))
const search = (page: Page, text: string) => page.locator('.ais-SearchBox-input').first().fill(text)
const refinements = (page: Page, list: number): Locator => page.locator('.ais-RefinementList').nth(list)
const values = (list: Locator): Promise<string[]> => list.locator('.ais-RefinementList-item').allInnerTexts()
const refine = (list: Locator, value: string) =>
  list.locator('.ais-RefinementList-item', { hasText: value }).locator('input').click()

describe('instantsearch', () => {
  let page: Page
  beforeAll(async () => {
    page = await visit('instantsearch')
  })
  afterAll(() => page?.context().close())

  test('begins with all films, counted', async () => {
    await found(page, 30)
    expect(await titles(page)).toHaveLength(6)
    expect((await values(refinements(page, 0)))[0]).toMatch(/^drama\s*18$/)
    expect(await page.locator('.ais-Pagination-item--page').count()).toBe(5)
    expect(await page.locator('.ais-RangeInput-input--min').getAttribute('placeholder')).toBe('1927')
  })

  test('finds while typing, with marks and snippets', async () => {
    await search(page, 'solar')
    await shows(page, ['Solaris (1972)'])
    expect(await page.locator('.ais-Hits-item h3 mark').innerText()).toBe('Solar')
    expect(await page.locator('.ais-Snippet').innerText()).toMatch(/^A psychologist is sent .*…$/)
    await search(page, 'tarkovski')
    await found(page, 3)
    await search(page, 'xyzxyz')
    await shows(page, [])
    await search(page, '')
    await found(page, 30)
  })

  test('refines by lists, of which one is searched', async () => {
    await refine(refinements(page, 0), 'science fiction')
    await found(page, 6)
    expect((await values(refinements(page, 0))).join()).toContain('drama')
    await refine(refinements(page, 0), 'horror')
    await found(page, 6)
    const directors = refinements(page, 1)
    await directors.locator('input[type=search]').fill('stan')
    await expect.poll(() => values(directors), patient).toHaveLength(1)
    await refine(directors, 'Kubrick')
    await shows(page, ['2001: A Space Odyssey (1968)'])
    await refine(refinements(page, 1), 'Kubrick')
    await refine(refinements(page, 0), 'horror')
    await refine(refinements(page, 0), 'science fiction')
    await found(page, 30)
  })

  test('refines by a range', async () => {
    await page.locator('.ais-RangeInput-input--min').fill('1950')
    await page.locator('.ais-RangeInput-input--max').fill('1953')
    await page.locator('.ais-RangeInput-submit').click()
    await expect
      .poll(async () => (await titles(page)).sort(), patient)
      .toEqual(['Roman Holiday (1953)', 'Tokyo Story (1953)'])
    await page.locator('.ais-RangeInput-input--min').fill('')
    await page.locator('.ais-RangeInput-input--max').fill('')
    await page.locator('.ais-RangeInput-submit').click()
    await found(page, 30)
  })

  test('sorts, and turns pages', async () => {
    await page.locator('.ais-SortBy-select').selectOption('films:year:asc')
    await expect.poll(async () => (await titles(page))[0], patient).toBe('Metropolis (1927)')
    await page.locator('.ais-SortBy-select').selectOption('films:year:desc')
    await expect.poll(async () => (await titles(page))[0], patient).toBe('Before Sunset (2004)')
    const first = await titles(page)
    await page.locator('.ais-Pagination-item--page a', { hasText: '5' }).click()
    await expect.poll(async () => (await titles(page)).at(-1), patient).toBe('Metropolis (1927)')
    expect(await titles(page)).not.toEqual(first)
    await page.locator('.ais-SortBy-select').selectOption('films')
  })

  test('finds what is near a place', async () => {
    await page.locator('#place').selectOption({ label: 'Paris' })
    await found(page, 4)
    await page.locator('#place').selectOption({ label: 'everywhere' })
    await found(page, 30)
  })

  test('finds all of it again after a reload', async () => {
    await page.reload()
    await found(page, 30)
    await search(page, 'kurosawa')
    await shows(page, ['Seven Samurai (1954)'])
  })
})

test.each(['react-instantsearch', 'vue-instantsearch'] as const)('%s', async (name) => {
  const page = await visit(name)
  await found(page, 30)
  await search(page, 'solar')
  await shows(page, ['Solaris (1972)'])
  expect(await page.locator('.ais-Hits-item mark').first().innerText()).toBe('Solar')
  expect(await page.locator('.ais-Snippet').innerText()).toMatch(/^A psychologist is sent .*…$/)
  await search(page, '')
  await found(page, 30)
  await refine(refinements(page, 0), 'science fiction')
  await found(page, 6)
  const directors = refinements(page, 1)
  await directors.locator('input[type=search]').fill('stan')
  await expect.poll(() => values(directors), patient).toHaveLength(1)
  await refine(directors, 'Kubrick')
  await shows(page, ['2001: A Space Odyssey (1968)'])
  await page.context().close()
})

test('docsearch', async () => {
  const page = await visit('docsearch')
  await page.locator('.DocSearch-Button').click()
  await page.locator('.DocSearch-Input').fill('polyg')
  const hit = page.locator('.DocSearch-Hit', { hasText: 'Documents with a place' })
  await hit.waitFor()
  expect(await hit.locator('mark').innerText()).toBe('polyg')
  expect(await hit.locator('a').getAttribute('href')).toBe('#filter-places')
  await page.locator('.DocSearch-Input').fill('instal')
  await expect.poll(() => page.locator('.DocSearch-Hit').count(), patient).toBe(2)
  await page.context().close()
})

test('nothing was asked for elsewhere, and nothing failed', () => {
  expect(complaints).toEqual([])
})
