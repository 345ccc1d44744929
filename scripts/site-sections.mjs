/**
 * `npm run bench -- --sections`: what the first visit to a site's search fetches, by kind: code,
 * the root, and the sections of the index that chunks hold. It searches in Node, over the built
 * package and a folder that `seekling build` made, with nothing stored: bytes and requests do not
 * depend on the machine's load.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { siteQueries } from './bench-site.mjs'

const root = new URL('..', import.meta.url).pathname
const origin = 'http://site.example/seekling/'

/** What of a page's code is on the way to the first hit. */
const code = ['index.js', 'page.js', 'search-worker.js', 'search-site.js']

/**
 * Of each chunk a root names, which sections lie in it.
 * @param {any} description The parsed `index.json`.
 * @returns {Map<string, string>}
 */
function kindsOf({ indexes, files, chunks }) {
  /** @type {{ kind: string, start: number, end: number }[][]} */
  const sections = files.map(() => [])
  const documents = new Set()
  const visit = (value, kind) => {
    if (typeof value !== 'object' || value === null) return
    if (typeof value.file === 'object' && 'length' in value)
      sections[value.file.file].push({ kind, start: value.start, end: value.start + value.length })
    else if ('counts' in value) documents.add(value.file)
    else for (const [key, member] of Object.entries(value)) visit(member, nameOf(kind, key))
  }
  for (const { segments } of indexes) for (const segment of segments) visit(segment, '')
  const kinds = new Map()
  for (const [file, names] of chunks.entries()) {
    let start = 0
    const letters = names.length / files[file].pages
    for (let page = 0; page < files[file].pages; page++) {
      const end = start + (files[file].lengths?.[page] ?? Number.POSITIVE_INFINITY)
      const within = sections[file].filter((section) => section.start < end && section.end > start)
      const names_ = documents.has(file) ? ['documents'] : [...new Set(within.map(({ kind }) => kind))]
      kinds.set(names.slice(page * letters, (page + 1) * letters), names_.join(' + '))
      start = end
    }
  }
  return kinds
}

const nameOf = (kind, key) => (kind === '' ? key : Number.isNaN(Number(key)) ? `${kind} ${key}` : kind)

/** Whatever a host serves compressed. */
const sentBytes = (path, bytes) => (/\.(js|json)$/.test(path) ? gzipSync(bytes).length : bytes.length)

/**
 * @typedef {{ path: string, kind: string, bytes: number }} Fetched
 * @typedef {{ q: string, hits: number, fetched: Fetched[] }} Visit
 */

/**
 * Searches for the queries one after the other, as a visitor who has nothing stored.
 * @param {string} folder That of the site.
 * @param {readonly string[]} queries
 * @returns {Promise<Visit[]>}
 */
async function firstVisit(folder, queries) {
  const home = join(folder, 'seekling')
  const kinds = kindsOf(JSON.parse(readFileSync(join(home, 'index.json'), 'utf8')))
  const kindOf = (path) =>
    kinds.get(/^chunks\/(.*)\.bin$/.exec(path)?.[1] ?? '') ?? (path === 'index.json' ? 'root' : 'code')
  let fetched = []
  const take = (path) => {
    const bytes = readFileSync(join(home, path))
    fetched.push({ path, kind: kindOf(path), bytes: sentBytes(path, bytes) })
    return bytes
  }
  globalThis.fetch = async (url) => {
    const path = String(url).slice(origin.length)
    return existsSync(join(home, path)) ? new Response(take(path)) : new Response('', { status: 404 })
  }
  const { open } = await import(join(root, 'dist/engine.js'))
  const client = await open({ storage: 'memory' })
  for (const path of code) take(path)
  await client.attachSnapshot(origin, { fill: 'used' })
  const [{ uid }] = await client.getIndexes()
  const visits = []
  for (const q of queries) {
    const { hits } = await client.index(uid).search(q, { limit: 5 })
    visits.push({ q, hits: hits.length, fetched })
    fetched = []
  }
  await client.close()
  return visits
}

/** @param {{ kind: string, bytes: number }[]} fetched */
function table(fetched) {
  const rows = new Map()
  for (const { kind, bytes } of fetched) {
    const row = rows.get(kind) ?? { requests: 0, bytes: 0 }
    rows.set(kind, { requests: row.requests + 1, bytes: row.bytes + bytes })
  }
  const total = fetched.reduce((sum, { bytes }) => sum + bytes, 0)
  for (const [kind, { requests, bytes }] of [...rows, ['all', { requests: fetched.length, bytes: total }]])
    console.log(`  ${String(bytes).padStart(8)} B  ${String(requests).padStart(3)} requests  ${kind}`)
}

/**
 * Prints it all for one site.
 * @param {string | undefined} folder A site with a folder `seekling`. Absent: 3,000 pages are made
 *   and built first.
 */
export async function reportSections(folder) {
  const site = folder ?? mkdtempSync(join(tmpdir(), 'seekling-sections-'))
  try {
    if (folder === undefined) {
      execFileSync(process.execPath, [join(root, 'scripts/site-pages.mjs'), site, '--pages', '3000'])
      execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'build', site, '--quiet'])
    }
    const visits = await firstVisit(site, siteQueries)
    for (const { q, hits, fetched } of visits) {
      console.log(`${q}: ${hits} hits`)
      table(fetched)
    }
    console.log('six searches')
    table(visits.flatMap(({ fetched }) => fetched))
  } finally {
    if (folder === undefined) rmSync(site, { recursive: true, force: true })
  }
}
