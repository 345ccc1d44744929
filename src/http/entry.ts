/**
 * Meilisearch's REST API in the page: `seekling/http`. Official clients, InstantSearch and any HTTP
 * client run on a Seekling client, offline and unchanged.
 */
import '../shared/platform.ts'
import type { Client } from '../index.ts'
import { createFetch, type Fetch } from './create-fetch.ts'

export { createFetch, type Fetch }

/** What Meilisearch's JavaScript client takes as its option `httpClient`. */
export type HttpClient = (input: string | URL | Request, init?: RequestInit) => Promise<unknown>

/**
 * A fetch as an `httpClient`: it returns the parsed body, undefined for an empty one, and the
 * stream of a task's documents. It throws an Error with `code`, `type`, `link` and `status` for a
 * response that is not ok.
 *
 * @example
 * import { Meilisearch } from 'meilisearch'
 * import { open } from 'seekling'
 * import { createFetch, toHttpClient } from 'seekling/http'
 *
 * const httpClient = toHttpClient(createFetch(await open()))
 * const meilisearch = new Meilisearch({ host: 'https://any.host', httpClient })
 * await meilisearch.isHealthy() // => true
 */
export function toHttpClient(fetch: Fetch): HttpClient {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (response.ok && response.headers.get('content-type') === 'application/x-ndjson') return response.body
    const text = await response.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    if (response.ok) return body
    const { message = `${response.status} ${response.statusText}`, ...fields } = (body ?? {}) as { message?: string }
    throw Object.assign(new Error(message), fields, { status: response.status })
  }
}

/**
 * Replaces `globalThis.fetch` by one that serves requests to `baseUrl` from the client and passes
 * on all others. Returns a function that undoes that; then requests go where they went before.
 *
 * @example
 * import { open } from 'seekling'
 * import { installFetch } from 'seekling/http'
 *
 * const uninstall = installFetch(await open(), { baseUrl: 'https://example.org/search-api' })
 * await (await fetch('https://example.org/search-api/health')).json() // => { status: 'available' }
 * uninstall()
 */
export function installFetch(client: Client, { baseUrl }: { readonly baseUrl: string | URL }): () => void {
  const here = globalThis.location?.href ?? 'http://localhost'
  const base = new URL(baseUrl, here)
  const path = base.pathname.replace(/\/+$/, '')
  const own = createFetch(client)
  const before = globalThis.fetch
  let installed = true
  const replacement: typeof fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), here)
    const isOurs = url.origin === base.origin && (url.pathname === path || url.pathname.startsWith(`${path}/`))
    if (!installed || !isOurs) return before.call(globalThis, input, init)
    const rest = new URL(url)
    rest.pathname = url.pathname.slice(path.length)
    return own(input instanceof Request ? new Request(rest, input) : rest, init)
  }
  globalThis.fetch = replacement
  return () => {
    installed = false
    if (globalThis.fetch === replacement) globalThis.fetch = before
  }
}
