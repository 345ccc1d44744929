/**
 * The floor of a second visit: start a worker that opens the database and reads four times, each
 * read after the one before.
 */
const startedAt = performance.now()
const worker = new Worker(new URL('./floor-visit-worker.ts', import.meta.url), { type: 'module' })
worker.onmessage = () => {
  const firstHit = performance.now() - startedAt
  Object.assign(window, { visit: { open: 0, firstHit, fromNavigation: performance.now() } })
}
worker.onerror = (event) => {
  throw new Error(event.message)
}
worker.postMessage(new URLSearchParams(location.search).get('name'))
