/**
 * Calls a client and calls again whenever the result may have changed. At most one call is under
 * way: a newer one aborts it and its result is dropped, so an older result never comes after a
 * newer one. A call because of an event waits for the one under way.
 */
import type { Client, ClientEvents, SeeklingError } from '../index.ts'
import type { SharedClient } from './shared-client.ts'

/** Called with what has changed: whether a call is under way, its error, or its result. */
export type Tell<Answer> = (isAsking: boolean, error?: SeeklingError, answer?: Answer) => void

/** `again` calls the client after so many milliseconds without another call of `again`. */
export type Following = readonly [again: (delayMs?: number) => void, stop: () => void]

/** `concerns` returns whether an event may have changed the result. */
export function follow<Event extends keyof ClientEvents, Answer>(
  shared: SharedClient,
  event: Event,
  concerns: (payload: ClientEvents[Event]) => boolean,
  ask: (client: Client, signal: AbortSignal) => Promise<Answer>,
  tell: Tell<Answer>,
): Following {
  let client: Client | undefined
  let asked: AbortController | undefined
  let isOutdated: boolean
  let timer: ReturnType<typeof setTimeout> | undefined
  let leaveClient: (() => void) | undefined

  const forget = () => {
    clearTimeout(timer)
    asked?.abort()
    asked = undefined
  }
  const askNow = () => {
    forget()
    if (!client) return
    const own = (asked = new AbortController())
    isOutdated = false
    const hear = (error?: SeeklingError, answer?: Answer) => {
      if (asked !== own) return
      asked = undefined
      tell(isOutdated, error, answer)
      if (isOutdated) askNow()
    }
    ask(client, own.signal).then((answer) => hear(undefined, answer), hear)
  }
  const connect = () => {
    const opened = shared.get()
    if (opened.error) tell(false, opened.error)
    if (opened.client === client) return
    leaveClient?.()
    client = opened.client
    leaveClient = client?.on(event, (payload) => {
      if (!concerns(payload)) return
      if (asked) isOutdated = true
      else askNow()
    })
    askNow()
  }
  const leaveShared = shared.subscribe(connect)
  connect()
  return [
    (delayMs) => {
      tell(true)
      clearTimeout(timer)
      if (delayMs) timer = setTimeout(askNow, delayMs)
      else askNow()
    },
    () => {
      forget()
      leaveClient?.()
      leaveShared()
    },
  ]
}
