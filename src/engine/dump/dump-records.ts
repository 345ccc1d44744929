/**
 * The dumps there are: small records under one key, each naming the file its bytes lie in once it
 * is done. A record `in_progress` outlives the engine that makes the dump: if that has died, the
 * next dump engine that reads the record makes the dump.
 */
import { dumpUid } from '../../core/dump/dump-files.ts'
import type { DumpStatus } from '../../shared/dump.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { showValue } from '../../shared/show-value.ts'
import type { UpdateId } from '../../shared/update.ts'
import { dateText } from '../store/clock.ts'
import { type Counters, type DumpRecord, noCounters } from '../store/schema.ts'
import type { Durability, ReadTransaction, Store, WriteTransaction } from '../store/store.ts'

export async function readDumps(transaction: ReadTransaction): Promise<readonly DumpRecord[]> {
  return ((await transaction.get('meta', 'dumps')) as readonly DumpRecord[] | undefined) ?? []
}

/** Oldest first. */
export const listDumps = (store: Store): Promise<readonly DumpRecord[]> => store.read(['meta'], readDumps)

/** Throws `dump_not_found`. */
export function findDump(dumps: readonly DumpRecord[], uid: unknown): DumpRecord {
  const found = dumps.find((dump) => dump.uid === uid)
  if (found) return found
  throw new SeeklingError(
    'dump_not_found',
    `There is no dump ${showValue(uid)}. Its uid comes from createDump(), and getDumps() lists all.`,
  )
}

/** Adds a dump to be made. Rejects with `dump_already_in_progress`: one at a time. */
export function addDump(store: Store, now: number, durability: Durability, asUpdate = false): Promise<DumpRecord> {
  return store.write(['meta'], durability, async (transaction) => {
    const dumps = await readDumps(transaction)
    const running = dumps.find(({ status }) => status === 'in_progress')
    if (running) {
      throw new SeeklingError(
        'dump_already_in_progress',
        `Dump ${running.uid} is still being made. Ask for its status, and for the next dump when it is done.`,
        { uid: running.uid },
      )
    }
    const uid = dumpUid(now, (taken) => dumps.some((dump) => dump.uid === taken))
    const named = asUpdate ? { updateId: await takeUpdateId(transaction) } : {}
    const added: DumpRecord = { uid, ...named, status: 'in_progress', startedAt: dateText(now) }
    await transaction.put('meta', 'dumps', [...dumps, added])
    await askToStepAside(transaction)
    return added
  })
}

/** The next of the sequence; it has no record among the updates. */
async function takeUpdateId(transaction: WriteTransaction): Promise<UpdateId> {
  const counters = ((await transaction.get('meta', 'counters')) as Counters | undefined) ?? noCounters
  const lastUpdateId = counters.lastUpdateId + 1
  const replacedUpdates = (counters.replacedUpdates ?? 0) + 1
  await transaction.put('meta', 'counters', { ...counters, lastUpdateId, replacedUpdates })
  return lastUpdateId
}

/**
 * Puts `changed` in the place of the record with its uid. False if it is not `in_progress` any
 * more: another engine has finished it.
 */
export async function finishDump(transaction: WriteTransaction, changed: DumpRecord): Promise<boolean> {
  const dumps = await readDumps(transaction)
  if (dumps.find(({ uid }) => uid === changed.uid)?.status !== 'in_progress') return false
  await transaction.put(
    'meta',
    'dumps',
    dumps.map((dump) => (dump.uid === changed.uid ? changed : dump)),
  )
  return true
}

/**
 * Makes the tab that runs updates give the writer lock back once, after the update that runs now;
 * see `UpdateLoop`. The caller must be waiting for the lock already, so that it is next.
 */
export async function askToStepAside(transaction: WriteTransaction): Promise<void> {
  const asked = ((await transaction.get('meta', 'stepAside')) as number | undefined) ?? 0
  await transaction.put('meta', 'stepAside', asked + 1)
}

export const statusOf = ({ content, ...status }: DumpRecord): DumpStatus =>
  content === undefined ? status : { ...status, size: content.length }
