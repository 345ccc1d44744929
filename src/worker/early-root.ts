/**
 * Fetches the root of a site's folder while the code that will ask for it is being loaded: one
 * round trip less before the first hits of a first visit. Law: what is fetched is what that code
 * would fetch, once, and its first request for it gets the answer.
 */
import { hostSite, type SiteParts } from '../engine/store/site-pages.ts'
import { rootPath, rootRequest } from '../shared/dump.ts'

interface Early {
  readonly url: string
  readonly stop: AbortController
  readonly response: Promise<Response>
}

export class EarlyRoot {
  readonly #fetch: SiteParts['fetch']
  #early: Early | undefined

  /** `fetch`: the host's by default. */
  constructor(fetch: SiteParts['fetch'] = hostSite.fetch) {
    this.#fetch = fetch
  }

  /** What is no folder of a site is left to the code that checks it. */
  begin(folder: unknown): void {
    if (this.#early || typeof folder !== 'string' || !/^https?:\/\/[^?#]+\/$/.test(folder)) return
    const url = `${folder}${rootPath}`
    const stop = new AbortController()
    const response = this.#fetch(url, { ...rootRequest, signal: stop.signal })
    // Whoever takes it hears of it.
    response.catch(() => {})
    this.#early = { url, stop, response }
  }

  /** In the place of the host's `fetch`. */
  readonly fetch: SiteParts['fetch'] = (url, init) => {
    const early = this.#early
    if (early?.url !== url) return this.#fetch(url, init)
    this.#early = undefined
    init.signal?.addEventListener('abort', () => early.stop.abort())
    return early.response
  }
}
