/**
 * What the search worker loads when a call needs it, in the packed package: when it is asked for,
 * and that every call is answered where it does not come, or is of another build.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { serveCounted } from '../../scripts/counting-server.mjs'
import { page as pageOf } from './app-page.ts'
import { packApp } from './packed-app.ts'

const app = packApp()
const closers: (() => unknown)[] = []
let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.SEEKLING_CHROMIUM ?? '', args: [...chromiumFlags] })
})
afterAll(async () => {
  for (const close of closers) await close()
  await browser?.close()
  app.remove()
})

/** `ask` answers with hits, or what went wrong; `fill` has stored documents before. */
const script = `
import { open } from './dist/index.js'
const client = await open({ name: 'packed' })
const films = client.index('films')
const said = (answer) => answer.catch(({ code, message, details }) => ({ code, message, details }))
window.fill = async () => {
  await films.updateSettings({ filterableAttributes: ['year', 'kind'], sortableAttributes: ['year'] })
  const { updateId } = await films.addDocuments([
    { id: 1, title: 'Solaris', year: 1972, kind: 'film' },
    { id: 2, title: 'Solaris', year: 2002 },
    { id: 3, title: '機', year: 1927 },
  ])
  return (await client.waitForPendingUpdate(updateId)).status
}
window.ask = (q, request) => said(films.search(q, request).then(({ hits, facetDistribution }) =>
  ({ ids: hits.map(({ id }) => id), ...(facetDistribution && { facetDistribution }) })))
window.askAll = () => Promise.all([
  ask('solaris', { filter: 'year > 2000' }),
  ask('solaris', { facets: ['year'] }),
  ask('solaris', { sort: ['year:desc'] }),
  ask('机', { limit: 1 }),
  said(films.searchForFacetValues({ facetName: 'kind', facetQuery: 'fi' }).then(({ facetHits }) => facetHits)),
  said(films.getDocument(1).then(({ title }) => title)),
  said(client.getAllUpdateStatus({ limit: 1 }).then((updates) => updates[0].status)),
  said(films.search('solaris', { matchingStrategy: 'any', distinct: 'year' }).then(({ hits }) => hits.length)),
])
document.title = 'ready'
`
const answers = [
  { ids: [2] },
  { ids: [1, 2], facetDistribution: { year: { 1972: 1, 2002: 1 } } },
  { ids: [2, 1] },
  { ids: [3] },
  [{ value: 'film', count: 1 }],
  'Solaris',
  'processed',
  2,
]

interface Asks {
  fill(): Promise<string>
  ask(q: string, request?: object): Promise<unknown>
  askAll(): Promise<unknown[]>
}

/** A visit of a page whose documents were stored by a visit before it. */
async function visit(folder: string, change?: (dist: string) => void, headers: Record<string, string> = {}) {
  const dist = join(app.directory, folder, 'dist')
  cpSync(join(app.packageDirectory, 'dist'), dist, { recursive: true })
  app.write(`${folder}/index.html`, pageOf('./main.js'))
  app.write(`${folder}/main.js`, script)
  const server = await serveCounted({ '/': join(app.directory, folder) }, { headers, maxAge: 0 })
  closers.push(server.close)
  const context = await browser.newContext()
  closers.push(() => context.close())
  const page = await context.newPage()
  const load = async () => {
    await page.goto(`${server.url}/`)
    await page.waitForFunction(() => document.title === 'ready')
  }
  await load()
  expect(await page.evaluate(() => (window as unknown as Asks).fill())).toBe('processed')
  change?.(dist)
  server.take()
  await load()
  const asked: string[] = []
  /** How often a script was asked for since the second visit began. */
  const times = (name: string): number => {
    asked.push(...server.take().map(({ path }) => path))
    return asked.filter((path) => path === `/dist/${name}`).length
  }
  return { page, times, server, context }
}

const ask = (page: Page, q: string, request: object = {}) =>
  page.evaluate(([q, request]) => (window as unknown as Asks).ask(q as string, request as object), [q, request])
const askAll = (page: Page) => page.evaluate(() => (window as unknown as Asks).askAll())

/** Workers that were started from the text of the script that has all. */
const fromMemory = (page: Page) => page.workers().filter((worker) => worker.url().startsWith('blob:')).length

test('a plain search needs the worker alone; calls at the same time load the rest once', async () => {
  const { page, times } = await visit('whole')
  expect(await ask(page, 'solaris', { attributesToHighlight: ['*'], attributesToCrop: ['*'] })).toEqual({ ids: [1, 2] })
  expect([times('search-worker.js'), times('search-site.js')]).toEqual([1, 0])
  expect(await askAll(page)).toEqual(answers)
  expect([times('search-more.js'), times('search-site.js'), times('search-worker.js')]).toEqual([1, 1, 1])
  expect(fromMemory(page)).toBe(0)
})

test('after a first search a visitor who goes offline can filter', async () => {
  const { page, times, context } = await visit('offline')
  expect(await ask(page, 'solaris')).toEqual({ ids: [1, 2] })
  await expect.poll(() => times('search-more.js'), { timeout: 60_000 }).toBe(1)
  await context.setOffline(true)
  expect(await ask(page, 'solaris', { filter: 'year > 2000' })).toEqual({ ids: [2] })
})

test.each([
  [
    'is not served',
    (dist: string) => {
      for (const name of ['search-more.js', 'search-site.js']) rmSync(join(dist, name))
    },
  ],
  [
    'is of another build',
    (dist: string) => {
      for (const name of ['search-more.js', 'search-site.js']) {
        const text = readFileSync(join(dist, name), 'utf8')
        writeFileSync(join(dist, name), text.replace(/`seekling [\w-]{12}`/, '`seekling of_another__`'))
      }
    },
  ],
])('where what comes later %s, one worker that has all takes over', async (what, change) => {
  const { page } = await visit(what.replaceAll(' ', '-'), change)
  expect(await ask(page, 'solaris')).toEqual({ ids: [1, 2] })
  expect(await askAll(page)).toEqual(answers)
  expect(fromMemory(page)).toBe(1)
  expect(await ask(page, 'solaris', { filter: 'year < 2000' })).toEqual({ ids: [1] })
})

test('where no other worker may start, the error names the script, and plain searches go on', async () => {
  const policy = `default-src 'none'; script-src 'self'; worker-src 'self'`
  const { page, server } = await visit('refused', (dist) => rmSync(join(dist, 'search-more.js')), {
    'content-security-policy': policy,
  })
  const refused = await ask(page, 'solaris', { filter: 'year > 2000' })
  const url = `${server.url}/dist/search-more.js`
  expect(refused).toMatchObject({ code: 'worker_failed', details: { url } })
  expect(await ask(page, 'solaris')).toEqual({ ids: [1, 2] })
  expect(await ask(page, 'solaris', { filter: 'year > 2000' })).toMatchObject({ details: { url } })
})
