/**
 * Each role in a worker of its own. The search worker lives as long as the client; the update
 * worker is started by the first write, the dump worker by the first dump, and each of these two is
 * ended when it has had no work for a while, which also frees its memory. Where nothing can be
 * stored, one worker serves all roles in memory, because several could not share it.
 */
import type { DumpApi } from '../shared/dump.ts'
import type { Announcement, SearchApi, UpdateApi } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { StartOptions, WorkerParts, WorkerRole } from '../shared/worker-control.ts'
import { Connection, type SpareScript, type WorkerLike } from './connection.ts'
import { closedError, type Engines } from './engines.ts'
import type { Link } from './link.ts'
import { OwnAnnouncements } from './own-announcements.ts'

const letGoAfterMs = 10_000
/**
 * The browser gives a dead worker's lock back within this time; before, another tab still seems to
 * be running its updates.
 */
const lockReleasedMs = 500

export class WorkerEngines implements Engines {
  readonly #options: Omit<StartOptions, 'role' | 'channel'>
  readonly #own = new OwnAnnouncements(async () => (await this.search()).pendingWork())
  readonly subscribe = this.#own.subscribe
  readonly #searchWorker: Connection
  readonly #updateWorker: Connection
  readonly #dumpWorker: Connection
  #inMemory: boolean
  #closed = false
  #channelName: string
  #channel: BroadcastChannel | undefined
  readonly #letGo = new Map<Connection, ReturnType<typeof setTimeout>>()
  readonly #name = `${Math.random()}`

  get scope(): string | null {
    return this.#inMemory ? null : this.#channelName
  }

  /** Starts no worker yet. */
  constructor(
    spawn: (role: WorkerRole) => WorkerLike | Promise<WorkerLike>,
    options: Omit<StartOptions, 'role' | 'channel'>,
    spare?: (role: WorkerRole) => SpareScript,
  ) {
    this.#options = options
    this.#inMemory = options.storage === 'memory'
    this.#channelName = `seekling:${options.name}`
    const { settled } = this.#own
    const connect = (role: WorkerRole, start: (link: Link) => Promise<void>, gone?: () => void) => {
      const one = spare?.(role)
      const heard = one && { ...one, spawn: async () => this.#heard(await one.spawn()) }
      return new Connection(
        () => this.#spawn(spawn, role === 'search' && this.#inMemory ? 'all' : role),
        start,
        gone,
        settled,
        heard,
      )
    }
    this.#searchWorker = connect(
      'search',
      (link) => this.#startSearch(link),
      () => this.#searchLost(),
    )
    this.#updateWorker = connect(
      'update',
      (link) => this.#start(link, 'update'),
      () => setTimeout(() => this.#updateLost(), lockReleasedMs),
    )
    this.#dumpWorker = connect('dump', (link) => this.#start(link, 'dump'))
  }

  async open(): Promise<void> {
    this.#listen()
    try {
      await this.#linkOrMemory()
    } catch (thrown) {
      await this.close()
      throw thrown
    }
    for (const type of lifeEvents) globalThis.document?.addEventListener?.(type, this.#onPageEvent)
    for (const type of pageEvents) globalThis.addEventListener?.(type, this.#onPageEvent)
  }

  async search(): Promise<SearchApi> {
    const link = await this.#linkOf(this.#searchWorker)
    return link.part('search', async (thrown) => {
      // The worker's own script lacks code, and what has it does not load.
      if (!thrown.details?.later) throw thrown
      return this.#searchWorker.whole(thrown)
    })
  }

  async update(): Promise<UpdateApi> {
    return this.#onDemand(this.#updateWorker, 'update')
  }

  async dump(): Promise<DumpApi> {
    return this.#onDemand(this.#dumpWorker, 'dump')
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const type of lifeEvents) globalThis.document?.removeEventListener?.(type, this.#onPageEvent)
    for (const type of pageEvents) globalThis.removeEventListener?.(type, this.#onPageEvent)
    this.#putAside(closedError())
  }

  async destroy(): Promise<void> {
    this.#updateWorker.drop(closedError())
    this.#dumpWorker.drop(closedError())
    await (await this.#linkOf(this.#searchWorker)).part('control').destroy()
    await this.close()
  }

  async #onDemand<Role extends 'update' | 'dump'>(worker: Connection, role: Role): Promise<WorkerParts[Role]> {
    const link = await this.#linkOf(this.#inMemory ? this.#searchWorker : worker)
    if (!this.#inMemory) this.#letGoLater(worker, link, role)
    return link.part(role)
  }

  async #linkOf(worker: Connection): Promise<Link> {
    if (this.#closed) throw closedError()
    return worker.link()
  }

  /** Where nothing can be stored, another worker takes over, which serves all roles in memory. */
  async #linkOrMemory(): Promise<void> {
    try {
      await this.#searchWorker.link()
    } catch (thrown) {
      const { code, message, details } = thrown as SeeklingError
      if (this.#inMemory || code !== 'storage_unavailable' || details?.lost) throw thrown
      this.#inMemory = true
      this.#own.announce('memory-only', `Everything is in memory and gone with the page. ${message}`)
      await this.#searchWorker.link()
    }
  }

  /**
   * The worker itself sends which database it is bound to, before any result from it. It also sends
   * all announcements about memory: a browser that blocks storage refuses channels too.
   */
  #spawn(
    spawn: (role: WorkerRole) => WorkerLike | Promise<WorkerLike>,
    role: WorkerRole,
  ): WorkerLike | Promise<WorkerLike> {
    const worker = spawn(role)
    return worker instanceof Promise ? worker.then((one) => this.#heard(one)) : this.#heard(worker)
  }

  #heard(worker: WorkerLike): WorkerLike {
    // The connection refuses what is no worker.
    worker?.addEventListener?.('message', (({ data }: MessageEvent) => this.#hear(data?.announcements)) as never)
    return worker
  }

  async #startSearch(link: Link): Promise<void> {
    if (!this.#inMemory) return this.#start(link, 'search')
    this.#channelName += Math.random()
    this.#channel?.close()
    await this.#start(link, 'all')
  }

  #start(link: Link, role: WorkerRole): Promise<void> {
    const storage = this.#inMemory ? 'memory' : this.#options.storage
    const client = role === 'update' ? this.#name : undefined
    return link.part('control').start({ ...this.#options, role, storage, channel: this.#channelName, client })
  }

  #searchLost(): void {
    if (this.#inMemory) this.#own.announce('storage-lost', 'The worker with everything in memory is gone.')
  }

  #updateLost(): void {
    if (!this.#closed) this.#own.announce('recovered', 'The update worker was lost; its updates run again.')
  }

  #letGoLater(worker: Connection, link: Link, role: 'update' | 'dump'): void {
    clearTimeout(this.#letGo.get(worker))
    const timer = setTimeout(async () => {
      const idle =
        !link.busy &&
        (await link
          .part(role)
          .isIdle()
          .catch(() => true))
      // A call for the worker may have come while it was asked whether it is idle.
      if (this.#letGo.get(worker) !== timer) return
      if (idle && !link.busy) worker.drop(letGoError())
      else this.#letGoLater(worker, link, role)
    }, letGoAfterMs)
    this.#letGo.set(worker, timer)
  }

  #listen(): void {
    this.#channel?.close()
    try {
      this.#channel = new BroadcastChannel(this.#channelName)
    } catch {
      // There is no channel, or the browser refuses it: the watcher asks the store from time to
      // time.
      return
    }
    this.#channel.onmessage = ({ data }) => this.#hear(data)
  }

  /** What the update worker has told over its port comes again by the channel. */
  #hear(data: unknown): void {
    for (const one of [data].flat() as Announcement[]) if (one?.type && one.told !== this.#name) this.#own.hear(one)
  }

  /**
   * A page in the back-forward cache or a frozen one must hold no lock, transaction or connection:
   * its workers would stand still with it, and all other tabs would wait. So it ends its workers;
   * what was running stays queued, for other tabs or for when this one goes on. A worker that
   * stores in memory is kept, because its data would be lost.
   */
  readonly #onPageEvent = ({ type, persisted = true }: Event & { persisted?: boolean }): void => {
    if (!persisted || this.#inMemory) return
    if (type === 'pagehide' || type === 'freeze') return this.#putAside(letGoError())
    this.#listen()
    this.#own.announce('recovered', 'The page is shown again; indexes may have changed.')
  }

  #putAside(reason: SeeklingError): void {
    for (const timer of this.#letGo.values()) clearTimeout(timer)
    for (const worker of [this.#searchWorker, this.#updateWorker, this.#dumpWorker]) worker.drop(reason)
    this.#channel?.close()
  }
}

const pageEvents = ['pagehide', 'pageshow']
const lifeEvents = ['freeze', 'resume']

const letGoError = (): SeeklingError => new SeeklingError('worker_failed', 'The worker was let go. Call again.')
