/** Which announcements concern this client: all but those that are told to another, and those that another of its engines has told already. */
import type { Announcement } from '../shared/engine-api.ts'

export class OwnAnnouncements {
  /** Names this client among all tabs. */
  readonly client = `${Math.random()}`
  #gone: string | undefined

  concerns(announcement: Announcement): boolean {
    if (announcement.type !== 'replaced') return true
    const { client, gone } = announcement
    if (client !== this.client || gone === this.#gone) return false
    this.#gone = gone
    return true
  }
}
