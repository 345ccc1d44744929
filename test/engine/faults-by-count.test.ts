/**
 * Faults by count: for every kind of change, the first operation of the storage fails, then the
 * second, the third..., in each of the ways storage fails. Each time the store must be sound, hold
 * all of the change or nothing of it, and what is acknowledged must be there; nothing hangs, and
 * the queue goes on.
 */
import { describe, expect, test } from 'vitest'
import { checkStore } from '../../src/engine/check-store.ts'
import { LocalAnnouncer } from '../../src/engine/local-announcer.ts'
import { LocalWriterLock, type WriterLock } from '../../src/engine/loop/writer-lock.ts'
import { MemoryDisk, MemoryStore } from '../../src/engine/store/memory-store.ts'
import { replacedError } from '../../src/engine/store/storage-errors.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { SeeklingError } from '../../src/shared/errors.ts'
import { type Change, changes, fillStore } from '../support/every-update.ts'
import { type Counted, type FaultMode, Faults, FaultyStore } from '../support/faulty-store.ts'
import { openDumps, settled } from '../support/test-dumps.ts'
import { GatedLock, TestEngine } from '../support/test-engine.ts'

interface Kind {
  readonly mode: FaultMode
  readonly error: SeeklingError
  readonly counted?: Counted
}

const full = new SeeklingError('no_space_left_on_device', 'Full, says this test.')
const puts: Counted = (_, method) => method === 'put' || method === 'putAll'
/**
 * A request that fails is its transaction aborted, which has been tried; what else there is to lose
 * lies between requests.
 */
const transactions: Counted = (place) => place !== 'request'

const kinds: Readonly<Record<string, Kind>> = {
  'a transaction is aborted': { mode: 'once', error: new SeeklingError('io_error', 'Aborted by this test.') },
  'something does not fit': { mode: 'once', error: full, counted: puts },
  'nothing more fits': { mode: 'dead', error: full, counted: puts },
  'the connection is lost': {
    mode: 'briefly',
    error: new SeeklingError('storage_unavailable', 'Lost by this test.'),
    counted: transactions,
  },
  'the database is replaced': { mode: 'dead', error: replacedError(), counted: transactions },
}

function cloned(disk: MemoryDisk): MemoryDisk {
  const copy = new MemoryDisk()
  for (const [name, { entries }] of disk.buckets) {
    const bucket = copy.buckets.get(name)
    if (bucket) bucket.entries = new Map(entries)
  }
  return copy
}

async function prepared({ waiting }: Change): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const lock = new GatedLock()
  const db = await TestEngine.open(new MemoryStore(disk), { lock })
  await fillStore(db)
  await lock.hold()
  await waiting?.(db)
  await db.engine.close()
  return disk
}

/**
 * What users see of a store that is at rest: the list of updates, and the contents of all indexes.
 */
async function seen(db: TestEngine): Promise<{ readonly outcomes: string[]; readonly contents: string }> {
  const contents: unknown[] = []
  for (const { uid, primaryKey, settings } of await db.manifests())
    contents.push({ uid, primaryKey, settings, documents: await db.documents(uid) })
  return { outcomes: await db.outcomes(), contents: JSON.stringify(contents) }
}

/** A dump that was asked for and not made is made by whoever looks next. */
async function makeDumps(store: Store, lock: WriterLock): Promise<void> {
  const dumps = await openDumps(store, { lock })
  await settled(dumps)
  expect((await dumps.getDumps()).filter(({ status }) => status === 'in_progress')).toEqual([])
  await dumps.close()
}

/** At rest: nothing to do, or the storage does not answer. */
async function atRest(db: TestEngine): Promise<void> {
  const isLost = () => db.heard.some((heard) => heard.type === 'status' && heard.status.state === 'storage-lost')
  while (!(await db.engine.isIdle()) && !isLost()) await new Promise((resolve) => setTimeout(resolve, 0))
}

/** The queue goes on. */
async function takesNext(db: TestEngine): Promise<void> {
  await db.engine.resume()
  await db.add('after', [{ id: 'after' }])
  await db.idle()
  expect((await db.outcomes()).at(-1)).toMatch('DocumentsAddition processed')
  expect(await db.documents('after')).toEqual([{ id: 'after' }])
}

/**
 * Makes the change with the nth operation failing: what the caller was told, where it failed, if it
 * did, and what there is afterwards.
 */
async function make(change: Change, disk: MemoryDisk, kind: Kind, n: number) {
  const faults = new Faults()
  const sound = new MemoryStore(disk)
  const store = new FaultyStore(sound, faults)
  const lock = new LocalWriterLock()
  const announcer = new LocalAnnouncer()
  let db = await TestEngine.open(store, { lock, announcer })
  faults.failAfter(n, kind.mode, kind.error, kind.counted)
  const refusal = await change.act({ db, store, dumps: { lock, announcer: announcer.join() } }).then(
    () => null,
    (thrown) => SeeklingError.from(thrown),
  )
  await db.engine.resume()
  await atRest(db)
  const { failedAt } = faults
  if (kind.error.code === 'database_replaced') {
    // Its page says so itself, once. The next engine finds what was stored when the database went
    // away.
    expect(db.heard.filter(({ type }) => type === 'status')).toEqual([])
    await db.engine.close()
    db = await TestEngine.open(sound, { lock })
  } else faults.heal()
  await takesNext(db)
  if (change.makesDump) await makeDumps(sound, lock)
  expect(await checkStore(sound)).toEqual([])
  const { outcomes, contents } = await seen(db)
  await db.engine.close()
  return { refusal, failedAt, outcomes, contents }
}

const never = Number.POSITIVE_INFINITY
const nothing = async () => {}

describe.each(Object.entries(kinds))('when %s', (_, kind) => {
  const { code } = kind.error
  test.each(changes)('$name', async (change) => {
    const before = await prepared(change)
    const [undone, done] = [cloned(before), cloned(before)]
    const was = await make({ ...change, act: nothing }, undone, kind, never)
    const is = await make(change, done, kind, never)
    expect(is).toMatchObject({ refusal: null, failedAt: null })
    let n = 0
    for (let failed = true; failed; ) {
      n++
      const { refusal, failedAt, outcomes, contents } = await make(change, cloned(before), kind, n)
      failed = failedAt !== null
      const where = `fault ${n} (${failedAt}), the caller was told ${refusal?.code}: ${refusal?.message}`
      // A dump that cannot even be listed as failed is made again.
      if (refusal !== null) expect([code, 'dump_process_failed', 'dump_not_done'], where).toContain(refusal.code)
      const isFull = outcomes.some((line) => line.endsWith('no_space_left_on_device'))
      if (change.together && code === 'no_space_left_on_device') continue
      expect([was.contents, is.contents], where).toContain(contents)
      if (isFull) continue
      expect([was.outcomes, is.outcomes], where).toContainEqual(outcomes)
      // What was acknowledged is there.
      if (refusal === null)
        expect({ outcomes, contents }, where).toEqual({ outcomes: is.outcomes, contents: is.contents })
    }
    expect(n).toBeGreaterThan(code === 'no_space_left_on_device' ? 1 : 3)
  })
})
