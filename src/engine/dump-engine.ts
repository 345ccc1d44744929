/**
 * The dump role: makes dumps and takes them in. It holds the writer lock while it does, so no update runs; new ones are taken in by the update
 * role as ever, and searches go on. Like the other roles it knows nothing of threads, and what it stands on is lent to it.
 */
import { invalidDump } from '../core/dump/invalid-dump.ts'
import { invalidSnapshot } from '../core/dump/snapshot-file.ts'
import type { DumpApi, DumpImport, DumpStatus, IncomingId, SnapshotImport } from '../shared/dump.ts'
import type { Announcer } from '../shared/engine-api.ts'
import { SeeklingError } from '../shared/errors.ts'
import { type DumpParts, transferring } from './dump/dump-parts.ts'
import { addDump, askToStepAside, findDump, listDumps, readDumps, statusOf } from './dump/dump-records.ts'
import { withFrozenQueue } from './dump/frozen-queue.ts'
import { importDump } from './dump/import-dump.ts'
import { inspectArchive } from './dump/inspect-archive.ts'
import { readInstance } from './dump/instance-state.ts'
import { makeDump } from './dump/make-dump.ts'
import type { Replaced } from './dump/replace-instance.ts'
import { readCounters } from './dump/staging.ts'
import { storedBlob } from './dump/stored-blob.ts'
import { type Clock, dateText } from './loop/clock.ts'
import { addGarbage } from './loop/commit.ts'
import { messagePause } from './loop/message-pause.ts'
import { hostSleep, type Sleep } from './loop/retry.ts'
import type { Pause } from './loop/running-work.ts'
import type { WriterLock } from './loop/writer-lock.ts'
import { enqueuedView } from './queue/update-views.ts'
import { ByteChannel } from './snapshot-file/byte-channel.ts'
import { exportSnapshot } from './snapshot-file/export-snapshot.ts'
import { importSnapshot } from './snapshot-file/import-snapshot.ts'
import { filesNamedBy } from './store/files.ts'
import { openFormat } from './store/format.ts'
import { sweepGarbage } from './store/garbage.ts'
import type { DumpRecord } from './store/schema.ts'
import { closedError } from './store/storage-errors.ts'
import type { Durability, Store } from './store/store.ts'

export interface DumpEngineOptions {
  readonly store: Store
  readonly announcer: Announcer
  readonly lock: WriterLock
  /** Default: the machine's. */
  readonly clock?: Clock | undefined
  readonly yield?: Pause | undefined
  readonly sleep?: Sleep | undefined
  /** Default 'relaxed'. */
  readonly durability?: Durability | undefined
}

interface Incoming {
  readonly channel: ByteChannel
  readonly imported: Promise<SnapshotImport>
}

export class DumpEngine implements DumpApi {
  readonly #parts: DumpParts
  readonly #closing = new AbortController()
  /** What waits for its turn or runs, and of that what runs. */
  readonly #tasks = new Set<Promise<unknown>>()
  readonly #bodies = new Set<Promise<unknown>>()
  /** The dumps that wait or are made here. */
  readonly #making = new Set<string>()
  readonly #incoming = new Map<IncomingId, Incoming>()
  #lastIncoming = 0

  /** Checks the stored format, and makes again what somebody asked for and did not live to make. Rejects with the storage's errors. */
  static async open(options: DumpEngineOptions): Promise<DumpEngine> {
    await openFormat(options.store)
    const engine = new DumpEngine(options)
    await engine.#takeOver(await listDumps(options.store))
    return engine
  }

  private constructor(options: DumpEngineOptions) {
    const { clock = Date, sleep = hostSleep, durability = 'relaxed', yield: pause = messagePause() } = options
    this.#parts = { ...options, clock, sleep, durability, pause, closing: this.#closing.signal }
  }

  async createDump(): Promise<DumpStatus> {
    this.#assertOpen()
    const { store, clock, durability } = this.#parts
    try {
      return statusOf((await this.#make(() => addDump(store, clock.now(), durability))) as DumpRecord)
    } catch (thrown) {
      await this.#takeOver(await listDumps(store))
      throw thrown
    }
  }

  async getDumpStatus(uid: string): Promise<DumpStatus> {
    return statusOf(findDump(await this.#look(), uid))
  }

  async getDumps(): Promise<readonly DumpStatus[]> {
    return (await this.#look()).map(statusOf)
  }

  async getDump(uid: string): Promise<Blob> {
    const { content, error, status } = findDump(await this.#look(), uid)
    if (content) return storedBlob(this.#parts.store, content, 'application/gzip')
    if (status === 'failed') throw new SeeklingError('dump_process_failed', `Dump ${uid} failed: ${error}`, { uid })
    throw notDone(uid)
  }

  async deleteDump(uid: string): Promise<void> {
    this.#assertOpen()
    const { store, durability, lock, closing } = this.#parts
    await store.write(['meta'], durability, async (transaction) => {
      const dumps = await readDumps(transaction)
      const found = findDump(dumps, uid)
      if (found.status === 'in_progress') throw notDone(uid)
      void transaction.put(
        'meta',
        'dumps',
        dumps.filter((dump) => dump !== found),
      )
      await addGarbage(transaction, filesNamedBy(found))
    })
    track(
      this.#tasks,
      lock.freeze(
        () =>
          track(
            this.#bodies,
            sweepGarbage(store, () => !closing.aborted),
          ),
        closing,
      ),
    )
  }

  async importDump(dump: Blob): Promise<DumpImport> {
    this.#assertOpen()
    if (!isBlob(dump)) throw invalidDump('it is given as a Blob, such as the file of a file input')
    const parts = this.#parts
    const { store, clock, durability } = parts
    return transferring(parts, { type: 'dump-import' }, async (work) => {
      const archive = await inspectArchive(dump, dateText(clock.now()), () =>
        work.checkpoint({ step: 'reading', done: 0, total: 1 }),
      )
      const { report, replaced } = await this.#frozen(
        // What is enqueued from now on comes after the import.
        () =>
          store.write(['meta'], durability, async (transaction) => {
            await askToStepAside(transaction)
            return (await readCounters(transaction)).lastUpdateId
          }),
        (before) => importDump(parts, dump, archive, before, work),
      )
      this.#announce(replaced)
      return report
    })
  }

  exportSnapshot(): Promise<Blob> {
    this.#assertOpen()
    const { store, durability } = this.#parts
    return transferring(this.#parts, { type: 'snapshot-export' }, (work) =>
      this.#frozen(
        () => store.write(['meta'], durability, askToStepAside),
        async () => exportSnapshot(store, (await readInstance(store)).manifests, work),
      ),
    )
  }

  async importSnapshot(snapshot: Blob): Promise<SnapshotImport> {
    this.#assertOpen()
    if (!isBlob(snapshot)) throw invalidSnapshot('it is given as a Blob, a Response or a URL')
    return this.#importSnapshot(piecesOf(snapshot))
  }

  async beginSnapshot(): Promise<IncomingId> {
    this.#assertOpen()
    const channel = new ByteChannel()
    const imported = this.#importSnapshot(channel)
    const id = ++this.#lastIncoming
    this.#incoming.set(id, { channel, imported })
    const close = () => channel.close()
    imported.then(close, close)
    return id
  }

  async pushSnapshot(id: IncomingId, bytes: Uint8Array): Promise<void> {
    await this.#incomingOf(id).channel.push(bytes)
  }

  async finishSnapshot(id: IncomingId): Promise<SnapshotImport> {
    const { channel, imported } = this.#incomingOf(id)
    this.#incoming.delete(id)
    channel.end()
    return imported
  }

  async dropSnapshot(id: IncomingId): Promise<void> {
    this.#incoming.get(id)?.channel.end({ error: invalidSnapshot('it was given up') })
    this.#incoming.delete(id)
  }

  async isIdle(): Promise<boolean> {
    return this.#tasks.size === 0
  }

  /** Interrupts what runs: a dump stays `in_progress` and is made again later. Resolves when nothing is being written any more. */
  async close(): Promise<void> {
    this.#closing.abort()
    for (const { channel } of this.#incoming.values()) channel.end({ error: closedError() })
    await Promise.allSettled(this.#bodies)
  }

  #importSnapshot(source: AsyncIterable<Uint8Array>): Promise<SnapshotImport> {
    const { store, durability } = this.#parts
    return transferring(this.#parts, { type: 'snapshot-import' }, async (work) => {
      const replaced = await this.#frozen(
        () => store.write(['meta'], durability, askToStepAside),
        () => importSnapshot(this.#parts, source, work),
      )
      this.#announce(replaced)
      const { manifests } = replaced
      return { indexes: manifests.length, documents: manifests.reduce((sum, { documents }) => sum + documents, 0) }
    })
  }

  #incomingOf(id: IncomingId): Incoming {
    const incoming = this.#incoming.get(id)
    if (incoming) return incoming
    throw new SeeklingError('bad_request', `There is no snapshot ${String(id)} under way. Begin a new one.`)
  }

  /** Runs `body` with the queue frozen and answers what it does. Rejects with `client_closed` if it was never run. */
  async #frozen<A, T>(ask: () => Promise<A>, body: (asked: A) => Promise<T>): Promise<T> {
    const { lock, closing } = this.#parts
    let answer: { readonly value: T } | undefined
    const { done } = await withFrozenQueue(lock, closing, ask, (asked) =>
      track(
        this.#bodies,
        body(asked).then((value) => {
          answer = { value }
        }),
      ),
    )
    await track(this.#tasks, done)
    if (!answer) throw closedError()
    return answer.value
  }

  /** Searches of all tabs open the new state; who waits for an update that is gone hears of it, and the new ones are run. */
  #announce({ manifests, gone, enqueued, canceled }: Replaced): void {
    const { announcer } = this.#parts
    for (const { uid, version } of manifests) announcer.post({ type: 'version', indexUid: uid, version })
    for (const indexUid of gone) announcer.post({ type: 'version', indexUid, version: null })
    if (canceled.length > 0) announcer.post({ type: 'canceled', updateIds: canceled })
    for (const update of enqueued) announcer.post({ type: 'update', update: enqueuedView(update) })
  }

  async #look(): Promise<readonly DumpRecord[]> {
    this.#assertOpen()
    const dumps = await listDumps(this.#parts.store)
    await this.#takeOver(dumps)
    return dumps
  }

  /** Waits in line for what is still to be made: if its maker lives, it will be done by then, and else nobody makes it any more. */
  async #takeOver(dumps: readonly DumpRecord[]): Promise<void> {
    const { store, durability } = this.#parts
    const running = dumps.find(({ status }) => status === 'in_progress')
    if (!running || this.#making.has(running.uid)) return
    this.#making.add(running.uid)
    await this.#make(async () => {
      await store.write(['meta'], durability, askToStepAside)
      return running
    })
  }

  /** Resolves with what is to be made as soon as that is stored. */
  async #make(ask: () => Promise<DumpRecord>): Promise<DumpRecord | null> {
    const { lock, closing } = this.#parts
    const { asked, done } = await withFrozenQueue(
      lock,
      closing,
      async () => {
        const record = await ask()
        this.#making.add(record.uid)
        return record
      },
      ({ uid }) => track(this.#bodies, makeDump(this.#parts, uid)),
    )
    track(
      this.#tasks,
      done.finally(() => asked && this.#making.delete(asked.uid)),
    )
    return asked
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw closedError()
  }
}

/** By tag: a Blob of another frame is no instance of ours. */
const isBlob = (value: unknown): boolean => /Blob|File/.test(Object.prototype.toString.call(value))

const sliceBytes = 1024 * 1024

/** A file may change or vanish between choosing and reading it. */
async function* piecesOf(blob: Blob): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < blob.size; at += sliceBytes) {
    const read = blob.slice(at, at + sliceBytes).arrayBuffer()
    yield new Uint8Array(
      await read.catch((cause: unknown) => {
        throw invalidSnapshot('it could not be read to its end', cause)
      }),
    )
  }
}

/** Keeps `work` in `set` until it has ended. What nobody awaits may fail unheard: it stands in the record, or is done again by who looks next. */
function track<T>(set: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  const forget = () => set.delete(work)
  set.add(work)
  work.then(forget, forget)
  return work
}

const notDone = (uid: string): SeeklingError =>
  new SeeklingError('dump_not_done', `Dump ${uid} is still being made. Ask getDumpStatus() until it is done.`, { uid })
