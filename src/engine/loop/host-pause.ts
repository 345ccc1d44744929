/** How a thread lets its other tasks run. Timers would do but are clamped to 4 ms; a message to oneself is not. */
import type { Pause } from './running-work.ts'

export const hostPause: Pause = () => {
  const scheduler = (globalThis as { scheduler?: { yield?: () => Promise<void> } }).scheduler
  if (scheduler?.yield) return scheduler.yield()
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      // An open port keeps a Node process alive.
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
