/**
 * Announcements inside one thread, for engines that share no BroadcastChannel: tests,
 * `worker: false`, browsers without one.
 */
import type { Announcement, Announcer } from '../shared/engine-api.ts'

type Listener = (announcement: Announcement) => void

export class LocalAnnouncer implements Announcer {
  readonly #listeners: Set<Listener>
  readonly #own = new Set<Listener>()
  #closed = false

  constructor(listeners = new Set<Listener>()) {
    this.#listeners = listeners
  }

  /** Another announcer that hears and is heard by this one, as a second tab would. */
  join(): LocalAnnouncer {
    return new LocalAnnouncer(this.#listeners)
  }

  /**
   * Listeners are called before `post` returns. One that throws disturbs neither the others nor the
   * sender.
   */
  post(...announcements: readonly Announcement[]): void {
    for (const announcement of announcements) {
      if (this.#closed) return
      for (const listener of [...this.#listeners]) {
        try {
          listener(announcement)
        } catch (error) {
          console.error('A listener of Seekling announcements failed:', error)
        }
      }
    }
  }

  subscribe(listener: Listener): () => void {
    if (this.#closed) return () => {}
    // A function of its own, so that the same listener given twice counts twice.
    const own: Listener = (announcement) => listener(announcement)
    this.#listeners.add(own)
    this.#own.add(own)
    return () => {
      this.#listeners.delete(own)
      this.#own.delete(own)
    }
  }

  close(): void {
    this.#closed = true
    for (const listener of this.#own) this.#listeners.delete(listener)
    this.#own.clear()
  }
}
