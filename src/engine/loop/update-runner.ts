/**
 * Runs one update to its end: processed, failed, canceled, or left as it was because the storage
 * failed or this engine closed. An update that fails has changed nothing, and the next one runs.
 */
import { SeeklingError } from '../../shared/errors.ts'
import type { FinishedUpdate, ProcessingUpdate, QueuedTypeName, UpdateId } from '../../shared/update.ts'
import type { HotPayloads } from '../queue/hot-payloads.ts'
import { readPayload } from '../queue/payload.ts'
import { isDamage } from '../read/damage.ts'
import { MissingPage } from '../read/page-cache.ts'
import { dateText } from '../store/clock.ts'
import type { Manifest, PendingUpdate } from '../store/schema.ts'
import type { FailureOutcome, Next } from '../work/commit.ts'
import { Interruption, type InterruptionReason } from '../work/interruption.ts'
import type { Prepare } from '../work/preparation.ts'
import { isStorageTrouble, retrying } from '../work/retry.ts'
import { type Pause, RunningWork } from '../work/running-work.ts'
import type { Maintenance } from './maintenance.ts'
import { onePiece, type PayloadSource } from './preparing.ts'
import type { ApplyOutcome, Writer, WriterParts } from './writer.ts'

export interface RunnerParts extends WriterParts {
  readonly writer: Writer
  readonly maintenance: Maintenance
  readonly hot: HotPayloads
  readonly pause: Pause
  readonly prepare: Readonly<Record<QueuedTypeName, Prepare>>
}

/**
 * Conflicts with other writers before one update is given up. Each means that another update was
 * committed, so they cannot go on for ever.
 */
const conflictLimit = 100

/**
 * An update that takes no longer announces its begin and its end, not its steps: each message goes
 * to every tab, and cost a small update more time than its work did.
 */
const shortUpdateMs = 8

export class UpdateRunner {
  readonly #parts: RunnerParts
  #running: { readonly update: PendingUpdate; readonly work: RunningWork } | null = null
  #conflicts = { updateId: 0, count: 0 }

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  /**
   * What comes next, if that is known. Rejects with storage trouble that did not pass, or
   * Interruption when closing; then the update is still pending, or done but not merged.
   */
  async run(update: PendingUpdate): Promise<Next | undefined> {
    const { clock, pause, hot, maintenance } = this.#parts
    const work: RunningWork = new RunningWork(clock, pause, () => {
      if (clock.now() - work.startedAt >= shortUpdateMs) this.#announce(update, work)
    })
    this.#running = { update, work }
    this.#announce(update, work)
    let changed: Readonly<Record<string, Manifest | null>> = {}
    let next: Next | undefined
    try {
      const outcome = await this.#applyOrFail(update, work)
      if (outcome?.type === 'conflict') {
        await this.#noteConflict(update, work)
        return undefined
      }
      if (outcome?.type === 'gone') changed = await this.#announceOutcome(update)
      if (outcome?.type === 'committed' && 'manifests' in outcome) {
        changed = outcome.manifests
        next = outcome.next ?? undefined
      }
    } finally {
      this.#running = null
    }
    hot.drop(update.updateId)
    // After a merge, which may take long, the queue is read again.
    return (await maintenance.mergeAfter(changed)) ? undefined : next
  }

  /** What runs now, as every tab should see it. */
  processing(): ProcessingUpdate | null {
    return this.#running && this.#view(this.#running.update, this.#running.work)
  }

  /** Stops what runs, if it is among `updateIds`; without them whatever it is. */
  interrupt(reason: InterruptionReason, updateIds?: readonly UpdateId[]): void {
    if (!this.#running || (updateIds && !updateIds.includes(this.#running.update.updateId))) return
    this.#running.work.interrupt(reason)
  }

  /** null: it was canceled, and the cancelation has recorded that. */
  async #applyOrFail(update: PendingUpdate, work: RunningWork): Promise<ApplyOutcome | FailureOutcome | null> {
    const { writer } = this.#parts
    try {
      return await this.#applyHealing(update, work)
    } catch (thrown) {
      if (thrown instanceof Interruption && thrown.reason === 'canceled') return null
      if (thrown instanceof Interruption || isStorageTrouble(thrown)) throw thrown
      return writer.fail(update, asFailure(thrown), work.startedAt)
    }
  }

  /**
   * On damage it tries again with the newest state, then rebuilds the index from its documents, and
   * only then fails.
   */
  async #applyHealing(update: PendingUpdate, work: RunningWork): Promise<ApplyOutcome> {
    const { writer, maintenance } = this.#parts
    const apply = () =>
      writer.apply({
        update,
        running: work,
        payload: this.#payload(update, work),
        prepare: (preparation) => this.#parts.prepare[update.content.type](preparation, update),
      })
    const remedies = [async () => maintenance.lookAgain(), () => maintenance.rebuild(update.indexUid)]
    for (const remedy of remedies) {
      try {
        return await apply()
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown
        await remedy()
      }
    }
    return apply()
  }

  #payload(update: PendingUpdate, work: RunningWork): PayloadSource {
    const { hot, store, partBytes } = this.#parts
    const kept = hot.get(update.updateId)
    return {
      documents: () =>
        kept?.documents
          ? onePiece(kept.documents, kept.bytes)
          : readPayload(store, update, (progress) => work.checkpoint(progress), partBytes),
      analysis: (basis) => (kept?.analysis?.fits(basis) ? kept.analysis : null),
    }
  }

  /**
   * The update is not pending any more: canceled, or finished by a commit whose success was not
   * reported. It is announced now, to engines that have not heard of it either. Returns the indexes
   * as they are after it.
   */
  async #announceOutcome({ updateId }: PendingUpdate): Promise<Readonly<Record<string, Manifest>>> {
    const { store, announcer, sleep } = this.#parts
    const read = () =>
      store.read(['finished', 'indexes'], (transaction) =>
        Promise.all([transaction.get('finished', updateId), transaction.getAll('indexes')]),
      )
    const [finished, manifests] = (await retrying(read, sleep)) as [FinishedUpdate | undefined, Manifest[]]
    if (!finished) return {}
    const changed = finished.status === 'processed' ? manifests : []
    for (const { uid, version } of changed) announcer.post({ type: 'version', indexUid: uid, version })
    const { details, ...update } = finished
    void details
    announcer.post({ type: 'update', update: update as FinishedUpdate })
    return Object.fromEntries(changed.map((manifest) => [manifest.uid, manifest]))
  }

  /**
   * Another tab was faster, and the update is prepared again. Should that never end, which only a
   * bug can do, the queue must still go on.
   */
  async #noteConflict(update: PendingUpdate, { startedAt }: RunningWork): Promise<void> {
    const { updateId } = update
    this.#conflicts = { updateId, count: this.#conflicts.updateId === updateId ? this.#conflicts.count + 1 : 1 }
    if (this.#conflicts.count < conflictLimit) return
    const error = new Error(`update ${updateId} never met the state it was prepared from`)
    await this.#parts.writer.fail(update, SeeklingError.from(error), startedAt)
  }

  #view({ updateId, indexUid, type, enqueuedAt }: PendingUpdate, work: RunningWork): ProcessingUpdate {
    return {
      status: 'processing',
      updateId,
      indexUid,
      type,
      enqueuedAt,
      startedProcessingAt: dateText(work.startedAt),
      progress: work.progress(),
    }
  }

  #announce(update: PendingUpdate, work: RunningWork): void {
    this.#parts.announcer.post({ type: 'update', update: this.#view(update, work) })
  }
}

/**
 * What the update's error will be. A page that stays missing is damage; anything unforeseen is our
 * bug and says so.
 */
const asFailure = (thrown: unknown): SeeklingError =>
  thrown instanceof MissingPage
    ? new SeeklingError(
        'corrupt_segment',
        `${thrown.message} Delete the index and add its documents again.`,
        undefined,
        thrown,
      )
    : SeeklingError.from(thrown)
