/**
 * A function with fetch's signature that responds as a Meilisearch server would, by calls of a
 * client. It uses no network.
 */
import type { Client } from '../index.ts'
import type { Answer, HandlerState } from './call.ts'
import { wireError } from './errors.ts'
import { noFeatures } from './instance.ts'
import { findRoute } from './routes.ts'

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

const statusTexts: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/**
 * Answers every request, whatever its host; a path before the route is skipped. Rejects only as
 * fetch does: with the signal's reason when it is aborted. Any other failure is a response with an
 * error as its body.
 *
 * @example
 * import { open } from 'seekling'
 * import { createFetch } from 'seekling/http'
 *
 * const fetch = createFetch(await open())
 * const response = await fetch('https://any.host/health')
 * await response.json() // => { status: 'available' }
 */
export function createFetch(client: Client): Fetch {
  const state = stateOf(client)
  return async (input, init) => {
    const given = input instanceof Request ? input : undefined
    const signal = init?.signal ?? given?.signal
    signal?.throwIfAborted()
    const url = new URL(given?.url ?? String(input), globalThis.location?.href ?? 'http://localhost')
    const method = (init?.method ?? given?.method ?? 'GET').toUpperCase()
    // Read now, because the caller may change the body after the call.
    const body = init?.body ? new Response(init.body) : given?.clone()
    const text = async () => (await body?.text()) ?? ''
    const answer = respond(method, url, {
      client,
      state,
      query: url.searchParams,
      search: url.search,
      headers: new Headers(init?.headers ?? given?.headers),
      signal: signal ?? undefined,
      text,
    })
    return signal ? untilAborted(signal, answer) : answer
  }
}

const states = new WeakMap<Client, HandlerState>()

/** Every fetch made of one client shares its state. */
function stateOf(client: Client): HandlerState {
  const state = states.get(client) ?? { features: noFeatures(), metadata: new Map() }
  states.set(client, state)
  return state
}

type Context = Omit<Parameters<Exclude<ReturnType<typeof findRoute>, number>['handler']>[0], 'uid' | 'id'>

async function respond(method: string, url: URL, context: Context): Promise<Response> {
  const route = findRoute(method, url.pathname)
  if (typeof route === 'number') return new Response(null, { status: route, statusText: statusTexts[route] })
  try {
    return responseOf(await route.handler({ ...context, uid: route.uid, id: route.id }))
  } catch (thrown) {
    if (context.signal?.aborted) throw context.signal.reason
    const { status, body } = wireError(thrown)
    return responseOf({ status, body })
  }
}

function responseOf({ status = 200, body, lines }: Answer): Response {
  const init = (type: string) => ({ status, statusText: statusTexts[status] ?? '', headers: { 'content-type': type } })
  if (lines)
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), init('application/x-ndjson'))
  if (body instanceof Blob) return new Response(body, init(body.type))
  return new Response(JSON.stringify(body), init('application/json'))
}

function untilAborted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
