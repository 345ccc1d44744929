/**
 * The packed package where its worker scripts cannot be started as usual: from another origin,
 * bundled by a tool that does not follow their URLs, under Trusted Types; and the error where a
 * page's policy leaves no way.
 */
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumFlags } from '../../scripts/chromium.mjs'
import { main, page, titleOf } from './app-page.ts'
import { packApp } from './packed-app.ts'
import { type StaticServer, serveFolder } from './static-server.ts'

const app = packApp()
const servers: StaticServer[] = []
let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.SEEKLING_CHROMIUM ?? '', args: [...chromiumFlags] })
})
afterAll(async () => {
  await browser?.close()
  for (const server of servers) await server.close()
  app.remove()
})

async function serve(folder: string, headers: Record<string, string> = {}): Promise<string> {
  const server = await serveFolder(join(app.directory, folder), { headers })
  servers.push(server)
  return server.url
}

/** A copy of the page's scripts without those of the workers. */
function withoutWorkers(folder: string): void {
  cpSync(join(app.packageDirectory, 'dist'), join(app.directory, folder, 'dist'), { recursive: true })
  for (const name of readdirSync(join(app.directory, folder, 'dist')))
    if (name.endsWith('worker.js')) rmSync(join(app.directory, folder, 'dist', name))
  app.write(`${folder}/index.html`, page('./main.js'))
  app.write(`${folder}/main.js`, main('./dist/index.js'))
}

test('from another origin, such as that of a CDN', async () => {
  const cdn = await serve('node_modules/seekling', { 'access-control-allow-origin': '*' })
  app.write('site/index.html', page('./main.js'))
  app.write('site/main.js', main(`${cdn}/dist/index.js`))
  expect(await titleOf(browser, `${await serve('site')}/`)).toBe('processed: Solaris')
})

test('bundled by a tool that leaves the scripts of the workers out', async () => {
  app.write('bundled/index.html', page('./out/main.js'))
  const bundle = await rolldown({ input: app.write('bundled/main.js', main('seekling')), cwd: app.directory })
  await bundle.write({ dir: join(app.directory, 'bundled/out') })
  await bundle.close()
  expect(await titleOf(browser, `${await serve('bundled')}/`)).toBe('processed: Solaris')
})

test('under Trusted Types, with the policy that is documented', async () => {
  app.write('typed/index.html', page('./main.js'))
  app.write('typed/main.js', main('./seekling/dist/index.js'))
  cpSync(app.packageDirectory, join(app.directory, 'typed/seekling'), { recursive: true })
  const policy = `default-src 'none'; script-src 'self'; worker-src 'self' blob:; require-trusted-types-for 'script'; trusted-types seekling`
  expect(await titleOf(browser, `${await serve('typed', { 'content-security-policy': policy })}/`)).toBe(
    'processed: Solaris',
  )
})

test('where no worker can be started at all, the error names the script and what to do', async () => {
  withoutWorkers('refused')
  const policy = `default-src 'none'; script-src 'self'; worker-src 'self'`
  const url = await serve('refused', { 'content-security-policy': policy })
  const title = await titleOf(browser, `${url}/`)
  expect(title).toContain(`failed: The script ${url}/dist/search-worker.js does not run in a worker`)
  expect(title).toContain('allow `blob:` in `worker-src`')
})

test('nothing can be stored and the policy allows no worker from memory: in this thread', async () => {
  cpSync(app.packageDirectory, join(app.directory, 'memory/seekling'), { recursive: true })
  app.write('memory/index.html', page('./main.js'))
  const inMemory = main('./seekling/dist/index.js').replace(`name: 'packed'`, `storage: 'memory'`)
  app.write('memory/main.js', inMemory)
  const policy = `default-src 'none'; script-src 'self'; worker-src 'self'`
  expect(await titleOf(browser, `${await serve('memory', { 'content-security-policy': policy })}/`)).toBe(
    'processed: Solaris',
  )
})
