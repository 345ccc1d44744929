/**
 * Keeps the log of LevelDB whole for an engine that writes, in browsers that keep IndexedDB there
 * (Chromium). A browser that is killed in the middle of a long write leaves a record in LevelDB's
 * log that is begun and never ended. The next start skips it, and goes on writing to the same log
 * behind it; the start after that takes the half record for damage, and Chromium then deletes all
 * databases of the site (seen in Chromium 156, in one of ten runs of the kill test;
 * test/e2e/kill/torn-log.ts makes such a log at will).
 *
 * So every session that writes leaves a mark first, and takes it back once it has not written for a
 * while. A mark whose session has ended says that a log may be torn: then an engine writes more
 * than a log may hold, which makes LevelDB begin a new one and delete the old.
 */
import { incompressible } from './room.ts'
import type { BoundStore, Bucket, Durability, ReadTransaction, Store, WriteTransaction } from './store.ts'

/** A session of writing to one store, as all others see it. */
export interface WriteSession {
  /** The session's own name, unlike any before it. */
  readonly id: string
  /** Resolves once every other session's `live` includes this one. */
  readonly begun: Promise<unknown>
  /** The ids of the sessions that have not ended. */
  live(): Promise<ReadonlySet<string>>
  end(): void
}

const markPrefix = 'mark:'
const fillerPrefix = 'filler:'
const withPrefix = (prefix: string) => ({ from: prefix, to: `${prefix}\uffff` })

/**
 * LevelDB begins a new log after 4 MiB at most. Chromium keeps values of 64 KiB and more elsewhere.
 */
const fillerBytes = 60 * 1024
const fillers = 80

/**
 * A write of more is tried first: a Blob is put and replaced in the same transaction. Chromium
 * refuses that before anything is written, and writes no Blob that is replaced, while the pages of
 * a refused transaction stay in the log until LevelDB compacts it. The Blob is twice as large,
 * since Chromium looks for room when a transaction commits, and what lies in the log by then counts
 * as well.
 */
const triedBytes = 8 * 1024

/**
 * A trial takes 2 ms, and with many megabytes as long as copying them. So that of a smaller write
 * has room for the one after it as well, if that comes soon: an update's payload and its commit.
 */
const pairedBytes = 1024 * 1024

/** More than twice the bytes. A Blob costs by its parts, so a large one has larger parts. */
function trialOf(bytes: number): Blob {
  const part = bytes < pairedBytes ? 64 * 1024 : 1024 * 1024
  return new Blob(Array(Math.ceil((2.2 * bytes) / part)).fill(new Blob([new Uint8Array(part)])))
}

/** How long nothing is written before the mark is taken back, in milliseconds. */
const quietMs = 500

/** Whether a session that was writing ended without taking its mark back. */
export async function mayBeTorn(store: Store, live: () => Promise<ReadonlySet<string>>): Promise<boolean> {
  const marks = await store.read(['meta'], marksOf)
  if (marks.length === 0) return false
  return left(marks, await live()).length > 0
}

const marksOf = (transaction: ReadTransaction) => transaction.getAllKeys('meta', withPrefix(markPrefix))

const left = (marks: readonly unknown[], live: ReadonlySet<string>) =>
  (marks as readonly string[]).filter((mark) => !live.has(mark.slice(markPrefix.length)))

export class LogGuard implements BoundStore {
  readonly logsDeletions = true
  readonly #store: BoundStore
  readonly #begin: () => WriteSession
  #session: WriteSession | undefined
  #marked = false
  #writes = 0
  /** Bytes that fit for the next write, unless it is quiet before. */
  #room = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * For the search worker, which seldom writes and starts before others: it leaves marks, and
   * leaves torn logs to the next update worker. `begin` is called with the first write.
   */
  constructor(store: BoundStore, begin: () => WriteSession) {
    this.#store = store
    this.#begin = begin
  }

  /**
   * For a worker that starts in order to write. Resolves once no log is torn, or it could not be
   * mended.
   */
  static async over(store: BoundStore, session: WriteSession): Promise<LogGuard> {
    await session.begun
    try {
      if (await mayBeTorn(store, session.live)) await beginNewLog(store, session)
    } catch {
      // The disk may be full, for one: the engine's own calls will report what is wrong with the
      // store.
    }
    const guard = new LogGuard(store, () => session)
    guard.#session = session
    return guard
  }

  get connected(): boolean {
    return this.#store.connected
  }

  connect(): Promise<void> {
    return this.#store.connect()
  }

  bind(identity: string): Promise<void> {
    return this.#store.bind(identity)
  }

  read<T>(buckets: readonly Bucket[], body: (transaction: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#store.read(buckets, body)
  }

  async write<T>(
    buckets: readonly Bucket[],
    durability: Durability,
    body: (transaction: WriteTransaction) => Promise<T>,
    bytes = 0,
  ): Promise<T> {
    clearTimeout(this.#timer)
    this.#writes++
    try {
      if (!this.#session) {
        this.#session = this.#begin()
        await this.#session.begun
      }
      if (!this.#marked) this.#setMark(this.#session)
      if (bytes >= triedBytes) await this.#tryFirst(bytes)
      return await this.#store.write(buckets, durability, body)
    } finally {
      if (--this.#writes === 0) this.#timer = setTimeout(() => this.#takeBack(), quietMs)
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#writes === 0) await this.#takeBack()
    this.#session?.end()
    await this.#store.close()
  }

  async destroy(): Promise<void> {
    clearTimeout(this.#timer)
    this.#session?.end()
    await this.#store.destroy()
  }

  /** Rejects where so many bytes would not fit. */
  async #tryFirst(bytes: number): Promise<void> {
    const room = this.#room
    this.#room = 0
    if (bytes <= room) return
    const next = bytes < pairedBytes ? bytes + triedBytes : 0
    await this.#store.write(['meta'], 'relaxed', (transaction) => {
      void transaction.put('meta', 'trial', trialOf(bytes + next))
      return transaction.put('meta', 'trial', 1)
    })
    this.#room = next
  }

  /** Not awaited: the request is made before the writes it announces, and is far shorter. */
  #setMark({ id }: WriteSession): void {
    this.#marked = true
    this.#store
      .write(['meta'], 'relaxed', (transaction) => transaction.put('meta', markPrefix + id, 1))
      .catch(() => {
        this.#marked = false
      })
  }

  async #takeBack(): Promise<void> {
    this.#room = 0
    const { id } = this.#session ?? {}
    if (!this.#marked || id === undefined) return
    this.#marked = false
    // A mark that cannot be taken back only costs the next session a new log.
    await this.#store
      .write(['meta'], 'relaxed', (transaction) => transaction.delete('meta', markPrefix + id))
      .catch(() => {})
  }
}

/**
 * Two transactions, since LevelDB looks at the size of its log before it writes: the second one
 * begins the new log.
 */
async function beginNewLog(store: Store, { live }: WriteSession): Promise<void> {
  const filler = incompressible(fillerBytes)
  const keys = Array.from({ length: fillers }, (_, i) => `${fillerPrefix}${i}`)
  await store.write(['meta'], 'relaxed', (transaction) =>
    transaction.putAll(
      'meta',
      keys,
      keys.map(() => filler),
    ),
  )
  const present = await live()
  await store.write(['meta'], 'relaxed', async (transaction) => {
    for (const mark of left(await marksOf(transaction), present)) void transaction.delete('meta', mark)
    await transaction.delete('meta', withPrefix(fillerPrefix))
  })
}
