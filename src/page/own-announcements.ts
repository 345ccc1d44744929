/**
 * The announcements that concern this client. An announcement names its database, since update ids
 * and versions begin again in the next one of that name: only those of the database that the
 * client's engines are bound to are passed on. One of another database makes the engines check
 * which database there is now, and is passed on after that if it is theirs. The client adds what it
 * finds out itself: that its connection to the storage is lost, which it learns from how its calls
 * end, and which other tabs may not know.
 */
import type { Announcement, EngineStatus } from '../shared/engine-api.ts'
import type { SeeklingError } from '../shared/errors.ts'

type Listener = (announcement: Announcement) => void

export class OwnAnnouncements {
  readonly #checkDatabase: () => Promise<unknown>
  readonly #listeners = new Set<Listener>()
  readonly #gone = new Set<string>()
  #database: string | undefined
  #isLost = false

  /** `checkDatabase` makes the engines check which database there is. */
  constructor(checkDatabase: () => Promise<unknown>) {
    this.#checkDatabase = checkDatabase
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes an announcement of an engine of this client or, by channel, of any tab. */
  hear(announcement: Announcement, isLate?: boolean): void {
    const { type, database } = announcement
    if (database !== undefined) {
      if (this.#gone.has(database)) return
      const bound = this.#database
      if (type === 'replaced') {
        this.#gone.add(database)
        if (bound === database) this.#database = undefined
      } else if (type === 'bound') {
        if (bound !== undefined && bound !== database) this.hear({ type: 'replaced', database: bound })
        this.#database = database
        return
      } else if (bound === undefined) this.#database = database
      else if (bound !== database) {
        const again = () => this.hear(announcement, true)
        if (!isLate) this.#checkDatabase().then(again, again)
        return
      }
    }
    for (const listener of this.#listeners) listener(announcement)
  }

  announce(state: EngineStatus['state'], message: string): void {
    this.hear({ type: 'status', status: { state, message } })
  }

  /**
   * Takes how a call has ended. Announces once that the storage is lost, and once that it works
   * again.
   */
  readonly settled = (error?: SeeklingError): void => {
    const isLost = error?.details?.lost === true
    if (isLost === this.#isLost || (error && !isLost)) return
    this.#isLost = isLost
    if (isLost) this.announce('storage-lost', error.message)
    else this.announce('recovered', 'The storage answers again.')
  }
}
