/**
 * A small static server on a loopback port, for benchmarks and tests that need a real origin. Paths
 * map to folders; the longest prefix wins.
 */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.svg': 'image/svg+xml',
}

/**
 * @param {Record<string, string>} folders URL prefix (ending in `/`) to folder.
 * @param {Record<string, string>} headers Sent with every answer, such as a content security
 *   policy.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveFiles(folders, headers = {}) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length)
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const prefix = prefixes.find((candidate) => path.startsWith(candidate))
    const folder = prefix === undefined ? undefined : folders[prefix]
    const inside = normalize(path.slice(prefix?.length ?? 0) || 'index.html')
    const file =
      folder === undefined || inside.startsWith(`..${sep}`)
        ? undefined
        : join(folder, inside.endsWith(sep) ? `${inside}index.html` : inside)
    if (file === undefined || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, headers).end()
      return
    }
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      ...headers,
    })
    createReadStream(file).pipe(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
