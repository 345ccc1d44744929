/**
 * Shows a built site on this machine, as a static host would. Law: nothing outside of the folder is
 * served, and no other machine is answered.
 */
import { createReadStream, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { SeeklingError } from '../shared/errors.ts'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.htm': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
}

/**
 * `base`: the path the site lies at, such as `/docs/`. Port 0 takes any that is free. Rejects with
 * `io_error` if the port is taken.
 */
export function serveSite(folder: string, base: string, port: number): Promise<{ server: Server; url: string }> {
  const path = base.startsWith('/') ? base : new URL(base).pathname
  const server = createServer((request, response) => answer(folder, path, request, response))
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new SeeklingError('io_error', `Port ${port} cannot be used: ${cause.message}.`, { port }, cause)),
    )
    server.listen(port, 'localhost', () => {
      const address = server.address()
      const given = typeof address === 'object' && address !== null ? address.port : port
      resolve({ server, url: `http://localhost:${given}${path}` })
    })
  })
}

function answer(folder: string, base: string, { url = '/', method }: IncomingMessage, response: ServerResponse): void {
  if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(405).end()
  const path = pathOf(url)
  if (path === null || !path.startsWith(base)) return notFound(response, base)
  const file = fileFor(folder, path.slice(base.length))
  if (file === null) return notFound(response, base)
  response.writeHead(200, {
    'content-type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
  })
  if (method === 'HEAD') response.end()
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response)
}

function pathOf(url: string): string | null {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname)
  } catch {
    return null
  }
}

/** The file, or what hosts show for a folder or for an address without ending. */
function fileFor(folder: string, path: string): string | null {
  const full = normalize(join(folder, path))
  if (full !== folder && !full.startsWith(folder + sep)) return null
  const candidates =
    path === '' || path.endsWith('/') ? [join(full, 'index.html')] : [full, `${full}.html`, join(full, 'index.html')]
  return candidates.find(isFile) ?? null
}

/** No path is as much as no file: one with a null character, or longer than the system takes. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function notFound(response: ServerResponse, base: string): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`Nothing is here. The site begins at ${base}\n`)
}
