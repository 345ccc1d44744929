/**
 * What this page has seen of the update queue: the newest updates, live from every tab, and how
 * often each one was started.
 */
import type { Client, Update, UpdateId } from 'seekling'
import { recall, remember } from './remembered.ts'

export interface Seen {
  readonly update: Update
  /**
   * When it was seen to start processing; more than once means it was interrupted and ran again.
   */
  readonly starts: readonly string[]
  /** Its worker was killed and it has not started again yet. */
  readonly interrupted: boolean
}

/** Finished updates are never dropped, so a page that stays open only shows the newest. */
const shownUpdates = 30

export class Updates {
  readonly #client: Client
  readonly #seen = new Map<UpdateId, Seen>()
  readonly #listeners = new Set<(seen: Seen) => void>()

  constructor(client: Client) {
    this.#client = client
    client.on('update', (update) => this.#note(update))
  }

  /**
   * Reads what earlier visits left. The list ascends, so it starts a screenful below the newest id
   * known here.
   */
  async load(): Promise<void> {
    const from = Math.max(1, newestKnown() - shownUpdates + 1)
    let updates = await this.#client.getAllUpdateStatus({ from })
    // Where the storage was cleared, ids began again below what is remembered.
    if (updates.length === 0 && from > 1) {
      remember('newest-update', null)
      updates = await this.#client.getAllUpdateStatus()
    }
    for (const update of updates) this.#note(update)
  }

  onChange(listener: (seen: Seen) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  newestFirst(): Seen[] {
    return [...this.#seen.values()].sort((a, b) => b.update.updateId - a.update.updateId).slice(0, shownUpdates)
  }

  processing(): Seen | undefined {
    return [...this.#seen.values()].find(({ update, interrupted }) => update.status === 'processing' && !interrupted)
  }

  pendingCount(): number {
    return [...this.#seen.values()].filter(({ update }) => !isFinished(update)).length
  }

  /** Resolves with the first state of that update that is so, the present one included. */
  async until(updateId: UpdateId, isSo: (seen: Seen) => boolean): Promise<Seen> {
    const now = this.#seen.get(updateId)
    if (now !== undefined && isSo(now)) return now
    return new Promise((resolve) => {
      const stop = this.onChange((seen) => {
        if (seen.update.updateId !== updateId || !isSo(seen)) return
        stop()
        resolve(seen)
      })
    })
  }

  /** To be told of a kill: the dead worker's last announcements may still be on their way. */
  noteInterruption(updateId: UpdateId): void {
    const seen = this.#seen.get(updateId)
    if (seen !== undefined && !isFinished(seen.update)) this.#set({ ...seen, interrupted: true })
  }

  #note(update: Update): void {
    const before = this.#seen.get(update.updateId)
    // Announcements and answers cross each other; a finished update does not come back to life.
    if (before !== undefined && isFinished(before.update)) return
    const starts = before?.starts ?? []
    const isNewStart = update.status === 'processing' && !starts.includes(update.startedProcessingAt)
    if (before?.interrupted && !isNewStart && !isFinished(update)) return
    this.#set({ update, starts: isNewStart ? [...starts, update.startedProcessingAt] : starts, interrupted: false })
  }

  #set(seen: Seen): void {
    const { updateId } = seen.update
    this.#seen.set(updateId, seen)
    if (updateId > newestKnown()) remember('newest-update', String(updateId))
    for (const listener of this.#listeners) listener(seen)
  }
}

function newestKnown(): UpdateId {
  return Number(recall('newest-update') ?? 1)
}

export function isFinished(update: Update): boolean {
  return update.status === 'processed' || update.status === 'failed'
}
