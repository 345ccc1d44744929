/**
 * Answers for the folder `seekling` of a site in its dev server: scripts from the package, the
 * index as it is now. Law: what is not of that folder is left to the server.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SeeklingError } from '../shared/errors.ts'
import { pageScripts } from '../site/package-files.ts'
import type { DevSearch } from './dev-search.ts'
import type { Request, Response } from './vite-shapes.ts'

/**
 * `base` of the site begins and ends with a slash. `following` is code that the script of the box
 * has more in dev: it hears of builds and refreshes boxes.
 */
export function searchMiddleware(base: string, search: DevSearch, following: string) {
  const prefix = `${base}seekling/`
  let scripts: ReadonlyMap<string, Uint8Array> | undefined
  return async (request: Request, response: Response, next: () => void): Promise<void> => {
    const pathname = (request.url ?? '/').replace(/[?#].*/, '')
    if (!pathname.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return next()
    const name = pathname.slice(prefix.length)
    try {
      scripts ??= scriptsWith(following)
      const script = scripts.get(name)
      if (script !== undefined) return send(response, 'text/javascript', script)
      if (!/^(index\.json|site\.json|chunks\/\w+\.bin)$/.test(name)) return next()
      await search.ready()
      const file = join(search.output, name)
      if (!existsSync(file)) return void response.writeHead(404).end()
      send(response, name.endsWith('.json') ? 'application/json' : 'application/octet-stream', readFileSync(file))
    } catch (thrown) {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(SeeklingError.from(thrown).message)
    }
  }
}

function send(response: Response, type: string, bytes: Uint8Array): void {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(bytes)
}

function scriptsWith(following: string): ReadonlyMap<string, Uint8Array> {
  const scripts = new Map(pageScripts().map(({ name, bytes }) => [name, bytes]))
  const box = scripts.get('search-box.js') ?? new Uint8Array()
  return scripts.set('search-box.js', Buffer.concat([box, Buffer.from(following)]))
}
