/**
 * The packed package at work in Chromium: as plain files from a static host, through Vite's dev
 * server, and built by Vite. Each time the worker has to be found and started from where the
 * package says it is, under the strictest policy we promise to work with.
 */
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build, createServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { main, page, titleOf } from './app-page.ts'
import { packApp } from './packed-app.ts'
import { serveFolder } from './static-server.ts'

const policy = { 'content-security-policy': `default-src 'none'; script-src 'self'; worker-src 'self'` }

const app = packApp()
let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.SEEKLING_CHROMIUM ?? '', args: [...chromiumFlags] })
})
afterAll(async () => {
  await browser?.close()
  app.remove()
})

test('the files run from a static host, with no bundler and no import map', async () => {
  app.write('plain/index.html', page('./main.js'))
  app.write('plain/main.js', main('../node_modules/seekling/dist/index.js'))
  const server = await serveFolder(app.directory, { headers: policy })
  try {
    expect(await titleOf(browser, `${server.url}/plain/`)).toBe('processed: Solaris')
  } finally {
    await server.close()
  }
})

test('the package runs in an app under the dev server of Vite, with no configuration', async () => {
  app.write('index.html', page('./main.js'))
  app.write('main.js', main('seekling'))
  const server = await createServer({
    root: app.directory,
    configFile: false,
    logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0 },
  })
  try {
    await server.listen()
    expect(await titleOf(browser, server.resolvedUrls?.local[0] ?? '')).toBe('processed: Solaris')
  } finally {
    await server.close()
  }
})

test('the package runs in an app built by Vite, under a sub-path', async () => {
  app.write('index.html', page('./main.js'))
  app.write('main.js', main('seekling'))
  await build({
    root: app.directory,
    base: './',
    configFile: false,
    logLevel: 'silent',
    build: { outDir: 'out', target: 'es2022' },
  })
  const server = await serveFolder(join(app.directory, 'out'), { prefix: '/some/where', headers: policy })
  try {
    expect(await titleOf(browser, `${server.url}/`)).toBe('processed: Solaris')
  } finally {
    await server.close()
  }
})

test('an app may bring its own worker file, made of the worker entry', async () => {
  app.write('index.html', page('./main.js'))
  app.write('search-worker.js', `import 'seekling/worker'\n`)
  const start = `open({ name: 'packed', worker: () => new Worker(new URL('./search-worker.js', import.meta.url), { type: 'module' }) })`
  app.write('main.js', main('seekling').replace(`open({ name: 'packed' })`, start))
  await build({
    root: app.directory,
    base: './',
    configFile: false,
    logLevel: 'silent',
    worker: { format: 'es' },
    build: { outDir: 'own-worker', target: 'es2022' },
  })
  const server = await serveFolder(join(app.directory, 'own-worker'), { headers: policy })
  try {
    expect(await titleOf(browser, `${server.url}/`)).toBe('processed: Solaris')
  } finally {
    await server.close()
  }
})
