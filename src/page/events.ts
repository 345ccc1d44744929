/** The events of a client, and their listeners. */
import type { Transfer } from '../shared/dump.ts'
import type { EngineStatus } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { Update } from '../shared/update.ts'

export interface ClientEvents {
  /** An update changed its status or made progress, in any tab. */
  readonly update: Update
  /** An index has a new version, which searches from now on see; null: it is gone. */
  readonly version: { readonly indexUid: string; readonly version: number | null }
  /**
   * Storage was lost, recovered or replaced by memory. A listener added later is called with the
   * last one.
   */
  readonly status: EngineStatus
  /** A dump or snapshot is being made or taken in, in whichever tab: its progress, and its end. */
  readonly transfer: Transfer
}

type Listener = (payload: never) => void

export class Events {
  readonly #listening = new Set<readonly [event: string, listener: Listener]>()
  #status: EngineStatus | undefined

  /** Returns a function that stops listening. Throws `invalid_options` for an unknown event. */
  on<Name extends keyof ClientEvents>(event: Name, listener: (payload: ClientEvents[Name]) => void): () => void {
    if (!['update', 'version', 'status', 'transfer'].includes(event) || typeof listener !== 'function') {
      throw new SeeklingError(
        'invalid_options',
        'on() takes `update`, `version`, `status` or `transfer`, and a function.',
      )
    }
    const entry = [event, listener] as const
    this.#listening.add(entry)
    if (event === 'status' && this.#status) call(listener, this.#status as never)
    return () => this.#listening.delete(entry)
  }

  emit<Name extends keyof ClientEvents>(event: Name, payload: ClientEvents[Name]): void {
    if (event === 'status') this.#status = payload as EngineStatus
    for (const [name, listener] of this.#listening) if (name === event) call(listener, payload as never)
  }
}

/**
 * A listener that throws is the page's error, reported as such, and keeps no other listener from
 * hearing.
 */
function call(listener: Listener, payload: never): void {
  try {
    listener(payload)
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown
    })
  }
}
