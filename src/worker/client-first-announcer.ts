/**
 * The announcements of the update role. A channel takes its time, and posting to it costs more than
 * a small update computes: so the role's own client hears them first, over its port, and leaves out
 * what comes to it again by the channel. That an update is stored, and has begun, is announced a
 * moment later, together, while the storage works.
 */
import type { Pause } from '../engine/work/running-work.ts'
import type { Announcement, Announcer } from '../shared/engine-api.ts'

export class ClientFirstAnnouncer implements Announcer {
  readonly #all: Announcer
  readonly #tell: (announcements: readonly Announcement[]) => void
  readonly #client: string
  readonly #moment: Pause
  #waiting: Announcement[] = []

  /** `tell` reaches only the client of this name; `moment` resolves after what waits now. */
  constructor(all: Announcer, tell: (announcements: readonly Announcement[]) => void, client: string, moment: Pause) {
    this.#all = all
    this.#tell = tell
    this.#client = client
    this.#moment = moment
  }

  post(...announcements: readonly Announcement[]): void {
    if (announcements.length === 0) return
    const isFirst = this.#waiting.length === 0
    this.#waiting.push(...announcements)
    if (!announcements.every(mayWait)) this.flush()
    else if (isFirst) void this.#moment().then(() => this.flush())
  }

  /** Sends what waits. Nothing overtakes what was posted before it. */
  flush(): void {
    const news = this.#waiting
    if (news.length === 0) return
    this.#waiting = []
    this.#tell(news)
    this.#all.post(...news.map((one) => ({ ...one, told: this.#client })))
  }

  subscribe(listener: (announcement: Announcement) => void): () => void {
    return this.#all.subscribe(listener)
  }

  close(): void {
    this.flush()
  }
}

/** Somebody waits for all the rest. */
const mayWait = (announcement: Announcement): boolean =>
  announcement.type === 'update' && !('processedAt' in announcement.update)
