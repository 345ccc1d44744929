/**
 * The search box in a site's pages, as the package has it, in Chromium: under the strictest policy
 * it promises to work with, by keyboard alone, looked at by axe, and when the site is away, broken
 * or new.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { docsSite, head, packageScripts } from '../support/docs-site.ts'
import { type MemoryHost, serveMemory } from '../support/memory-host.ts'
import { openBrowser } from './built-page.ts'

const policy =
  `default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; style-src 'self'; ` +
  `require-trusted-types-for 'script'; trusted-types default`
/** Workers are started from the site's own folder; nothing else is made of text. */
const siteScript = `
trustedTypes.createPolicy('default', {
  createScriptURL: (url) => {
    if (new URL(url, location).href.startsWith(location.origin + '/seekling/')) return url
    throw new Error(url)
  },
})
window.heard = []
for (const type of ['seekling-search', 'seekling-select'])
  addEventListener(type, ({ detail }) => heard.push({ type, ...detail, hits: detail.hits?.length }))
`
const siteStyle = `:root { color-scheme: light dark; font-family: sans-serif } body { background: Canvas; color: CanvasText }`

declare const window: { heard: { type: string; query: string; url?: string; position?: number; hits?: number }[] }

/** For what is waited for until it is so: a busy machine takes its time. */
const patient = { timeout: 30_000 }

let profiles = ''
let host: MemoryHost
let axe = ''
let browser: BrowserContext | undefined
/** What the console had to complain about. */
const complaints: string[] = []

beforeAll(async () => {
  profiles = await mkdtemp(join(tmpdir(), 'seekling-box-'))
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  host = await serveMemory({ 'content-security-policy': policy })
  await deploy()
  for (const [name, bytes] of packageScripts()) host.files.set(`/seekling/${name}`, bytes)
  host.files.set('/site.js', siteScript)
  host.files.set('/site.css', siteStyle)
  host.files.set('/', `${head('Home', 'en')}<h1>Home</h1><label>Name <input id="name"></label>`)
  host.files.set('/inline.html', `${head('Inline', 'en', 'mode="inline" limit="5"')}<h1>Inline</h1>`)
  host.files.set('/ar.html', `${head('الرئيسية', 'ar')}<h1>الرئيسية</h1>`)
})

afterEach(async () => {
  await browser?.close()
  browser = undefined
  host.trouble = undefined
  host.take()
  expect(complaints.splice(0)).toEqual([])
})

afterAll(async () => {
  await host?.close()
  await rm(profiles, { recursive: true, force: true })
})

/** Puts a build of the site in the place of the one before. */
async function deploy(news?: string): Promise<void> {
  for (const path of host.files.keys()) if (path.startsWith('/seekling/chunks/')) host.files.delete(path)
  const { folder, pages } = await docsSite(news)
  for (const [path, bytes] of folder) host.files.set(`/seekling/${path}`, bytes)
  for (const [path, html] of pages) host.files.set(path, html)
}

async function visit(path: string): Promise<Page> {
  browser ??= await openBrowser(await mkdtemp(join(profiles, 'visitor-')))
  const page = await browser.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(host.url + path)
  return page
}

const field = (page: Page | Locator) => page.getByRole('combobox')
const options = (page: Page) => page.getByRole('option')
const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]')
const titleOf = (option: Locator) => option.locator('[part=title]').innerText()
const said = (page: Page | Locator, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor()

/** What axe has against the page as it is. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

test('by keyboard alone: opened, typed, gone through, followed', async () => {
  const page = await visit('/')
  await page.waitForTimeout(100)
  expect(host.take().filter((path) => /index\.js|worker|json|bin/.test(path))).toEqual([])

  await page.locator('#name').focus()
  await page.keyboard.press('/')
  expect(await page.locator('#name').inputValue()).toBe('/')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  const box = field(page)
  await page.getByRole('dialog', { name: 'Search' }).waitFor()
  expect(await box.evaluate((input) => input.matches(':focus'))).toBe(true)
  expect(await box.getAttribute('aria-expanded')).toBe('false')

  await page.keyboard.type('installaton')
  await said(page, 'Results for “installation”. 2 results')
  expect(await box.getAttribute('aria-expanded')).toBe('true')
  expect(await page.getByRole('listbox').getAttribute('id')).toBe(await box.getAttribute('aria-controls'))
  expect(await page.getByRole('group', { name: 'Getting started' }).getByRole('option').count()).toBe(3)
  // The best section, not the page above it.
  expect(await titleOf(chosen(page))).toBe('Installation')
  expect(await chosen(page).getAttribute('id')).toBe(await box.getAttribute('aria-activedescendant'))
  expect(await chosen(page).locator('mark').allInnerTexts()).toEqual(['Installation', 'Installation'])

  const moves = ['ArrowUp', 'ArrowUp', 'ArrowDown', 'End', 'Home']
  const titles: string[] = []
  for (const key of moves) {
    await page.keyboard.press(key)
    titles.push(await titleOf(chosen(page)))
  }
  expect(titles).toEqual(['Getting started', 'Rollback', 'Getting started', 'Rollback', 'Getting started'])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(await page.locator('seekling-search').evaluate((host) => host.matches(':focus-within'))).toBe(true)

  // Filters by keyboard: the one that is pressed keeps the focus.
  await page.keyboard.press('Control+k')
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await said(page, '1 result')
  const filter = page.getByRole('button', { name: '1.0' })
  expect(await filter.evaluate((chip) => chip.matches(':focus') && chip.ariaPressed)).toBe('true')
  await page.keyboard.press('Space')
  await said(page, '2 results')
  expect(await filter.getAttribute('aria-pressed')).toBe('false')
  // A click inside leaves it open, and focus in the field; one beside it closes.
  await box.focus()
  await page.locator('[part=trail]').first().hover()
  await page.mouse.down()
  await page.mouse.move(5, 5)
  await page.mouse.up()
  expect(await box.evaluate((input) => input.matches(':focus'))).toBe(true)
  await page.mouse.click(5, 5)
  await page.getByRole('dialog').waitFor({ state: 'hidden' })

  await page.keyboard.press('Control+k')
  expect(await box.evaluate((input) => (input as HTMLInputElement).selectionEnd)).toBe('installaton'.length)
  for (const key of ['End', 'ArrowDown', 'Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.waitForURL('**/docs/en-0.html#installation:~:text=with%20npm%20install.-,Installation,-needs%20Node%2020')
  // The browser has found the words: it brings them to the middle, an anchor to the top.
  const [top, scrolled] = await page.evaluate<number[]>('[document.querySelector("h2").offsetTop, scrollY]')
  expect(scrolled).toBeGreaterThan(0)
  expect(scrolled).toBeLessThan(top - 100)
})

test('axe finds nothing, in light, dark and forced colours, wide, narrow and from right to left', async () => {
  const page = await visit('/')
  await page.keyboard.press('/')
  const found: string[] = []
  const look = async (name: string) => found.push(...(await faults(page)).map((fault) => `${name}: ${fault}`))
  await look('opened')
  await page.keyboard.type('installation')
  await said(page, '2 results')
  await page.getByRole('button', { name: '1.0' }).click()
  await said(page, '1 result')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await look(colorScheme)
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' })
  await look('forced colours')
  const chip = page.getByRole('button', { name: '1.0' })
  const colours = await chip.evaluate((made) => [getComputedStyle(made).backgroundColor, getComputedStyle(made).color])
  const others = await page
    .getByRole('button', { name: '2.0' })
    .evaluate((made) => getComputedStyle(made).backgroundColor)
  expect(colours[0]).not.toBe(others)
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'reduce' })
  await field(page).fill('cachtopia')
  await said(page, 'No results for “cachtopia”')
  expect(await page.getByRole('listbox', { name: 'Did you mean' }).innerText()).toBe('caching')
  await look('no results')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await said(page, '12 results')
  await page.setViewportSize({ width: 320, height: 640 })
  await look('narrow')
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320)
  const sizes = await page.locator('seekling-search').evaluate((host) =>
    [...(host.shadowRoot?.querySelectorAll('button, [role=option]') ?? [])]
      .map((target) => target.getBoundingClientRect())
      .filter(({ width }) => width > 0)
      .map(({ width, height }) => Math.min(width, height)),
  )
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24)
  await page.close()

  const arabic = await visit('/ar.html')
  await arabic.getByRole('button', { name: 'بحث' }).click()
  await field(arabic).fill('تثبيت')
  await said(arabic, 'نتيجة واحدة')
  await arabic.emulateMedia({ colorScheme: 'dark' })
  found.push(...(await faults(arabic)).map((fault) => `from right to left: ${fault}`))
  const [field_, close] = await Promise.all(
    [field(arabic), arabic.getByRole('button', { name: 'إغلاق' })].map((part) => part.boundingBox()),
  )
  expect(close?.x).toBeLessThan(field_?.x ?? 0)
  await arabic.close()

  const inline = await visit('/inline.html')
  await field(inline).fill('caching')
  await said(inline, '24 results')
  found.push(...(await faults(inline)).map((fault) => `inline: ${fault}`))
  expect(await options(inline).count()).toBe(5)
  await inline.getByRole('button', { name: 'More results' }).click()
  await expect.poll(() => options(inline).count(), patient).toBe(10)
  await inline.keyboard.press('Escape')
  expect(await field(inline).getAttribute('aria-expanded')).toBe('false')
  await inline.keyboard.press('ArrowDown')
  expect(await field(inline).getAttribute('aria-expanded')).toBe('true')
  await inline.keyboard.press('Escape')
  await inline.keyboard.press('Escape')
  expect(await field(inline).inputValue()).toBe('')
  expect(found).toEqual([])
})

test('links do what links do, a router may go there itself, and what was chosen is told and remembered', async () => {
  const page = await visit('/')
  await page.keyboard.press('/')
  await page.keyboard.type('rollback')
  await said(page, '1 result')
  const link = page.locator('[part~=section]').first()
  const href = await link.getAttribute('href')
  expect(href).toMatch(/\/docs\/en-3\.html#rollback$/)
  for (const open of [
    () => link.click({ button: 'middle' }),
    () => link.click({ modifiers: ['Control'] }),
    () => page.keyboard.press('Control+Enter'),
  ]) {
    const [tab] = await Promise.all([page.context().waitForEvent('page'), open()])
    await tab.waitForURL(/en-3/)
    await tab.close()
    expect(await link.getAttribute('href')).toBe(href)
  }
  expect(await page.getByRole('dialog').isVisible()).toBe(true)
  const details = await page.evaluate(() => window.heard)
  expect(details.find(({ type, query }) => type === 'seekling-search' && query === 'rollback')).toMatchObject({
    hits: 1,
  })
  expect(details.filter(({ type }) => type === 'seekling-select')).toEqual(
    Array.from({ length: 3 }, () => ({ type: 'seekling-select', url: href, query: 'rollback', position: 1 })),
  )

  // A router: it reads the plain address out of the click, and goes there without a load.
  await page.evaluate(() => {
    addEventListener('click', (event) => {
      const [link] = event.composedPath().filter((target) => target instanceof HTMLAnchorElement)
      if (!link) return
      event.preventDefault()
      history.pushState(null, '', link.href)
    })
  })
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(new URL(page.url()).hash).toBe('#rollback')
  expect(await page.title()).toBe('Home')

  await page.reload()
  await page.keyboard.press('/')
  expect(await options(page).allInnerTexts()).toEqual(['rollback'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await said(page, '1 result')
  expect(await field(page).inputValue()).toBe('rollback')
  await field(page).fill('')
  await page.getByRole('button', { name: 'Clear' }).click()
  expect(await options(page).count()).toBe(0)
})

test('boxes of a page share the engine; one that is moved, taken out and put back goes on', async () => {
  const page = await visit('/')
  await page.evaluate(() => {
    const add = (id: string, ...children: Node[]) => {
      const box = document.createElement('seekling-search')
      for (const [name, value] of Object.entries({ id, mode: 'inline', limit: 'all' })) box.setAttribute(name, value)
      box.append(...children)
      document.body.append(box)
    }
    const form = document.createElement('form')
    const input = form.appendChild(document.createElement('input'))
    input.value = 'offline'
    add('plain')
    add('form', form)
  })
  // Once for both.
  await expect.poll(() => complaints.splice(0), patient).toEqual([expect.stringContaining('limit="all" must be')])
  const plain = page.locator('#plain')
  // Taken over from the form that is there without the script.
  expect(await field(page.locator('#form')).inputValue()).toBe('offline')
  await field(plain).fill('middleware')
  await said(plain, '1 result')
  await page.evaluate(() => document.body.prepend(document.querySelector('#plain') ?? ''))
  expect(await field(plain).inputValue()).toBe('middleware')
  await page.evaluate(async () => {
    const box = document.querySelector('#plain')
    box?.remove()
    await new Promise((resolve) => setTimeout(resolve, 50))
    document.body.append(box ?? '')
  })
  await field(plain).fill('redirects')
  await said(plain, '1 result')
  await page.locator('h1').click()
  await page.keyboard.press('/')
  const dialog = page.getByRole('dialog')
  await field(dialog).fill('redirects')
  await said(dialog, '1 result')
  const asked = host.take()
  expect(asked.filter((path) => path === '/seekling/index.json')).toHaveLength(1)
  expect(asked.filter((path) => path.endsWith('search-worker.js'))).toHaveLength(1)
})

test('offline, broken and deployed anew: hits where there can be hits, else what to do', async () => {
  // First the engine does not come, then the index.
  host.trouble = (path, response) => path.endsWith('/index.js') && Boolean(response.writeHead(503).end())
  const page = await visit('/')
  await page.keyboard.press('/')
  await page.keyboard.type('offline')
  await said(page, 'Search failed')
  host.trouble = (path, response) => path.endsWith('.bin') && Boolean(response.writeHead(404).end())
  host.take()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => host.take().some((path) => path.endsWith('.bin')), patient).toBe(true)
  // The words of the first failure may still stand there.
  await expect.poll(() => complaints.join(), patient).toMatch(/the search failed.*\.bin cannot be had/)
  await said(page, 'Search failed')
  expect(await faults(page)).toEqual([])
  complaints.splice(0)
  host.trouble = undefined
  await page.getByRole('button', { name: 'Try again' }).click()
  await said(page, '1 result')
  expect(await field(page).evaluate((input) => input.matches(':focus'))).toBe(true)

  // Filled, little by little.
  const box = page.locator('seekling-search')
  await box.evaluate((element) => element.setAttribute('fill', 'now'))
  await expect.poll(() => host.take().length, { ...patient, interval: 500 }).toBe(0)
  await page.context().setOffline(true)
  await page.keyboard.press('/')
  await field(page).fill('configuration')
  await said(page, '1 result')
  await page.context().setOffline(false)

  // On a later visit the site answers with pages and scripts only.
  host.trouble = (path, response) => /(bin|json)$/.test(path) && Boolean(response.writeHead(503).end())
  await page.reload()
  await page.keyboard.press('/')
  await field(page).fill('redirects')
  await said(page, '1 result')
  expect(await page.getByRole('button', { name: '1.0' }).isVisible()).toBe(true)
  expect(complaints.splice(0).join()).not.toContain('search failed')
  host.trouble = undefined

  // Another tab takes a new build over, and what is open here shows it.
  await field(page).fill('quokka')
  await said(page, 'No results for “quokka”')
  await deploy('The quokka release')
  const other = await visit('/')
  await other.keyboard.press('/')
  await field(other).fill('quokka')
  await said(other, '1 result')
  await said(page, '1 result')
})
