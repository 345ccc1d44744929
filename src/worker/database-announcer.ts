/**
 * Announcements as the engines of one database make and hear them: each names the database, and
 * those of another of the same name, which had the channel before or has it already, are not heard.
 * What names none, as it is about the instance whatever its database, is heard by all.
 */
import type { Announcement, Announcer } from '../shared/engine-api.ts'

export class DatabaseAnnouncer implements Announcer {
  readonly #all: Announcer
  readonly #database: string

  /** `database`: its random id. The announcer stays its owner's to close. */
  constructor(all: Announcer, database: string) {
    this.#all = all
    this.#database = database
  }

  post(announcement: Announcement): void {
    this.#all.post({ ...announcement, database: this.#database })
  }

  subscribe(listener: (announcement: Announcement) => void): () => void {
    return this.#all.subscribe((announcement) => {
      const { database = this.#database } = announcement
      if (database === this.#database) listener(announcement)
    })
  }

  close(): void {}
}
