/**
 * `npm run test:hosts [words]`: installs the packed package in a fresh project of each host (of
 * those whose names have one of the words), builds it, opens it in Chromium, and writes what came
 * of it into the table of docs/guides/hosts.md. Needs a network. A host whose tools cannot be
 * installed is named as not tried; the exit code is 0 if all that were tried work.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { chromiumFlags, findChromium, versionOf } from './chromium.mjs'
import { hostMain } from './host-pages.mjs'
import { hosts } from './hosts.mjs'
import { serveFiles } from './serve-files.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const page = join(root, 'docs/guides/hosts.md')
const words = process.argv.slice(2).map((word) => word.toLowerCase())
const chosen = hosts.filter(({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)))
const executablePath = findChromium()
if (executablePath === undefined) throw new Error('No Chrome or Chromium was found: set CHROME_PATH to one.')
/** Installing, building and answering may each take so long. */
const longestMs = 600_000

/** @typedef {{ name: string, version: string, works: boolean | null, says: string }} Row */

const work = mkdtempSync(join(tmpdir(), 'seekling-hosts-'))
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] })
/** @type {Row[]} */
const rows = []
try {
  const tarball = packed()
  /** @type {Map<string, string>} Projects with the same packages are installed once. */
  const installed = new Map()
  for (const host of chosen) {
    const row = await tryHost(host, tarball, installed)
    rows.push(row)
    // A run that is stopped has said what it tried.
    writeTable(rows)
    console.log(
      `${row.works === null ? 'not tried' : row.works ? 'ok  ' : 'FAIL'} ${row.name} ${row.version}: ${row.says}`,
    )
  }
} finally {
  await browser.close()
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = rows.some(({ works }) => works === false) ? 1 : 0

function packed() {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', work]
  return join(work, JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }))[0].filename)
}

/**
 * @param {import('./hosts.mjs').Host} host
 * @param {string} tarball
 * @param {Map<string, string>} installed
 * @returns {Promise<Row>}
 */
async function tryHost(host, tarball, installed) {
  const key = host.install.join()
  const folder = installed.get(key) ?? join(work, `project-${installed.size}`)
  const run = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    execFileSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
    })
  if (!installed.has(key)) {
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'host', private: true, type: 'module' }))
    try {
      run('npm', 'install', '--no-audit', '--no-fund', tarball, ...host.install)
    } catch (thrown) {
      return {
        name: host.name,
        version: '',
        works: null,
        says: `its packages cannot be installed: ${lastLine(thrown)}`,
      }
    }
    installed.set(key, folder)
  }
  const version = versionIn(folder, host.install[0])
  try {
    for (const [path, text] of Object.entries(host.files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    for (const [program, ...args] of host.build ?? []) run(join(folder, 'node_modules/.bin', program), ...args)
    const { title, complaints, missing, isFromMemory } = await visit(host, folder)
    const unexpected = complaints.filter((complaint) => !host.expected?.test(complaint))
    const works = title === 'processed: Solaris' && unexpected.length === 0
    const says = [
      complaints.length === 0 ? 'nothing in the console' : 'its worker script is refused, so it starts from memory',
      ...(missing.length === 0 ? [] : ['its worker script is not there, so it starts from memory']),
      ...(isFromMemory && complaints.length + missing.length === 0 ? ['a worker starts from memory'] : []),
    ]
    return { name: host.name, version, works, says: works ? says.join('; ') : [title, ...unexpected].join('; ') }
  } catch (thrown) {
    return { name: host.name, version, works: false, says: lastLine(thrown) }
  }
}

/**
 * @param {any} thrown
 * @returns {string} The end of what a command or this program said.
 */
function lastLine({ message, stdout = '', stderr = '' }) {
  return `${message} ${stdout} ${stderr}`.replace(/\s+/g, ' ').slice(-300)
}

/**
 * @param {string} folder
 * @param {string | undefined} spec
 */
function versionIn(folder, spec) {
  if (spec === undefined) return ''
  const name = spec.replace(/(?<=.)@.*/, '')
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version
}

/**
 * @param {import('./hosts.mjs').Host} host
 * @param {string} folder
 */
async function visit(host, folder) {
  if (host.server !== undefined) return visitServer(host.server, folder)
  const served = join(folder, host.folder ?? '')
  const cdn = await serveFiles({ '/': join(folder, 'node_modules/seekling') }, { 'access-control-allow-origin': '*' })
  if (host.isElsewhere) writeFileSync(join(folder, 'main.js'), hostMain(`${cdn.url}/dist/index.js`))
  const site = await serveFiles({ '/': served }, host.headers)
  try {
    return await titleAt(`${site.url}/`)
  } finally {
    await Promise.all([site.close(), cdn.close()])
  }
}

/**
 * @param {(port: number) => string[]} command
 * @param {string} folder
 */
async function visitServer(command, folder) {
  const port = await freePort()
  const [program, ...args] = command(port)
  const server = spawn(join(folder, 'node_modules/.bin', program), args, { cwd: folder, detached: true })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => void (said += text))
  try {
    const url = `http://localhost:${port}/`
    const until = Date.now() + longestMs
    while (!(await fetch(url).catch(() => undefined))?.ok) {
      if (Date.now() > until || server.exitCode !== null) throw new Error(`It does not answer. ${said.slice(-500)}`)
      await wait(250)
    }
    return await titleAt(url)
  } finally {
    // The server and what it started.
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid)
  }
}

/**
 * What the page ends with, and what the browser complained of. A dev server may reload it when it
 * finds a package to prepare, and what it said before that counts as well.
 * @param {string} url
 */
async function titleAt(url) {
  const context = await browser.newContext()
  /** @type {string[]} */
  const complaints = []
  /** @type {string[]} */
  const missing = []
  let isFromMemory = false
  const note = (/** @type {import('playwright-core').ConsoleMessage} */ message) => {
    const { url: from } = message.location()
    // The page has no icon, which browsers ask for.
    if (message.type() === 'error' && !from.endsWith('/favicon.ico')) complaints.push(`${message.text()} ${from}`)
  }
  try {
    const tab = await context.newPage()
    tab.on('console', (message) => note(message))
    tab.on('response', (response) => {
      if (response.status() >= 400 && !response.url().endsWith('/favicon.ico')) missing.push(response.url())
    })
    tab.on('worker', (worker) => void (isFromMemory ||= worker.url().startsWith('blob:')))
    tab.on('pageerror', (error) => void complaints.push(error.message))
    await tab.goto(url, { timeout: longestMs })
    await tab.waitForFunction(() => /^(processed|failed)/.test(document.title), null, { timeout: 120_000 })
    return { title: await tab.title(), complaints, missing, isFromMemory }
  } catch (thrown) {
    throw new Error(`The page never finished: ${complaints.join('; ') || /** @type {Error} */ (thrown).message}`)
  } finally {
    await context.close()
  }
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

/**
 * Hosts that were not tried now keep their line.
 * @param {readonly Row[]} tried
 */
function writeTable(tried) {
  const text = readFileSync(page, 'utf8')
  const answer = (/** @type {boolean | null} */ works) => (works === null ? 'not tried' : works ? 'yes' : '**no**')
  const lines = hosts.map(({ name }) => {
    const row = tried.find((candidate) => candidate.name === name)
    if (row === undefined)
      return text.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? `| ${name} | | not tried | |`
    return `| ${name} | ${row.version} | ${answer(row.works)} | ${row.says.replaceAll('|', '\\|')} |`
  })
  const table = ['| host | version | works | |', '|---|---|---|---|', ...lines].join('\n')
  const made = `Node ${process.versions.node}, ${versionOf(executablePath ?? '')}.\n\n${table}\n`
  writeFileSync(
    page,
    text.replace(/(<!-- made -->\n)[\s\S]*?(<!-- end -->)/, (_, start, end) => `${start}\n${made}\n${end}`),
  )
}
