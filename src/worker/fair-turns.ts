/**
 * Turns for the engine's own work where it shares a thread with its callers. A call that is served
 * from memory returns without a turn of the event loop, so a caller that calls in a loop would keep
 * an update or a dump from ever going on.
 */
import { messagePause } from '../engine/work/message-pause.ts'

/** How long calls may take of one turn of the event loop. */
const turnMs = 4
/** How many turns are then left to other work: work over a database takes many short ones. */
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
