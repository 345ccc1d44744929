/** A static host on this machine that counts the requests and bytes of the snapshot's folder. */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Folder } from './snapshot-files.ts'

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json' }

export interface CountingServer {
  readonly url: string
  folder: Folder
  /**
   * Hosts that compress everything, ones that answer all with the site's own page, and ones that
   * send everybody to another place and take a while.
   */
  mode: 'plain' | 'gzip' | 'fallback' | 'moved'
  /** What was asked for since the last time. */
  take(): { readonly roots: number; readonly chunks: readonly string[]; readonly bytes: number }
  close(): Promise<void>
}

/** Serves the files under `site`, and the folder under /search/. */
export async function serveCounting(site: string, folder: Folder): Promise<CountingServer> {
  let paths: string[] = []
  let bytes = 0
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (!path.startsWith('/search/')) {
      const file = join(site, path)
      if (!existsSync(file) || statSync(file).isDirectory()) return void response.writeHead(404).end()
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
      return void createReadStream(file).pipe(response)
    }
    const name = path.slice('/search/'.length)
    if (counting.mode === 'moved' && !request.url?.endsWith('?moved')) {
      const move = () => response.writeHead(302, { location: `${request.url}?moved` }).end()
      return void setTimeout(move, 20)
    }
    paths.push(name)
    const found = counting.folder.get(name)
    if (found === undefined && counting.mode !== 'fallback') return void response.writeHead(404).end()
    const body = found ?? new Uint8Array(Buffer.from('<!doctype html><title>Site</title>'))
    const isPacked = counting.mode === 'gzip' || name.endsWith('.json')
    const sent = isPacked ? gzipSync(body) : body
    if (isPacked) response.setHeader('content-encoding', 'gzip')
    bytes += sent.length
    response.setHeader('content-type', found ? (types[extname(name)] ?? 'application/octet-stream') : 'text/html')
    response.end(sent)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const counting: CountingServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    folder,
    mode: 'plain',
    take: () => {
      const taken = { roots: 0, chunks: paths.filter((path) => path !== 'index.json'), bytes }
      const roots = paths.length - taken.chunks.length
      paths = []
      bytes = 0
      return { ...taken, roots }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return counting
}
