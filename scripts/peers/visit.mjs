/**
 * One engine, one round: a first visit that indexes everything, and in a new browser process with
 * the same profile a second one that answers everything else. A step that fails, or takes longer
 * than its limit, is a result; what comes after it goes on in yet another process.
 */
import { readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { chromiumFlags } from '../chromium.mjs'
import { bytesOf } from '../counting-server.mjs'

/** Without it a browser waits up to 20 s before it measures memory, for a garbage collection. */
const flags = [...chromiumFlags, '--enable-blink-features=ForceEagerMeasureMemory']

/**
 * @typedef {object} Visited
 * @property {import('./engines.mjs').Peer} peer
 * @property {{ name: string, fields: object[], shown: string[] }} collection
 * @property {string} documents Path of the file to index.
 * @property {string} firstQuery
 * @property {number} limitMs Of each step; the index and a start have three times as long.
 * @property {string} executablePath Of Chromium.
 * @property {Awaited<ReturnType<typeof import('../counting-server.mjs').serveCounted>>} server
 * @property {(page: import('playwright-core').Page) => [string, () => Promise<unknown>][]} steps Of
 *   the second visit, in their order: name and work.
 */

/**
 * @param {Visited} visited
 * @returns {Promise<Record<string, any>>} What each step returned by its name, or `{ failed: why
 *   }`; `index`, `start` (ms to the first hits), `load` (bytes of scripts: to search, to write too)
 *   and `disk` are always among them, unless indexing failed.
 */
export async function measureRound(visited) {
  const { limitMs, documents, firstQuery, server } = visited
  const profile = await mkdtemp(join(tmpdir(), 'seekling-bench-peers-'))
  const rows = {}
  const session = new Session(visited, profile)
  try {
    const page = await session.open()
    await attempt(rows, 'index', 3 * limitMs, () =>
      page.evaluate(([path, query]) => window.peers.index(path, query), [documents, firstQuery]),
    )
    const toWrite = engineBytes(server)
    await session.close()
    if (rows.index.failed !== undefined) return rows
    rows.disk = diskOf(profile)
    await measureSecond({ visited, session, rows })
    rows.load = { search: rows.load?.search ?? toWrite, write: toWrite }
    return rows
  } finally {
    await session.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function measureSecond({ visited, session, rows }) {
  const start = async () => {
    const page = await session.open(visited.firstQuery)
    const ms = await page.evaluate(() => window.peers.firstHits())
    return { page, ms }
  }
  let page
  await attempt(rows, 'start', 3 * visited.limitMs, async () => {
    const started = await start()
    page = started.page
    rows.load = { search: engineBytes(visited.server) }
    return started.ms
  })
  if (page === undefined) return
  for (const [at, [name]] of visited.steps(page).entries()) {
    const inTime = await attempt(rows, name, visited.limitMs, async () => {
      page ??= (await start()).page
      return visited.steps(page)[at][1]()
    })
    if (inTime) continue
    await session.close()
    page = undefined
  }
}

/**
 * Bytes of the files in which a browser that has ended keeps what sites store. What it tells a page
 * (`navigator.storage.estimate`) leaves out most of what is written to OPFS through access handles.
 */
function diskOf(profile) {
  const isStored = /[/\\](IndexedDB|File System|WebStorage)[/\\]/
  return readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => isStored.test(file.slice(profile.length)))
    .reduce((sum, file) => sum + statSync(file).size, 0)
}

/** A browser on one profile, with one page on one engine at a time. */
class Session {
  #visited
  #profile
  /** @type {import('playwright-core').BrowserContext | undefined} */
  #browser

  constructor(visited, profile) {
    this.#visited = visited
    this.#profile = profile
  }

  /** A new process. `query`: asked at once. */
  async open(query) {
    const { peer, collection, executablePath, server } = this.#visited
    this.#browser = await chromium.launchPersistentContext(this.#profile, {
      executablePath,
      headless: true,
      args: flags,
    })
    const page = this.#browser.pages()[0] ?? (await this.#browser.newPage())
    const address = new URL('/index.html', server.url)
    address.searchParams.set('engine', peer.name)
    address.searchParams.set('collection', JSON.stringify(collection))
    if (query !== undefined) address.searchParams.set('q', query)
    server.take()
    await page.goto(address.href)
    await page.waitForFunction(() => 'peers' in window)
    return page
  }

  async close() {
    await this.#browser?.close().catch(() => {})
    this.#browser = undefined
  }
}

const engineBytes = (server) => bytesOf(server.take().filter(({ path }) => path.startsWith('/engines/')))

/**
 * @returns {Promise<boolean>} Whether the page may go on: false if it did not answer in time, or
 *   died.
 */
async function attempt(rows, name, limitMs, work) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ late: true }), limitMs)
  })
  try {
    const ended = await Promise.race([work().then((value) => ({ value })), late])
    rows[name] = 'value' in ended ? ended.value : { failed: `took longer than ${Math.round(limitMs / 1000)} s` }
    return 'value' in ended
  } catch (error) {
    rows[name] = { failed: shortReason(error) }
    return !/crash|closed/i.test(String(error.message))
  } finally {
    clearTimeout(timer)
  }
}

/** Of an error of the page its first line, without where it was thrown. */
function shortReason(error) {
  const [line] = String(error?.message ?? error).split('\n')
  const said = line.replace(/^page\.\w+: /, '').replace(/^Error: /, '')
  return /crash|closed/i.test(said) ? 'the browser ended its process' : said.slice(0, 160)
}
