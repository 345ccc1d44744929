/**
 * A static host for benchmarks, on a loopback port, that knows what was asked for and what it
 * weighs on the wire: text, scripts and WebAssembly are compressed with gzip, as hosts do.
 */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
}
/** Hosts compress these; indexes of sites are compressed by their makers. */
const compressed = new Set(Object.keys(types))

/**
 * @typedef {object} Asked
 * @property {string} path
 * @property {number} bytes On the wire, also of one that the browser was told it still has.
 */

/**
 * @param {Record<string, string>} folders URL prefix (ending in `/`) to folder; the longest wins.
 * @param {object} [options]
 * @param {(path: string) => string | undefined} [options.pageAt] HTML of pages that are no files.
 * @param {Record<string, string>} [options.headers] Sent with every answer.
 * @param {number} [options.maxAge] Seconds a browser may keep a file without asking again; by
 *   default it asks each time, and is told whether what it has is still right.
 */
export async function serveCounted(folders, { pageAt, headers = {}, maxAge } = {}) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length)
  const packed = new Map()
  /** @type {Asked[]} */
  let asked = []
  const fileAt = (/** @type {string} */ path) => {
    const prefix = prefixes.find((one) => path.startsWith(one))
    if (prefix === undefined) return undefined
    const inside = normalize(path.slice(prefix.length) || 'index.html')
    const file = join(folders[prefix], inside)
    return inside.startsWith(`..${sep}`) || !statSync(file, { throwIfNoEntry: false })?.isFile() ? undefined : file
  }
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const page = pageAt?.(path)
    if (page !== undefined) return void response.setHeader('content-type', 'text/html').end(page)
    const file = fileAt(path)
    if (file === undefined) {
      asked.push({ path, bytes: 0 })
      return void response.writeHead(404).end()
    }
    const type = extname(file)
    const { body, tag } = packed.get(file) ?? pack(file, type)
    if (compressed.has(type)) packed.set(file, { body, tag })
    asked.push({ path, bytes: body.length })
    response.setHeader('content-type', types[type] ?? 'application/octet-stream')
    response.setHeader('cache-control', maxAge === undefined ? 'no-cache' : `max-age=${maxAge}`)
    response.setHeader('etag', tag)
    if (compressed.has(type)) response.setHeader('content-encoding', 'gzip')
    if (request.headers['if-none-match'] === tag) response.writeHead(304).end()
    else response.end(body)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** What was asked for since the last call. */
    take() {
      const taken = asked
      asked = []
      return taken
    },
    close: () => server.close(),
  }
}

function pack(file, type) {
  const bytes = readFileSync(file)
  const body = compressed.has(type) ? gzipSync(bytes, { level: 9 }) : bytes
  return { body, tag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"` }
}

/** @param {readonly Asked[]} asked */
export const bytesOf = (asked) => asked.reduce((sum, { bytes }) => sum + bytes, 0)
