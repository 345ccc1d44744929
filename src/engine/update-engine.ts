/**
 * The update engine: takes writes in, stores them as updates, and runs them. It serves the update
 * worker's whole interface and knows nothing of threads; the store, the lock and the announcements
 * stay its caller's, and open when it closes.
 */
import type {
  Announcement,
  DamageReport,
  DocumentsRequest,
  PayloadId,
  PayloadOutcome,
  SmallPayload,
  UpdateApi,
  UpdateRequest,
} from '../shared/engine-api.ts'
import { checkIndexUid } from '../shared/index-uid.ts'
import type {
  CancelFilter,
  EnqueuedUpdate,
  FailedUpdate,
  QueuedTypeName,
  RecordOptions,
  UpdateFilter,
  UpdateReceipt,
} from '../shared/update.ts'
import { UpdateLoop } from './loop/loop.ts'
import { Maintenance } from './loop/maintenance.ts'
import { UpdateRunner } from './loop/update-runner.ts'
import { Writer } from './loop/writer.ts'
import type { WriterOptions } from './loop/writer-options.ts'
import { HotPayloads } from './queue/hot-payloads.ts'
import { PayloadIntake, refusal, type TakenPayload } from './queue/payload-intake.ts'
import { ProcessingView } from './queue/processing-view.ts'
import { UpdateQueue } from './queue/queue.ts'
import { cancelAsUpdate, cancelUpdates, type RunningUpdate } from './queue/queue-cancel.ts'
import { deleteUpdates } from './queue/queue-delete.ts'
import { checkUpdateRequest } from './queue/request-check.ts'
import { PageCache } from './read/page-cache.ts'
import { Snapshots } from './read/snapshots.ts'
import { type Clock, dateText } from './store/clock.ts'
import { fenced } from './store/fenced-store.ts'
import type { NewFile } from './store/files.ts'
import { openFormat } from './store/format.ts'
import { withReserve } from './store/room.ts'
import type { Manifest } from './store/schema.ts'
import { closedError } from './store/storage-errors.ts'
import type { BoundStore, Durability, Store } from './store/store.ts'
import { prepareTable } from './updates/table.ts'
import type { Changeset } from './work/changeset.ts'
import { Interruption } from './work/interruption.ts'
import { messagePause } from './work/message-pause.ts'
import type { Preparation, Prepare } from './work/preparation.ts'
import { hostSleep } from './work/retry.ts'
import { addGuide } from './write/add-guide.ts'
import { mergeIfNeeded } from './write/merge.ts'
import { predictBasis } from './write/predict-basis.ts'
import { rebuildIndex } from './write/rebuild.ts'

/** What running updates and maintenance call; tests put their own functions in. */
export interface EngineWork {
  readonly prepare: Readonly<Record<QueuedTypeName, Prepare>>
  readonly mergeIfNeeded: (preparation: Preparation, manifest: Manifest) => Promise<Changeset | null>
  readonly addGuide: (preparation: Preparation, manifest: Manifest) => Promise<Changeset | null>
  readonly rebuildIndex: (preparation: Preparation, manifest: Manifest, store: Store) => Promise<Changeset | null>
}

export interface UpdateEngineOptions extends WriterOptions {
  /** Bound of the page cache; default that of PageCache. */
  readonly cacheBytes?: number | undefined
  readonly work?: EngineWork | undefined
  /** Bytes of JSON, and of new files, that an update has in memory at once; default 32 MiB. */
  readonly partBytes?: number | undefined
}

/** The real work. */
export const engineWork: EngineWork = { prepare: prepareTable, mergeIfNeeded, addGuide, rebuildIndex }

export class UpdateEngine implements UpdateApi {
  readonly #options: UpdateEngineOptions
  readonly #clock: Clock
  readonly #durability: Durability
  readonly #hot = new HotPayloads()
  readonly #view: ProcessingView
  readonly #queue: UpdateQueue
  readonly #intake: PayloadIntake
  readonly #runner: UpdateRunner
  readonly #loop: UpdateLoop
  readonly #unsubscribe: () => void
  #closed = false

  /**
   * Checks the stored format. Runs nothing: `resume` does, and every write. Rejects with the
   * storage's errors.
   */
  static async open(options: UpdateEngineOptions): Promise<UpdateEngine> {
    await openFormat(options.store)
    return new UpdateEngine({ ...options, store: fenced(options.store) })
  }

  private constructor(options: UpdateEngineOptions) {
    const {
      store,
      announcer,
      lock,
      clock = Date,
      yield: pause = messagePause(),
      sleep = hostSleep,
      durability = 'relaxed',
      work = engineWork,
    } = options
    const snapshots = new Snapshots(store, new PageCache(options.cacheBytes))
    const parts = {
      store,
      announcer,
      clock,
      sleep,
      durability,
      pause,
      openSnapshot: (manifest: Manifest) => snapshots.open(manifest),
      partBytes: options.partBytes,
      keepFiles: (files: readonly NewFile[]) => snapshots.keep(files),
    }
    const writer = new Writer(parts)
    const maintenance = new Maintenance({ ...parts, ...work, writer, forgetSnapshots: () => snapshots.clear() })
    this.#options = options
    this.#clock = clock
    this.#durability = durability
    this.#view = new ProcessingView(announcer)
    this.#queue = new UpdateQueue(store, clock, durability, (updates, found) => {
      announcer.post(...updates.map((update) => ({ type: 'update', update }) as const))
      this.#loop.begin(found)
    })
    this.#intake = new PayloadIntake(this.#hot, pause, (request) => predictBasis(store, request))
    this.#runner = new UpdateRunner({ ...parts, writer, maintenance, hot: this.#hot, prepare: work.prepare })
    this.#loop = new UpdateLoop({
      runner: this.#runner,
      maintenance,
      writer,
      lock,
      connect: async () => {
        if ((store as Partial<BoundStore>).connected === false) await (store as BoundStore).connect()
      },
      announcer,
      sleep,
    })
    this.#unsubscribe = announcer.subscribe((announcement) => this.#hear(announcement))
  }

  async enqueue(request: UpdateRequest): Promise<UpdateReceipt> {
    this.#assertOpen()
    return this.#receipt(await this.#queue.enqueue({ content: checkUpdateRequest(request) }))
  }

  async beginPayload(request: DocumentsRequest): Promise<PayloadId> {
    this.#assertOpen()
    return this.#intake.begin(request)
  }

  async pushPayload(payload: PayloadId, chunk: Uint8Array | string | Blob): Promise<void> {
    this.#assertOpen()
    await this.#intake.push(payload, chunk)
  }

  async finishPayload(payload: PayloadId): Promise<UpdateReceipt> {
    this.#assertOpen()
    return this.#storeTaken(await this.#intake.finish(payload))
  }

  async addPayloads(payloads: readonly SmallPayload[]): Promise<readonly PayloadOutcome[]> {
    this.#assertOpen()
    const taken = await this.#intake.takeAll(payloads)
    this.#assertOpen()
    return Promise.all(taken.map((one) => ('error' in one ? one : this.#storeTaken(one).catch(refusal))))
  }

  async dropPayload(payload: PayloadId): Promise<void> {
    this.#intake.drop(payload)
  }

  async cancelUpdates(filter: CancelFilter): Promise<readonly UpdateReceipt[]> {
    this.#assertOpen()
    const { store } = this.#options
    const running = await this.#runningFor(filter)
    const canceled = await withReserve(store, () =>
      cancelUpdates(store, filter, running, this.#clock, this.#durability),
    )
    this.#announceCanceled(canceled)
    return canceled.map(({ updateId }) => ({ updateId }))
  }

  async cancelAsUpdate(filter: UpdateFilter, options: RecordOptions): Promise<UpdateReceipt> {
    this.#assertOpen()
    const { store, announcer } = this.#options
    const running = await this.#runningFor(filter)
    const { canceled, record } = await withReserve(store, () =>
      cancelAsUpdate(store, { filter, running, options }, this.#clock, this.#durability),
    )
    this.#announceCanceled(canceled)
    announcer.post({ type: 'update', update: record })
    return { updateId: record.updateId }
  }

  async deleteUpdates(filter: UpdateFilter, options: RecordOptions): Promise<UpdateReceipt> {
    this.#assertOpen()
    const { store, announcer } = this.#options
    const record = await withReserve(store, () => deleteUpdates(store, filter, this.#clock, this.#durability, options))
    announcer.post({ type: 'update', update: record })
    return { updateId: record.updateId }
  }

  async resume(): Promise<void> {
    this.#assertOpen()
    this.#loop.wake()
  }

  async repair(indexUid: string, version?: number): Promise<void> {
    this.#assertOpen()
    this.#loop.rebuild(checkIndexUid(indexUid), version)
  }

  async checkIndex(indexUid: string, repair: boolean): Promise<DamageReport> {
    this.#assertOpen()
    try {
      return await this.#loop.check(checkIndexUid(indexUid), repair)
    } catch (thrown) {
      throw thrown instanceof Interruption ? closedError() : thrown
    }
  }

  async isIdle(): Promise<boolean> {
    return this.#intake.isIdle() && this.#queue.isIdle() && this.#loop.isIdle()
  }

  /**
   * Interrupts what runs, which stays enqueued, and resolves when nothing is being written any
   * more. Later calls reject with `client_closed`.
   */
  async close(): Promise<void> {
    this.#closed = true
    this.#unsubscribe()
    this.#view.close()
    await Promise.all([this.#loop.close(), this.#queue.drained()])
  }

  async #runningFor(filter: UpdateFilter): Promise<RunningUpdate | null> {
    const asksForRunning = Array.isArray(filter?.statuses) && filter.statuses.includes('processing')
    const heard = this.#view.current()
    const own = this.#runner.processing()
    if (own || !(heard || asksForRunning)) return own
    // The update announced last may be that of a tab that is gone.
    if (!(await this.#options.lock.isHeld())) return null
    return heard ?? (await this.#head())
  }

  #announceCanceled(canceled: readonly FailedUpdate[]): void {
    const { announcer } = this.#options
    if (canceled.length > 0) announcer.post({ type: 'canceled', updateIds: canceled.map(({ updateId }) => updateId) })
    for (const update of canceled) announcer.post({ type: 'update', update })
  }

  /**
   * While a tab holds the writer lock, the head of the queue is what runs, even if its
   * announcement has not come yet.
   */
  async #head(): Promise<RunningUpdate | null> {
    const head = await this.#queue.head()
    return head === undefined ? null : { updateId: head.updateId, startedProcessingAt: dateText(this.#clock.now()) }
  }

  async #storeTaken({ update, hot }: TakenPayload): Promise<UpdateReceipt> {
    const enqueued = await this.#queue.enqueue(update)
    if (hot.documents || hot.analysis) this.#hot.keep(enqueued.updateId, hot)
    return this.#receipt(enqueued)
  }

  /**
   * The documents kept in memory must be there before the loop looks at the queue, so `#receipt`
   * wakes the loop one step later.
   */
  #receipt({ updateId }: EnqueuedUpdate): UpdateReceipt {
    if (!this.#closed) this.#loop.wake()
    return { updateId }
  }

  #hear(announcement: Announcement): void {
    if (announcement.type === 'hello') {
      const update = this.#runner.processing()
      if (update) this.#options.announcer.post({ type: 'update', update })
    } else if (announcement.type === 'canceled') {
      this.#runner.interrupt('canceled', announcement.updateIds)
      this.#loop.lookAgain()
      for (const updateId of announcement.updateIds) this.#hot.drop(updateId)
    } else if (announcement.type === 'update' && 'processedAt' in announcement.update) {
      // Perhaps another tab ran it.
      this.#hot.drop(announcement.update.updateId)
      this.#loop.finished(announcement.update.updateId)
    } else if (announcement.type === 'damaged') {
      this.#loop.rebuild(announcement.indexUid, announcement.version)
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError()
  }
}
