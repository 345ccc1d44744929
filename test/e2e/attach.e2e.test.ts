/**
 * A site of 3,000 pages on a static host, searched by a page that has never been there: what a
 * first visit, a second one, one offline and one after a new build ask the host for.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { MemoryStore } from '../../src/engine/store/memory-store.ts'
import type { Client } from '../../src/index.ts'
import { type CountingServer, serveCounting } from '../support/counting-server.ts'
import type { Folder } from '../support/snapshot-files.ts'
import { built, pagesOfSite } from '../support/test-site.ts'
import { buildPage, openBrowser } from './built-page.ts'

declare const window: { tab: { start(options: object): Promise<unknown> }; client: Client }

const pages = pagesOfSite(3000)
let folder = ''
let first: Folder
let second: Folder
let server: CountingServer
let context: BrowserContext | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seekling-attach-'))
  await buildPage('tabs', join(folder, 'site'))
  first = await built(new MemoryStore(), { pages })
  second = await built(new MemoryStore(), {
    pages: pages.map((page) => (page.id === 1234 ? { ...page, title: 'quokka', text: `${page.text} quokka` } : page)),
  })
  server = await serveCounting(join(folder, 'site'), first)
})

afterEach(async () => {
  await context?.close()
  context = undefined
  server.folder = first
  server.mode = 'plain'
  server.take()
})

afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

async function visitor(profile: string): Promise<BrowserContext> {
  context = await openBrowser(join(folder, profile))
  return context
}

async function openTab(browser: BrowserContext): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${server.url}/index.html`)
  await page.waitForFunction(() => 'tab' in window)
  await page.evaluate(() => window.tab.start({}).then(() => {}))
  return page
}

/** The root, and the chunk of a page that came with it. */
const unasked = 2

const attach = (page: Page, fill: 'idle' | 'used' | 'now') =>
  page.evaluate((fill) => window.client.attachSnapshot('search/', { fill }), fill)

/** Attaches and waits until all is there. */
const attachWhole = (page: Page) =>
  page.evaluate(async () => {
    const done = new Promise<void>((resolve) => {
      window.client.on('transfer', ({ type, status }) => {
        if (type === 'snapshot-fill' && status === 'done') resolve()
      })
    })
    const attached = await window.client.attachSnapshot('search/', { fill: 'now' })
    await done
    return attached
  })

const find = (page: Page, q: string) =>
  page.evaluate(async (q) => {
    const index = window.client.index<{ id: number }>('pages')
    const { hits } = await index
      .search(q, { limit: 5, attributesToCrop: ['text'] })
      .catch((error) => ({ hits: [{ id: error.code }] }))
    return hits.map(({ id }) => id)
  }, q)

test('a first visit fetches what its searches need, a second one nothing of it again', async () => {
  let browser = await visitor('used')
  let page = await openTab(browser)
  expect(await attach(page, 'used')).toMatchObject({ indexes: ['pages'], changed: true })
  expect(server.take()).toMatchObject({ roots: 1, chunks: [] })
  const fetched: string[] = []
  const found: Record<string, unknown[]> = {}
  for (const q of ['word7 word31', 'wrod55', 'word1234', 'word9', 'word300 word2', 'word77']) {
    found[q] = await find(page, q)
    const { chunks, bytes } = server.take()
    console.log(`"${q}": ${chunks.length} requests, ${bytes} bytes, ${found[q].length} hits`)
    fetched.push(...chunks)
  }
  expect(found.word1234?.length).toBeGreaterThan(0)
  expect(new Set(fetched).size).toBe(fetched.length)
  expect(fetched.length).toBeLessThan(first.size / 2)
  // No visitor who only searches loads what makes dumps or runs updates.
  expect(page.workers().map((worker) => worker.url())).toEqual([expect.stringMatching(/search/)])
  await page.waitForTimeout(300)
  await browser.close()

  browser = await visitor('used')
  page = await openTab(browser)
  expect((await attach(page, 'used')).changed).toBe(false)
  for (const [q, ids] of Object.entries(found)) expect(await find(page, q)).toEqual(ids)
  expect(server.take()).toMatchObject({ roots: 1, chunks: [] })
})

test('filled, it is searched offline, in two tabs, and a new build fetches what changed', async () => {
  const browser = await visitor('filled')
  const page = await openTab(browser)
  const other = await openTab(browser)
  const [one, two] = await Promise.all([attachWhole(page), attach(other, 'used')])
  expect(one.build).toBe(two.build)
  expect([one, two].filter(({ changed }) => changed)).toHaveLength(1)
  expect(server.take().chunks.length).toBe(first.size - unasked)
  await page.waitForTimeout(300)

  await browser.setOffline(true)
  expect((await attach(other, 'used')).changed).toBe(false)
  expect((await find(other, 'word7 word31')).length).toBe(5)
  expect((await find(page, 'word1234')).length).toBeGreaterThan(0)
  await browser.setOffline(false)
  expect(server.take().chunks).toEqual([])

  server.folder = second
  expect((await attachWhole(page)).changed).toBe(true)
  const { chunks, bytes } = server.take()
  const fresh = [...second.keys()].filter((path) => path !== 'index.json' && !first.has(path))
  console.log(`a new build with one page changed of 3,000: ${chunks.length} requests, ${bytes} bytes`)
  expect(fresh).toEqual(expect.arrayContaining([...chunks]))
  expect(chunks.length).toBe(fresh.length - 1)
  expect(await find(page, 'quokka')).toEqual([1234])
  expect(await find(other, 'quokka')).toEqual([1234])
})

test('what was written here stays on top of a new build', async () => {
  const browser = await visitor('edited')
  const page = await openTab(browser)
  await attach(page, 'used')
  await page.evaluate(async () => {
    const index = window.client.index('pages')
    await index.addDocuments([{ id: 5000, title: 'quokka of mine' }])
    const { updateId } = await index.deleteDocument(1234)
    await index.waitForPendingUpdate(updateId)
  })
  server.folder = second
  expect((await attach(page, 'idle')).changed).toBe(true)
  expect(await find(page, 'quokka')).toEqual([5000])
})

test('tabs that fill at the same time fetch no chunk twice', async () => {
  const browser = await visitor('tabs')
  const tabs = await Promise.all([openTab(browser), openTab(browser), openTab(browser)])
  await Promise.all(tabs.map(attachWhole))
  const { chunks } = server.take()
  console.log(`three tabs: ${chunks.length} requests for ${first.size - unasked} chunks`)
  expect(new Set(chunks).size).toBe(first.size - unasked)
  expect(chunks.length).toBe(first.size - unasked)
})

test('a deploy in the middle of a visit is noticed by a search that needs a chunk that is gone', async () => {
  const browser = await visitor('deploy')
  const page = await openTab(browser)
  await attach(page, 'used')
  expect((await find(page, 'word7 word31')).length).toBe(5)
  server.folder = second
  server.take()
  const read = () => page.evaluate(async () => (await window.client.index('pages').getDocument(1234)).title)
  expect(await read()).toBe('quokka')
  expect(server.take().roots).toBe(1)
  expect(await find(page, 'quokka')).toEqual([1234])
})

test('hosts that compress again are as good; one that answers everything is found out', async () => {
  const browser = await visitor('hosts')
  const page = await openTab(browser)
  server.mode = 'gzip'
  await attach(page, 'used')
  expect((await find(page, 'word7 word31')).length).toBe(5)
  server.mode = 'moved'
  expect((await find(page, 'word1111 word3')).length).toBe(5)
  const again = await openTab(await visitor('moved'))
  await attach(again, 'used')
  expect((await find(again, 'word7 word31')).length).toBe(5)
  server.mode = 'fallback'
  server.folder = new Map([['index.json', first.get('index.json') as Uint8Array<ArrayBuffer>]])
  expect(await find(page, 'word2222 word3')).toEqual(['snapshot_unavailable'])
  server.folder = first
  expect((await find(page, 'word2222 word3')).length).toBe(5)
})

test('given up by its signal, a snapshot that does not come is attached by nobody', async () => {
  const browser = await visitor('signal')
  const page = await openTab(browser)
  const outcome = await page.evaluate(async () => {
    const stop = new AbortController()
    const attached = window.client.attachSnapshot('search/', { signal: stop.signal })
    stop.abort()
    const reason = await attached.catch((error) => error.name)
    return [reason, (await window.client.getIndexes()).length]
  })
  expect(outcome).toEqual(['AbortError', 0])
  await attach(page, 'used')
  await page.evaluate(() => window.client.detachSnapshot('search/'))
  expect(await page.evaluate(() => window.client.getIndexes())).toEqual([])
})
