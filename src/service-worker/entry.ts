/**
 * Search as a service of a site's own service worker: `seekling/service-worker`. Any HTTP client in
 * any page of the site can use `/search-api/...`, offline, and one engine serves all tabs.
 *
 * The browser stops a service worker that has been idle or busy for long. Nothing is lost by that:
 * an update it was running is still enqueued, and runs again as soon as the worker is started anew,
 * which any request of a page does.
 */
import '../shared/platform.ts'
import { createFetch } from '../http/create-fetch.ts'
import { type InThreadOptions, open } from '../in-thread.ts'

export interface HandleOptions extends InThreadOptions {
  /**
   * Requests under this path of the site are served; default `/search-api/`. Relative to the
   * worker's own script.
   */
  readonly path?: string | undefined
}

/** What of a `fetch` event is used here. */
export interface FetchEventLike {
  readonly request: Request
  respondWith(response: Promise<Response>): void
  waitUntil(work: Promise<unknown>): void
}

/**
 * Opens the instance, which goes on with updates that wait, and returns the listener for `fetch`
 * events. Other requests are left to other listeners. A request that is made while the instance
 * cannot be opened gets the status 503, and the next one tries again.
 *
 * @example
 * ```js
 * // sw.js
 * import { handle } from 'seekling/service-worker'
 *
 * self.addEventListener('fetch', handle({ path: '/search-api/' }))
 * ```
 */
export function handle({ path = '/search-api/', ...options }: HandleOptions = {}): (event: FetchEventLike) => void {
  const base = new URL(path.endsWith('/') ? path : `${path}/`, globalThis.location?.href)
  const start = () => open(options).then((client) => ({ client, fetch: createFetch(client) }))
  let instance = start()
  instance.catch(() => {})

  return (event) => {
    const url = new URL(event.request.url)
    if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return
    const { request } = event
    const answer = (async () => {
      try {
        const { fetch } = await instance
        return await fetch(under(base, url, request))
      } catch (thrown) {
        if (request.signal?.aborted) throw thrown
        instance = start()
        instance.catch(() => {})
        return unavailable(thrown)
      }
    })()
    event.respondWith(answer)
    // While this is awaited the browser keeps the worker alive, within its limits.
    event.waitUntil(
      answer
        .then(() => instance)
        .then(
          ({ client }) => settled(client),
          () => {},
        ),
    )
  }
}

const under = (base: URL, url: URL, request: Request): Request => {
  const rest = new URL(url)
  rest.pathname = `/${url.pathname.slice(base.pathname.length)}`
  // A Request of a navigation cannot be made again as it is.
  const { method, headers, signal } = request
  const body = method === 'GET' || method === 'HEAD' ? null : request.body
  const init = { method, headers, signal, ...(body === null ? {} : { body, duplex: 'half' }) }
  return new Request(rest, init as RequestInit)
}

/** Until the newest update is finished. */
async function settled(client: Awaited<ReturnType<typeof open>>): Promise<void> {
  const [newest] = await client.getAllUpdateStatus({ statuses: ['enqueued', 'processing'], reverse: true, limit: 1 })
  if (newest !== undefined) await client.waitForPendingUpdate(newest.updateId)
}

function unavailable(thrown: unknown): Response {
  const { message = String(thrown), code = 'internal' } = thrown as { message?: string; code?: string }
  const body = { message, code, type: 'system', link: `https://docs.meilisearch.com/errors#${code}` }
  return new Response(JSON.stringify(body), {
    status: 503,
    statusText: 'Service Unavailable',
    headers: { 'content-type': 'application/json' },
  })
}
