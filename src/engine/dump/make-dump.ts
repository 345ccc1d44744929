/**
 * Makes one dump, for a caller that holds the writer lock. The file is written ahead of its record
 * (staging.ts); one last transaction names it and says `done`. An engine that dies leaves the
 * record `in_progress` and some garbage.
 */
import { SeeklingError } from '../../shared/errors.ts'
import { MissingPage } from '../read/page-cache.ts'
import { dateText } from '../store/clock.ts'
import { bucketsOf, filesNamedBy } from '../store/files.ts'
import type { DumpRecord, Section } from '../store/schema.ts'
import { Interruption } from '../work/interruption.ts'
import { isStorageTrouble, retrying } from '../work/retry.ts'
import type { RunningWork } from '../work/running-work.ts'
import { StreamPump } from './compression.ts'
import { type DumpParts, transferring } from './dump-parts.ts'
import { finishDump, listDumps } from './dump-records.ts'
import { writeDump } from './dump-writer.ts'
import { readInstance } from './instance-state.ts'
import { Staging } from './staging.ts'

/**
 * How often it begins again after an error that may pass: one of the storage, or a writer that
 * ignored the lock.
 */
const attempts = 4
const restMs = 100

/**
 * Resolves when the dump is `done` or `failed`, whichever engine made it so. Rejects with
 * Interruption when closing, and with the storage's error when not even a failure can be stored:
 * then it is still `in_progress`.
 */
export async function makeDump(parts: DumpParts, uid: string): Promise<void> {
  const { store, clock, sleep, durability, announcer } = parts
  const record = (await retrying(() => listDumps(store), sleep)).find((dump) => dump.uid === uid)
  if (record?.status !== 'in_progress') return
  const finish = (staging: Staging | null, end: Pick<DumpRecord, 'status' | 'content' | 'error'>) => {
    const finished = { ...record, ...end, finishedAt: dateText(clock.now()) }
    const files = filesNamedBy(finished)
    return retrying(
      () =>
        store.write(['meta', ...bucketsOf(files)], durability, async (transaction) => {
          if (await finishDump(transaction, finished)) await staging?.adopt(transaction, files)
        }),
      sleep,
    )
  }
  try {
    await transferring(parts, { type: 'dump-creation', uid }, async (work) => {
      const { staging, content } = await writePatiently(parts, record, work)
      try {
        await finish(staging, { status: 'done', content })
      } catch (thrown) {
        await staging.discard().catch(() => {})
        throw thrown
      }
    })
  } catch (thrown) {
    if (thrown instanceof Interruption) throw thrown
    const { code, message, details } = SeeklingError.from(thrown)
    const indexUid = details?.indexUid
    if (typeof indexUid === 'string') announcer.post({ type: 'damaged', indexUid, reason: message })
    await finish(null, { status: 'failed', error: `${message} (${code})` })
  }
}

async function writePatiently(
  parts: DumpParts,
  record: DumpRecord,
  work: RunningWork,
): Promise<{ readonly staging: Staging; readonly content: Section }> {
  for (let attempt = 1; ; attempt++) {
    const staging = new Staging(parts.store, parts.durability)
    try {
      return { staging, content: await write(parts, record, work, staging) }
    } catch (thrown) {
      await staging.discard().catch(() => {})
      if (attempt === attempts || !(thrown instanceof MissingPage || isStorageTrouble(thrown))) throw thrown
      await parts.sleep(restMs * attempt)
    }
  }
}

async function write(
  { store }: DumpParts,
  { startedAt }: DumpRecord,
  work: RunningWork,
  staging: Staging,
): Promise<Section> {
  const state = await readInstance(store)
  const file = await staging.grow()
  const gzip = new StreamPump(new CompressionStream('gzip'), (bytes) => file.append(bytes))
  try {
    await writeDump(store, state, Date.parse(startedAt), {
      push: (bytes) => gzip.push(bytes),
      checkpoint: (progress) => work.checkpoint(progress),
    })
    await gzip.finish()
  } catch (thrown) {
    gzip.drop()
    throw thrown
  }
  return file.finish()
}
