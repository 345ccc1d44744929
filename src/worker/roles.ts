/**
 * Puts engines together for one thread: the store, who else is to be heard, who may write, and the engines that a role needs. The worker
 * script does it for its page, src/in-thread.ts for its own thread.
 */

import type { WriterLock } from '../engine/loop/writer-lock.ts'
import { openFormat } from '../engine/store/format.ts'
import { IdbStore } from '../engine/store/idb-store.ts'
import type { Store } from '../engine/store/store.ts'
import type { DumpApi } from '../shared/dump.ts'
import type { Announcer, SearchApi, UpdateApi } from '../shared/engine-api.ts'
import type { StartOptions, WorkerRole } from '../shared/worker-control.ts'
import { ChannelAnnouncer } from './channel-announcer.ts'
import { writerLock } from './web-lock.ts'

/** A role that was started; the part it does not have is undefined. */
export interface Roles {
  readonly search?: SearchApi | undefined
  readonly update?: UpdateApi | undefined
  readonly dump?: DumpApi | undefined
  readonly announcer: Announcer
  /** Interrupts what runs, which stays queued, and lets go of the store. */
  close(): Promise<void>
  destroy(): Promise<void>
}

/** What an engine is made of, whatever its role. */
export interface EngineParts {
  readonly store: Store
  readonly announcer: Announcer
  readonly lock: WriterLock
  /** Milliseconds, for measuring. */
  readonly now: () => number
  readonly options: StartOptions
}

/** An engine behind the plain object that a port may offer. */
export interface RunningRole<Api> {
  readonly api: Api
  close(): void | Promise<void>
}

/** The roles a script can take, and the stores it can open. A script that lacks a part does not carry its code. */
export interface RoleParts {
  readonly search?: ((parts: EngineParts) => RunningRole<SearchApi>) | undefined
  readonly update?: ((parts: EngineParts) => Promise<RunningRole<UpdateApi>>) | undefined
  readonly dump?: ((parts: EngineParts) => Promise<RunningRole<DumpApi>>) | undefined
  readonly openStore: (options: StartOptions) => Store
}

export const idbStore = ({ name }: StartOptions): Store => new IdbStore({ name })

/** Rejects with `storage_unavailable`, and leaves nothing open, if there is no store. */
export async function startRoles(
  options: StartOptions,
  { search, update, dump, openStore }: RoleParts,
): Promise<Roles> {
  const { role, channel } = options
  const store = openStore(options)
  const announcer = new ChannelAnnouncer(channel)
  try {
    await openFormat(store)
    const now = () => performance.now()
    const parts: EngineParts = { store, announcer, lock: writerLock(channel, announcer, now), now, options }
    const has = (one: WorkerRole) => role === one || role === 'all'
    const searching = has('search') ? search?.(parts) : undefined
    const updating = has('update') ? await update?.(parts) : undefined
    const dumping = has('dump') ? await dump?.(parts) : undefined
    const stop = async (end: 'close' | 'destroy') => {
      await searching?.close()
      await updating?.close()
      await dumping?.close()
      announcer.close()
      await store[end]()
    }
    return {
      search: searching?.api,
      update: updating?.api,
      dump: dumping?.api,
      announcer,
      close: () => stop('close'),
      destroy: () => stop('destroy'),
    }
  } catch (thrown) {
    announcer.close()
    await store.close()
    throw thrown
  }
}
