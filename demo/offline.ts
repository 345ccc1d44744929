/**
 * Cuts this page off from the network, for real: a service worker of the demo refuses whatever the
 * page or the engine asks for, until it is told otherwise.
 */
import type { OfflineRequest, OfflineState } from './offline-worker.ts'

/** Only the built demo has the worker's script beside its page. */
export const canCut = BUILT_DEMO && 'serviceWorker' in navigator

/** Null where no service worker was ever asked for. */
export async function offlineState(): Promise<OfflineState | null> {
  if (!canCut || (await navigator.serviceWorker.getRegistration()) === undefined) return null
  return ask({})
}

/** Resolves when the network is cut; what this page is made of has been laid aside by then. */
export async function cutNetwork(): Promise<void> {
  await navigator.serviceWorker.register(new URL('offline.js', document.baseURI))
  await ask({ cut: filesOfThisPage() })
}

export async function mendNetwork(): Promise<void> {
  await ask({ cut: null })
  await (await navigator.serviceWorker.getRegistration())?.unregister()
}

/** The browser remembers what the page and its workers were made of. */
function filesOfThisPage(): string[] {
  const page = new URL(location.pathname, location.href)
  const parts = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.startsWith(page.origin) && /\.(js|css|svg)$/.test(new URL(name).pathname))
  return [...new Set([page.href, ...parts])]
}

async function ask(request: OfflineRequest): Promise<OfflineState> {
  const { active } = await navigator.serviceWorker.ready
  const { port1, port2 } = new MessageChannel()
  const answered = new Promise<OfflineState>((resolve, reject) => {
    port1.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data))
  })
  active?.postMessage(request, [port2])
  return answered
}
