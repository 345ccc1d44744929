/**
 * Puts engines together for one thread: the store, the announcements, the writer lock, and the
 * engines that a role needs. The worker script does it for its page, src/in-thread-engines.ts for
 * its own thread.
 */

import { LocalAnnouncer } from '../engine/local-announcer.ts'
import { LocalWriterLock, type WriterLock } from '../engine/loop/writer-lock.ts'
import { openWithIdentity } from '../engine/store/format.ts'
import type { Neighbours } from '../engine/store/idb-standstill.ts'
import { IdbStore, type IdbStoreOptions } from '../engine/store/idb-store.ts'
import { LogGuard } from '../engine/store/log-guard.ts'
import type { SiteParts } from '../engine/store/site-pages.ts'
import { withSites } from '../engine/store/site-store.ts'
import type { BoundStore, Store } from '../engine/store/store.ts'
import type { DumpApi } from '../shared/dump.ts'
import type { Announcement, Announcer, SearchApi, UpdateApi } from '../shared/engine-api.ts'
import type { StartOptions, WorkerRole } from '../shared/worker-control.ts'
import { ChannelAnnouncer } from './channel-announcer.ts'
import { DatabaseAnnouncer } from './database-announcer.ts'
import { type Engines, RenewedEngines } from './renewed-engines.ts'
import { writerLock } from './web-lock.ts'
import { writeSessions } from './write-session.ts'

/** A role that was started; the part it does not have is undefined. */
export interface Roles {
  readonly search?: SearchApi | undefined
  readonly update?: UpdateApi | undefined
  readonly dump?: DumpApi | undefined
  readonly announcer: Announcer
  /** Interrupts what runs, which stays queued, and closes the store. */
  close(): Promise<void>
  destroy(): Promise<void>
}

/** What an engine is made of, whatever its role. */
export interface EngineParts {
  readonly store: Store
  readonly announcer: Announcer
  /** Announces to the client of these roles alone. */
  readonly tell: (announcements: readonly Announcement[]) => void
  readonly lock: WriterLock
  /** Milliseconds, for measuring. */
  readonly now: () => number
  readonly options: StartOptions
  /** How sites are reached; by default the host's way. */
  readonly site?: SiteParts | undefined
}

/** An engine behind the plain object that a port may offer. */
export interface RunningRole<Api> {
  readonly api: Api
  close(): void | Promise<void>
}

/**
 * The roles a script can take, and the stores it can open. A script that lacks a part does not
 * carry its code.
 */
export interface RoleParts {
  readonly search?: ((parts: EngineParts) => RunningRole<SearchApi>) | undefined
  readonly update?: ((parts: EngineParts) => Promise<RunningRole<UpdateApi>>) | undefined
  readonly dump?: ((parts: EngineParts) => Promise<RunningRole<DumpApi>>) | undefined
  readonly openStore: (options: StartOptions, surroundings: Surroundings) => BoundStore
}

/** What a store in the browser gets to know of other threads. */
export type Surroundings = Pick<IdbStoreOptions, 'onReplaced' | 'neighbours'>

export const idbStore = ({ name }: StartOptions, surroundings: Surroundings): BoundStore =>
  new IdbStore({ name, ...surroundings })

/**
 * Rejects with `storage_unavailable`, and leaves nothing open, if there is no store. `tell` reaches
 * only the client of these roles, in order with the results of its calls: the client learns which
 * database they are bound to, and that it is gone, before it gets any result from the next one.
 */
export async function startRoles(
  options: StartOptions,
  parts: RoleParts,
  tell: (...announcements: readonly Announcement[]) => void,
): Promise<Roles> {
  const { channel } = options
  // No other tab shares what is in memory, so no channel and no lock is asked for: where storage is
  // blocked, the browser blocks those too.
  const inMemory = options.storage === 'memory'
  const announcer = inMemory ? new LocalAnnouncer() : new ChannelAnnouncer(channel)
  const lock = inMemory ? new LocalWriterLock() : writerLock(channel, announcer, now)
  const neighbours = neighboursBy(announcer)
  const renewed = new RenewedEngines(
    (onReplaced) => startEngines(options, parts, { announcer, lock, tell, neighbours, onReplaced }),
    (database) => tell({ type: 'replaced', database }),
  )
  try {
    const first = await renewed.begin()
    return {
      search: first.search && renewed.role('search', first.search),
      update: first.update && renewed.role('update', first.update),
      dump: first.dump && renewed.role('dump', first.dump),
      announcer,
      close: async () => {
        await renewed.close()
        announcer.close()
      },
      destroy: async () => {
        const store = (await renewed.stop())?.store ?? parts.openStore(options, {})
        announcer.close()
        await store.destroy()
      },
    }
  } catch (thrown) {
    announcer.close()
    throw thrown
  }
}

const now = () => performance.now()

/** Other threads that use the database, known by their announcements. */
function neighboursBy(announcer: Announcer): Neighbours {
  let heardAt = Number.NEGATIVE_INFINITY
  announcer.subscribe(({ type }) => {
    if (type === 'transacting') heardAt = now()
  })
  return {
    say: () => announcer.post({ type: 'transacting' }),
    silentForMs: () => now() - heardAt,
    nowhere: `seekling:probe:${Math.random()}`,
  }
}

interface Around extends Pick<EngineParts, 'announcer' | 'lock'>, Surroundings {
  readonly tell: (...announcements: readonly Announcement[]) => void
}

/** The engines of one role, or of all, over a store of their own. */
async function startEngines(
  options: StartOptions,
  { search, update, dump, openStore }: RoleParts,
  { announcer, lock, tell, ...surroundings }: Around,
): Promise<Engines> {
  let store = openStore(options, surroundings)
  const begin = options.storage === 'memory' ? undefined : writeSessions(options.channel)
  const session = options.role === 'search' ? undefined : begin?.()
  try {
    const fresh = `${Math.random()}${Math.random()}`
    const database = (await openWithIdentity(store, fresh)) ?? fresh
    await store.bind(database)
    tell({ type: 'bound', database })
    if (session) store = await LogGuard.over(store, session)
    else if (begin) store = new LogGuard(store, begin)
    const own = new DatabaseAnnouncer(announcer, database)
    const parts: EngineParts = {
      announcer: own,
      tell: (announcements) => tell(...announcements.map((one) => ({ ...one, database }))),
      lock,
      store: withSites(store),
      now,
      options,
    }
    const has = (one: WorkerRole) => options.role === one || options.role === 'all'
    const searching = has('search') ? search?.(parts) : undefined
    const updating = has('update') ? await update?.(parts) : undefined
    const dumping = has('dump') ? await dump?.(parts) : undefined
    return {
      store,
      search: searching?.api,
      update: updating?.api,
      dump: dumping?.api,
      stop: async () => {
        await searching?.close()
        await updating?.close()
        await dumping?.close()
      },
    }
  } catch (thrown) {
    session?.end()
    await store.close()
    throw thrown
  }
}
