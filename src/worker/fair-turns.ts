/**
 * Turns for the engine's own work where it shares a thread with its callers. What is answered from
 * memory comes back without the event loop ever turning, so a caller that asks in a loop would keep
 * an update or a dump from going on for ever.
 */
import { messagePause } from '../engine/work/message-pause.ts'

/** Of one turn of the event loop, that calls may take. */
const turnMs = 4
/** Turns left to others then: work over a database goes on by many short ones. */
const turnsLeft = 8

/** Returns what every call has to wait for before it returns. */
export function fairTurns(): () => Promise<void> {
  const pause = messagePause()
  let since: number | null = null
  return async () => {
    if (since === null) {
      const began = performance.now()
      since = began
      void pause().then(() => {
        if (since === began) since = null
      })
    } else if (performance.now() - since >= turnMs) {
      for (let i = 0; i < turnsLeft; i++) await pause()
    }
  }
}
