/**
 * The upkeep of the store that is no update: merging segments, rebuilding a damaged index from its
 * documents, deleting garbage. Each piece is a transaction of its own; none of it changes what a
 * search finds, and all of it may be interrupted at any time.
 */

import type { DamageReport, EngineStatus } from '../../shared/engine-api.ts'
import { SeeklingError } from '../../shared/errors.ts'
import { isDamage, lastResort } from '../read/damage.ts'
import { findOrphans, listGarbage, sweepGarbage } from '../store/garbage.ts'
import { isFull, keepReserve } from '../store/room.ts'
import type { Manifest } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { Changeset } from '../work/changeset.ts'
import { Interruption, type InterruptionReason } from '../work/interruption.ts'
import type { Preparation } from '../work/preparation.ts'
import { isReplaced, isStorageTrouble } from '../work/retry.ts'
import { type Pause, RunningWork } from '../work/running-work.ts'
import { hasOlderSegments } from '../write/add-guide.ts'
import { noPayload } from './preparing.ts'
import type { Writer, WriterParts } from './writer.ts'

export interface MaintenanceParts extends WriterParts {
  readonly writer: Writer
  readonly pause: Pause
  /** Returns a changeset when segments should be merged. */
  readonly mergeIfNeeded: (preparation: Preparation, manifest: Manifest) => Promise<Changeset | null>
  /** Returns a changeset that completes a segment of an older version. */
  readonly addGuide: (preparation: Preparation, manifest: Manifest) => Promise<Changeset | null>
  readonly rebuildIndex: (preparation: Preparation, manifest: Manifest, store: Store) => Promise<Changeset | null>
  /** Forgets what was read and may be damaged or outdated. */
  readonly forgetSnapshots: () => void
}

function statusOf({ uid, damage }: Manifest, before: Manifest | null): EngineStatus {
  const known = before?.damage
  const lostDocuments = (damage?.lostDocuments ?? 0) - (known?.lostDocuments ?? 0)
  const lostIds = (damage?.lostIds ?? []).filter((id) => !known?.lostIds.includes(id))
  const details = { indexUid: uid, lostDocuments, lostIds }
  if (damage?.refused)
    return {
      state: 'damaged',
      message: `Index "${uid}" cannot be rebuilt. ${damage.refused} ${lastResort}`,
      ...details,
    }
  const loss = lostDocuments === 0 ? 'Nothing is lost.' : `${lostDocuments} documents are lost: add them again.`
  return { state: 'repaired', message: `Index "${uid}" was damaged and is rebuilt. ${loss}`, ...details }
}

/**
 * How many merges may follow one update, so that a policy that always finds something to merge
 * cannot keep the next update waiting.
 */
const mergesInARow = 8

export class Maintenance {
  readonly #parts: MaintenanceParts
  /**
   * Version of an index after its last rebuild here: rebuilding the same once more would change
   * nothing.
   */
  readonly #rebuilt = new Map<string, number>()
  #running: RunningWork | null = null
  #lookedForOrphans = false
  #lookedForOlder = false
  #closed = false

  constructor(parts: MaintenanceParts) {
    this.#parts = parts
  }

  /**
   * Merges the changed indexes as far as needed; returns whether it merged any. Rejects only with
   * Interruption; a merge that fails is tried again after a later update.
   */
  async mergeAfter(changed: Readonly<Record<string, Manifest | null>>): Promise<boolean> {
    let merged = false
    for (const [uid, manifest] of Object.entries(changed)) {
      for (let i = 0; manifest && i < mergesInARow; i++) {
        if (!(await this.#change(uid, this.#parts.mergeIfNeeded, false))) break
        merged = true
      }
    }
    return merged
  }

  /**
   * Writes what is damaged of the index anew from its documents, and announces the outcome. It
   * reads nothing if damage met in that version has been dealt with, or this version was just
   * checked. Rejects with the error that kept it from rebuilding.
   */
  async rebuild(uid: string, metIn = Number.POSITIVE_INFINITY): Promise<void> {
    this.lookAgain()
    let before: Manifest | null = null
    await this.#change(
      uid,
      async (preparation, manifest) => {
        const { version, damage } = manifest
        if (version === this.#rebuilt.get(uid) || damage?.refused || metIn <= (damage?.settled ?? -1)) return null
        before = manifest
        const changeset = await this.#parts.rebuildIndex(preparation, manifest, this.#parts.store)
        if (changeset === null) this.#rebuilt.set(uid, version)
        return changeset
      },
      true,
      (after) => this.#parts.announcer.post({ type: 'status', status: statusOf(after, before) }),
    )
  }

  /**
   * Reads all of the index, and with `repair` rebuilds what is damaged, tried before or not.
   * Rejects with `index_not_found`.
   */
  async check(uid: string, repair: boolean): Promise<DamageReport> {
    this.lookAgain()
    const seen: { before?: Manifest; after?: Manifest | null | undefined } = {}
    const repaired = await this.#change(
      uid,
      async (preparation, manifest) => {
        const changeset = await this.#parts.rebuildIndex(preparation, manifest, this.#parts.store)
        seen.before = manifest
        seen.after = changeset?.manifests[uid]
        return repair ? changeset : null
      },
      true,
      (after) => this.#parts.announcer.post({ type: 'status', status: statusOf(after, seen.before ?? null) }),
      !repair,
    )
    const { before, after } = seen
    if (before === undefined) throw new SeeklingError('index_not_found', `Index "${uid}" does not exist.`)
    if (!after) return { indexUid: uid, state: 'sound', problem: null, lostDocuments: 0, lostIds: [] }
    const { message, lostDocuments = 0, lostIds = [] } = statusOf(after, before)
    const refused = after.damage?.refused
    const state = refused ? 'lost' : repaired ? 'repaired' : 'damaged'
    return { indexUid: uid, state, problem: refused ? message : null, lostDocuments, lostIds }
  }

  /**
   * Completes segments that an older version wrote, one after the other, while `goOn` returns true.
   * Rejects only with Interruption and storage errors; what fails is tried again by the next
   * engine.
   */
  async renew(goOn: () => boolean): Promise<void> {
    if (this.#lookedForOlder) return
    const { store, addGuide } = this.#parts
    const manifests = (await store.read(['indexes'], (transaction) => transaction.getAll('indexes'))) as Manifest[]
    const older = manifests.filter(hasOlderSegments)
    // Other engines may have written since this one last did.
    if (older.length > 0) this.#parts.writer.forget()
    for (const manifest of older) {
      for (;;) {
        if (!goOn()) return
        if (!(await this.#change(manifest.uid, addGuide, false))) break
      }
    }
    this.#lookedForOlder = true
  }

  /** Drops everything remembered, so that the next work reads it from storage. */
  lookAgain(): void {
    this.#parts.writer.forget()
    this.#parts.forgetSnapshots()
  }

  /**
   * Deletes garbage while `goOn` returns true, then restores the reserve. Rejects with storage
   * errors, except that a full disk ends it quietly: the reserve may wait.
   */
  async tidy(goOn: () => boolean): Promise<void> {
    const { store } = this.#parts
    const going = () => goOn() && !this.#closed
    try {
      if (!this.#lookedForOrphans) {
        await listGarbage(store, await findOrphans(store))
        this.#lookedForOrphans = true
      }
      await sweepGarbage(store, going)
      if (going()) await keepReserve(store)
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown
    }
  }

  interrupt(reason: InterruptionReason): void {
    this.#running?.interrupt(reason)
  }

  close(): void {
    this.#closed = true
    this.interrupt('closed')
  }

  /** Whether something was committed. */
  async #change(
    uid: string,
    prepare: (preparation: Preparation, manifest: Manifest) => Promise<Changeset | null>,
    mustWork: boolean,
    committed: (after: Manifest) => void = () => {},
    isLook = false,
  ): Promise<boolean> {
    const { clock, pause, writer } = this.#parts
    const running = new RunningWork(clock, pause, () => {})
    this.#running = running
    if (this.#closed) running.interrupt('closed')
    try {
      const outcome = await writer.apply({
        update: null,
        running,
        payload: noPayload,
        isLook,
        prepare: async (preparation) => {
          const manifest = await preparation.manifest(uid)
          return manifest && prepare(preparation, manifest)
        },
      })
      const after = outcome.type === 'committed' ? outcome.manifests[uid] : null
      if (mustWork && after) {
        this.#rebuilt.set(uid, after.version)
        committed(after)
      }
      return outcome.type === 'committed'
    } catch (thrown) {
      if (mustWork || thrown instanceof Interruption) throw thrown
      if (isDamage(thrown)) this.#parts.announcer.post({ type: 'damaged', indexUid: uid, reason: thrown.message })
      else if (!isStorageTrouble(thrown) && !isFull(thrown) && !isReplaced(thrown))
        console.error('Seekling could not tidy an index; it will try again after a later update:', thrown)
      return false
    } finally {
      this.#running = null
    }
  }
}
