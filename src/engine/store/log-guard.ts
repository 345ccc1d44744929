/**
 * The store of an engine that writes, in browsers that keep IndexedDB in LevelDB (Chromium). A
 * browser that is killed in the middle of a long write leaves a record in LevelDB's log that is
 * begun and never ended. The next start skips it, and goes on writing to the same log behind it;
 * the start after that takes the half record for damage, and Chromium then deletes all databases of
 * the site (seen in Chromium 156, in one of ten runs of the kill test; test/e2e/kill/torn-log.ts
 * makes such a log at will).
 *
 * So whoever writes leaves a mark first, and takes it back once all is quiet. A mark that is found
 * without its session says that a log may be torn: more is written than a log may hold, which makes
 * LevelDB begin a new one and delete the old.
 */
import { incompressible } from './room.ts'
import type { BoundStore, Bucket, Durability, ReadTransaction, Store, WriteTransaction } from './store.ts'

/** Who writes to one store, as seen by all who do. */
export interface WriteSession {
  /** Its own name, unlike any before it. */
  readonly id: string
  /** Resolves once `live` of every other session names this one. */
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
  readonly #store: BoundStore
  readonly #begin: () => WriteSession
  #session: WriteSession | undefined
  #marked = false
  #writes = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * For who seldom writes and starts before others can (the search worker): it leaves marks, and
   * leaves torn logs to the next update worker. `begin` is called with the first write.
   */
  constructor(store: BoundStore, begin: () => WriteSession) {
    this.#store = store
    this.#begin = begin
  }

  /** For who starts in order to write. Resolves once no log is torn, or nothing helps. */
  static async over(store: BoundStore, session: WriteSession): Promise<LogGuard> {
    await session.begun
    try {
      if (await mayBeTorn(store, session.live)) await beginNewLog(store, session)
    } catch {
      // Such as a full disk: whatever is wrong with the store, the engine's own calls meet it too.
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
  ): Promise<T> {
    clearTimeout(this.#timer)
    this.#writes++
    try {
      if (!this.#session) {
        this.#session = this.#begin()
        await this.#session.begun
      }
      if (!this.#marked) this.#setMark(this.#session)
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

  /** Not waited for: it is issued before what it announces, and far shorter. */
  #setMark({ id }: WriteSession): void {
    this.#marked = true
    this.#store
      .write(['meta'], 'relaxed', (transaction) => transaction.put('meta', markPrefix + id, 1))
      .catch(() => {
        this.#marked = false
      })
  }

  async #takeBack(): Promise<void> {
    const { id } = this.#session ?? {}
    if (!this.#marked || id === undefined) return
    this.#marked = false
    // What cannot be taken back costs the next session a new log, and nothing else.
    await this.#store
      .write(['meta'], 'relaxed', (transaction) => transaction.delete('meta', markPrefix + id))
      .catch(() => {})
  }
}

/**
 * In two transactions, since LevelDB looks at the size of its log before it writes: the second
 * begins the new one.
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
