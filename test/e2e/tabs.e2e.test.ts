/**
 * What only a real browser does to a page: refuse it all storage, and freeze it in the middle of
 * its work.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { serveFiles } from '../../scripts/serve-files.mjs'
import type { Client } from '../../src/index.ts'
import { publicNames } from '../../vite.config.ts'

const executablePath = process.env.SEEKLING_CHROMIUM ?? '/usr/bin/chromium'

interface TabOptions {
  readonly name?: string
  readonly worker?: boolean
}

declare const window: {
  tab: { start(options: TabOptions): Promise<unknown>; readonly heard: readonly string[] }
  client: Client
}

let folder = ''
let server: Awaited<ReturnType<typeof serveFiles>>
let context: BrowserContext | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seekling-tabs-'))
  await build({
    configFile: false,
    root: fileURLToPath(new URL('./tabs', import.meta.url)),
    base: './',
    logLevel: 'warn',
    resolve: { alias: publicNames },
    worker: { format: 'es' },
    build: { outDir: join(folder, 'site'), emptyOutDir: true, target: 'es2022' },
  })
  server = await serveFiles({ '/': join(folder, 'site') })
})

afterEach(async () => {
  await context?.close()
  context = undefined
})

afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

/** A browser with a profile of its own, in which the user may have chosen something. */
async function openBrowser(profile: string, preferences: object = {}): Promise<BrowserContext> {
  const path = join(folder, profile)
  await mkdir(join(path, 'Default'), { recursive: true })
  await writeFile(join(path, 'Default', 'Preferences'), JSON.stringify(preferences))
  context = await chromium.launchPersistentContext(path, { executablePath, headless: true, args: [...chromiumFlags] })
  return context
}

async function openTab(browser: BrowserContext, options: TabOptions): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${server.url}/index.html`)
  await page.waitForFunction(() => 'tab' in window)
  await page.evaluate(async (options) => {
    await window.tab.start(options)
  }, options)
  return page
}

test.each([[true], [false]])('with all cookies blocked everything works in memory (worker: %s)', async (worker) => {
  const browser = await openBrowser(`blocked-${worker}`, {
    profile: { default_content_setting_values: { cookies: 2 } },
  })
  const page = await openTab(browser, { worker })
  const answers = await page.evaluate(async () => {
    const { client, tab } = window
    const index = client.index<{ id: number; title: string }>('films')
    const { updateId } = await index.addDocuments([{ id: 1, title: 'Solaris' }])
    const { status } = await client.waitForPendingUpdate(updateId)
    const titles = (await index.search('solris')).hits.map(({ title }) => title)
    const snapshot = await client.exportSnapshot()
    await client.importSnapshot(snapshot, { replace: true })
    const { uid } = await client.createDump()
    let dump = await client.getDumpStatus(uid)
    while (dump.status === 'in_progress') {
      await new Promise((resolve) => setTimeout(resolve, 20))
      dump = await client.getDumpStatus(uid)
    }
    const after = (await index.search('')).hits.length
    await client.close()
    return { status, titles, dump: dump.status, after, heard: tab.heard }
  })
  expect(answers).toMatchObject({ status: 'processed', titles: ['Solaris'], dump: 'done', after: 1 })
  expect(answers.heard[0]).toBe('memory-only')
  expect(answers.heard).toContain('1 processed')
  expect(answers.heard).not.toContain('storage-lost')
})

test('updates of a tab that is frozen in mid-update are run by another', async () => {
  const browser = await openBrowser('frozen')
  const frozen = await openTab(browser, { name: 'frozen' })
  const other = await openTab(browser, { name: 'frozen' })
  const session = await browser.newCDPSession(frozen)
  const long = await frozen.evaluate(async () => {
    const { client } = window
    const index = client.index('numbers')
    const documents = Array.from({ length: 40_000 }, (_, id) => ({ id, text: `words of ${id % 977} and ${id % 331}` }))
    await client.waitForPendingUpdate((await index.addDocuments(documents)).updateId)
    const started = new Promise<number>((resolve) => {
      client.on('update', ({ status, type, updateId }) => {
        if (type.name === 'Settings' && status === 'processing') resolve(updateId)
      })
    })
    await index.updateSearchableAttributes(['text'])
    return started
  })
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  const statuses = await other.evaluate(async (id) => {
    const { client } = window
    const { status } = await client.getUpdateStatus(id)
    return [status, (await client.waitForPendingUpdate(id)).status]
  }, long)
  // Had it been done before the page was frozen, this would say nothing.
  expect(statuses[0]).not.toBe('processed')
  expect(statuses[1]).toBe('processed')
  const last = await other.evaluate(async () => {
    const { updateId } = await window.client.index('numbers').addDocuments([{ id: 'new', text: 'words' }])
    return (await window.client.waitForPendingUpdate(updateId)).status
  })
  expect(last).toBe('processed')
  await session.send('Page.setWebLifecycleState', { state: 'active' })
  const found = await frozen.evaluate(async () => {
    const { updateId } = await window.client.index('numbers').deleteDocument('new')
    await window.client.waitForPendingUpdate(updateId)
    return (await window.client.index('numbers').getStats()).numberOfDocuments
  })
  expect(found).toBe(40_000)
})
