/**
 * What a client stands on: the roles, wherever they run. `WorkerEngines` gives them in workers,
 * src/in-thread-engines.ts in this thread. Every rejection is a `SeeklingError`; after `close` all
 * calls reject with `client_closed`, those under way included.
 */
import type { DumpApi } from '../shared/dump.ts'
import type { Announcement, SearchApi, UpdateApi } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'

export interface Engines {
  /** Starts what a search needs. Rejects with what keeps it from being there. */
  open(): Promise<void>
  /**
   * The search role, started if need be. The object returned belongs to one start of the worker:
   * once that is lost, its calls reject, and the caller calls `search` again.
   */
  search(): Promise<SearchApi>
  /**
   * The update role, likewise. A payload begun with one object can only be continued with the same.
   */
  update(): Promise<UpdateApi>
  /** The dump role, likewise. */
  dump(): Promise<DumpApi>
  /** Names the locks under which tabs run updates; null where no other tab shares the instance. */
  readonly scope: string | null
  /** Calls the listener with every announcement, of this page and of all other tabs. */
  subscribe(listener: (announcement: Announcement) => void): () => void
  close(): Promise<void>
  /** Closes and deletes everything stored. */
  destroy(): Promise<void>
}

export const closedError = (): SeeklingError =>
  new SeeklingError('client_closed', 'This client is closed. Call `open()` for a new one.')
