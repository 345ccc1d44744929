/**
 * A site's data is cleared by the browser, as its user does, under two open tabs: while they are
 * idle, while an update runs, and while documents are handed over. Each is told once, calls under
 * way settle by name, and both go on with the next database and with nothing of the old one.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type TabWindow, TestBrowser } from './tabs/test-browser.ts'

declare const window: TabWindow

const tabs = new TestBrowser()
beforeAll(() => tabs.build())
afterEach(() => tabs.closeBrowser())
afterAll(() => tabs.end())

async function clearData(browser: BrowserContext, page: Page): Promise<void> {
  const session = await browser.newCDPSession(page)
  await session.send('Storage.clearDataForOrigin', { origin: tabs.url, storageTypes: 'all' })
}

/** Adds documents in `page` and waits for them there and in `others`. */
async function add(page: Page, ids: readonly number[], others: readonly Page[] = []): Promise<void> {
  const updateId = await page.evaluate(async (ids) => {
    const documents = ids.map((id) => ({ id, text: `tree ${id}` }))
    return (await window.client.index('trees').addDocuments(documents)).updateId
  }, ids)
  for (const one of [page, ...others]) {
    const outcome = await one.evaluate(async (id) => (await window.client.waitForPendingUpdate(id)).status, updateId)
    expect(outcome).toBe('processed')
  }
}

/** What a tab answers: ids found and listed, documents counted, indexes; or an error's code. */
const answers = (page: Page) =>
  page.evaluate(async () => {
    const index = window.client.index<{ id: number }>('trees')
    const asked = [
      index.search('tree', { limit: 1000 }).then(({ hits }) => hits.map(({ id }) => id).sort((a, b) => a - b)),
      index.getDocuments({ limit: 1000 }).then(({ results }) => results.map(({ id }) => id)),
      index.getStats().then(({ numberOfDocuments }) => numberOfDocuments),
      window.client.getIndexes().then((indexes) => indexes.map(({ uid }) => uid)),
    ]
    const settled = await Promise.allSettled<unknown>(asked)
    return settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code: string }).code))
  })

const gone = ['index_not_found', 'index_not_found', 'index_not_found', []]
const holding = (...ids: number[]) => [ids, ids, ids.length, ['trees']]

const statuses = (page: Page) => page.evaluate(() => window.tab.heard.filter((heard) => !/^\d/.test(heard)))

/** Both tabs go on in turn, and answer what a tab does that has seen nothing else. */
async function goOn(browser: BrowserContext, name: string, pages: readonly Page[]): Promise<void> {
  const ids: number[] = []
  for (const [nth, page] of [...pages, ...pages].entries()) {
    ids.push(101 + nth)
    await add(page, [101 + nth], pages)
    for (const one of pages) expect(await answers(one)).toEqual(holding(...ids))
  }
  const fresh = await tabs.openTab(browser, { name })
  expect(await answers(fresh)).toEqual(holding(...ids))
  for (const page of pages) expect(await statuses(page)).toEqual(['storage-lost'])
}

async function twoTabs(name: string) {
  const browser = await tabs.openBrowser(name)
  const pages = [await tabs.openTab(browser, { name }), await tabs.openTab(browser, { name })] as const
  await add(pages[0], [1], pages)
  await add(pages[0], [2], pages)
  for (const page of pages) expect(await answers(page)).toEqual(holding(1, 2))
  return { browser, pages }
}

test('tabs that were idle for a while answer nothing old and are told once', async () => {
  const { browser, pages } = await twoTabs('idle')
  // The update worker has been let go by then.
  await pages[0].waitForTimeout(11_000)
  await clearData(browser, pages[0])
  // They hear of it by themselves, and do not make the database again.
  for (const page of pages) await page.waitForFunction(() => window.tab.heard.includes('storage-lost'))
  expect(await pages[0].evaluate(() => indexedDB.databases())).toEqual([])
  for (const page of pages) {
    expect(await answers(page)).toEqual(gone)
    expect(await statuses(page)).toEqual(['storage-lost'])
  }
  await goOn(browser, 'idle', pages)
})

test('the first answers after the data is gone are those of an empty database', async () => {
  const { browser, pages } = await twoTabs('first')
  await clearData(browser, pages[0])
  const first = await Promise.all(pages.map(answers))
  expect(first).toEqual([gone, gone])
  await goOn(browser, 'first', pages)
})

test('waits for an update that was running reject by name in both tabs', async () => {
  const { browser, pages } = await twoTabs('running')
  const [writer, other] = pages
  const updateId = await writer.evaluate(async () => {
    const { client } = window
    const started = new Promise<number>((resolve) => {
      client.on('update', ({ status, updateId }) => {
        if (status === 'processing') resolve(updateId)
      })
    })
    const documents = Array.from({ length: 30_000 }, (_, id) => ({ id, text: `old words of ${id % 977} tree` }))
    await client.index('trees').addDocuments(documents)
    return started
  })
  const waits = pages.map((page) =>
    page.evaluate(
      (id) =>
        window.client.waitForPendingUpdate(id).then(
          ({ status }) => status,
          ({ code }) => code,
        ),
      updateId,
    ),
  )
  // The other tab's wait has to be there before the data goes.
  await other.evaluate(() => window.client.getAllUpdateStatus())
  await clearData(browser, other)
  expect(await Promise.all(waits)).toEqual(['database_replaced', 'database_replaced'])
  for (const page of pages) expect(await answers(page)).toEqual(gone)
  await goOn(browser, 'running', pages)
})

test('documents on their way are refused by name or belong to the next database', async () => {
  const { browser, pages } = await twoTabs('handed')
  const sent = pages[0].evaluate(async () => {
    const index = window.client.index('trees')
    const calls = Array.from({ length: 200 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n * 10))
      const started = performance.now()
      const outcome = await index
        .addDocuments([{ id: 1000 + n, text: 'tree' }])
        .then(({ updateId }) => window.client.waitForPendingUpdate(updateId))
        .then(
          ({ status }) => status,
          ({ code }) => code as string,
        )
      return { outcome, ms: performance.now() - started }
    })
    return Promise.all(calls)
  })
  await new Promise((resolve) => setTimeout(resolve, 700))
  await clearData(browser, pages[1])
  const calls = await sent
  const outcomes = calls.map(({ outcome }) => outcome)
  for (const outcome of outcomes) expect(['processed', 'database_replaced']).toContain(outcome)
  // Not the ten seconds after which a storage that stands still is given up.
  expect(Math.max(...calls.map(({ ms }) => ms))).toBeLessThan(5_000)
  expect(outcomes.at(-1)).toBe('processed')
  const [found] = await answers(pages[0])
  const [foundElsewhere] = await answers(pages[1])
  expect(foundElsewhere).toEqual(found)
  // What was sent last has come after the data was cleared: all of that is there, in one run.
  const kept = found as number[]
  expect(kept.at(-1)).toBe(1199)
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => 1200 - kept.length + n))
  expect(kept.length).toBeLessThan(200)
  for (const page of pages) expect(await statuses(page)).toEqual(['storage-lost'])
})
