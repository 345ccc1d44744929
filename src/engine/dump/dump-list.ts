/**
 * The dumps of an instance: asked for, looked up, given out, deleted. Each call also makes sure
 * that a dump whose engine has died is made: it takes a turn at the writer lock, and if the first
 * engine lives, the dump is done by then.
 */
import type { DumpStatus } from '../../shared/dump.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { filesNamedBy } from '../store/files.ts'
import { addGarbage, sweepGarbage } from '../store/garbage.ts'
import type { DumpRecord } from '../store/schema.ts'
import type { DumpParts } from './dump-parts.ts'
import { addDump, askToStepAside, findDump, listDumps, readDumps, statusOf } from './dump-records.ts'
import type { FrozenTurns } from './frozen-turns.ts'
import { makeDump } from './make-dump.ts'
import { storedBlob } from './stored-blob.ts'

export class DumpList {
  readonly #parts: DumpParts
  readonly #turns: FrozenTurns
  /** The dumps that wait or are made here. */
  readonly #making = new Set<string>()

  constructor(parts: DumpParts, turns: FrozenTurns) {
    this.#parts = parts
    this.#turns = turns
  }

  /** Resolves when the record of the dump is stored. Rejects with `dump_already_in_progress`. */
  async create(asUpdate?: boolean): Promise<DumpStatus> {
    const { store, clock, durability } = this.#parts
    try {
      return statusOf((await this.#make(() => addDump(store, clock.now(), durability, asUpdate))) as DumpRecord)
    } catch (thrown) {
      await this.resumePending()
      throw thrown
    }
  }

  /** All dumps, oldest first. A dump whose engine has died is made first. */
  async resumePending(): Promise<readonly DumpRecord[]> {
    const { store, durability } = this.#parts
    const dumps = await listDumps(store)
    const running = dumps.find(({ status }) => status === 'in_progress')
    if (running && !this.#making.has(running.uid)) {
      await this.#make(async () => {
        await store.write(['meta'], durability, askToStepAside)
        return running
      })
    }
    return dumps
  }

  /** Rejects with `dump_not_found`, `dump_not_done` or `dump_process_failed`. */
  async file(uid: string): Promise<Blob> {
    const { content, error, status } = findDump(await this.resumePending(), uid)
    if (content) return storedBlob(this.#parts.store, content, 'application/gzip')
    if (status === 'failed') throw new SeeklingError('dump_process_failed', `Dump ${uid} failed: ${error}`, { uid })
    throw notDone(uid)
  }

  /** Its storage is freed in the background. Rejects with `dump_not_found` or `dump_not_done`. */
  async delete(uid: string): Promise<void> {
    const { store, durability, closing } = this.#parts
    const forget = () =>
      store.write(['meta'], durability, async (transaction) => {
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
    await this.#turns.begin(forget, () => sweepGarbage(store, () => !closing.aborted))
  }

  /** Resolves with the record of the dump to be made as soon as it is stored. */
  async #make(ask: () => Promise<DumpRecord>): Promise<DumpRecord | null> {
    const { asked, done } = await this.#turns.begin(
      async () => {
        const record = await ask()
        this.#making.add(record.uid)
        return record
      },
      ({ uid }) => makeDump(this.#parts, uid),
    )
    const forget = () => asked && this.#making.delete(asked.uid)
    done.then(forget, forget)
    return asked
  }
}

const notDone = (uid: string): SeeklingError =>
  new SeeklingError('dump_not_done', `Dump ${uid} is still being made. Ask getDumpStatus() until it is done.`, { uid })
