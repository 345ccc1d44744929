/**
 * `npm run soak`: several tabs of one site in a real Chromium, random updates and searches, and
 * everything that can happen to a page meanwhile: tabs are frozen and crash, the browser is killed,
 * the site's data is cleared, the disk is full. In the end what is stored is compared with a model.
 * Takes 3 minutes, `-- --minutes 10` takes ten. Ends with 1 if anything was lost, doubled, stale,
 * hung, damaged or an unnamed error.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import { findChromium, installChromium } from './chromium.mjs'
import { serveFiles } from './serve-files.mjs'
import { Browser } from './soak/browser.mjs'
import { Model } from './soak/model.mjs'
import { Writer } from './soak/writer.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    tabs: { type: 'string', default: '3' },
    /** Says everything that happens, to find out about a fault. */
    trace: { type: 'boolean', default: false },
  },
})
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'seekling-soak-'))
const executablePath = findChromium() ?? installChromium()
if (executablePath === undefined) throw new Error('The soak needs Chromium, and none could be installed.')
await build({
  configFile: false,
  root: join(root, 'test/e2e/tabs'),
  base: './',
  logLevel: 'warn',
  resolve: { alias: { seekling: join(root, 'src/index.ts') } },
  worker: { format: 'es' },
  build: { outDir: join(folder, 'site'), emptyOutDir: true, target: 'es2022' },
})
const server = await serveFiles({ '/': join(folder, 'site') })

const counts = {
  updates: 0,
  searches: 0,
  refused: 0,
  freezes: 0,
  crashes: 0,
  kills: 0,
  clearings: 0,
  fullDisks: 0,
  lost: 0,
  doubled: 0,
  stale: 0,
  hung: 0,
  damaged: 0,
  errors: 0,
  longestWaitMs: 0,
}
const soak = {
  counts,
  model: new Model(),
  browser: new Browser(executablePath, join(folder, 'profile'), `${server.url}/index.html`),
  lastValue: 0,
  patienceMs: 60_000,
  fault(kind, what) {
    counts[kind]++
    console.log(`${since()} ${kind.toUpperCase()}: ${what}`)
  },
  /** @param {string} what */
  trace(what) {
    if (values.trace) console.log(`${since()} ${what}`)
  },
}
const { browser, model } = soak
const begun = Date.now()
const since = () => `${((Date.now() - begun) / 1000).toFixed(2)} s`
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const anyTab = () => Math.floor(Math.random() * browser.tabs.length)

/** How often of a hundred, and what. */
const happenings = [
  [40, 'freezes', () => browser.freeze(anyTab(), 500 + Math.random() * 4000)],
  [20, 'crashes', () => browser.crash(anyTab())],
  [10, 'kills', () => browser.kill()],
  [15, 'clearings', clear],
  [15, 'fullDisks', fillDisk],
]

async function clear() {
  model.beginClearing()
  await browser.clear()
  model.endClearing()
}

async function fillDisk() {
  await browser.limit(Math.max(1, (await browser.usage()) + Math.floor(Math.random() * 200_000)))
  await pause(1000 + Math.random() * 3000)
  await browser.limit()
}

async function happen(until) {
  while (Date.now() < until) {
    await pause(500 + Math.random() * 2500)
    let left = Math.random() * 100
    const [, name, make] = happenings.find(([share]) => (left -= share) < 0) ?? happenings[0]
    try {
      soak.trace(`${name} begins`)
      await make()
      counts[name]++
      soak.trace(`${name} is over`)
    } catch (thrown) {
      // A tab may go in the middle of it.
      console.log(`${name}: ${thrown.message.split('\n')[0]}`)
    }
    await browser.ready()
  }
}

/**
 * A fresh page, when all is done: each document has a value it may have, and each is there once.
 */
async function checkAll() {
  await browser.kill()
  const { found, total, listed, reports } = await browser.tabs[0].run(all)
  for (const report of reports) if (report.state !== 'sound') soak.fault('damaged', JSON.stringify(report))
  const seen = new Map()
  for (const { id, value } of listed) {
    if (seen.has(id)) soak.fault('doubled', `${id} is listed twice`)
    seen.set(id, value)
  }
  if (total !== listed.length || found !== listed.length)
    soak.fault('doubled', `${listed.length} documents are listed, ${found} found, ${total} counted`)
  for (const id of new Set([...model.ids(), ...seen.keys()])) {
    const allowed = model.watch(id)()
    const value = seen.get(id) ?? null
    if (!allowed.has(value)) soak.fault('lost', `${id} is ${value}, and may be ${[...allowed].join(', ')}`)
  }
}

/** Runs in the page. */
async function all() {
  const { client } = window
  for (;;) {
    const [next] = await client.getAllUpdateStatus({ statuses: ['enqueued', 'processing'], limit: 1 })
    if (next === undefined) break
    await client.waitForPendingUpdate(next.updateId, { timeOutMs: 60_000 })
  }
  if ((await client.getIndexes()).length === 0) return { found: 0, total: 0, listed: [], reports: [] }
  const index = client.index('soak')
  const { results, total } = await index.getDocuments({ limit: 100_000, fields: ['id', 'value'] })
  const { hits } = await index.search('', { limit: 1000 })
  return { found: hits.length, total, listed: results, reports: await client.verify() }
}

try {
  await browser.start(Number(values.tabs))
  const until = Date.now() + Number(values.minutes) * 60_000
  await Promise.all([happen(until), ...browser.tabs.map((_, nth) => new Writer(soak, nth).run(until))])
  await browser.limit()
  await checkAll()
} finally {
  await browser.close().catch(() => {})
  await server.close()
  await rm(folder, { recursive: true, force: true })
}
for (const [name, count] of Object.entries(counts)) console.log(`${name.padEnd(14)} ${count}`)
const { lost, doubled, stale, hung, damaged, errors } = counts
process.exit(lost + doubled + stale + hung + damaged + errors > 0 ? 1 : 0)
