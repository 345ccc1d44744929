/**
 * One client for all parts of a page that use it: opened when the first of them is shown, closed
 * when the last one is gone. A client that was passed in open is closed by its owner.
 */
import type { Client, SeeklingError } from '../index.ts'
import { type Live, live } from './live.ts'

/** `open`, a function that calls it, or a client that is open. */
export type ClientSource = Client | (() => Promise<Client>)

export interface Opened {
  readonly client?: Client
  /** Why it could not be opened. */
  readonly error?: SeeklingError
}

export type SharedClient = Live<Opened>

export function sharedClient(source: ClientSource): SharedClient {
  if (typeof source !== 'function') return live<Opened>({ client: source }, () => () => {})
  return live<Opened>({}, (set) => {
    let isOver = false
    const opening = (async () => source())()
    opening.then(
      (client) => isOver || set({ client }),
      (error) => isOver || set({ error }),
    )
    return () => {
      isOver = true
      set({})
      opening.then((client) => client.close()).catch(() => {})
    }
  })
}
