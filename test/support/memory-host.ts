/** A static host in memory, with headers of its own, whose answers a test may spoil. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
}

export interface MemoryHost {
  readonly url: string
  /** By path, from its slash on. */
  readonly files: Map<string, string | Uint8Array>
  /** What was asked for since the last time. */
  take(): string[]
  /** Answers instead of the file where it returns true. */
  trouble: ((path: string, response: ServerResponse) => boolean) | undefined
  close(): Promise<void>
}

/** `headers` are sent with every answer. */
export async function serveMemory(headers: Record<string, string> = {}): Promise<MemoryHost> {
  let asked: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    asked.push(path)
    if (host.trouble?.(path, response)) return
    const file = host.files.get(path)
    if (file === undefined) return void response.writeHead(404, headers).end()
    response.writeHead(200, {
      'content-type': types[extname(path) || '.html'] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      ...headers,
    })
    response.end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host: MemoryHost = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: new Map(),
    take: () => {
      const taken = asked
      asked = []
      return taken
    },
    trouble: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return host
}
