/**
 * The command as an app has it that installed the package: what it writes holds all that a page
 * imports and starts, and a page can search it.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
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

const build = (...flags: string[]): string =>
  execFileSync(process.execPath, [join(app.packageDirectory, 'dist/cli.js'), 'build', 'site', ...flags], {
    cwd: app.directory,
    encoding: 'utf8',
  })

const page = (text: string) =>
  `<!doctype html><html lang="en"><title>waiting</title><main><h1>Page</h1><h2 id="s">Harbour</h2><p>${text}</p></main><script type="module" src="/docs/main.js"></script></html>`

test('builds a folder that a page under a policy searches, from scripts in it alone', async () => {
  app.write('site/index.html', page('lighthouses'))
  app.write(
    'site/main.js',
    `import { open } from '/docs/seekling/index.js'
try {
  const client = await open({ name: 'site' })
  await client.attachSnapshot('/docs/seekling/')
  const { hits } = await client.index('en').search('lighthuose')
  document.title = hits.map(({ url }) => url).join()
} catch (error) {
  document.title = 'failed: ' + error.message
}
`,
  )
  expect(build('--base', '/docs/')).toContain('1 page, 2 sections')
  const policy = `default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'`
  const site = await serveFolder(join(app.directory, 'site'), {
    prefix: '/docs',
    headers: { 'content-security-policy': policy },
  })
  try {
    const tab = await browser.newPage()
    await tab.goto(`${site.url}/index.html`)
    await tab.waitForFunction(() => document.title !== 'waiting', null, { timeout: 30_000 })
    expect(await tab.title()).toBe('/docs/#s')
  } finally {
    await site.close()
  }
})

test('writes scripts without source maps, and with every script they name', () => {
  const output = join(app.directory, 'site/seekling')
  const scripts = readdirSync(output).filter((name) => name.endsWith('.js'))
  expect(scripts).toContain('index.js')
  for (const name of scripts) {
    const text = readFileSync(join(output, name), 'utf8')
    expect(text).not.toContain('sourceMappingURL')
    for (const [, named] of text.matchAll(/["'`]\.\/([\w-]+\.js)["'`]/g)) expect(scripts, name).toContain(named)
  }
})

test('keeps what it read beside the packages of the app, and reads it no more', () => {
  expect(build('--base', '/docs/')).toContain('1 file unchanged')
  expect(readdirSync(join(app.directory, 'node_modules/.cache/seekling')).length).toBe(2)
  // The scripts are the largest part of a small site.
  expect(statSync(join(app.directory, 'site/seekling/index.json')).size).toBeLessThan(20_000)
})
