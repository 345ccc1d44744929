/**
 * What some tab is processing now, as heard from announcements. It may be outdated: a tab can die
 * without announcing it, so callers show it only for an update that is still pending, and only
 * while the writer lock is held.
 */
import type { Announcement, Announcer } from '../../shared/engine-api.ts'
import type { ProcessingUpdate } from '../../shared/update.ts'

export class ProcessingView {
  #running: ProcessingUpdate | null = null
  readonly #unsubscribe: () => void

  /** Asks all tabs at once whether one of them is processing. */
  constructor(announcer: Announcer) {
    this.#unsubscribe = announcer.subscribe((announcement) => this.#hear(announcement))
    announcer.post({ type: 'hello' })
  }

  current(): ProcessingUpdate | null {
    return this.#running
  }

  close(): void {
    this.#unsubscribe()
  }

  #hear(announcement: Announcement): void {
    if (announcement.type !== 'update') return
    const { update } = announcement
    if (update.status === 'processing') this.#running = update
    else if (update.updateId === this.#running?.updateId) this.#running = null
  }
}
