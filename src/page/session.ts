/**
 * What a client and its indexes share: the engines, and the two orders kept on the page. Searches
 * of one index resolve in the order of their calls, so that an older result never comes after a
 * newer one. Writes are queued in the order in which they were called.
 */
import type { Announcement, DamageReport, SearchApi, UpdateApi, UpdateRequest } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import type { SearchRequest, SearchResponse } from '../shared/search.ts'
import type { FinishedUpdate, UpdateId, UpdateReceipt } from '../shared/update.ts'
import { untilAborted } from './abort.ts'
import { asGiven } from './as-given.ts'
import type { DumpClient } from './dump-client.ts'
import { closedError, type Engines } from './engines.ts'
import { Events } from './events.ts'
import { Lane } from './lane.ts'
import type { DocumentsCall, QueueClient, WaitingCall } from './queue-client.ts'
import type { WaitOptions } from './update-watcher.ts'

export interface SearchOptions {
  /**
   * Aborted: the search rejects with the signal's reason, and is not run at all if its turn had not
   * come.
   */
  readonly signal?: AbortSignal | undefined
}

/** Loads the code for the queue; queue-client.ts says why it is not imported. */
export type LoadQueueClient = () => Promise<typeof QueueClient>

export class Session {
  readonly engines: Engines
  readonly events = new Events()
  readonly #load: LoadQueueClient
  readonly #searches = new Map<string, Lane>()
  readonly #writes = new Lane()
  /** Calls with documents that wait for their turn, as long as others may join them. */
  #calls: WaitingCall[] | undefined
  #queue: Promise<QueueClient> | undefined
  #loaded: QueueClient | undefined

  constructor(engines: Engines, load: LoadQueueClient) {
    this.engines = engines
    this.#load = load
    engines.subscribe((announcement) => this.#hear(announcement))
  }

  async open(): Promise<void> {
    await this.engines.open()
    void this.#takeOverPending()
  }

  async read<T>(ask: (api: SearchApi) => Promise<T>): Promise<T> {
    try {
      return await ask(await this.engines.search())
    } catch (thrown) {
      // The site has a newer build, and its old one is gone: the call is repeated on the new one.
      const { details } = thrown as SeeklingError
      if (!details?.gone || !(await this.dump((dumps) => dumps.renewSnapshot(details.folder as string)))) throw thrown
      return ask(await this.engines.search())
    }
  }

  search(indexUid: string, request: SearchRequest, options?: SearchOptions): Promise<SearchResponse> {
    return this.inTurn(indexUid, (api) => api.search(indexUid, request), options)
  }

  /** Runs a search after those of the same name that were asked before it. */
  inTurn<T>(name: string, ask: (api: SearchApi) => Promise<T>, options?: SearchOptions): Promise<T> {
    const signal = asGiven(options)?.signal
    const lane = this.#searches.get(name) ?? new Lane()
    this.#searches.set(name, lane)
    const answer = lane.run(async () => {
      // Aborted before its turn came: the worker is not called at all.
      if (signal?.aborted) throw signal.reason
      return this.read(ask)
    })
    return untilAborted(signal, answer)
  }

  write<T>(ask: (api: UpdateApi) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => ask(await this.engines.update()))
  }

  /** Not in turn with the writes, which need not wait for it. */
  async check(indexUid: string, repair: boolean): Promise<DamageReport> {
    return (await this.engines.update()).checkIndex(indexUid, repair)
  }

  /** Sends the request in its turn, as it is now. */
  async enqueue(request: UpdateRequest): Promise<UpdateReceipt> {
    let copy = request
    try {
      copy = structuredClone(request)
    } catch {
      // Perhaps a reactive proxy, which the next step takes too.
    }
    const given = asGiven(copy)
    return this.write((api) => api.enqueue(given))
  }

  /**
   * Writes documents in turn, as they are now; the very first write has to load the code that takes
   * them. A stream may take its time: it is queued when it has been read, and no other call waits
   * for that.
   */
  async send<Receipts>(call: DocumentsCall): Promise<Receipts> {
    let given = call
    let isStream: unknown
    try {
      isStream = (call.documents as { getReader?: unknown } | null)?.getReader
      if (!this.#loaded && !isStream) given = { ...call, documents: asGiven(call.documents) }
    } catch {
      // Taking the documents will report which of them cannot be read.
    }
    if (isStream) {
      const queue = await this.#queueClient()
      return queue.send(queue.take(call)) as Promise<Receipts>
    }
    const taken = this.#loaded?.take(call)
    return new Promise((resolve, reject) => {
      const waiting = { call: given, taken, resolve, reject }
      if (this.#calls) this.#calls.push(waiting)
      else this.#sendInTurn([waiting])
    })
  }

  /**
   * Calls the dump role. A call that changes something must be `inTurn` with the writes, so that it
   * comes after earlier ones.
   */
  dump<T>(ask: (dumps: DumpClient) => Promise<T>, inTurn?: boolean): Promise<T> {
    const run = async () => ask((await this.#queueClient()).dumps)
    return inTurn ? this.#inTurn(run) : run()
  }

  async wait(updateId: UpdateId, options?: WaitOptions): Promise<FinishedUpdate> {
    const given = asGiven([updateId, options ?? {}] as const)
    return (await this.#queueClient()).watcher.wait(...given)
  }

  async persist(): Promise<boolean> {
    return (await this.#queueClient()).persist()
  }

  async close(end: 'close' | 'destroy'): Promise<void> {
    await this.engines[end]()
    this.#queue?.then(
      ({ watcher }) => watcher.stop(closedError()),
      () => {},
    )
  }

  /**
   * Calls that come before the turn of the first go with it, unless another write comes between.
   */
  #sendInTurn(calls: WaitingCall[]): void {
    // While the page loads its code for the queue, the update worker starts.
    if (!this.#loaded) this.engines.update().catch(() => {})
    const sent = this.#inTurn(async () => {
      const queue = await this.#queueClient().finally(() => {
        if (this.#calls === calls) this.#calls = undefined
      })
      await queue.sendAll(calls)
    })
    this.#calls = calls
    sent.catch((thrown) => {
      for (const { reject } of calls) reject(thrown)
    })
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    this.#calls = undefined
    return this.#writes.run(task)
  }

  #queueClient(): Promise<QueueClient> {
    this.#queue ??= this.#load().then(
      (Loaded) => (this.#loaded = new Loaded(this.engines)),
      (thrown) => {
        this.#queue = undefined
        throw new SeeklingError(
          'io_error',
          `A part of Seekling could not be loaded. Is all of it served? ${thrown}`,
          undefined,
          thrown,
        )
      },
    )
    return this.#queue
  }

  /** Runs updates that were left pending by an earlier visit, or while this page was not shown. */
  async #takeOverPending(): Promise<void> {
    try {
      const { pending, torn } = await this.read((api) => api.pendingWork())
      if (pending || torn) await (await this.#queueClient()).watcher.takeOverPending()
    } catch {
      // The next call of the page rejects with the error.
    }
  }

  #hear(announcement: Announcement): void {
    const { type } = announcement
    if (type === 'update') {
      this.events.emit(type, announcement.update)
      this.#queueClient().catch(() => {})
    } else if (type === 'version') {
      const { indexUid, version } = announcement
      // Passed on before listeners hear of it, so that a search they make sees at least this
      // version.
      this.read((api) => api.noteVersion(indexUid, version)).catch(() => {})
      this.events.emit(type, { indexUid, version })
    } else if (type === 'status') {
      this.events.emit(type, announcement.status)
      if (announcement.status.state === 'recovered') void this.#takeOverPending()
    } else if (type === 'replaced') {
      const message = 'The database was deleted, and what it held is gone. Everything goes on with a new one.'
      this.events.emit('status', { state: 'storage-lost', message })
    } else if (type === 'transfer') {
      this.events.emit(type, announcement.transfer)
    } else if (type === 'damaged') {
      this.write((api) => api.repair(announcement.indexUid, announcement.version)).catch(() => {})
    }
    this.#queue?.then(
      ({ watcher }) => watcher.hear(announcement),
      () => {},
    )
  }
}
