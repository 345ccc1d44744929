/**
 * Faults by count, one floor below the store: for every kind of change the first request to
 * IndexedDB fails, then the second, the third..., as a browser makes it fail. Each time the
 * database must be sound, hold all of the change or nothing of it, and what is acknowledged must be
 * there; and where it was replaced by another meanwhile, that one must be as it was.
 */
import { forceCloseDatabase } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { LocalWriterLock } from '../../src/engine/loop/writer-lock.ts'
import { openWithIdentity } from '../../src/engine/store/format.ts'
import { databaseName, IdbStore } from '../../src/engine/store/idb-store.ts'
import { type Bucket, bucketNames, type Key } from '../../src/engine/store/store.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { type Change, changes, fillStore } from '../support/every-update.ts'
import { hookedIdb } from '../support/hooked-idb.ts'
import { openDumps, settled } from '../support/test-dumps.ts'
import { GatedLock, TestEngine } from '../support/test-engine.ts'

const name = 'faults'
/** What fake-indexeddb has beside the standard: an abort for a reason of its own. */
type Abortable = IDBTransaction & { _abort(reason: string | null): void }
type Records = ReadonlyMap<Bucket, readonly (readonly [Key, unknown])[]>

/** A disk on which the nth request from a moment on fails. */
class Disk {
  readonly factory: IDBFactory = hookedIdb(
    (store, method) => this.#request(store, method),
    (database) => this.open.push(database),
  )
  readonly open: IDBDatabase[] = []
  hasFailed = false
  #left = Number.POSITIVE_INFINITY
  #kind: Kind | undefined

  failAt(n: number, kind: Kind): void {
    this.#left = n
    this.#kind = kind
  }

  /** Nothing fails any more. */
  heal(): void {
    this.#left = Number.POSITIVE_INFINITY
  }

  #request(store: IDBObjectStore, method: string): void {
    const kind = this.#kind
    if (kind === undefined || (kind.counted && !kind.counted(method)) || --this.#left !== 0) return
    this.hasFailed = true
    // The request is made, and then told.
    queueMicrotask(() => kind.fail(store.transaction as Abortable, this))
  }

  closeAll(): void {
    for (const database of this.open.splice(0)) forceCloseDatabase(database as never)
  }

  /** Beside the engines, and without their names for anything. */
  async records(): Promise<Records> {
    const store = new IdbStore({ name, indexedDB: this.factory })
    const all = await store.read(bucketNames, (transaction) =>
      Promise.all(
        bucketNames.map(async (bucket) => {
          const keys = await transaction.getAllKeys(bucket)
          const values = await transaction.getAll(bucket)
          return [bucket, keys.map((key, i) => [key, values[i]] as const)] as const
        }),
      ),
    )
    await store.close()
    return new Map(all)
  }

  async restore(records: Records): Promise<void> {
    const store = new IdbStore({ name, indexedDB: this.factory })
    await store.write(bucketNames, 'relaxed', async (transaction) => {
      for (const [bucket, entries] of records)
        for (const [key, value] of entries) void transaction.put(bucket, key, value)
    })
    await store.close()
  }
}

interface Kind {
  readonly fail: (transaction: Abortable, disk: Disk) => void
  readonly counted?: (method: string) => boolean
  readonly codes: readonly string[]
  readonly isReplaced?: boolean
}

/** In the place of the database another of its name, made by somebody else. */
async function replace(disk: Disk): Promise<void> {
  disk.heal()
  disk.closeAll()
  disk.factory.deleteDatabase(databaseName(name))
  await disk.restore(await second)
}

let replacing: Promise<void> = Promise.resolve()

const kinds: Readonly<Record<string, Kind>> = {
  'a transaction is aborted': { fail: (transaction) => transaction._abort(null), codes: ['io_error'] },
  'something does not fit': {
    fail: (transaction) => transaction._abort('QuotaExceededError'),
    counted: (method) => method === 'put',
    codes: ['no_space_left_on_device'],
  },
  'the connection is lost': { fail: (_, disk) => disk.closeAll(), codes: ['storage_unavailable'] },
  'the database is replaced': {
    fail: (_, disk) => {
      replacing = replace(disk)
    },
    codes: ['database_replaced'],
    isReplaced: true,
  },
}

async function prepared(fill: (db: TestEngine) => Promise<void>, { waiting }: Partial<Change> = {}): Promise<Records> {
  const disk = new Disk()
  const store = new IdbStore({ name, indexedDB: disk.factory })
  await openWithIdentity(store, `${Math.random()}`)
  const lock = new GatedLock()
  const db = await TestEngine.open(store, { lock })
  await fill(db)
  await lock.hold()
  await waiting?.(db)
  await db.engine.close()
  await store.close()
  return disk.records()
}

const second = prepared(async (db) => {
  await db.add('second', [{ id: 1, title: 'Of the second database' }])
  await db.idle()
})

async function seen(db: TestEngine): Promise<{ readonly outcomes: string[]; readonly contents: string }> {
  const contents: unknown[] = []
  for (const { uid, primaryKey, settings } of await db.manifests())
    contents.push({ uid, primaryKey, settings, documents: await db.documents(uid) })
  return { outcomes: await db.outcomes(), contents: JSON.stringify(contents) }
}

/** Makes the change, of which the nth request fails. */
async function make(change: Change, before: Records, kind: Kind, n: number) {
  const disk = new Disk()
  await disk.restore(before)
  const store = new IdbStore({ name, indexedDB: disk.factory })
  await store.bind((await openWithIdentity(store)) as string)
  const [lock, announcer] = [new LocalWriterLock(), new LocalAnnouncer()]
  let db = await TestEngine.open(store, { lock, announcer })
  disk.failAt(n, kind)
  const refusal = await change.act({ db, store, dumps: { lock, announcer: announcer.join() } }).then(
    () => null,
    (thrown) => SeeklingError.from(thrown),
  )
  await db.engine.resume().catch(() => {})
  const isLost = () => db.heard.some((heard) => heard.type === 'status' && heard.status.state === 'storage-lost')
  while (!(await db.engine.isIdle()) && !isLost()) await new Promise((resolve) => setTimeout(resolve, 0))
  disk.heal()
  await replacing
  const sound = new IdbStore({ name, indexedDB: disk.factory })
  if (kind.isReplaced && disk.hasFailed) {
    await db.engine.close()
    await store.close()
    db = await TestEngine.open(sound, { lock })
  }
  await db.engine.resume()
  await db.add('after', [{ id: 'after' }])
  await db.idle()
  if (change.makesDump) {
    const dumps = await openDumps(sound, { lock })
    await settled(dumps)
    await dumps.close()
  }
  const problems = await checkStore(sound)
  const { outcomes, contents } = await seen(db)
  await db.engine.close()
  await store.close()
  await sound.close()
  return { refusal, hasFailed: disk.hasFailed, problems, outcomes, contents }
}

const never = Number.POSITIVE_INFINITY
/** Requests of which each fails once; of so many more every second, and so on. */
const closely = 30

describe.each(Object.entries(kinds))('when %s', (_, kind) => {
  test.each(changes)('$name', async (change) => {
    const before = await prepared(fillStore, change)
    const was = await make({ ...change, act: async () => {} }, before, kind, never)
    const is = await make(change, before, kind, never)
    expect(is).toMatchObject({ refusal: null, hasFailed: false, problems: [] })
    const other = await make({ ...change, act: async () => {} }, await second, kind, never)
    let n = 1
    for (let failed = true; failed; n += 1 + Math.floor(n / closely)) {
      const { refusal, hasFailed, problems, outcomes, contents } = await make(change, before, kind, n)
      failed = hasFailed
      const where = `request ${n}, the caller was told ${refusal?.code}: ${refusal?.message}`
      expect(problems, where).toEqual([])
      if (refusal !== null)
        expect([...kind.codes, 'dump_process_failed', 'dump_not_done'], where).toContain(refusal.code)
      if (hasFailed && kind.isReplaced) {
        // What was enqueued again by nobody is in neither.
        expect({ outcomes, contents }, where).toEqual({ outcomes: other.outcomes, contents: other.contents })
        continue
      }
      const isFull = outcomes.some((line) => line.endsWith('no_space_left_on_device'))
      if (change.together && kind.counted) continue
      expect([was.contents, is.contents], where).toContain(contents)
      if (isFull) continue
      expect([was.outcomes, is.outcomes], where).toContainEqual(outcomes)
      if (refusal === null)
        expect({ outcomes, contents }, where).toEqual({ outcomes: is.outcomes, contents: is.contents })
    }
    expect(n).toBeGreaterThan(kind.counted ? 2 : 4)
  })
})
