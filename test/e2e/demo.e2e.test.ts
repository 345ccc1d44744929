/**
 * The demo from a visitor's side: one visitor whose index lives through all of it, and others who
 * come to less lucky circumstances.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DemoSite } from './demo-site.ts'

let site: DemoSite

beforeAll(async () => {
  site = await DemoSite.open()
})

afterAll(async () => {
  await site?.close()
})

/**
 * Waits until `#ready` says it, where the page tells how it started; a page that shows an error
 * instead is not waited for.
 */
async function ready(page: Page, text: RegExp): Promise<string> {
  const line = page.locator('#ready').filter({ hasText: text })
  const failure = page.locator('.state.error')
  await line.or(failure).first().waitFor({ timeout: 120_000 })
  if (await failure.isVisible()) throw new Error(`the page says: ${await failure.textContent()}`)
  return (await line.textContent()) ?? ''
}

async function search(page: Page, q: string): Promise<void> {
  await page.fill('#q', q)
  await page.waitForFunction((asked) => document.querySelector('#results')?.getAttribute('data-q') === asked, q)
}

/**
 * Waits for an addition that is being processed, looking in every frame: it may be over before a
 * locator would look again.
 */
async function catchAddition(page: Page, thenCancelIt = false): Promise<void> {
  await page.waitForFunction((cancelIt) => {
    const row = document.querySelector('.update[data-status="processing"]')
    if (row?.querySelector('code')?.textContent !== 'DocumentsAddition') return false
    if (cancelIt) row.querySelector('button')?.click()
    return true
  }, thenCancelIt)
}

const names = (page: Page): Promise<string[]> => page.locator('.hit-link').allTextContents()
const focusedName = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.textContent ?? null)
const said = (page: Page, text: RegExp) =>
  page.locator('.queue-message').filter({ hasText: text }).waitFor({ timeout: 120_000 })
const proof = (page: Page, text: RegExp) =>
  page.locator('.proof').filter({ hasText: text }).waitFor({ timeout: 120_000 })
const rows = (page: Page, status: string) => page.locator(`.update[data-status="${status}"]`)

describe('one visitor', () => {
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    context = await site.visitor()
    page = await site.visit(context)
  })

  afterAll(async () => {
    await context?.close()
  })

  test('finds everything on a first visit, of which nothing is indexed', async () => {
    await ready(page, /^20,968 features attached/)
    expect(await page.locator('#first-visit').isVisible()).toBe(false)
    await page.locator('.hit-link').first().waitFor()
    expect(await page.locator('#counts').textContent()).toBe('20,968 features')
    expect(await page.locator('.update').count()).toBe(0)
    await page.locator('#kept').filter({ hasText: 'works offline' }).waitFor({ timeout: 120_000 })
  })

  test('sees hits with every match marked while typing', async () => {
    await page.locator('#q').pressSequentially('addEventLis')
    await page.waitForFunction(() => document.querySelector('#results')?.getAttribute('data-q') === 'addEventLis')
    const first = page.locator('.hit').first()
    expect(await first.locator('.hit-link').textContent()).toBe('addEventListener')
    expect(await first.locator('.hit-link mark').textContent()).toBe('addEventLis')
    expect(await first.locator('.hit-link').getAttribute('href')).toMatch(
      /^https:\/\/developer\.mozilla\.org\/.*addEventListener$/,
    )
    expect(await first.locator('.support').textContent()).toContain('Firefox 1')
    expect(new URL(page.url()).searchParams.get('q')).toBe('addEventLis')
  })

  test('is understood in spite of a typing error, and in a question', async () => {
    await page.getByRole('button', { name: 'adEventListner' }).click()
    await page.locator('#counts').filter({ hasText: 'read as' }).waitFor()
    expect(await names(page)).toContain('addEventListener')
    await page.getByRole('button', { name: 'how do I center a dialog?' }).click()
    await page.locator('#counts').filter({ hasText: 'a question' }).waitFor()
    expect((await names(page)).join()).toContain('dialog')
  })

  test('is told why a hit is where it is, rule by rule', async () => {
    await search(page, 'grid')
    const [, second] = await names(page)
    const first = page.locator('.hit').first()
    await first.locator('.why summary').click()
    await first.locator('.reasons li').first().waitFor()
    expect(await first.locator('.why-body p').textContent()).toContain(`“${second?.replace(/[<>]/g, '')}”`)
    expect(await first.locator('.reasons code').allTextContents()).toEqual(
      expect.arrayContaining(['words', 'typo', 'proximity', 'exactness', 'depth:asc']),
    )
    expect(await first.locator('.reasons .decides').count()).toBeLessThanOrEqual(1)
  })

  test('moves through the hits by keyboard alone', async () => {
    await search(page, 'grid')
    const [first, second] = await names(page)
    await page.locator('#q').press('ArrowDown')
    expect(await focusedName(page)).toBe(first)
    await page.keyboard.press('ArrowDown')
    expect(await focusedName(page)).toBe(second)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('q')
    await page.keyboard.press('Escape')
    expect(await page.inputValue('#q')).toBe('')
    await page.locator('#q').blur()
    await page.keyboard.press('/')
    await page.keyboard.type('abort')
    expect(await page.inputValue('#q')).toBe('abort')
    await page.locator('#q').blur()
    await page.keyboard.press('Control+k')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('q')
  })

  test('opens the first hit with Enter and comes back to the same search', async () => {
    await search(page, 'css grid')
    const href = await page.locator('.hit-link').first().getAttribute('href')
    await page.locator('#q').press('Enter')
    await page.waitForURL(String(href))
    await page.goBack()
    await page.waitForFunction(() => document.querySelector('#results')?.getAttribute('data-q') === 'css grid')
  })

  test('sorts by name, and gets more hits on request', async () => {
    await search(page, 'event')
    await page.selectOption('#sort', 'name:asc')
    await page.waitForFunction(() => document.querySelector('#results')?.getAttribute('data-sort') === 'name:asc')
    await page.locator('#more').click()
    await page.waitForFunction(() => document.querySelectorAll('.hit').length === 40)
    const sorted = (await names(page)).map((name) => name.toLowerCase())
    expect(sorted).toEqual([...sorted].sort())
    await page.selectOption('#sort', '')
  })

  test('narrows by category, Baseline and browser version, and shares it by its address', async () => {
    await search(page, 'animation')
    const choice = (name: string) => page.locator(`#filters .choice[data-choice="${name}"]`)
    const countOf = async (name: string) =>
      Number((await choice(name).locator('.choice-count').textContent())?.replace(/\D/g, ''))
    const total = async () => Number((await page.locator('#counts b').textContent())?.replace(/\D/g, ''))
    const css = await countOf('CSS')
    await choice('CSS').click()
    await page.waitForFunction(
      (wanted) => document.querySelector('#counts b')?.textContent?.replace(/\D/g, '') === String(wanted),
      css,
    )
    expect(await page.locator('.hit .category').allTextContents()).toEqual(Array(20).fill('CSS'))
    // The other categories still say what they would add.
    expect(await countOf('Web APIs')).toBeGreaterThan(0)
    await choice('high').click()
    await page.selectOption('#filters select', 'chrome')
    await page.fill('#filters input', '60')
    await page.waitForFunction(
      () => document.querySelectorAll('.hit').length > 0 && location.search.includes('works=chrome%3A60'),
    )
    const other = await page.context().newPage()
    await other.goto(page.url())
    await ready(other, /^20,968 features/)
    await other.locator('.hit-link').first().waitFor()
    const shared = Number((await other.locator('#counts b').textContent())?.replace(/\D/g, ''))
    expect(shared).toBeLessThan(css)
    // Here the answers to the last choices may still be under way.
    await expect.poll(total).toBe(shared)
    expect(await names(other)).toEqual(await names(page))
    expect(await other.locator('#filters [aria-pressed="true"]').count()).toBe(2)
    await other.close()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.waitForFunction(() => !location.search.includes('category'))
    // Everything, newest first, is called so; a part of it is not.
    const heading = page.locator('#results-title:not(.visually-hidden)')
    await search(page, '')
    await heading.filter({ hasText: 'Newest in Baseline' }).waitFor()
    await choice('limited').click()
    await heading.waitFor({ state: 'detached' })
    await choice('limited').click()
    await heading.waitFor()
  })

  test('is told when there is nothing', async () => {
    await search(page, 'qqqqzzzzxxxx')
    expect(await page.locator('#state h2').textContent()).toContain('Nothing found for')
    // A group without a choice is not offered.
    expect(await page.locator('.filter-group:visible .group-title').allTextContents()).toEqual(['Works in'])
    await page.locator('#state .suggestion').first().click()
    await page.locator('.hit-link').first().waitFor()
  })

  test('adds a document, finds it, and deletes it again', async () => {
    await page.getByRole('button', { name: 'Add a document' }).click()
    await page.fill('#own-name', 'Zanzibarize')
    await page.getByRole('button', { name: 'Add it' }).click()
    await said(page, /“Zanzibarize” is searchable/)
    await page.waitForFunction(() => document.querySelector('#results')?.getAttribute('data-q') === 'Zanzibarize')
    expect(await names(page)).toEqual(['Zanzibarize'])
    await page.getByRole('button', { name: 'Delete it' }).click()
    await said(page, /is gone/)
    await page.locator('#state h2').filter({ hasText: 'Nothing found' }).waitFor()
  })

  test('sees markup in a document as text', async () => {
    await page.getByRole('button', { name: 'Add a document' }).click()
    await page.fill('#own-name', '<img src=x onerror=boom> Zyzzyva')
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.locator('.hit-link').filter({ hasText: '<img src=x onerror=boom> Zyzzyva' }).waitFor()
    expect(await page.locator('#hits img').count()).toBe(0)
    await page.locator('.hit').first().getByRole('button', { name: 'Delete' }).click()
    await said(page, /is gone/)
  })

  test('breaks an update, of which nothing is applied', async () => {
    await page.getByRole('button', { name: 'Break an update' }).click()
    await said(page, /failed, as it should, and nothing of it was applied/)
    expect(await rows(page, 'failed').first().textContent()).toContain('missing_document_id')
    await search(page, 'Innocent bystander')
    expect(await names(page)).not.toContain('Innocent bystander')
  })

  test('kills the worker in the middle of an update, which runs again', async () => {
    await page.getByRole('button', { name: 'Kill the worker now' }).click()
    await proof(page, /Worker killed in the middle/)
    await search(page, 'fetch')
    expect((await names(page)).length).toBeGreaterThan(0)
    await proof(page, /was killed, ran again and is processed: the index holds 20,968 documents/)
    expect(await page.locator('.update').first().textContent()).toMatch(/processed.*started 2 times/)
  })

  test('cancels an update while it runs, and nothing of it is applied', async () => {
    await page.getByRole('button', { name: 'Re-index all' }).click()
    await catchAddition(page, true)
    await said(page, /is canceled/)
    await rows(page, 'failed').filter({ hasText: 'update_canceled' }).first().waitFor()
    await search(page, '')
    expect(await page.locator('#counts').textContent()).toContain('20,968 features')
  })

  test('comes back and searches at once, with nothing indexed again', async () => {
    const before = await page.locator('.update').count()
    await page.goto(`${site.url}?q=fetch`)
    const text = await ready(page, /nothing re-indexed/)
    expect(text).toMatch(/^20,968 features.* · nothing re-indexed$/)
    expect(await names(page)).toContain('fetch')
    await page.waitForFunction((count) => document.querySelectorAll('.update').length === count, before)
    expect(await rows(page, 'enqueued').count()).toBe(0)
  })

  test('keeps the colours that were chosen', async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await background()
    const toggle = page.getByRole('button', { name: /^Colour theme/ })
    await toggle.click()
    expect(await background()).toBe(light)
    await toggle.click()
    const dark = await background()
    expect(dark).not.toBe(light)
    await page.reload()
    await ready(page, /nothing re-indexed/)
    expect(await background()).toBe(dark)
  })

  test('has all of it in a second tab, whose document is found in the first', async () => {
    const opening = context.waitForEvent('page')
    await page.getByRole('link', { name: 'Open a second tab' }).click()
    const other = await opening
    await proof(other, /This is the second tab. It wrote update \d+/)
    await proof(page, /The second tab added “Greeting from the second tab”, and this one finds it/)
    await search(page, 'greeting from the second tab')
    expect((await names(page))[0]).toBe('Greeting from the second tab')
    expect(await rows(other, 'processed').first().textContent()).toContain('1 document')
    await other.close()
  })

  test('cuts the network, opens the page again and searches on', async () => {
    await page.goto(site.url)
    await page.getByRole('button', { name: 'Go offline' }).click()
    await proof(page, /The network is cut, and this page was opened again: 20,96[89] features are here/)
    expect(await page.evaluate(() => fetch('data/meta.json').then(String, () => 'refused'))).toBe('refused')
    await search(page, 'container query')
    expect((await names(page)).length).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Go online again' }).click()
    await proof(page, /The network is back/)
    expect(await page.evaluate(() => fetch('data/meta.json').then(({ status }) => status))).toBe(200)
    // What was refused is said on the console, too.
    const others = site.complaints.filter((text) => !text.includes('ERR_FAILED'))
    site.complaints.splice(0, site.complaints.length, ...others)
  })
})

test('a visitor who leaves while the index is built here finds it going on', async () => {
  const context = await site.visitor()
  const page = await site.visit(context)
  await ready(page, /attached/)
  await page.getByRole('button', { name: 'Build it here' }).click()
  await catchAddition(page)
  await search(page, 'fetch')
  expect(await names(page)).toContain('fetch')
  await page.reload()
  await ready(page, /features indexed|nothing re-indexed/)
  await page.locator('.hit-link').first().waitFor()
  await rows(page, 'processed').filter({ hasText: 'IndexSwap' }).waitFor({ timeout: 120_000 })
  expect(await page.locator('.update').filter({ hasText: 'DocumentsAddition' }).count()).toBe(1)
  await context.close()
})

test('a host without the files: the index is built, with its progress; without data it is said', async () => {
  const context = await site.visitor()
  await context.route('**/data/search/**', (route) => route.fulfill({ status: 503 }))
  let reachable = false
  await context.route('**/data/web-platform.ndjson*', (route) =>
    reachable ? route.fallback() : route.fulfill({ status: 503 }),
  )
  const page = await site.visit(context)
  await page.getByRole('heading', { name: 'The index could not be fetched' }).waitFor()
  reachable = true
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('#first-visit progress').waitFor()
  await ready(page, /features indexed/)
  site.complaints.splice(0, site.complaints.length, ...site.complaints.filter((text) => !text.includes('503')))
  await context.close()
})

test('a narrow screen shows everything without scrolling sideways', async () => {
  const context = await site.visitor({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
  const page = await site.visit(context, '?q=permissions policy')
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await overflow()).toBe(0)
  await ready(page, /features attached/)
  await page.locator('.hit-link').first().waitFor()
  expect(await overflow()).toBe(0)
  const { y = 740 } = (await page.locator('.hit').first().boundingBox()) ?? {}
  expect(y).toBeLessThan(560)
  expect(await page.locator('#queue').isVisible()).toBe(false)
  await page.getByRole('button', { name: 'Update queue' }).click()
  await page.getByRole('button', { name: 'Break an update' }).click()
  await said(page, /failed, as it should/)
  expect(await overflow()).toBe(0)
  await page.getByRole('button', { name: 'Close' }).click()
  expect(await page.locator('#queue').isVisible()).toBe(false)
  // How many updates wait stands beside the name of the site, for moments only.
  await page.locator('#queue-count').evaluate((count) => {
    count.textContent = ' (12)'
  })
  expect(await overflow()).toBe(0)
  await context.close()
})

test('no visit caused an error, broke the content security policy or asked anybody else', () => {
  expect(site.complaints).toEqual([])
})
