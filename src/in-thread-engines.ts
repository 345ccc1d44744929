/**
 * The engines of a client without workers: the same roles, in the thread that imports this. They
 * return copies, as a worker would.
 */
import { closedError, type Engines } from './page/engines.ts'
import { Link } from './page/link.ts'
import type { InThreadOptions } from './page/open.ts'
import { OwnAnnouncements } from './page/own-announcements.ts'
import { copied } from './page/plain-copy.ts'
import type { DumpApi } from './shared/dump.ts'
import type { Announcement, SearchApi, UpdateApi } from './shared/engine-api.ts'
import { SeeklingError } from './shared/errors.ts'
import type { StartOptions } from './shared/worker-control.ts'
import { fairTurns } from './worker/fair-turns.ts'
import { errorRecordOf, startInThread } from './worker/in-thread-roles.ts'
import type { Roles } from './worker/roles.ts'
import { checkStartOptions } from './worker/start-options.ts'

export class InThreadEngines implements Engines {
  readonly #options: InThreadOptions
  readonly #link = new Link(
    (part, method, args) => this.#call(part, method, args),
    undefined,
    (error) => this.#own.settled(error),
  )
  readonly #own = new OwnAnnouncements(async () => (await this.search()).pendingWork())
  readonly subscribe = this.#own.subscribe
  #roles: Roles | undefined
  readonly #fairTurn = fairTurns()
  #closed = false
  scope: string | null = null

  constructor(options: InThreadOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    const { name = 'default', durability = 'relaxed', storage = 'indexeddb', indexedDB, ...rest } = this.#options
    const own = (): string => `seekling:${name}:${Math.random()}`
    const start = checkStartOptions({
      ...rest,
      role: 'all',
      name,
      durability,
      storage,
      channel: channelOf(name, indexedDB),
    })
    if (storage === 'memory') return this.#start({ ...start, channel: own() })
    if (!indexedDB && platformStorage() === undefined) {
      throw new SeeklingError(
        'invalid_options',
        "There is no IndexedDB here. Pass one as `indexedDB`, such as that of the package fake-indexeddb, or `storage: 'memory'`.",
      )
    }
    try {
      await this.#start(start)
    } catch (thrown) {
      const { code, message, details } = SeeklingError.from(thrown)
      if (code !== 'storage_unavailable' || details?.lost) throw thrown
      this.#own.announce('memory-only', `Everything is in memory and gone with the client. ${message}`)
      await this.#start({ ...start, storage: 'memory', channel: own() })
    }
  }

  async search(): Promise<SearchApi> {
    if (this.#closed) throw closedError()
    return this.#link.part('search')
  }

  async update(): Promise<UpdateApi> {
    if (this.#closed) throw closedError()
    return this.#link.part('update')
  }

  async dump(): Promise<DumpApi> {
    if (this.#closed) throw closedError()
    return this.#link.part('dump')
  }

  close(): Promise<void> {
    return this.#end('close')
  }

  async destroy(): Promise<void> {
    if (this.#closed) throw closedError()
    await this.#end('destroy')
  }

  async #start(options: StartOptions): Promise<void> {
    const { indexedDB } = this.#options
    const hear = (announcement: Announcement) => this.#own.hear(announcement)
    const start = { options, indexedDB, isPlatforms: isPlatforms(indexedDB) }
    this.#roles = await startInThread(start, hear).catch(throwOurs)
    this.scope = options.storage === 'memory' ? null : options.channel
    this.#roles.announcer.subscribe(hear)
  }

  async #call(part: string, method: string, args: readonly unknown[]): Promise<unknown> {
    const api = this.#roles?.[part as 'search' | 'update' | 'dump'] as
      | Record<string, (...args: unknown[]) => unknown>
      | undefined
    // Arguments are copied, as if they came from another thread. Pieces of documents and images are
    // copies already.
    const given = method.startsWith('push') ? args : copied(args)
    // The link's own ping: in the same thread the engine is there.
    const answer = await Promise.resolve(api?.[method](...given)).catch(throwOurs)
    await this.#fairTurn()
    // The caller may change what it gets, so it gets a copy.
    return part === 'search' ? structuredClone(answer) : answer
  }

  async #end(end: 'close' | 'destroy'): Promise<void> {
    this.#closed = true
    this.#link.fail(closedError())
    await this.#roles?.[end]().catch(throwOurs)
  }
}

/** An error of the engine as one of the page's class: in the package the two are not the same. */
function throwOurs(thrown: unknown): never {
  const record = thrown instanceof SeeklingError ? undefined : errorRecordOf(thrown)
  throw record === undefined ? thrown : SeeklingError.fromRecord(record)
}

const factoryIds = new WeakMap<IDBFactory, number>()

/** The platform's IndexedDB; null where the browser refuses even to name it: the store says so. */
function platformStorage(): IDBFactory | undefined | null {
  try {
    return globalThis.indexedDB
  } catch {
    return null
  }
}

/** Whether no IndexedDB was passed in, or the platform's own. */
const isPlatforms = (factory: IDBFactory | undefined): boolean => !factory || factory === platformStorage()

/**
 * The channel of the database `name`. An IndexedDB that was passed in stores elsewhere than the
 * platform's, so it has channels of its own.
 */
function channelOf(name: string, factory: IDBFactory | undefined): string {
  const channel = `seekling:${name}`
  if (!factory || isPlatforms(factory)) return channel
  const id = factoryIds.get(factory) ?? Math.random()
  factoryIds.set(factory, id)
  return `${channel}:${id}`
}
