/**
 * Announcements over a BroadcastChannel, heard by every tab of the origin, and by this thread's own
 * listeners, which a channel leaves out. Nothing depends on a message arriving: code that must know
 * reads the store. Where there is no channel, or the browser refuses one, only this thread's own
 * listeners hear announcements.
 */
import { LocalAnnouncer } from '../engine/local-announcer.ts'
import type { Announcement, Announcer } from '../shared/engine-api.ts'

export class ChannelAnnouncer implements Announcer {
  readonly #here = new LocalAnnouncer()
  #channel: BroadcastChannel | undefined

  constructor(channelName: string) {
    try {
      this.#channel = new BroadcastChannel(channelName)
    } catch {
      return
    }
    this.#channel.onmessage = ({ data }) => this.#here.post(...([data].flat() as Announcement[]))
    // An open channel would keep a Node process alive; only Node's has this method.
    ;(this.#channel as { unref?: () => void }).unref?.()
  }

  post(...announcements: readonly Announcement[]): void {
    if (announcements.length === 0) return
    try {
      this.#channel?.postMessage(announcements.length === 1 ? announcements[0] : announcements)
    } catch {
      // As if there were none: no call may fail for it.
    }
    this.#here.post(...announcements)
  }

  subscribe(listener: (announcement: Announcement) => void): () => void {
    return this.#here.subscribe(listener)
  }

  close(): void {
    this.#channel?.close()
    this.#channel = undefined
    this.#here.close()
  }
}
