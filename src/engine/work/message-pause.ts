/**
 * How a thread that computes lets messages in. `scheduler.yield` must not be used for it: Chromium
 * runs its continuation before every message that waits, so a thread that pauses only in that way
 * gets no message, not even that its update was canceled, until all its work is done. Timers would
 * do, but are clamped to 4 ms.
 */
import type { Pause } from './running-work.ts'

/** Resolves after the messages that are waiting now. */
export function messagePause(): Pause {
  // In Node `setImmediate`, because an open port would keep the process alive, and an unreferenced
  // one would let it end in the middle of an update.
  const { setImmediate } = globalThis as { setImmediate?: (task: () => void) => void }
  if (setImmediate) return () => new Promise((resolve) => setImmediate(resolve))
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.onmessage = () => waiting.shift()?.()
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      port2.postMessage(null)
    })
}
