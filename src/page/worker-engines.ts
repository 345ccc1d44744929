/**
 * The two roles in two workers. The search worker lives as long as the client; the update worker is started by the first write and let go
 * when it has had nothing to do for a while, which also frees its memory. Where nothing can be stored, one worker serves both roles in
 * memory, because two could not share it.
 */
import type { Announcement, EngineStatus, SearchApi, UpdateApi } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { StartOptions, WorkerRole } from '../shared/worker-control.ts'
import { Connection, type WorkerLike } from './connection.ts'
import { closedError, type Engines } from './engines.ts'
import type { Link } from './link.ts'

const letGoAfterMs = 10_000
/** The browser gives a dead worker's lock back within this time; before, somebody still seems to be running its updates. */
const lockReleasedMs = 500

export class WorkerEngines implements Engines {
  readonly #options: Omit<StartOptions, 'role' | 'channel'>
  readonly #listeners = new Set<(announcement: Announcement) => void>()
  readonly #searchWorker: Connection
  readonly #updateWorker: Connection
  #inMemory: boolean
  #closed = false
  #channelName: string
  #channel: BroadcastChannel | undefined
  #letGo: ReturnType<typeof setTimeout> | undefined

  /** Starts nothing yet. */
  constructor(spawn: (role: WorkerRole) => WorkerLike, options: Omit<StartOptions, 'role' | 'channel'>) {
    this.#options = options
    this.#inMemory = options.storage === 'memory'
    this.#channelName = `seekling:${options.name}`
    this.#searchWorker = new Connection(
      () => spawn(this.#inMemory ? 'both' : 'search'),
      (link) => this.#startSearch(link),
      () => this.#searchLost(),
    )
    this.#updateWorker = new Connection(
      () => spawn('update'),
      (link) => this.#start(link, 'update'),
      () => setTimeout(() => this.#updateLost(), lockReleasedMs),
    )
  }

  async open(): Promise<void> {
    this.#listen()
    try {
      await this.#linkOrMemory()
    } catch (thrown) {
      await this.close()
      throw thrown
    }
    for (const type of pageEvents) globalThis.addEventListener?.(type, this.#onPageEvent)
  }

  async search(): Promise<SearchApi> {
    return (await this.#linkOf(this.#searchWorker)).part('search')
  }

  async update(): Promise<UpdateApi> {
    const link = await this.#linkOf(this.#inMemory ? this.#searchWorker : this.#updateWorker)
    if (!this.#inMemory) this.#letGoLater(link)
    return link.part('update')
  }

  subscribe(listener: (announcement: Announcement) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const type of pageEvents) globalThis.removeEventListener?.(type, this.#onPageEvent)
    this.#putAside(closedError())
  }

  async destroy(): Promise<void> {
    this.#updateWorker.drop(closedError())
    await (await this.#linkOf(this.#searchWorker)).part('control').destroy()
    await this.close()
  }

  async #linkOf(worker: Connection): Promise<Link> {
    if (this.#closed) throw closedError()
    return worker.link()
  }

  /** Where nothing can be stored, another worker takes over, one that serves both roles in memory. */
  async #linkOrMemory(): Promise<void> {
    try {
      await this.#searchWorker.link()
    } catch (thrown) {
      const { code, message } = thrown as SeeklingError
      if (this.#inMemory || code !== 'storage_unavailable') throw thrown
      this.#inMemory = true
      this.#announce('memory-only', `Everything is in memory and gone with the page. ${message}`)
      await this.#searchWorker.link()
    }
  }

  async #startSearch(link: Link): Promise<void> {
    if (!this.#inMemory) return this.#start(link, 'search')
    this.#channelName += Math.random()
    this.#listen()
    await this.#start(link, 'both')
  }

  #start(link: Link, role: WorkerRole): Promise<void> {
    const storage = this.#inMemory ? 'memory' : this.#options.storage
    return link.part('control').start({ ...this.#options, role, storage, channel: this.#channelName })
  }

  #searchLost(): void {
    if (this.#inMemory) this.#announce('storage-lost', 'The worker with everything in memory is gone.')
  }

  #updateLost(): void {
    if (!this.#closed) this.#announce('recovered', 'The update worker was lost; its updates run again.')
  }

  #letGoLater(link: Link): void {
    clearTimeout(this.#letGo)
    const timer = setTimeout(async () => {
      const update = link.part('update')
      const idle = !link.busy && (await update.isIdle().catch(() => true))
      // Somebody may have come for the worker while it thought about the answer.
      if (this.#letGo !== timer) return
      if (idle && !link.busy) this.#updateWorker.drop(letGoError())
      else this.#letGoLater(link)
    }, letGoAfterMs)
    this.#letGo = timer
  }

  #listen(): void {
    this.#channel?.close()
    if (typeof BroadcastChannel === 'undefined') return
    this.#channel = new BroadcastChannel(this.#channelName)
    this.#channel.onmessage = ({ data }) => data?.type && this.#tell(data)
  }

  #announce(state: EngineStatus['state'], message: string): void {
    this.#tell({ type: 'status', status: { state, message } })
  }

  #tell(announcement: Announcement): void {
    for (const listener of this.#listeners) listener(announcement)
  }

  /** A page in the back-forward cache must hold no lock and no connection. Memory is kept, or it would be lost. */
  readonly #onPageEvent = ({ type, persisted }: Event & { persisted?: boolean }): void => {
    if (!persisted || this.#inMemory) return
    if (type === 'pagehide') return this.#putAside(letGoError())
    this.#listen()
    this.#announce('recovered', 'The page is shown again; indexes may have changed.')
  }

  #putAside(reason: SeeklingError): void {
    clearTimeout(this.#letGo)
    this.#searchWorker.drop(reason)
    this.#updateWorker.drop(reason)
    this.#channel?.close()
  }
}

const pageEvents = ['pagehide', 'pageshow']

const letGoError = (): SeeklingError => new SeeklingError('worker_failed', 'The worker was let go. Call again.')
