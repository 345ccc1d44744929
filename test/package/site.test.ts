/**
 * The command as an app has it that installed the package: what it writes holds all that a page
 * imports and starts, and a page can search it.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
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

const build = (folder: string, ...flags: string[]): string =>
  execFileSync(process.execPath, [join(app.packageDirectory, 'dist/cli.js'), 'build', folder, ...flags], {
    cwd: app.directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>
<script type="module" src="/docs/seekling/search-box.js"></script>
<main><h1>Page</h1><h2 id="s">Harbour</h2><p>lighthouses</p></main><seekling-search></seekling-search></html>`

test('builds a folder that the search box of a page searches, under a policy', async () => {
  app.write('site/index.html', page)
  app.write('site/de/index.html', page.replace('"en"', '"de-AT"').replace('lighthouses', 'Leuchtturm'))
  expect(build('site', '--base', '/docs/')).toContain('2 pages, 4 sections')
  const policy = `default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'`
  const site = await serveFolder(join(app.directory, 'site'), {
    prefix: '/docs',
    headers: { 'content-security-policy': policy },
  })
  const found = async (path: string, query: string) => {
    const tab = await browser.newPage()
    await tab.goto(`${site.url}/${path}`)
    await tab.getByRole('button', { name: /search|suche/i }).click()
    await tab.getByRole('combobox').fill(query)
    await tab.getByRole('option', { name: 'Harbour' }).click()
    await tab.waitForURL(/#s/)
    const { pathname } = new URL(tab.url())
    await tab.close()
    return pathname
  }
  try {
    expect(await found('index.html', 'lighthuose')).toBe('/docs/')
    expect(await found('de/index.html', 'Leuchtürm')).toBe('/docs/de/')
  } finally {
    await site.close()
  }
})

test('writes scripts without source maps, and with every script they name', () => {
  const output = join(app.directory, 'site/seekling')
  const scripts = readdirSync(output).filter((name) => name.endsWith('.js'))
  expect(scripts).toEqual(expect.arrayContaining(['index.js', 'search-box.js']))
  for (const name of scripts) {
    const text = readFileSync(join(output, name), 'utf8')
    expect(text).not.toContain('sourceMappingURL')
    for (const [, named] of text.matchAll(/["'`]\.\/([\w-]+\.js)["'`]/g)) expect(scripts, name).toContain(named)
  }
})

test('is the same however many threads read the pages, and where some cannot be read', () => {
  for (let i = 0; i < 100; i++)
    app.write(`many/${i % 7}/p${i}.html`, page.replace('lighthouses', `lighthouse number ${i}`))
  symlinkSync('gone.html', join(app.directory, 'many/3/link.html'))
  app.write('many/bad.html', '<meta charset="klingon"><title>Bad</title><p>bad')
  const built = [0, 1, 3].map((threads) => {
    const told = build('many', '--threads', String(threads), '--no-cache', '--output', `out${threads}`)
    const folder = join(app.directory, `out${threads}`)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('.'))
      .sort()
    return { pages: told.split('\n')[0], files: files.map((name) => [name, readFileSync(join(folder, name))]) }
  })
  expect(built[0].pages).toBe('101 pages, 201 sections, 401 words in en')
  expect(built[1]).toEqual(built[0])
  expect(built[2]).toEqual(built[0])
})

/**
 * Root may read everything: where the tests run as root, the build becomes nobody before its first
 * line, in all its threads. Windows knows no files that their owner may not read.
 */
test.skipIf(process.platform === 'win32')('says which files and folders it may not read, and builds the rest', () => {
  const nobody = 'process.setgroups?.([]); process.setegid?.(65534); process.seteuid?.(65534)'
  const asOther = process.getuid?.() === 0 ? ['--import', `data:text/javascript,${encodeURIComponent(nobody)}`] : []
  const run = (folder: string, ...flags: string[]) => {
    const args = [...asOther, join(app.packageDirectory, 'dist/cli.js'), 'build', folder, '--no-cache', ...flags]
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: app.directory, encoding: 'utf8' })
    return { status, stderr: stderr.split('\n').filter((line) => line !== '') }
  }
  app.write('shut/index.html', page)
  const secret = app.write('shut/secret.html', page)
  app.write('shut/inner/index.html', page)
  const inner = join(app.directory, 'shut/inner')
  const output = join(app.directory, 'shut/seekling')
  mkdirSync(output)
  for (const [path, mode] of [
    [app.directory, 0o755],
    [output, 0o777],
    [secret, 0],
    [inner, 0],
  ] as const)
    chmodSync(path, mode)
  const warnings = ['inner/: The folder cannot be read (EACCES).', 'secret.html: It cannot be read (EACCES).']
  try {
    for (const threads of ['0', '2']) expect(run('shut', '--threads', threads)).toEqual({ status: 0, stderr: warnings })
    expect(readdirSync(output)).toContain('index.json')
    const refused = [...warnings, '2 warnings, and --strict allows none.']
    expect(run('shut', '--strict')).toEqual({ status: 1, stderr: refused })
    expect(run('shut/inner')).toEqual({ status: 1, stderr: [`The folder ${inner} cannot be read (EACCES).`] })
  } finally {
    chmodSync(inner, 0o755)
  }
})

test('keeps what it read beside the packages of the app, and reads it no more', () => {
  expect(build('site', '--base', '/docs/')).toContain('2 files unchanged')
  expect(readdirSync(join(app.directory, 'node_modules/.cache/seekling')).length).toBe(2)
  // The scripts are the largest part of a small site.
  expect(statSync(join(app.directory, 'site/seekling/index.json')).size).toBeLessThan(20_000)
})
