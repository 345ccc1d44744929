/**
 * The first thing the page runs: it starts the clock and opens the engine, so that its worker loads
 * while the rest of the page is still set up. Nothing may be imported here that is not needed for
 * that.
 */
import { type Client, open } from 'seekling'
import { makeWorker } from './workers.ts'

/** When the page's script began, on `performance.now()`'s clock: what "ready in" counts from. */
export const startedAt = performance.now()

export const opening: Promise<Client> = open({ name: 'web-platform', worker: makeWorker })
opening.catch(() => {
  // Reported by main.ts, which awaits it; until then it must not count as unhandled.
})
