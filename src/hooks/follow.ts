/**
 * Asks a client a question and asks again whenever the answer may have changed. At most one
 * question is on its way: a newer one aborts it and its answer is not heard, so an older answer
 * never comes after a newer one; what an event calls for waits for the answer of the one on its
 * way.
 */
import type { Client, ClientEvents, SeeklingError } from '../index.ts'
import type { SharedClient } from './shared-client.ts'

/** Hears what has changed: whether an answer is on its way, what went wrong, or the answer. */
export type Tell<Answer> = (isAsking: boolean, error?: SeeklingError, answer?: Answer) => void

/** `again` asks anew after so many milliseconds without another call of it. */
export type Following = readonly [again: (delayMs?: number) => void, stop: () => void]

/** `concerns` says whether the answer may have changed by an event. */
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
