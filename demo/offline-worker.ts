/**
 * The service worker behind "Go offline". While the network is cut it answers with what it laid
 * aside before, and refuses everything else: a visitor need not believe the page. Otherwise it
 * keeps out of the way. Registered only when the visitor asks for it.
 */
const storeName = 'seekling-demo-offline'
/** Stored, since a service worker is ended whenever it is idle. */
const cutMark = new URL('cut', location.href).href

let refused = 0

export type OfflineRequest = { readonly cut: readonly string[] } | { readonly cut: null } | { readonly cut?: undefined }
export interface OfflineState {
  readonly isCut: boolean
  /** Requests that were refused since this worker was started. */
  readonly refused: number
}

const scope = globalThis as unknown as ServiceWorkerGlobalScope

scope.addEventListener('install', () => void scope.skipWaiting())
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('message', (event) => {
  const [port] = event.ports
  const { cut } = event.data as OfflineRequest
  event.waitUntil(
    (cut === undefined ? Promise.resolve() : cut === null ? mend() : cutOff(cut)).then(
      async () => port?.postMessage({ isCut: await isCut(), refused } satisfies OfflineState),
      (error: unknown) => port?.postMessage({ error: String(error) }),
    ),
  )
})

scope.addEventListener('fetch', (event) => event.respondWith(answer(event.request)))

async function answer(request: Request): Promise<Response> {
  if (!(await isCut())) return fetch(request)
  const store = await caches.open(storeName)
  const kept = await store.match(request, { ignoreSearch: true })
  if (kept !== undefined) return kept
  refused++
  return Response.error()
}

async function isCut(): Promise<boolean> {
  if (!(await caches.has(storeName))) return false
  return (await (await caches.open(storeName)).match(cutMark)) !== undefined
}

/** Lays the files of the page aside, then the mark: a reload in between finds a network. */
async function cutOff(files: readonly string[]): Promise<void> {
  const store = await caches.open(storeName)
  await store.addAll([...files])
  await store.put(cutMark, new Response('cut'))
}

async function mend(): Promise<void> {
  refused = 0
  await caches.delete(storeName)
}
