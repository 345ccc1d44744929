/**
 * Announcements as the engines of one database make and hear them: each names the database, and
 * those of another database of the same name, an earlier or a later one, are not passed on. An
 * announcement without a database is about the instance, whatever its database, and is passed on to
 * all.
 */
import type { Announcement, Announcer } from '../shared/engine-api.ts'

export class DatabaseAnnouncer implements Announcer {
  readonly #all: Announcer
  readonly #database: string

  /** `database`: its random id. The caller closes the announcer. */
  constructor(all: Announcer, database: string) {
    this.#all = all
    this.#database = database
  }

  post(...announcements: readonly Announcement[]): void {
    this.#all.post(...announcements.map((announcement) => ({ ...announcement, database: this.#database })))
  }

  subscribe(listener: (announcement: Announcement) => void): () => void {
    return this.#all.subscribe((announcement) => {
      const { database = this.#database } = announcement
      if (database === this.#database) listener(announcement)
    })
  }

  close(): void {}
}
