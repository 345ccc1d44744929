/**
 * The packed package as an app's service worker in Chromium, from a static host: two lines of it
 * answer the pages of the site, and an update that is under way when the browser stops the worker
 * runs again when it wakes.
 */
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { packApp } from './packed-app.ts'
import { serveFolder } from './static-server.ts'

const app = packApp()
let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.SEEKLING_CHROMIUM ?? '', args: [...chromiumFlags] })
})
afterAll(async () => {
  await browser?.close()
  app.remove()
})

const worker = `
import { handle } from '../node_modules/seekling/dist/service-worker.js'
addEventListener('fetch', handle({ path: './search-api/' }))
`
const main = `
await navigator.serviceWorker.register('./sw.js', { type: 'module' })
await navigator.serviceWorker.ready
if (navigator.serviceWorker.controller) document.title = 'controlled'
else location.reload()
`

test('it answers the pages of the site, and goes on after it was stopped', async () => {
  app.write(
    'plain/index.html',
    '<!doctype html><html lang="en"><title>waiting</title><script type="module" src="./main.js"></script></html>',
  )
  app.write('plain/main.js', main)
  app.write('plain/sw.js', worker)
  const server = await serveFolder(app.directory, {})
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(`${server.url}/plain/`)
    await page.waitForFunction(() => document.title === 'controlled', null, { timeout: 30_000 })
    const ask = (path: string, documents?: number) =>
      page.evaluate(
        async ([path, documents]) => {
          const made = Array.from({ length: documents ?? 0 }, (_, id) => ({ id, title: `film ${id} of the sea` }))
          const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(made) }
          const response = await fetch(`./search-api/${path}`, documents === undefined ? {} : post)
          return { status: response.status, body: await response.json() }
        },
        [path, documents] as const,
      )
    expect(await ask('health')).toEqual({ status: 200, body: { status: 'available' } })
    expect(await ask('indexes/films/documents', 20_000)).toMatchObject({ status: 202, body: { taskUid: 0 } })

    const devtools = await context.newCDPSession(page)
    await devtools.send('ServiceWorker.enable')
    await devtools.send('ServiceWorker.stopAllWorkers')
    await expect.poll(async () => (await ask('tasks/0')).body.status, { timeout: 60_000 }).toBe('succeeded')
    expect((await ask('indexes/films/search?q=film')).body.estimatedTotalHits).toBe(1000)
    expect((await ask('stats')).body.indexes.films.numberOfDocuments).toBe(20_000)
  } finally {
    await context.close()
    await server.close()
  }
})
