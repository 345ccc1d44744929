/**
 * Which announcements concern this client: all but those that are told to another, and those that
 * another of its engines has told already. And the one it makes itself: that its way to the storage
 * is lost, which it learns from how its calls end, and which other tabs may know nothing of.
 */
import type { Announcement } from '../shared/engine-api.ts'
import type { SeeklingError } from '../shared/errors.ts'

export class OwnAnnouncements {
  /** Names this client among all tabs. */
  readonly client = `${Math.random()}`
  #gone: string | undefined
  #isLost = false

  /**
   * How a call has ended. Returns what is to be told: once that the storage is lost, and once that
   * it answers again.
   */
  storageOf(error?: SeeklingError): Announcement | undefined {
    const isLost = error?.details?.lost === true
    if (isLost === this.#isLost || (error && !isLost)) return undefined
    this.#isLost = isLost
    const status = isLost
      ? ({ state: 'storage-lost', message: error.message } as const)
      : ({ state: 'recovered', message: 'The storage answers again.' } as const)
    return { type: 'status', status }
  }

  concerns(announcement: Announcement): boolean {
    if (announcement.type !== 'replaced') return true
    const { client, gone } = announcement
    if (client !== this.client || gone === this.#gone) return false
    this.#gone = gone
    return true
  }
}
