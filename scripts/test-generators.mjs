/**
 * `npm run test:generators [names]`: examples whose generators are too large to be development
 * packages. Each is installed from its registry beside the packed package, built and searched in
 * Chromium, then searched in its dev server while a page is edited. Needs a network; a line for
 * each step, and the exit code is 0 if all passed.
 */
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium } from './chromium.mjs'
import { serveFiles } from './serve-files.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * @typedef {object} Example
 * @property {string} output The folder of the built site.
 * @property {(port: number) => string[]} dev The dev server's command, in node_modules/.bin.
 * @property {string} page Where the visitor begins.
 * @property {readonly { query: string, option: string, path: RegExp }[]} searches
 * @property {{ page: string, query: string, option: string, path: RegExp }} [built] A search of the
 * built site alone, from another page.
 * @property {{ file: string, from: string, to: string, query: string, option: string }} edit
 * @property {boolean} [reloads] Whether the dev server loads open pages anew after an edit.
 * @property {boolean} [stays] Whether the router of the site follows a hit, without a new page.
 */

/** @type {Record<string, Example>} */
const examples = {
  vitepress: {
    output: '.vitepress/dist',
    dev: (port) => ['vitepress', 'dev', '--port', `${port}`, '--strictPort'],
    page: '',
    searches: [
      { query: 'bolards', option: 'Ropes & bollards', path: /^\/guide\/moorings\.html#ropes-bollards/ },
      { query: 'lamp turns', option: 'The lighthouse', path: /^\/guide\/lights\.html#_1-the-lighthouse/ },
    ],
    edit: {
      file: 'examples/vitepress/guide/lights.md',
      from: 'A horn',
      to: 'A periscope',
      query: 'periscope',
      option: 'In fog',
    },
    stays: true,
  },
  starlight: {
    output: 'dist',
    dev: (port) => ['astro', 'dev', '--port', `${port}`],
    page: '',
    searches: [
      { query: 'bolards', option: 'Ropes & bollards', path: /^\/guide\/moorings\/?#ropes--bollards/ },
      { query: 'lamp turns', option: 'The lighthouse', path: /^\/guide\/lights\/?#1-the-lighthouse/ },
    ],
    edit: {
      file: 'examples/starlight/src/content/docs/guide/lights.md',
      ...{ from: 'A horn', to: 'A periscope', query: 'periscope', option: 'In fog' },
    },
    reloads: true,
  },
  docusaurus: {
    output: 'build',
    dev: (port) => ['docusaurus', 'start', '--port', `${port}`, '--no-open'],
    page: '',
    searches: [
      { query: 'bolards', option: 'Ropes & bollards', path: /^\/guide\/moorings\/?#ropes--bollards$/ },
      { query: 'lamp turns', option: 'The lighthouse', path: /^\/guide\/lights\/?#lighthouse$/ },
    ],
    built: { page: 'de/', query: 'lampe dreht', option: 'Der Leuchtturm', path: /^\/de\/guide\/lights\/#lighthouse$/ },
    edit: {
      file: 'examples/docusaurus/docs/lights.mdx',
      ...{ from: 'A horn', to: 'A periscope', query: 'periscope', option: 'In fog' },
    },
    stays: true,
  },
}

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(examples)
const executablePath = findChromium()
if (executablePath === undefined) throw new Error('No Chrome or Chromium was found: set CHROME_PATH to one.')
const work = mkdtempSync(join(tmpdir(), 'seekling-generators-'))
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
let failed = 0
try {
  const tarball = packed()
  for (const name of names) await tryExample(name, examples[name], tarball)
} finally {
  await browser.close()
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

function packed() {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', work]
  return join(work, JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }))[0].filename)
}

/**
 * @param {string} name
 * @param {Example} example
 * @param {string} tarball
 */
async function tryExample(name, example, tarball) {
  const folder = join(work, 'examples', name)
  const step = async (/** @type {string} */ what, /** @type {() => unknown} */ act) => {
    const started = performance.now()
    try {
      await act()
      console.log(`ok   ${name}: ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`)
      return true
    } catch (thrown) {
      failed++
      const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (thrown)
      console.log(`FAIL ${name}: ${what}\n${[stdout, stderr, thrown].filter(Boolean).join('\n')}`)
      return false
    }
  }
  const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

  cpSync(join(root, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist|cache|build|\.docusaurus)$/.test(path),
  })
  const manifest = join(folder, 'package.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"file:../.."', `"file:${tarball}"`))
  if (!(await step('install', () => run('npm', 'install', '--no-audit', '--no-fund')))) return
  if (!(await step('build', () => run('npm', 'run', 'build')))) return
  await step('search the built site', async () => {
    const site = await serveFiles({ '/': join(folder, example.output) })
    const { built } = example
    const elsewhere = built === undefined ? [] : [{ ...example, page: built.page, searches: [built] }]
    try {
      for (const searched of [example, ...elsewhere]) await searchAll(`${site.url}/`, searched)
    } finally {
      site.close()
    }
  })
  await step('search the dev server, while a page is edited', () => searchDev(folder, example))
}

/**
 * @param {string} folder
 * @param {Example} example
 */
async function searchDev(folder, example) {
  const port = await freePort()
  const [program, ...args] = example.dev(port)
  const server = spawn(join(folder, 'node_modules/.bin', program), args, { cwd: folder, detached: true })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => void (said += text))
  try {
    const url = `http://localhost:${port}/`
    await answering(url)
    await searchAll(url, example)
    const { file, from, to, query, option } = example.edit
    const page = await openBox(`${url}${example.page}`, query)
    // Nothing is found yet, and the box stays open.
    await page.getByText('No results').first().waitFor({ timeout: 60_000 })
    const text = readFileSync(join(work, file), 'utf8')
    const started = performance.now()
    writeFileSync(join(work, file), text.replace(from, to))
    if (example.reloads) await foundAnew(page, query, option)
    else await page.getByRole('option', { name: option }).first().waitFor({ timeout: 30_000 })
    console.log(`     found ${Math.round(performance.now() - started)} ms after the edit`)
    await page.close()
  } catch (thrown) {
    console.log(said)
    throw thrown
  } finally {
    // The server and what it started.
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid)
  }
}

/**
 * Where the page is loaded anew, in its own time, the box is opened again until it finds.
 * @param {import('playwright-core').Page} page
 * @param {string} query
 * @param {string} option
 */
async function foundAnew(page, query, option) {
  for (let tries = 0; ; tries++) {
    try {
      await page.reload()
      await typeInto(page, query)
      return await page.getByRole('option', { name: option }).first().waitFor({ timeout: 3_000 })
    } catch (thrown) {
      if (tries === 10) throw thrown
    }
  }
}

/**
 * @param {string} url
 * @param {Example} example
 */
async function searchAll(url, { page: path, searches, stays }) {
  for (const { query, option, path: expected } of searches) {
    const page = await openBox(url + path, query)
    await page.evaluate(() => void Object.assign(window, { isSamePage: true }))
    await page.getByRole('option', { name: option }).first().click({ timeout: 60_000 })
    await page.waitForURL(/#/, { timeout: 30_000 })
    const { pathname, hash } = new URL(page.url())
    if (!expected.test(pathname + hash)) throw new Error(`${query} leads to ${pathname + hash}`)
    const id = decodeURIComponent(hash.slice(1).replace(/:~:.*/, ''))
    await page.locator(`[id="${id}"]`).waitFor({ timeout: 30_000 })
    const isSamePage = await page.evaluate(() => 'isSamePage' in window)
    if (isSamePage !== (stays === true)) throw new Error(`the page was ${isSamePage ? '' : 'not '}kept`)
    await page.close()
  }
}

/**
 * A page with the box open and a query in it. What the page complains of is an error.
 * @param {string} url
 * @param {string} query
 */
async function openBox(url, query) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('pageerror', (error) => console.log(`     ${url} complains: ${error}`))
  await page.goto(url)
  await typeInto(page, query)
  return page
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} query
 */
async function typeInto(page, query) {
  await page.waitForFunction(() => customElements.get('seekling-search') !== undefined, undefined, { timeout: 60_000 })
  await page
    .getByRole('button', { name: /^(search|suche)/i })
    .first()
    .click()
  await page.locator('seekling-search').getByRole('combobox').fill(query)
}

async function answering(/** @type {string} */ url) {
  for (let tries = 0; tries < 240; tries++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await wait(250)
  }
  throw new Error(`${url} does not answer`)
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
